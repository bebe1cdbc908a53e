"""What follows a frozen ranking: objections, rewards, and the yearly evaluation of each village."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from binaan.enums import JenisPenghargaan, Komponen, PutusanEvaluasi, PutusanSanggahan
from binaan.models.bobot import actor, year_between
from binaan.models.peringkat import Peringkat
from desa.models import Desa
from desa.models.dasar import reasoned, valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, names
from opd.models import Opd


class SanggahanQuerySet(OpenQuerySet):
    def undecided(self) -> Self:
        return self.filter(putusan="")


class Sanggahan(DeclaredModel):
    """An OPD objects to a frozen ranking. Decided once, by somebody who neither made nor froze nor verified what it is about.

    `komponen` empty: it is about the whole score. Granting changes nothing in the frozen ranking: a new version follows.
    """

    OPEN = names(
        "id uuid peringkat opd komponen isi diajukan_oleh diajukan_pada diajukan_sebagai putusan alasan_putusan diputus_oleh "
        "diputus_pada diputus_sebagai"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    peringkat = models.ForeignKey(
        Peringkat, verbose_name="peringkat", on_delete=models.PROTECT, related_name="sanggahan_masuk"
    )
    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="sanggahan")
    komponen = models.CharField("komponen", max_length=20, choices=Komponen, blank=True)
    isi = models.CharField("isi sanggahan", max_length=2000)
    diajukan_oleh = actor("diajukan oleh")
    diajukan_pada = models.DateTimeField("diajukan pada")
    diajukan_sebagai = models.CharField("diajukan sebagai", max_length=200)
    putusan = models.CharField("putusan", max_length=20, choices=PutusanSanggahan, blank=True)
    alasan_putusan = models.CharField("alasan putusan", max_length=2000, blank=True)
    diputus_oleh = actor("diputus oleh", null=True, blank=True)
    diputus_pada = models.DateTimeField("diputus pada", null=True, blank=True)
    diputus_sebagai = models.CharField("diputus sebagai", max_length=200, blank=True)

    objects = SanggahanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "sanggahan"
        ordering = ["diajukan_pada", "id"]
        constraints = [
            valid_choice("komponen", Komponen, blank=True),
            valid_choice("putusan", PutusanSanggahan, blank=True),
            CheckConstraint(
                condition=Q(putusan="", alasan_putusan="", diputus_oleh__isnull=True, diputus_pada__isnull=True)
                | (~Q(putusan="") & ~Q(alasan_putusan="") & Q(diputus_oleh__isnull=False, diputus_pada__isnull=False)),
                name="%(app_label)s_%(class)s_diputus",
                violation_error_message="Putusan sanggahan harus lengkap dengan alasan, pemutus, dan waktunya.",
            ),
            UniqueConstraint(
                fields=["peringkat", "opd", "komponen"],
                name="%(app_label)s_%(class)s_sekali",
                violation_error_message="OPD ini sudah menyanggah komponen itu. Buka sanggahan yang sudah ada.",
            ),
        ]

    def __str__(self) -> str:
        return f"Sanggahan {self.opd.nama} atas peringkat {self.peringkat.tahun}"

    @property
    def tentang(self) -> str:
        """ "Capaian rencana", or the whole score."""
        return str(Komponen(self.komponen).label) if self.komponen else "seluruh nilai"


class Penghargaan(DeclaredModel):
    """A reward given to an OPD on the basis of a frozen ranking. A mistake is cancelled with its reason, never erased."""

    OPEN = names(
        "id uuid tahun jenis nama opd peringkat tanggal keterangan dicatat_oleh dicatat_pada dicatat_sebagai dibatalkan_pada "
        "alasan_batal"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    tahun = models.PositiveSmallIntegerField("tahun")
    jenis = models.CharField("jenis", max_length=20, choices=JenisPenghargaan)
    nama = models.CharField("nama penghargaan", max_length=150)
    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="penghargaan")
    peringkat = models.ForeignKey(Peringkat, verbose_name="dasar", on_delete=models.PROTECT, related_name="penghargaan")
    tanggal = models.DateField("tanggal diberikan")
    keterangan = models.CharField("keterangan", max_length=500, blank=True)
    dicatat_oleh = actor("dicatat oleh")
    dicatat_pada = models.DateTimeField("dicatat pada")
    dicatat_sebagai = models.CharField("dicatat sebagai", max_length=200)
    dibatalkan_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    alasan_batal = models.CharField("alasan pembatalan", max_length=500, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penghargaan"
        ordering = ["-tahun", "jenis", "id"]
        constraints = [
            year_between(),
            valid_choice("jenis", JenisPenghargaan),
            reasoned(
                "dibatalkan_pada",
                "alasan_batal",
                name="batal",
                pesan="Pembatalan penghargaan harus bertanggal dan menyebut alasannya.",
            ),
            UniqueConstraint(
                fields=["tahun", "opd", "nama"],
                condition=Q(dibatalkan_pada__isnull=True),
                name="%(app_label)s_%(class)s_sekali",
                violation_error_message="Penghargaan ini sudah tercatat untuk OPD itu. Periksa daftarnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.nama} {self.tahun} untuk {self.opd.nama}"


class EvaluasiQuerySet(OpenQuerySet):
    def current(self) -> Self:
        return self.filter(pengganti__isnull=True)


class EvaluasiTahunan(DeclaredModel):
    """What becomes of a village's assistance after a year: goes on, passes to another OPD, or serves as a model elsewhere.

    `angka` keeps the figures as they were read then. A change of mind is a new row that replaces the old one.
    """

    OPEN = names(
        "id uuid tahun desa opd putusan alasan langkah angka ditetapkan_oleh ditetapkan_pada ditetapkan_sebagai menggantikan"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    tahun = models.PositiveSmallIntegerField("tahun")
    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="evaluasi")
    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="evaluasi")
    putusan = models.CharField("putusan", max_length=20, choices=PutusanEvaluasi)
    alasan = models.CharField("alasan", max_length=1000)
    langkah = models.CharField("langkah berikut", max_length=1000)
    angka = models.JSONField("angka saat itu", default=list, blank=True)
    ditetapkan_oleh = actor("ditetapkan oleh")
    ditetapkan_pada = models.DateTimeField("ditetapkan pada")
    ditetapkan_sebagai = models.CharField("ditetapkan sebagai", max_length=200)
    menggantikan = models.OneToOneField(
        "self", verbose_name="menggantikan", null=True, blank=True, on_delete=models.PROTECT, related_name="pengganti"
    )

    objects = EvaluasiQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "evaluasi tahunan"
        ordering = ["-tahun", "desa", "-id"]
        constraints = [
            year_between(),
            valid_choice("putusan", PutusanEvaluasi),
            UniqueConstraint(
                fields=["tahun", "desa"],
                condition=Q(menggantikan__isnull=True),
                name="%(app_label)s_%(class)s_pertama",
                violation_error_message="Desa ini baru saja dievaluasi orang lain. Muat ulang halaman.",
            ),
        ]

    def __str__(self) -> str:
        return f"Evaluasi {self.tahun} {self.desa.nama_lengkap}"
