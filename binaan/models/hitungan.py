"""What was counted of a village, kabupaten, or province on a day, kept for every process until something is written about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from desa.scoped import DeclaredModel, GuardedQuerySet, names

if TYPE_CHECKING:
    from opd.models import Pengguna


class HitunganDesaQuerySet(GuardedQuerySet):
    """Nobody reads these rows: pages show what is made of them, each reader as much as he may see."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().none()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.visible_to(user)

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.visible_to(user)

    def for_pages(self) -> Self:
        """Those that binaan/dasbor makes its figures from."""
        return self.scoped()


class HitunganDesa(DeclaredModel):
    """One village on one day as text (binaan/dasbor/teks_hitungan.py): figures, and ids and names of places, OPDs and plans.

    `tanda` is made of the marks that the village had before it was counted (`TandaUbah`) and of the code that counted. As those
    are renewed in the transaction of every write, a row holds as long as the two are equal, and one that does not is never read.
    `desa` is the id of a village, of a deleted one too, or minus that of a kabupaten or of a province (dasbor/jumlah.py).
    `diketahui`: as it was known at that moment (empty: as it is known now). `petak` says which of a few days it holds, so that
    they stay few.
    """

    OPEN = names("id desa petak hari diketahui tanda isi")
    DERIVED = True

    desa = models.BigIntegerField("nomor desa")
    petak = models.PositiveSmallIntegerField("petak")
    hari = models.DateField("hari")
    diketahui = models.DateTimeField("diketahui", null=True, blank=True)
    tanda = models.UUIDField("tanda", editable=False)
    isi = models.TextField("isi")

    objects = HitunganDesaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "hitungan desa"
        constraints = [
            models.UniqueConstraint(
                fields=["petak", "desa"],
                name="binaan_hitungandesa_petak",
                violation_error_message="Petak ini sudah berisi hitungan desa tersebut.",
            )
        ]

    def __str__(self) -> str:
        return f"Hitungan desa {self.desa} pada {self.hari}"
