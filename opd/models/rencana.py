"""The yearly action plan of a penugasan, in versions, and its lines.

Law: "rencana aksi yang terukur" (rakor 16 May 2023); strategies of Inpres 4/2022 and 8/2025.
"""

from __future__ import annotations

import uuid
from decimal import Decimal

from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.models import Indikator
from desa.models.dasar import valid_choice
from desa.scoped import DeclaredModel, names
from opd.enums import Akumulasi, Polaritas, StatusNaskah, Strategi, SumberDana
from opd.models.naskah import NASKAH_OPEN, Naskah, NaskahQuerySet, naskah_constraints
from opd.models.penugasan import TAHUN_PERTAMA, TAHUN_TERAKHIR

TRIWULAN = (1, 2, 3, 4)


class RencanaAksiQuerySet(NaskahQuerySet):
    def verified(self) -> RencanaAksiQuerySet:
        return self.filter(status=StatusNaskah.DIVERIFIKASI)

    def progress(self) -> RencanaAksiQuerySet:
        """Plans of every OPD for their state and days alone (see LaporanQuerySet.progress)."""
        return self.scoped()


class RencanaAksi(Naskah):
    """One version of a penugasan's plan for a year. A revision is a new row; what was verified is never written again.

    In force is the verified version with the highest `nomor`. Achievement is measured against the first one verified,
    unless the verifikator marked a later one `kahar` (desain.md, section 4, capaian rencana).
    """

    OPEN = NASKAH_OPEN | names("tahun nomor alasan_revisi kahar alasan_kahar")

    tahun = models.PositiveSmallIntegerField("tahun")
    nomor = models.PositiveSmallIntegerField("versi rencana", default=1)
    alasan_revisi = models.CharField("alasan revisi", max_length=500, blank=True)
    kahar = models.BooleanField("keadaan kahar", default=False)
    alasan_kahar = models.CharField("alasan keadaan kahar", max_length=500, blank=True)

    objects = RencanaAksiQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "rencana aksi"
        ordering = ["-tahun", "-nomor", "id"]
        constraints = naskah_constraints(
            CheckConstraint(
                condition=Q(tahun__gte=TAHUN_PERTAMA, tahun__lte=TAHUN_TERAKHIR, nomor__gte=1),
                name="%(app_label)s_%(class)s_tahun",
                violation_error_message=f"Rencana aksi disusun untuk tahun {TAHUN_PERTAMA} atau sesudahnya.",
            ),
            CheckConstraint(
                condition=Q(nomor=1, alasan_revisi="") | (Q(nomor__gt=1) & ~Q(alasan_revisi="")),
                name="%(app_label)s_%(class)s_revisi",
                violation_error_message="Revisi rencana aksi harus menyebut alasannya.",
            ),
            CheckConstraint(
                condition=Q(kahar=False, alasan_kahar="") | (Q(kahar=True, nomor__gt=1) & ~Q(alasan_kahar="")),
                name="%(app_label)s_%(class)s_kahar",
                violation_error_message="Keadaan kahar hanya untuk revisi dan harus menyebut alasannya.",
            ),
            UniqueConstraint(
                fields=["penugasan", "tahun", "nomor"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Versi rencana aksi ini sudah ada. Muat ulang halaman.",
            ),
            UniqueConstraint(
                fields=["penugasan", "tahun"],
                condition=~Q(status="diverifikasi"),
                name="%(app_label)s_%(class)s_satu_terbuka",
                violation_error_message="Masih ada versi rencana aksi tahun ini yang belum diverifikasi. Selesaikan dahulu.",
            ),
        )

    def __str__(self) -> str:
        versi = f" (revisi {self.nomor - 1})" if self.nomor > 1 else ""
        return f"Rencana aksi {self.tahun}{versi}"


class BagianRencanaQuerySet(NaskahQuerySet):
    """Lines of plans follow their plan's scope."""

    jalur = "rencana__"


class BarisRencana(DeclaredModel):
    """One line: what is done against which problem indicators, how much by which quarter. `kunci` stays across versions."""

    OPEN = names(
        "id rencana kunci urutan indikator strategi kegiatan sasaran satuan target_tw1 target_tw2 target_tw3 target_tw4 "
        "polaritas akumulasi pic kode_subkegiatan"
    )

    rencana = models.ForeignKey(RencanaAksi, verbose_name="rencana", on_delete=models.PROTECT, related_name="baris")
    kunci = models.UUIDField("pengenal baris", default=uuid.uuid4, editable=False)
    urutan = models.PositiveSmallIntegerField("urutan", default=0)
    indikator = models.ManyToManyField(Indikator, verbose_name="indikator bermasalah", related_name="baris_rencana")
    strategi = models.CharField("strategi", max_length=20, choices=Strategi)
    kegiatan = models.CharField("kegiatan", max_length=200)
    sasaran = models.CharField("sasaran", max_length=200, help_text="Misalnya 20 keluarga perajin sagu.")
    satuan = models.CharField(
        "satuan", max_length=40, help_text="Misalnya ha, ekor, batang, unit, kelompok, orang, KK."
    )
    target_tw1 = models.DecimalField(
        "target TW I", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    target_tw2 = models.DecimalField(
        "target TW II", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    target_tw3 = models.DecimalField(
        "target TW III", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    target_tw4 = models.DecimalField(
        "target TW IV", max_digits=12, decimal_places=2, default=Decimal(0), validators=[MinValueValidator(0)]
    )
    polaritas = models.CharField("arah", max_length=20, choices=Polaritas, default=Polaritas.POSITIF)
    akumulasi = models.CharField("cara menghitung", max_length=20, choices=Akumulasi, default=Akumulasi.NON_KUMULATIF)
    pic = models.CharField("penanggung jawab kegiatan", max_length=150, blank=True)
    kode_subkegiatan = models.CharField(
        "kode subkegiatan",
        max_length=20,
        blank=True,
        validators=[
            RegexValidator(
                r"^([0-9]|X)\.([0-9]{2}|XX)\.[0-9]{2}\.1\.[0-9]{2}\.[0-9]{2,4}$",
                "Kode subkegiatan provinsi ditulis seperti 2.17.07.1.01.0001. Periksa angka dan titiknya.",
            )
        ],
    )

    objects = BagianRencanaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "baris rencana"
        ordering = ["urutan", "id"]
        constraints = [
            valid_choice("strategi", Strategi),
            valid_choice("polaritas", Polaritas),
            valid_choice("akumulasi", Akumulasi),
            UniqueConstraint(
                fields=["rencana", "kunci"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Baris ini sudah ada pada rencana itu.",
            ),
            CheckConstraint(
                condition=Q(target_tw1__gte=0, target_tw2__gte=0, target_tw3__gte=0, target_tw4__gte=0)
                & (Q(target_tw1__gt=0) | Q(target_tw2__gt=0) | Q(target_tw3__gt=0) | Q(target_tw4__gt=0)),
                name="%(app_label)s_%(class)s_target",
                violation_error_message="Target tidak boleh negatif dan sedikitnya satu triwulan harus lebih dari 0.",
            ),
        ]
        indexes = [models.Index(fields=["kunci"], name="opd_barisrencana_kunci")]

    def __str__(self) -> str:
        return self.kegiatan

    @property
    def target(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        """The targets of TW I-IV."""
        return self.target_tw1, self.target_tw2, self.target_tw3, self.target_tw4

    @property
    def volume(self) -> Decimal:
        """The year's volume as the quarters make it: their sum, the running last, the mean of those above 0, or TW IV."""
        isi = [t for t in self.target if t]
        if self.akumulasi == Akumulasi.NON_KUMULATIF:
            return sum(self.target, Decimal(0))
        if self.akumulasi == Akumulasi.RATA_RATA:
            return sum(isi, Decimal(0)) / len(isi)
        return self.target_tw4 if self.akumulasi == Akumulasi.AKHIR_PERIODE else isi[-1]


class BagianBarisQuerySet(NaskahQuerySet):
    jalur = "baris__rencana__"


class PaguBaris(DeclaredModel):
    """Rupiah planned for a line from one source."""

    OPEN = names("id baris sumber pagu_rp")

    baris = models.ForeignKey(BarisRencana, verbose_name="baris", on_delete=models.PROTECT, related_name="pagu")
    sumber = models.CharField("sumber dana", max_length=20, choices=SumberDana)
    pagu_rp = models.PositiveBigIntegerField("pagu (Rp)")

    objects = BagianBarisQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pagu baris"
        ordering = ["id"]
        constraints = [
            valid_choice("sumber", SumberDana),
            CheckConstraint(
                condition=Q(pagu_rp__gt=0),
                name="%(app_label)s_%(class)s_pagu",
                violation_error_message="Pagu lebih besar dari Rp0. Kosongkan sumber yang tidak dipakai.",
            ),
            UniqueConstraint(
                fields=["baris", "sumber"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Sumber dana ini sudah diisi pada baris itu.",
            ),
        ]

    def __str__(self) -> str:
        return self.get_sumber_display()
