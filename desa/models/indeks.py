"""Village indices and their indicators, and BPS poverty figures. A newer vintage is a new row; kinds are never mixed."""

from __future__ import annotations

from decimal import Decimal
from typing import Self

from django.core.validators import MinValueValidator
from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.enums import DimensiDesa, DimensiIDM, JenisIndeks, PeriodeBPS, Presisi, StatusDesa, Subdimensi
from desa.models.dasar import valid_choice
from desa.models.wilayah import Desa, Kabupaten
from desa.scoped import DeclaredModel, OpenQuerySet, names

SKOR_BERMASALAH = 2
"""An indicator scored at or below this is one of the village's "indikator bermasalah" (desain.md, section 2)."""


DIMENSI = tuple(DimensiDesa.values)
"""The columns of the six dimensions, named as the dimensions are."""


def _poin(nama: str) -> models.DecimalField:
    return models.DecimalField(nama, max_digits=7, decimal_places=4, null=True, blank=True)


def _batas(nama: str) -> models.DecimalField:
    return models.DecimalField(nama, max_digits=8, decimal_places=4)


def _semua(kolom: tuple[str, ...], *, kosong: bool) -> Q:
    """Every one of these columns is empty, or none is."""
    return Q(**{f"{k}__isnull": kosong for k in kolom})


class IndeksDesa(DeclaredModel):
    """One village's index of one year and kind, with the status as decreed by the ministry.

    Of an Indeks Desa the points of its six dimensions where they are known. The status is never computed from the value.
    Law: Permendesa PDTT 2/2016 (IDM, 2016-2024: mean of IKS, IKE, IKL, scale 0-1); Permendesa PDT 9/2024 (Indeks Desa, 0-100).
    """

    OPEN = names("id desa tahun jenis nilai iks ike ikl status kode_asal sumber tanggal_data") | frozenset(DIMENSI)

    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="indeks")
    tahun = models.PositiveSmallIntegerField("tahun")
    jenis = models.CharField("jenis indeks", max_length=20, choices=JenisIndeks)
    nilai = models.DecimalField("nilai", max_digits=8, decimal_places=4)
    iks = models.DecimalField("IKS", max_digits=6, decimal_places=4, null=True, blank=True)
    ike = models.DecimalField("IKE", max_digits=6, decimal_places=4, null=True, blank=True)
    ikl = models.DecimalField("IKL", max_digits=6, decimal_places=4, null=True, blank=True)
    layanan_dasar = _poin("layanan dasar (poin)")
    sosial = _poin("sosial (poin)")
    ekonomi = _poin("ekonomi (poin)")
    lingkungan = _poin("lingkungan (poin)")
    aksesibilitas = _poin("aksesibilitas (poin)")
    tata_kelola = _poin("tata kelola pemerintahan desa (poin)")
    status = models.CharField("status resmi", max_length=20, choices=StatusDesa)
    kode_asal = models.CharField("kode pada sumber", max_length=13, blank=True)
    sumber = models.CharField("sumber", max_length=300)
    tanggal_data = models.DateField("tanggal data")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "indeks desa"
        ordering = ["desa", "jenis", "tahun"]
        indexes = [models.Index(fields=["tanggal_data"], name="desa_indeksdesa_baru")]
        constraints = [
            valid_choice("jenis", JenisIndeks),
            valid_choice("status", StatusDesa),
            UniqueConstraint(
                fields=["desa", "jenis", "tahun"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Indeks desa ini untuk tahun itu sudah ada. Ubah baris yang ada.",
            ),
            CheckConstraint(
                condition=Q(jenis="indeks_desa", nilai__gte=0, nilai__lte=100)
                | Q(jenis="idm", nilai__gte=0, nilai__lte=1, iks__isnull=False, ike__isnull=False, ikl__isnull=False),
                name="%(app_label)s_%(class)s_skala",
                violation_error_message="IDM bernilai 0 sampai 1 dengan IKS, IKE, dan IKL; Indeks Desa bernilai 0 sampai 100.",
            ),
            CheckConstraint(
                condition=Q(jenis="idm", tahun__gte=2016, tahun__lte=2024)
                | Q(jenis="indeks_desa", tahun__gte=2025, tahun__lte=2100),
                name="%(app_label)s_%(class)s_tahun",
                violation_error_message="IDM ada untuk 2016 sampai 2024, Indeks Desa sejak 2025. Periksa jenis dan tahunnya.",
            ),
            CheckConstraint(
                condition=Q(jenis="idm") & _semua(DIMENSI, kosong=True)
                | Q(jenis="indeks_desa")
                & _semua(("iks", "ike", "ikl"), kosong=True)
                & (_semua(DIMENSI, kosong=True) | _semua(DIMENSI, kosong=False)),
                name="%(app_label)s_%(class)s_dimensi",
                violation_error_message="IKS, IKE, dan IKL hanya untuk IDM; enam dimensi hanya untuk Indeks Desa, diisi semua "
                "atau dikosongkan semua.",
            ),
            CheckConstraint(
                condition=Q(*(Q(**{f"{k}__isnull": True}) | Q(**{f"{k}__gte": 0}) for k in DIMENSI)),
                name="%(app_label)s_%(class)s_poin",
                violation_error_message="Poin dimensi tidak negatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_jenis_display()} {self.tahun}"


class NilaiSubdimensi(DeclaredModel):
    """The points of one of the 13 sub-dimensions of an Indeks Desa, where they are known."""

    OPEN = names("id indeks subdimensi poin")

    indeks = models.ForeignKey(
        IndeksDesa, verbose_name="indeks desa", on_delete=models.PROTECT, related_name="subdimensi"
    )
    subdimensi = models.CharField("sub-dimensi", max_length=30, choices=Subdimensi)
    poin = models.DecimalField("poin", max_digits=7, decimal_places=4)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "nilai sub-dimensi"
        constraints = [
            valid_choice("subdimensi", Subdimensi),
            UniqueConstraint(
                fields=["indeks", "subdimensi"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Sub-dimensi ini sudah terisi pada indeks itu.",
            ),
            CheckConstraint(
                condition=Q(poin__gte=0),
                name="%(app_label)s_%(class)s_poin",
                violation_error_message="Poin sub-dimensi tidak negatif.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_subdimensi_display()}: {self.poin}"


class BatasStatus(DeclaredModel):
    """Up to which value each status reaches, for one kind of index from one year on. It only warns: the status is decreed."""

    OPEN = names("id jenis mulai_tahun sangat_tertinggal tertinggal berkembang maju dipastikan sumber")

    jenis = models.CharField("jenis indeks", max_length=20, choices=JenisIndeks)
    mulai_tahun = models.PositiveSmallIntegerField("berlaku mulai tahun")
    sangat_tertinggal = _batas("Sangat Tertinggal sampai dengan")
    tertinggal = _batas("Tertinggal sampai dengan")
    berkembang = _batas("Berkembang sampai dengan")
    maju = _batas("Maju sampai dengan")
    dipastikan = models.BooleanField(
        "dipastikan dari naskah resmi", default=False, help_text="Tanpa centang, halaman menyebut batas ini dugaan."
    )
    sumber = models.CharField("sumber", max_length=400)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "batas status desa"
        ordering = ["jenis", "-mulai_tahun"]
        constraints = [
            valid_choice("jenis", JenisIndeks),
            UniqueConstraint(
                fields=["jenis", "mulai_tahun"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Batas status jenis indeks ini mulai tahun itu sudah ada. Ubah baris yang ada.",
            ),
            CheckConstraint(
                condition=Q(
                    sangat_tertinggal__gt=0,
                    tertinggal__gt=F("sangat_tertinggal"),
                    berkembang__gt=F("tertinggal"),
                    maju__gt=F("berkembang"),
                )
                & (Q(jenis="idm", maju__lt=1) | Q(jenis="indeks_desa", maju__lt=100)),
                name="%(app_label)s_%(class)s_urut",
                violation_error_message="Batas status naik dari Sangat Tertinggal sampai Maju, di bawah 1 untuk IDM dan di bawah "
                "100 untuk Indeks Desa.",
            ),
        ]

    def __str__(self) -> str:
        return f"Batas status {self.get_jenis_display()} mulai {self.mulai_tahun}"

    @property
    def batas(self) -> tuple[tuple[Decimal, StatusDesa], ...]:
        """The upper bounds with their statuses, lowest first; above the last lies mandiri."""
        return tuple((getattr(self, s.value), s) for s in StatusDesa if s != StatusDesa.MANDIRI)


class Indikator(DeclaredModel):
    """One of the 50 IDM indicators, and who can act on it as the ministry's sheet names them."""

    OPEN = names("id dimensi nomor nama pelaksana_prov pelaksana_kab pelaksana_desa csr sumber")

    dimensi = models.CharField("dimensi", max_length=3, choices=DimensiIDM)
    nomor = models.PositiveSmallIntegerField("nomor")
    nama = models.CharField("indikator", max_length=120)
    pelaksana_prov = models.CharField("pelaksana provinsi", max_length=120, blank=True)
    pelaksana_kab = models.CharField("pelaksana kabupaten", max_length=120, blank=True)
    pelaksana_desa = models.CharField("pelaksana desa", max_length=120, blank=True)
    csr = models.BooleanField("dapat didukung CSR", default=False)
    sumber = models.CharField("sumber", max_length=300)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "indikator IDM"
        ordering = ["dimensi", "nomor"]
        constraints = [
            valid_choice("dimensi", DimensiIDM),
            UniqueConstraint(
                fields=["dimensi", "nomor"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Nomor indikator ini sudah ada pada dimensinya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dimensi} {self.nomor} {self.nama}"


class NilaiIndikatorQuerySet(OpenQuerySet):
    def bermasalah(self) -> Self:
        """Scores of 2 or less, the worst first."""
        return self.filter(skor__lte=SKOR_BERMASALAH).order_by("skor", "indikator__dimensi", "indikator__nomor")


class NilaiIndikator(DeclaredModel):
    """The score (0-5) of one indicator in one village and year, with the suggested act and the points it would gain."""

    OPEN = names("id desa indikator tahun skor keterangan kegiatan_disarankan tambahan_nilai sumber")

    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="nilai_indikator")
    indikator = models.ForeignKey(Indikator, verbose_name="indikator", on_delete=models.PROTECT, related_name="nilai")
    tahun = models.PositiveSmallIntegerField("tahun")
    skor = models.PositiveSmallIntegerField("skor")
    keterangan = models.CharField("keterangan", max_length=300, blank=True)
    kegiatan_disarankan = models.CharField("kegiatan yang disarankan", max_length=500, blank=True)
    tambahan_nilai = models.DecimalField("tambahan nilai indeks", max_digits=9, decimal_places=8, null=True, blank=True)
    sumber = models.CharField("sumber", max_length=300)

    objects = NilaiIndikatorQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "nilai indikator"
        constraints = [
            UniqueConstraint(
                fields=["desa", "indikator", "tahun"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Skor indikator ini untuk desa dan tahun itu sudah ada.",
            ),
            CheckConstraint(
                condition=Q(skor__lte=5),
                name="%(app_label)s_%(class)s_skor",
                violation_error_message="Skor indikator bernilai 0 sampai 5.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.indikator_id} {self.tahun}: {self.skor}"


class DataKemiskinan(DeclaredModel):
    """A BPS poverty figure as one release printed it; releases disagree, so the source belongs to the figure.

    `kabupaten` empty means the whole province. Never mixed with programme results.
    """

    OPEN = names("id kabupaten tahun periode persen_miskin presisi jumlah_ribu p1 p2 garis_rp sumber catatan")

    kabupaten = models.ForeignKey(
        Kabupaten,
        verbose_name="kabupaten/kota",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="kemiskinan",
    )
    tahun = models.PositiveSmallIntegerField("tahun")
    periode = models.CharField("periode", max_length=20, choices=PeriodeBPS)
    persen_miskin = models.DecimalField(
        "penduduk miskin (%)", max_digits=5, decimal_places=2, null=True, blank=True, validators=[MinValueValidator(0)]
    )
    presisi = models.CharField("presisi", max_length=20, choices=Presisi, default=Presisi.PASTI)
    jumlah_ribu = models.DecimalField(
        "penduduk miskin (ribu jiwa)", max_digits=9, decimal_places=2, null=True, blank=True
    )
    p1 = models.DecimalField("P1", max_digits=6, decimal_places=3, null=True, blank=True)
    p2 = models.DecimalField("P2", max_digits=6, decimal_places=3, null=True, blank=True)
    garis_rp = models.PositiveIntegerField("garis kemiskinan (Rp/kapita/bulan)", null=True, blank=True)
    sumber = models.CharField("sumber", max_length=500)
    catatan = models.TextField("catatan", blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "data kemiskinan BPS"
        ordering = ["kabupaten", "tahun", "periode"]
        constraints = [
            valid_choice("periode", PeriodeBPS),
            valid_choice("presisi", Presisi),
            UniqueConstraint(
                fields=["kabupaten", "tahun", "periode", "sumber"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Angka BPS wilayah dan periode ini dari sumber itu sudah ada.",
            ),
            UniqueConstraint(
                fields=["tahun", "periode", "sumber"],
                condition=Q(kabupaten__isnull=True),
                name="%(app_label)s_%(class)s_provinsi",
                violation_error_message="Angka BPS provinsi untuk periode ini dari sumber itu sudah ada.",
            ),
            CheckConstraint(
                condition=Q(persen_miskin__isnull=True) | Q(persen_miskin__gte=0, persen_miskin__lte=100),
                name="%(app_label)s_%(class)s_persen",
                violation_error_message="Persentase bernilai 0 sampai 100.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tahun} {self.get_periode_display()}"
