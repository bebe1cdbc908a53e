"""The calendar of deadlines for quarterly reports."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.scoped import DeclaredModel, OpenQuerySet, names
from desa.waktu import mulai_triwulan
from opd.models.penugasan import TAHUN_PERTAMA, TAHUN_TERAKHIR


class TenggatQuerySet(OpenQuerySet):
    def current(self) -> Self:
        """The deadline of each quarter as it stands, without those it replaced."""
        return self.filter(pengganti__isnull=True)


class Tenggat(DeclaredModel):
    """The last day on which a quarter's reports are to be approved by their heads, as a verifikator announced it.

    A changed deadline is a new row that replaces the old one, so that it can be told how long before its day each was
    known (desain.md, section 4, ketepatan laporan). A quarter without a row has the standing deadline of
    `opd.permissions.report_deadline`.
    """

    OPEN = names("id tahun triwulan batas diumumkan_pada ditetapkan_oleh menggantikan")

    tahun = models.PositiveSmallIntegerField("tahun")
    triwulan = models.PositiveSmallIntegerField("triwulan")
    batas = models.DateField("batas laporan")
    diumumkan_pada = models.DateTimeField("diumumkan pada")
    ditetapkan_oleh = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name="ditetapkan oleh", on_delete=models.PROTECT, related_name="tenggat"
    )
    menggantikan = models.OneToOneField(
        "self", verbose_name="menggantikan", null=True, blank=True, on_delete=models.PROTECT, related_name="pengganti"
    )

    objects = TenggatQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "tenggat"
        ordering = ["tahun", "triwulan", "id"]
        constraints = [
            CheckConstraint(
                condition=Q(tahun__gte=TAHUN_PERTAMA, tahun__lte=TAHUN_TERAKHIR, triwulan__gte=1, triwulan__lte=4),
                name="%(app_label)s_%(class)s_triwulan",
                violation_error_message=f"Triwulan bernilai 1 sampai 4, tahun {TAHUN_PERTAMA} atau sesudahnya.",
            ),
            UniqueConstraint(
                fields=["tahun", "triwulan"],
                condition=Q(menggantikan__isnull=True),
                name="%(app_label)s_%(class)s_pertama",
                violation_error_message="Tenggat triwulan ini baru saja ditetapkan orang lain. Muat ulang halaman.",
            ),
        ]

    def __str__(self) -> str:
        return f"Tenggat laporan TW {('I', 'II', 'III', 'IV')[self.triwulan - 1]} {self.tahun}"

    @property
    def awal(self) -> date:
        """The first day of the quarter."""
        return mulai_triwulan(self.tahun, self.triwulan)
