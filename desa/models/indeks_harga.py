"""Consumer prices by month, so that rupiah of two years can be compared."""

from __future__ import annotations

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.angka import format_bulan
from desa.scoped import DeclaredModel, OpenQuerySet, names


class IndeksHarga(DeclaredModel):
    """The consumer price index (IHK) of one month as its source states it. Indices of two base years are never mixed."""

    OPEN = names("id bulan nilai tahun_dasar sumber")

    bulan = models.DateField("bulan", help_text="Tanggal pertama bulan itu.")
    nilai = models.DecimalField("IHK", max_digits=7, decimal_places=2)
    tahun_dasar = models.PositiveSmallIntegerField("tahun dasar", help_text="Tahun yang indeksnya 100, misalnya 2022.")
    sumber = models.CharField("sumber", max_length=400, help_text="Rilis yang menyebut angka ini, dengan alamatnya.")

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "indeks harga konsumen"
        ordering = ["-bulan", "-tahun_dasar"]
        constraints = [
            UniqueConstraint(
                fields=["bulan", "tahun_dasar"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="IHK bulan ini dengan tahun dasar itu sudah ada. Ubah baris yang ada.",
            ),
            CheckConstraint(
                condition=Q(nilai__gt=0),
                name="%(app_label)s_%(class)s_nilai",
                violation_error_message="IHK lebih besar dari nol.",
            ),
            CheckConstraint(
                condition=Q(bulan__day=1),
                name="%(app_label)s_%(class)s_awal_bulan",
                violation_error_message="Bulan IHK ditulis sebagai tanggal 1.",
            ),
            CheckConstraint(
                condition=Q(tahun_dasar__gte=1990, tahun_dasar__lte=2100),
                name="%(app_label)s_%(class)s_tahun_dasar",
                violation_error_message="Tahun dasar ditulis empat angka, antara 1990 dan 2100.",
            ),
        ]

    def __str__(self) -> str:
        return f"IHK {format_bulan(self.bulan)} ({self.tahun_dasar} = 100)"
