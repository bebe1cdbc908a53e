"""The weights of the ranking: versioned, dated, enacted before the year they judge, and never edited after that."""

from __future__ import annotations

import uuid
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from binaan.enums import Dihargai, JenisPenghargaan
from desa.models.dasar import together, valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, names
from opd.models.penugasan import TAHUN_PERTAMA, TAHUN_TERAKHIR


def actor(label: str, **isi: Any) -> Any:
    """Who did it; nobody is ever deleted."""
    return models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=label, on_delete=models.PROTECT, related_name="+", **isi
    )


def year_between() -> CheckConstraint:
    """A year of the programme."""
    return CheckConstraint(
        condition=Q(tahun__gte=TAHUN_PERTAMA, tahun__lte=TAHUN_TERAKHIR),
        name="%(app_label)s_%(class)s_tahun",
        violation_error_message=f"Tahun harus {TAHUN_PERTAMA} sampai {TAHUN_TERAKHIR}.",
    )


class BobotQuerySet(OpenQuerySet):
    def enacted(self) -> Self:
        return self.filter(ditetapkan_pada__isnull=False)

    def newest(self) -> Self:
        """The newest year first, in it the newest version."""
        return self.order_by("-tahun", "-nomor")


class Bobot(DeclaredModel):
    """One version of the weights of a year: which components count, from where to where, and how much.

    A verifikator drafts it, the holder of the Sekda Jabatan enacts it before the year begins and says which ranking is
    rewarded (`dihargai`; empty where that was not asked yet); a change after that is a new version. `isi` keeps each component
    with the definition in force then (binaan/peringkat/komponen.py reads it).
    """

    OPEN = names(
        "id uuid tahun nomor isi keterangan versi disusun_oleh disusun_pada ditetapkan_oleh ditetapkan_pada ditetapkan_sebagai "
        "dihargai"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    tahun = models.PositiveSmallIntegerField("tahun yang dinilai")
    nomor = models.PositiveSmallIntegerField("versi bobot")
    isi = models.JSONField("komponen")
    keterangan = models.CharField("keterangan", max_length=500, blank=True)
    versi = models.PositiveIntegerField("versi isian", default=1, editable=False)
    disusun_oleh = actor("disusun oleh")
    disusun_pada = models.DateTimeField("disusun pada")
    ditetapkan_oleh = actor("ditetapkan oleh", null=True, blank=True)
    ditetapkan_pada = models.DateTimeField("ditetapkan pada", null=True, blank=True)
    ditetapkan_sebagai = models.CharField("ditetapkan sebagai", max_length=200, blank=True)
    dihargai = models.CharField("yang dihargai", max_length=20, choices=Dihargai, blank=True)

    objects = BobotQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "bobot peringkat"
        ordering = ["-tahun", "-nomor"]
        constraints = [
            year_between(),
            valid_choice("dihargai", Dihargai, blank=True),
            together(
                "ditetapkan_oleh",
                "ditetapkan_pada",
                name="ditetapkan",
                pesan="Waktu dan penetap bobot harus lengkap.",
            ),
            UniqueConstraint(
                fields=["tahun", "nomor"],
                name="%(app_label)s_%(class)s_nomor",
                violation_error_message="Versi bobot tahun ini baru saja dibuat orang lain. Muat ulang halaman.",
            ),
            UniqueConstraint(
                fields=["tahun"],
                condition=Q(ditetapkan_pada__isnull=True),
                name="%(app_label)s_%(class)s_draf",
                violation_error_message="Tahun ini sudah mempunyai rancangan bobot. Ubah rancangan itu.",
            ),
        ]

    def __str__(self) -> str:
        return f"Bobot peringkat {self.tahun} versi {self.nomor}"

    @property
    def ditetapkan(self) -> bool:
        return self.ditetapkan_pada is not None

    def rewards(self, jenis: str) -> bool:
        """Whether this kind of reward was announced with the weights; one of its own kind may always be given."""
        return jenis == JenisPenghargaan.KHUSUS or self.dihargai in ("", Dihargai.KEDUANYA, jenis)

    @property
    def tahun_sebelum(self) -> int:
        """The year by whose end it has to be enacted."""
        return self.tahun - 1
