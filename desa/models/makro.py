"""Macro indicators of the province as plans and releases state them: context, never a result of the programme."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.enums import ArahMakro, JenisAngka, PeriodeMakro
from desa.models.dasar import valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, names

KODE_KEMISKINAN = "kemiskinan"
"""The indicator whose realised figures are those of `DataKemiskinan`: they are typed there and nowhere else."""


class IndikatorMakro(DeclaredModel):
    """One indicator the province is judged by: what it measures, its unit, and which way is better."""

    OPEN = names("id kode nama satuan arah definisi urutan")

    kode = models.SlugField("kode", max_length=40, unique=True)
    nama = models.CharField("indikator", max_length=120)
    satuan = models.CharField("satuan", max_length=40, help_text="Misalnya % atau ribu jiwa.")
    arah = models.CharField("arah yang baik", max_length=10, choices=ArahMakro)
    definisi = models.CharField("definisi", max_length=500, help_text="Apa yang diukur, menurut siapa.")
    urutan = models.PositiveSmallIntegerField("urutan", default=100)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "indikator makro"
        ordering = ["urutan", "nama"]
        constraints = [valid_choice("arah", ArahMakro)]

    def __str__(self) -> str:
        return self.nama


class NilaiMakro(DeclaredModel):
    """A target or a realised figure of one period as one source states it; sources disagree, so each is a row.

    `nilai_atas` is the upper end of a target that is a range.
    """

    OPEN = names("id indikator jenis tahun periode nilai nilai_atas sumber tanggal_data catatan")

    indikator = models.ForeignKey(
        IndikatorMakro, verbose_name="indikator", on_delete=models.PROTECT, related_name="nilai"
    )
    jenis = models.CharField("jenis", max_length=10, choices=JenisAngka)
    tahun = models.PositiveSmallIntegerField("tahun")
    periode = models.CharField("periode", max_length=10, choices=PeriodeMakro, default=PeriodeMakro.TAHUNAN)
    nilai = models.DecimalField("nilai", max_digits=12, decimal_places=3)
    nilai_atas = models.DecimalField(
        "sampai dengan",
        max_digits=12,
        decimal_places=3,
        null=True,
        blank=True,
        help_text="Hanya target berupa rentang.",
    )
    sumber = models.CharField("sumber", max_length=400, help_text="Dokumen atau rilis yang menyebut angka ini.")
    tanggal_data = models.DateField("tanggal data", help_text="Tanggal rilis atau dokumen itu terbit.")
    catatan = models.CharField("catatan", max_length=300, blank=True)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "angka makro"
        ordering = ["indikator", "-tahun", "-periode", "jenis"]
        constraints = [
            valid_choice("jenis", JenisAngka),
            valid_choice("periode", PeriodeMakro),
            UniqueConstraint(
                fields=["indikator", "jenis", "tahun", "periode", "sumber"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Angka indikator dan periode ini dari sumber itu sudah ada. Ubah baris yang ada.",
            ),
            CheckConstraint(
                condition=Q(tahun__gte=1990, tahun__lte=2100),
                name="%(app_label)s_%(class)s_tahun",
                violation_error_message="Tahun ditulis empat angka, antara 1990 dan 2100.",
            ),
            CheckConstraint(
                condition=Q(nilai_atas__isnull=True) | Q(jenis="target", nilai_atas__gt=F("nilai")),
                name="%(app_label)s_%(class)s_rentang",
                violation_error_message="Hanya target yang berupa rentang, dan batas atasnya lebih besar dari batas bawahnya.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_jenis_display()} {self.get_periode_display()} {self.tahun}"
