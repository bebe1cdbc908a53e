"""Rankings: the computed draft, the time in which it may be corrected, and what was frozen."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from binaan.models.bobot import Bobot, actor, year_between
from desa.scoped import DeclaredModel, OpenQuerySet, names

BESAR = ("masukan",)
"""What no list needs: the inputs of a whole province."""


class PeringkatTetap(RuntimeError):
    """A frozen ranking was to be changed or deleted."""


class HitunganPeringkat(DeclaredModel):
    """The draft ranking of a year as `manage.py hitung_peringkat` computed it last: one row a year, written over by the next.

    With `sanggahan` it is the draft of the version that answers a granted objection: the inputs of the frozen one, with
    those of the objecting OPD read anew. `bobot` None: nobody enacted weights in time, so it is a trial and cannot be frozen.
    """

    OPEN = names("id tahun sanggahan bobot sampai dihitung_pada diperiksa_pada sidik masukan hasil")

    tahun = models.PositiveSmallIntegerField("tahun")
    sanggahan = models.OneToOneField(
        "binaan.Sanggahan",
        verbose_name="sanggahan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="hitungan",
    )
    bobot = models.ForeignKey(
        Bobot, verbose_name="bobot", null=True, blank=True, on_delete=models.PROTECT, related_name="hitungan"
    )
    sampai = models.DateField("data sampai")
    dihitung_pada = models.DateTimeField("dihitung pada")
    diperiksa_pada = models.DateTimeField("diperiksa ulang pada")
    sidik = models.CharField("sidik masukan", max_length=64)
    masukan = models.JSONField("masukan")
    hasil = models.JSONField("hasil")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "hitungan peringkat"
        ordering = ["-tahun", "id"]
        constraints = [
            year_between(),
            UniqueConstraint(
                fields=["tahun"],
                condition=Q(sanggahan__isnull=True),
                name="%(app_label)s_%(class)s_satu",
                violation_error_message="Tahun ini sudah mempunyai hitungan. Perbarui hitungan itu.",
            ),
        ]

    def __str__(self) -> str:
        return f"Hitungan peringkat {self.tahun}"


class MasaKoreksi(DeclaredModel):
    """The draft of a year was opened to every head for correction: not frozen before 14 days are over."""

    OPEN = names("id tahun dibuka_oleh dibuka_pada dibuka_sebagai")

    tahun = models.PositiveSmallIntegerField("tahun", unique=True)
    dibuka_oleh = actor("dibuka oleh")
    dibuka_pada = models.DateTimeField("dibuka pada")
    dibuka_sebagai = models.CharField("dibuka sebagai", max_length=200)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "masa koreksi"
        ordering = ["-tahun"]
        constraints = [year_between()]

    def __str__(self) -> str:
        return f"Masa koreksi nilai {self.tahun}"


class PeringkatQuerySet(OpenQuerySet):
    def newest(self) -> Self:
        """The newest year first, in it the newest version."""
        return self.order_by("-tahun", "-nomor")

    def current(self) -> Self:
        """The versions that no later one stands beside."""
        return self.filter(pengganti__isnull=True)

    def light(self) -> Self:
        """Without the inputs of the whole province."""
        return self.defer(*BESAR)

    def update(self, **kwargs: Any) -> int:
        raise PeringkatTetap("Peringkat yang beku tidak dapat diubah.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise PeringkatTetap("Peringkat yang beku tidak dapat dihapus.")


class Peringkat(DeclaredModel):
    """A frozen ranking: every input, its results and signatories, under hashes. A trigger refuses any edit.

    A granted objection (`sanggahan`) makes a new version beside the old one. `dihitung_pada` is the cut-off: what was
    recorded later is not in it. `manage.py periksa_peringkat` recomputes it from `masukan`, bit for bit.
    """

    OPEN = names(
        "id uuid tahun nomor bobot sampai dihitung_pada masukan hasil sidik_masukan sidik dibekukan_oleh dibekukan_pada "
        "penanda_tangan menggantikan sanggahan"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    tahun = models.PositiveSmallIntegerField("tahun")
    nomor = models.PositiveSmallIntegerField("versi peringkat")
    bobot = models.ForeignKey(Bobot, verbose_name="bobot", on_delete=models.PROTECT, related_name="peringkat")
    sampai = models.DateField("data sampai")
    dihitung_pada = models.DateTimeField("dihitung pada")
    masukan = models.JSONField("masukan")
    hasil = models.JSONField("hasil")
    sidik_masukan = models.CharField("sidik masukan", max_length=64)
    sidik = models.CharField("sidik", max_length=64)
    dibekukan_oleh = actor("dibekukan oleh")
    dibekukan_pada = models.DateTimeField("dibekukan pada")
    penanda_tangan = models.JSONField("penanda tangan")
    menggantikan = models.OneToOneField(
        "self", verbose_name="menggantikan", null=True, blank=True, on_delete=models.PROTECT, related_name="pengganti"
    )
    sanggahan = models.OneToOneField(
        "binaan.Sanggahan",
        verbose_name="sanggahan",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jawaban",
    )

    objects = PeringkatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "peringkat"
        ordering = ["-tahun", "-nomor"]
        constraints = [
            year_between(),
            UniqueConstraint(
                fields=["tahun", "nomor"],
                name="%(app_label)s_%(class)s_nomor",
                violation_error_message="Peringkat tahun ini baru saja dibekukan orang lain. Muat ulang halaman.",
            ),
            CheckConstraint(
                condition=Q(nomor=1, menggantikan__isnull=True, sanggahan__isnull=True)
                | Q(nomor__gt=1, menggantikan__isnull=False, sanggahan__isnull=False),
                name="%(app_label)s_%(class)s_versi",
                violation_error_message="Versi baru peringkat harus menyebut yang digantikan dan sanggahan yang dikabulkan.",
            ),
        ]

    def __str__(self) -> str:
        return f"Peringkat {self.tahun} versi {self.nomor}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk is not None:
            raise PeringkatTetap("Peringkat yang beku tidak dapat diubah.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise PeringkatTetap("Peringkat yang beku tidak dapat dihapus.")
