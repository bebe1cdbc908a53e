"""The quarterly report of a penugasan, the record of every desk a paper passed, and the unlocking of a quarter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.models.dasar import valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names
from opd.enums import StatusNaskah, TindakanNaskah
from opd.models.kegiatan import Bukti
from opd.models.naskah import MELIHAT_SEMUA, NASKAH_OPEN, Naskah, NaskahQuerySet, naskah_constraints
from opd.models.penugasan import TAHUN_PERTAMA, TAHUN_TERAKHIR
from opd.models.rencana import RencanaAksi

if TYPE_CHECKING:
    from datetime import datetime

    from opd.models.pengguna import Pengguna


class LaporanQuerySet(NaskahQuerySet):
    def progress(self) -> Self:
        """Reports of every OPD for their state and days alone: how far the others are is open to every signed-in role
        (desain.md, section 1), what they write is not."""
        return self.scoped()


class LaporanTriwulan(Naskah):
    """A penugasan's report of one quarter. Verifying freezes its content as canonical JSON with a SHA-256 and locks the quarter.

    Until then the figures are assembled from the facts each time it is opened; only the narrative is stored.
    """

    OPEN = NASKAH_OPEN | names("tahun triwulan rencana kendala tindak_lanjut rencana_berikut foto isi_beku sha256")

    tahun = models.PositiveSmallIntegerField("tahun")
    triwulan = models.PositiveSmallIntegerField("triwulan")
    rencana = models.ForeignKey(
        RencanaAksi,
        verbose_name="rencana aksi yang dipakai",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="laporan",
    )
    kendala = models.TextField("kendala", blank=True, max_length=5000)
    tindak_lanjut = models.TextField("tindak lanjut", blank=True, max_length=5000)
    rencana_berikut = models.TextField("rencana triwulan berikut", blank=True, max_length=5000)
    foto = models.ManyToManyField(Bukti, verbose_name="foto pilihan", blank=True, related_name="laporan")
    isi_beku = models.TextField("isi saat diverifikasi", blank=True)
    sha256 = models.CharField("SHA-256 isi", max_length=64, blank=True)

    objects = LaporanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "laporan triwulan"
        ordering = ["-tahun", "-triwulan", "id"]
        indexes = [
            models.Index(
                fields=["penugasan", "status", "kelompok", "di_meja_sejak"],
                name="opd_laporan_menunggu",
                condition=Q(status__in=["diajukan", "disetujui", "dikembalikan"]),
            )
        ]
        constraints = naskah_constraints(
            CheckConstraint(
                condition=Q(tahun__gte=TAHUN_PERTAMA, tahun__lte=TAHUN_TERAKHIR, triwulan__gte=1, triwulan__lte=4),
                name="%(app_label)s_%(class)s_triwulan",
                violation_error_message=f"Triwulan bernilai 1 sampai 4, tahun {TAHUN_PERTAMA} atau sesudahnya.",
            ),
            CheckConstraint(
                condition=(Q(status="diverifikasi") & ~Q(isi_beku="") & ~Q(sha256=""))
                | (~Q(status="diverifikasi") & Q(isi_beku="", sha256="")),
                name="%(app_label)s_%(class)s_beku",
                violation_error_message="Isi laporan dibekukan tepat saat diverifikasi.",
            ),
            UniqueConstraint(
                fields=["penugasan", "tahun", "triwulan"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Laporan triwulan ini sudah dibuat. Buka laporan yang ada.",
            ),
        )

    def __str__(self) -> str:
        return f"Laporan TW {('I', 'II', 'III', 'IV')[self.triwulan - 1]} {self.tahun}"


class LangkahNaskahQuerySet(GuardedQuerySet):
    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(*MELIHAT_SEMUA):
            return self.scoped()
        milik = user.managed_opd()
        terbit = StatusNaskah.DIVERIFIKASI
        return self.scoped().filter(
            Q(rencana__status=terbit)
            | Q(laporan__status=terbit)
            | Q(rencana__penugasan__opd__in=milik)
            | Q(laporan__penugasan__opd__in=milik)
        )

    def progress(self) -> Self:
        """The moves of every OPD's papers for their days alone, never their reasons (see LaporanQuerySet.progress)."""
        return self.scoped().defer("alasan")

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().none()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().none()


class LangkahNaskah(DeclaredModel):
    """One move of a plan or a report: who, as what, when, from which text to which desk. Written once, never changed.

    Timeliness and days at each desk are counted from these rows (desain.md, section 4, ketepatan laporan).
    """

    OPEN = names("id rencana laporan tindakan dari ke versi oleh sebagai pada alasan")

    rencana = models.ForeignKey(
        RencanaAksi, verbose_name="rencana", null=True, blank=True, on_delete=models.PROTECT, related_name="langkah"
    )
    laporan = models.ForeignKey(
        LaporanTriwulan, verbose_name="laporan", null=True, blank=True, on_delete=models.PROTECT, related_name="langkah"
    )
    tindakan = models.CharField("tindakan", max_length=20, choices=TindakanNaskah)
    dari = models.CharField("dari", max_length=20, choices=StatusNaskah)
    ke = models.CharField("ke", max_length=20, choices=StatusNaskah)
    versi = models.PositiveIntegerField("versi isian")
    oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="oleh", on_delete=models.PROTECT, related_name="langkah"
    )
    sebagai = models.CharField("sebagai", max_length=200)
    pada = models.DateTimeField("pada")
    alasan = models.CharField("alasan", max_length=1000, blank=True)

    objects = LangkahNaskahQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "langkah naskah"
        ordering = ["pada", "id"]
        constraints = [
            valid_choice("tindakan", TindakanNaskah),
            valid_choice("dari", StatusNaskah),
            valid_choice("ke", StatusNaskah),
            CheckConstraint(
                condition=Q(rencana__isnull=False, laporan__isnull=True)
                | Q(rencana__isnull=True, laporan__isnull=False),
                name="%(app_label)s_%(class)s_milik",
                violation_error_message="Langkah milik satu rencana atau satu laporan.",
            ),
            CheckConstraint(
                condition=~Q(tindakan__in=["kembalikan", "tolak"]) | ~Q(alasan=""),
                name="%(app_label)s_%(class)s_alasan",
                violation_error_message="Pengembalian harus menyebut alasannya.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_tindakan_display()


BUKA_TANPA_ALASAN = "Tulis alasan pembukaan kunci triwulan ini."


class BukaKunciQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().none()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().none()

    def open_at(self, at: datetime) -> Self:
        return self.filter(pada__lte=at, sampai__gt=at)


class BukaKunci(DeclaredModel):
    """A verified quarter opened for correction until a moment, with the reason. The verified paper keeps its hash."""

    OPEN = names("id laporan alasan pada sampai oleh")

    laporan = models.ForeignKey(
        LaporanTriwulan, verbose_name="laporan", on_delete=models.PROTECT, related_name="buka_kunci"
    )
    alasan = models.CharField("alasan", max_length=500, error_messages={"blank": BUKA_TANPA_ALASAN})
    pada = models.DateTimeField("dibuka pada")
    sampai = models.DateTimeField("terbuka sampai")
    oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="dibuka oleh", on_delete=models.PROTECT, related_name="buka_kunci"
    )

    objects = BukaKunciQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pembukaan kunci"
        ordering = ["-pada"]
        constraints = [
            CheckConstraint(
                condition=Q(sampai__gt=F("pada")),
                name="%(app_label)s_%(class)s_sampai",
                violation_error_message="Waktu penutupan kembali harus setelah waktu pembukaan.",
            ),
            CheckConstraint(
                condition=~Q(alasan=""),
                name="%(app_label)s_%(class)s_alasan",
                violation_error_message=BUKA_TANPA_ALASAN,
            ),
        ]

    def __str__(self) -> str:
        return f"Pembukaan kunci {self.laporan}"
