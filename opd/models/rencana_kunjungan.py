"""Visits that are planned: when a team goes to its village, which enterprises it means to see, and who goes."""

from __future__ import annotations

import uuid
from datetime import date, datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, TruncDate

from desa.models import Umkm
from desa.models.dasar import reasoned, together
from desa.scoped import DeclaredModel, GuardedQuerySet, OpenQuerySet, Reader, names
from desa.waktu import WIT, akhir_hari
from opd.models.arahan import orang
from opd.models.kegiatan import KunjunganUmkm
from opd.models.penugasan import Penugasan

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class RencanaKunjunganQuerySet(GuardedQuerySet):
    """Progress like the visits themselves: open to every signed-in role, written by the own OPD."""

    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(penugasan__opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def with_visit(self, known_at: datetime | None = None) -> Self:
        """Rows that say (`dikunjungi`) whether a visit since the day of planning looked for one of their enterprises."""
        terlihat = KunjunganUmkm.objects.filter(
            umkm__rencana_kunjungan=OuterRef("pk"),
            kunjungan__penugasan=OuterRef("penugasan"),
            kunjungan__tanggal__gte=OuterRef("hari_dibuat"),
        )
        terlihat = terlihat.filter(_in_force(known_at)).scoped()
        dibuat = TruncDate("dibuat_pada", tzinfo=WIT)
        return self.annotate(hari_dibuat=dibuat).annotate(dikunjungi=Exists(terlihat))

    def waiting(self, until: date, known_at: datetime | None = None) -> Self:
        """Planned by `until`, not withdrawn then, the penugasan running, and not visited yet."""
        akhir = _last_moment(until, known_at)
        tetap = Q(ditarik_pada__isnull=True) | Q(ditarik_pada__gt=akhir)
        jalan = Q(penugasan__selesai__isnull=True) | Q(penugasan__selesai__gt=until)
        kueri = self.filter(tetap & jalan, dibuat_pada__lte=akhir, penugasan__dikoreksi_pada__isnull=True)
        return kueri.with_visit(known_at).filter(dikunjungi=False)

    def with_day(self, until: date, known_at: datetime | None = None) -> Self:
        """Rows that say (`hari`) for which day they stood on `until`: one that was moved after it, the day it had before."""
        sesudah = PindahRencana.objects.filter(rencana=OuterRef("pk"), dipindah_pada__gt=_last_moment(until, known_at))
        semula = sesudah.scoped().order_by("dipindah_pada", "pk").values("dari")[:1]
        return self.annotate(hari=Coalesce(Subquery(semula), F("tanggal")))


def _last_moment(until: date, known_at: datetime | None) -> datetime:
    """Up to when what was recorded counts, for a reading of `until`."""
    return min(known_at, akhir_hari(until)) if known_at else akhir_hari(until)


def _in_force(known_at: datetime | None) -> Q:
    """A finding's visit counts, as known at `known_at`."""
    tetap = Q(kunjungan__pengganti__isnull=True)
    if known_at is None:
        return tetap & Q(kunjungan__batal=False)
    tetap |= Q(kunjungan__pengganti__dicatat_pada__gt=known_at)
    return tetap & Q(kunjungan__dicatat_pada__lte=known_at, kunjungan__batal=False)


class RencanaKunjungan(DeclaredModel):
    """A planned visit. It ends by itself when a visit of the penugasan, on the day of planning or after it, looked for one
    of its enterprises; or when it is withdrawn with the reason. Whether it was visited is read, never stored.
    """

    OPEN = names(
        "id uuid penugasan tanggal umkm petugas catatan dibuat_oleh dibuat_pada ditarik_pada ditarik_oleh alasan_tarik"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    penugasan = models.ForeignKey(
        Penugasan, verbose_name="penugasan", on_delete=models.PROTECT, related_name="rencana_kunjungan"
    )
    tanggal = models.DateField("tanggal kunjungan")
    umkm = models.ManyToManyField(Umkm, verbose_name="usaha yang dituju", related_name="rencana_kunjungan")
    petugas = models.TextField("yang berangkat", blank=True, max_length=2000, help_text="Satu nama per baris.")
    catatan = models.CharField("yang perlu dibawa atau ditanyakan", max_length=500, blank=True)
    dibuat_oleh = orang("direncanakan oleh")
    dibuat_pada = models.DateTimeField("direncanakan pada")
    ditarik_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    ditarik_oleh = orang("dibatalkan oleh", kosong=True)
    alasan_tarik = models.CharField("alasan pembatalan", max_length=500, blank=True)

    objects = RencanaKunjunganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "rencana kunjungan"
        ordering = ["tanggal", "id"]
        constraints = [
            together(
                "ditarik_pada",
                "ditarik_oleh",
                name="ditarik",
                pesan="Waktu pembatalan dan siapa yang membatalkan harus lengkap.",
            ),
            reasoned(
                "ditarik_pada",
                "alasan_tarik",
                name="alasan",
                pesan="Rencana kunjungan yang dibatalkan harus menyebut alasannya.",
            ),
        ]
        indexes = [models.Index(fields=["penugasan", "tanggal"], name="opd_rencanakunjungan_tanggal")]

    def __str__(self) -> str:
        return f"Rencana kunjungan {self.tanggal}"


class PindahRencana(DeclaredModel):
    """A planned visit moved from one day to another, and why. The plan itself holds its last day."""

    OPEN = names("id rencana dari ke alasan dipindah_oleh dipindah_pada")

    rencana = models.ForeignKey(
        RencanaKunjungan, verbose_name="rencana kunjungan", on_delete=models.PROTECT, related_name="pindah"
    )
    dari = models.DateField("dari tanggal")
    ke = models.DateField("ke tanggal")
    alasan = models.CharField("alasan dipindahkan", max_length=500, blank=True)
    dipindah_oleh = orang("dipindahkan oleh")
    dipindah_pada = models.DateTimeField("dipindahkan pada")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pindah rencana kunjungan"
        ordering = ["rencana", "dipindah_pada", "id"]
        constraints = [
            CheckConstraint(
                condition=~Q(dari=F("ke")),
                name="%(app_label)s_%(class)s_hari",
                violation_error_message="Tanggalnya masih sama. Pilih hari lain.",
            ),
            CheckConstraint(
                condition=~Q(alasan=""),
                name="%(app_label)s_%(class)s_alasan",
                violation_error_message="Rencana kunjungan yang dipindahkan harus menyebut alasannya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rencana_id}: {self.dari} menjadi {self.ke}"
