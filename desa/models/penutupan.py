"""When an enterprise was closed: one row per closure, with the day it opened again where it did.

The rows are the truth about every day; `Umkm.tutup_pada` repeats the open closure's day for questions about today. Both
are written together, by opd/actions/tutup_umkm.py alone.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import NamedTuple, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.angka import format_tanggal
from desa.models.dasar import reasoned
from desa.models.umkm import Umkm
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names
from desa.waktu import akhir_bulan


class MasaTutup(NamedTuple):
    """Closed from `tutup` on, up to the day before `buka`; None: not opened again."""

    tutup: date
    buka: date | None = None

    def covers(self, hari: date) -> bool:
        return self.tutup <= hari and (self.buka is None or hari < self.buka)

    @property
    def kata(self) -> str:
        """ "sejak 3 April 2026", with the day it opened again where it did."""
        buka = f" sampai buka kembali pada {format_tanggal(self.buka)}" if self.buka else ""
        return f"sejak {format_tanggal(self.tutup)}{buka}"

    def whole_month(self, bulan: date) -> bool:
        """Whether the month that begins on `bulan` had no open day."""
        return self.tutup <= bulan and (self.buka is None or akhir_bulan(bulan) < self.buka)


class PenutupanUmkmQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        """Every signed-in role reads when an enterprise was closed."""
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.managed_desa())

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.personal_desa())

    def in_force(self, known_at: datetime | None = None) -> Self:
        """Closures recorded and not taken back, as known at `known_at` (default: now)."""
        if known_at is None:
            return self.filter(dibatalkan_pada__isnull=True)
        return self.filter(
            Q(dibatalkan_pada__isnull=True) | Q(dibatalkan_pada__gt=known_at), dicatat_pada__lte=known_at
        )

    def spanning(self, dari: date, sampai: date, known_at: datetime | None = None) -> Self:
        """Closures with no open day from `dari` to `sampai`; an opening recorded after `known_at` was not known."""
        buka = Q(dibuka_pada__isnull=True) | Q(dibuka_pada__gt=sampai)
        if known_at is not None:
            buka |= Q(buka_dicatat_pada__gt=known_at)
        return self.in_force(known_at).filter(buka, tutup_pada__lte=dari)


class PenutupanUmkm(DeclaredModel):
    """An enterprise closed on days with tutup_pada <= day < dibuka_pada; without `dibuka_pada` it still is.

    A closure, or an opening, that was recorded by mistake is taken back with `dibatalkan_pada`; the row stays, so a day can
    be read as it was known then. Closures of one enterprise never overlap: the deed sees to it under the village's lock.
    """

    OPEN = names(
        "id umkm tutup_pada alasan dicatat_pada pencatat_id pencatat dibuka_pada alasan_buka buka_dicatat_pada "
        "buka_pencatat dibatalkan_pada alasan_batal"
    )

    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="penutupan")
    tutup_pada = models.DateField("tutup pada")
    alasan = models.CharField("alasan tutup", max_length=300, blank=True)
    dicatat_pada = models.DateTimeField("dicatat pada")
    pencatat_id = models.BigIntegerField("nomor pencatat", null=True, blank=True)
    pencatat = models.CharField("dicatat oleh", max_length=200)
    dibuka_pada = models.DateField("buka kembali pada", null=True, blank=True)
    alasan_buka = models.CharField("alasan buka kembali", max_length=300, blank=True)
    buka_dicatat_pada = models.DateTimeField("buka kembali dicatat pada", null=True, blank=True)
    buka_pencatat = models.CharField("buka kembali dicatat oleh", max_length=200, blank=True)
    dibatalkan_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    alasan_batal = models.CharField("alasan dibatalkan", max_length=300, blank=True)

    objects = PenutupanUmkmQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penutupan UMKM"
        ordering = ["umkm", "tutup_pada", "id"]
        constraints = [
            CheckConstraint(
                condition=Q(dibuka_pada__isnull=True) | Q(dibuka_pada__gt=F("tutup_pada")),
                name="%(app_label)s_%(class)s_urut",
                violation_error_message="Tanggal buka kembali harus sesudah tanggal tutupnya. Periksa tanggalnya.",
            ),
            CheckConstraint(
                condition=~Q(alasan=""),
                name="%(app_label)s_%(class)s_alasan",
                violation_error_message="UMKM yang tutup harus bertanggal dan beralasan.",
            ),
            CheckConstraint(
                condition=Q(dibuka_pada__isnull=True, buka_dicatat_pada__isnull=True, alasan_buka="", buka_pencatat="")
                | (
                    Q(dibuka_pada__isnull=False, buka_dicatat_pada__isnull=False)
                    & ~Q(alasan_buka="")
                    & ~Q(buka_pencatat="")
                ),
                name="%(app_label)s_%(class)s_buka",
                violation_error_message="UMKM yang buka kembali harus bertanggal, beralasan, dan menyebut pencatatnya.",
            ),
            reasoned(
                "dibatalkan_pada",
                "alasan_batal",
                name="dibatalkan",
                pesan="Penutupan yang dibatalkan harus bertanggal dan beralasan.",
            ),
            UniqueConstraint(
                fields=["umkm"],
                condition=Q(dibuka_pada__isnull=True, dibatalkan_pada__isnull=True),
                name="%(app_label)s_%(class)s_terbuka",
                violation_error_message="UMKM ini sudah tercatat tutup. Buka profilnya untuk melihat tanggalnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Penutupan {self.umkm_id} {self.tutup_pada:%Y-%m-%d}"

    @property
    def masa(self) -> MasaTutup:
        return MasaTutup(self.tutup_pada, self.dibuka_pada)
