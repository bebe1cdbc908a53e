"""The spot check of a quarter: its frame, its draw, what was drawn, and what was found."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from binaan.enums import HasilUji, JenisButir
from binaan.models.bobot import actor, year_between
from desa.models import Desa
from desa.models.dasar import valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, names
from opd.models import Opd
from opd.rekap.capaian import NAMA_TW

BESAR = ("kerangka",)
"""What no page needs: a line for every fact of a quarter."""


class UjiPetikQuerySet(OpenQuerySet):
    def newest(self) -> Self:
        return self.order_by("-tahun", "-triwulan")

    def light(self) -> Self:
        """Without the frame itself."""
        return self.defer(*BESAR)


class UjiPetik(DeclaredModel):
    """A quarter's facts as they counted when the frame was locked, and the draw among them.

    The seed is the hash of the frame's hash and of a rate that Bank Indonesia published on a later day: nobody here chooses
    it and nobody could know it at the lock. `manage.py periksa_uji_petik` draws again from what is stored.
    """

    OPEN = names(
        "id uuid tahun triwulan persen kerangka sidik_kerangka jumlah per_opd dikunci_oleh dikunci_pada dikunci_sebagai "
        "kurs_tanggal kurs_rp alasan_tanggal benih diundi_oleh diundi_pada diundi_sebagai"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    tahun = models.PositiveSmallIntegerField("tahun")
    triwulan = models.PositiveSmallIntegerField("triwulan")
    persen = models.PositiveSmallIntegerField("bagian yang diundi (%)")
    kerangka = models.TextField("kerangka")
    sidik_kerangka = models.CharField("sidik kerangka (SHA-256)", max_length=64)
    jumlah = models.PositiveIntegerField("catatan dalam kerangka")
    per_opd = models.JSONField("catatan per OPD")
    dikunci_oleh = actor("dikunci oleh")
    dikunci_pada = models.DateTimeField("dikunci pada")
    dikunci_sebagai = models.CharField("dikunci sebagai", max_length=200)
    kurs_tanggal = models.DateField("tanggal kurs", null=True, blank=True)
    kurs_rp = models.PositiveBigIntegerField("kurs JISDOR (Rp)", null=True, blank=True)
    alasan_tanggal = models.CharField("alasan tanggal kurs", max_length=200, blank=True)
    benih = models.CharField("benih", max_length=64, blank=True)
    diundi_oleh = actor("diundi oleh", null=True, blank=True)
    diundi_pada = models.DateTimeField("diundi pada", null=True, blank=True)
    diundi_sebagai = models.CharField("diundi sebagai", max_length=200, blank=True)

    objects = UjiPetikQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "uji petik"
        ordering = ["-tahun", "-triwulan"]
        constraints = [
            year_between(),
            CheckConstraint(
                condition=Q(triwulan__gte=1, triwulan__lte=4, persen__gte=1, persen__lte=100, jumlah__gte=1),
                name="%(app_label)s_%(class)s_triwulan",
                violation_error_message="Triwulan bernilai 1 sampai 4, dan kerangkanya memuat paling sedikit satu catatan.",
            ),
            UniqueConstraint(
                fields=["tahun", "triwulan"],
                name="%(app_label)s_%(class)s_sekali",
                violation_error_message="Kerangka triwulan ini sudah dikunci. Setiap triwulan diundi sekali.",
            ),
            CheckConstraint(
                condition=Q(benih="", kurs_tanggal=None, kurs_rp=None, diundi_oleh=None, diundi_pada=None)
                | (
                    ~Q(benih="")
                    & Q(
                        kurs_tanggal__isnull=False, kurs_rp__gte=1, diundi_oleh__isnull=False, diundi_pada__isnull=False
                    )
                ),
                name="%(app_label)s_%(class)s_diundi",
                violation_error_message="Undian harus lengkap dengan kurs, tanggalnya, benih, pengundi, dan waktunya.",
            ),
        ]

    def __str__(self) -> str:
        return f"Uji petik {self.nama}"

    @property
    def nama(self) -> str:
        """ "TW II 2026"."""
        return f"TW {NAMA_TW[self.triwulan - 1]} {self.tahun}"

    @property
    def diundi(self) -> bool:
        return self.diundi_pada is not None


class ButirPetik(DeclaredModel):
    """One fact that was drawn: which, whose, and who is to look at it. `objek` is its row as it was at the lock."""

    OPEN = names("id uuid uji urutan jenis objek opd desa tanggal sebutan pemeriksa")

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    uji = models.ForeignKey(UjiPetik, verbose_name="uji petik", on_delete=models.PROTECT, related_name="butir")
    urutan = models.PositiveIntegerField("urutan undian")
    jenis = models.CharField("jenis catatan", max_length=20, choices=JenisButir)
    objek = models.UUIDField("pengenal catatan")
    opd = models.ForeignKey(Opd, verbose_name="OPD", on_delete=models.PROTECT, related_name="butir_petik")
    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="butir_petik")
    tanggal = models.DateField("tanggal kejadian")
    sebutan = models.CharField("yang diperiksa", max_length=250)
    pemeriksa = actor("pemeriksa", null=True, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "butir uji petik"
        ordering = ["uji", "urutan"]
        constraints = [
            valid_choice("jenis", JenisButir),
            UniqueConstraint(
                fields=["uji", "urutan"],
                name="%(app_label)s_%(class)s_urutan",
                violation_error_message="Urutan undian ini sudah terisi. Muat ulang halaman.",
            ),
            UniqueConstraint(
                fields=["uji", "jenis", "objek"],
                name="%(app_label)s_%(class)s_sekali",
                violation_error_message="Catatan ini sudah terundi. Muat ulang halaman.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_jenis_display()} {self.sebutan}"


class HasilPetikQuerySet(OpenQuerySet):
    def current(self) -> Self:
        return self.filter(pengganti__isnull=True)


class HasilPetik(DeclaredModel):
    """What a check found. A later look at the same fact is a new row that replaces the old one."""

    OPEN = names("id uuid butir hasil tanggal catatan diperiksa_oleh diperiksa_pada diperiksa_sebagai menggantikan")

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    butir = models.ForeignKey(ButirPetik, verbose_name="butir", on_delete=models.PROTECT, related_name="hasil")
    hasil = models.CharField("hasil", max_length=20, choices=HasilUji)
    tanggal = models.DateField("tanggal diperiksa")
    catatan = models.CharField("catatan", max_length=1000, blank=True)
    diperiksa_oleh = actor("diperiksa oleh")
    diperiksa_pada = models.DateTimeField("dicatat pada")
    diperiksa_sebagai = models.CharField("diperiksa sebagai", max_length=200)
    menggantikan = models.OneToOneField(
        "self", verbose_name="menggantikan", null=True, blank=True, on_delete=models.PROTECT, related_name="pengganti"
    )

    objects = HasilPetikQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "hasil uji petik"
        ordering = ["butir", "-id"]
        constraints = [
            valid_choice("hasil", HasilUji),
            CheckConstraint(
                condition=Q(hasil=HasilUji.SESUAI) | ~Q(catatan=""),
                name="%(app_label)s_%(class)s_catatan",
                violation_error_message="Tulis apa yang tidak sesuai atau tidak ditemukan.",
            ),
            UniqueConstraint(
                fields=["butir"],
                condition=Q(menggantikan__isnull=True),
                name="%(app_label)s_%(class)s_pertama",
                violation_error_message="Butir ini baru saja diperiksa orang lain. Muat ulang halaman.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_hasil_display()}: {self.butir}"
