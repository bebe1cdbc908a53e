"""Provincial agencies (OPD), their names over time, their heads, their reported mergers, and what they can act on."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, F, Q, QuerySet, UniqueConstraint

from desa.models import Indikator
from desa.models.dasar import period_order, together, valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, names
from opd.enums import BuktiOpd, JenisOpd, StatusJabatan, StatusPenggabungan


class OpdQuerySet(OpenQuerySet):
    def active_on(self, on: date) -> Self:
        return self.filter(
            Q(berlaku_mulai__isnull=True) | Q(berlaku_mulai__lte=on),
            Q(berlaku_selesai__isnull=True) | Q(berlaku_selesai__gt=on),
        )


class Opd(DeclaredModel):
    """A unit of the provincial government, valid from-to; a merged unit names its successor. Law: Perda Maluku 6/2016.

    `dilebur_ke` is who goes on for it today: when that unit is merged too, the act moves it on, so that one step always
    leads to the end. Each step with its date stays in PenggabunganOpd.
    """

    OPEN = names(
        "id slug nama singkatan jenis induk berlaku_mulai berlaku_selesai dilebur_ke bukti sumber tanggal_data catatan"
    )

    slug = models.SlugField("alamat halaman", max_length=60, unique=True)
    nama = models.CharField("nama", max_length=150, unique=True)
    singkatan = models.CharField("singkatan", max_length=40, unique=True)
    jenis = models.CharField("jenis", max_length=20, choices=JenisOpd)
    induk = models.ForeignKey(
        "self", verbose_name="induk", null=True, blank=True, on_delete=models.PROTECT, related_name="bagian"
    )
    berlaku_mulai = models.DateField("berlaku mulai", null=True, blank=True)
    berlaku_selesai = models.DateField("berlaku sampai", null=True, blank=True)
    dilebur_ke = models.ForeignKey(
        "self", verbose_name="dilebur ke", null=True, blank=True, on_delete=models.PROTECT, related_name="peleburan"
    )
    bukti = models.CharField("bukti", max_length=20, choices=BuktiOpd, default=BuktiOpd.DUGAAN)
    sumber = models.CharField("sumber", max_length=400, blank=True)
    tanggal_data = models.DateField("tanggal data", null=True, blank=True)
    catatan = models.TextField("catatan", blank=True)

    objects = OpdQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "OPD"
        ordering = ["nama"]
        constraints = [
            valid_choice("jenis", JenisOpd),
            valid_choice("bukti", BuktiOpd),
            period_order("berlaku_mulai", "berlaku_selesai"),
            CheckConstraint(
                condition=Q(dilebur_ke__isnull=True) | (Q(berlaku_selesai__isnull=False) & ~Q(dilebur_ke=F("id"))),
                name="%(app_label)s_%(class)s_dilebur",
                violation_error_message="OPD yang dilebur harus bertanggal selesai dan dilebur ke OPD lain.",
            ),
        ]

    def __str__(self) -> str:
        return self.nama

    def merged_on(self, on: date) -> bool:
        """Whether a successor answers for it on that day."""
        return self.dilebur_ke_id is not None and self.berlaku_selesai is not None and self.berlaku_selesai <= on

    def answering_on(self, on: date) -> Opd:
        """Whose head answers for it on a day: its own, from the day of its merger the successor's."""
        return self.dilebur_ke if self.merged_on(on) else self

    @property
    def perlu_konfirmasi(self) -> bool:
        return self.bukti == BuktiOpd.DUGAAN


def with_merged(opd: Collection[int] | QuerySet[Any, Any], *, on: date, jalur: str = "") -> Q:
    """These OPDs and the ones merged into them by that day: a condition on OPDs, or on rows that reach theirs by `jalur`."""
    return Q(**{f"{jalur}pk__in": opd}) | Q(**{f"{jalur}dilebur_ke__in": opd, f"{jalur}berlaku_selesai__lte": on})


class AliasOpd(DeclaredModel):
    """Another name people write for an OPD, from-to: "Distan", "Dinas Pertanian Prov. Maluku"."""

    OPEN = names("id opd nama kunci mulai selesai dicatat_oleh")

    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="alias")
    nama = models.CharField("nama lain", max_length=150)
    kunci = models.CharField("kunci pencocokan", max_length=150, editable=False)
    mulai = models.DateField("sejak")
    selesai = models.DateField("sampai", null=True, blank=True)
    dicatat_oleh = models.CharField("dicatat oleh", max_length=200)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "nama lain OPD"
        ordering = ["nama"]
        constraints = [
            period_order(),
            UniqueConstraint(
                fields=["kunci"],
                condition=Q(selesai__isnull=True),
                name="%(app_label)s_%(class)s_kunci",
                violation_error_message="Nama lain ini sudah dipakai untuk sebuah OPD.",
            ),
        ]

    def __str__(self) -> str:
        return self.nama


class JabatanQuerySet(OpenQuerySet):
    def open_on(self, on: date) -> Self:
        return self.filter(Q(selesai__isnull=True) | Q(selesai__gt=on), mulai__lte=on)


class Jabatan(DeclaredModel):
    """Who heads an OPD, as what (definitif, Plt., Plh., Pj.), from-to. The rights of a head follow from the open episode."""

    OPEN = names("id opd nama_jabatan pemegang status mulai selesai pengguna sumber")
    PERSONAL = names("nip")

    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="jabatan")
    nama_jabatan = models.CharField("nama jabatan", max_length=150)
    pemegang = models.CharField("nama pejabat", max_length=150)
    nip = models.CharField("NIP", max_length=18, blank=True)
    status = models.CharField("status", max_length=20, choices=StatusJabatan)
    mulai = models.DateField("mulai")
    selesai = models.DateField("selesai", null=True, blank=True)
    pengguna = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="akun",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="jabatan",
    )
    sumber = models.CharField("sumber", max_length=300, blank=True)

    objects = JabatanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "jabatan"
        ordering = ["-mulai", "id"]
        constraints = [
            valid_choice("status", StatusJabatan),
            period_order(),
            UniqueConstraint(
                fields=["opd", "status"],
                condition=Q(selesai__isnull=True),
                name="%(app_label)s_%(class)s_terbuka",
                violation_error_message="Jabatan berstatus ini pada OPD itu masih terbuka. Tutup dahulu yang lama.",
            ),
        ]

    def __str__(self) -> str:
        return self.sebutan

    @property
    def sebutan(self) -> str:
        """ "Plt. Kepala Dinas Pertanian"; the definitive holder has no prefix."""
        awalan = "" if self.status == StatusJabatan.DEFINITIF else f"{self.get_status_display()} "
        return f"{awalan}{self.nama_jabatan}"


class PenggabunganOpd(DeclaredModel):
    """A merger of OPDs: reported until somebody confirms its date and successor and executes it. Never executed by itself."""

    OPEN = names("id dari menjadi nama_baru status_nama status tanggal sumber dijalankan_pada dijalankan_oleh alasan")

    dari = models.ManyToManyField(Opd, verbose_name="OPD yang digabung", related_name="penggabungan", blank=True)
    menjadi = models.ForeignKey(
        Opd,
        verbose_name="menjadi",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="penggabungan_menjadi",
    )
    nama_baru = models.CharField("nama baru menurut sumber", max_length=200)
    status_nama = models.CharField("keterangan nama", max_length=200, blank=True)
    status = models.CharField(
        "status", max_length=20, choices=StatusPenggabungan, default=StatusPenggabungan.DILAPORKAN
    )
    tanggal = models.DateField("tanggal berlaku", null=True, blank=True)
    sumber = models.CharField("sumber", max_length=400)
    dijalankan_pada = models.DateTimeField("dijalankan pada", null=True, blank=True)
    dijalankan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name="dijalankan oleh",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="penggabungan",
    )
    alasan = models.CharField("alasan", max_length=500, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penggabungan OPD"
        ordering = ["status", "nama_baru"]
        constraints = [
            valid_choice("status", StatusPenggabungan),
            together(
                "dijalankan_pada",
                "dijalankan_oleh",
                name="dijalankan",
                pesan="Waktu dan pelaksana penggabungan harus lengkap.",
            ),
            CheckConstraint(
                condition=~Q(status="dijalankan")
                | Q(tanggal__isnull=False, menjadi__isnull=False, dijalankan_pada__isnull=False),
                name="%(app_label)s_%(class)s_lengkap",
                violation_error_message="Penggabungan yang dijalankan harus bertanggal dan menyebut OPD penerus.",
            ),
        ]

    def __str__(self) -> str:
        return f"Penggabungan menjadi {self.nama_baru}"


class IndikatorOpd(DeclaredModel):
    """Which OPD can act on which IDM indicator; edited by the verifikator."""

    OPEN = names("id indikator opd catatan")

    indikator = models.ForeignKey(
        Indikator, verbose_name="indikator", on_delete=models.PROTECT, related_name="pelaksana"
    )
    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="indikator")
    catatan = models.CharField("catatan", max_length=300, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "indikator dan OPD pelaksana"
        ordering = ["indikator", "opd"]
        constraints = [
            UniqueConstraint(
                fields=["indikator", "opd"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="OPD ini sudah tercatat untuk indikator itu.",
            )
        ]

    def __str__(self) -> str:
        return f"{self.indikator} — {self.opd}"
