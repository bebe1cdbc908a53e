"""What an enterprise sold in a month, by the channel through which it went."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.enums import SaluranPenjualan
from desa.models.dasar import valid_choice
from desa.models.umkm import Penjualan
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names


class PenjualanSaluranQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(penjualan__umkm__desa__in=user.managed_desa())

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(penjualan__umkm__desa__in=user.personal_desa())


class PenjualanSaluran(DeclaredModel):
    """One channel's part of a month of sales. The parts of a month add up to its total; a month without any is "saluran
    belum dirinci". They are written with their month and never change: a correction of the month brings its own.
    """

    OPEN = names("id penjualan saluran omzet_rp")

    penjualan = models.ForeignKey(Penjualan, verbose_name="penjualan", on_delete=models.PROTECT, related_name="saluran")
    saluran = models.CharField("saluran", max_length=20, choices=SaluranPenjualan)
    omzet_rp = models.PositiveBigIntegerField("omzet (Rp)")

    objects = PenjualanSaluranQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penjualan per saluran"
        ordering = ["penjualan", "id"]
        constraints = [
            valid_choice("saluran", SaluranPenjualan),
            UniqueConstraint(
                fields=["penjualan", "saluran"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Saluran ini sudah diisi untuk bulan itu. Jumlahkan dalam satu isian.",
            ),
            CheckConstraint(
                condition=Q(omzet_rp__gt=0),
                name="%(app_label)s_%(class)s_omzet",
                violation_error_message="Saluran tanpa penjualan dikosongkan, bukan diisi nol.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_saluran_display()} {self.penjualan_id}"
