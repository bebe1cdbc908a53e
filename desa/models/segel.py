"""One link of the chain over the audit rows."""

from __future__ import annotations

from typing import Any, Self

from django.db import models

from desa.models.catatan import CatatanTetap
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names


class SegelCatatanQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        """Marks and numbers only: they say nothing of what was done."""
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().none()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().none()

    def update(self, **kwargs: Any) -> int:
        raise CatatanTetap("Segel catatan tidak dapat diubah.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise CatatanTetap("Segel catatan tidak dapat dihapus.")


class SegelCatatan(DeclaredModel):
    """The audit rows after number `dari_id` up to `sampai_id`, sealed together and tied to the link before. Append-only.

    `tanda` holds of each row its number (8 bytes) and the SHA-256 of what it says (32), in order; `sidik` is the HMAC over all of
    that and the link before (desa/rantai/segel.py). `bentuk` says in which form rows were written down to be hashed.
    """

    OPEN = names("nomor dari_id sampai_id jumlah tanda bentuk disegel_pada sidik")

    nomor = models.BigIntegerField("nomor segel", primary_key=True)
    dari_id = models.BigIntegerField("sesudah catatan nomor")
    sampai_id = models.BigIntegerField("sampai catatan nomor")
    jumlah = models.PositiveIntegerField("jumlah catatan")
    tanda = models.BinaryField("tanda setiap catatan")
    bentuk = models.PositiveSmallIntegerField("bentuk tulisan")
    disegel_pada = models.DateTimeField("disegel pada")
    sidik = models.CharField("sidik", max_length=64)

    objects = SegelCatatanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "segel catatan"
        ordering = ["-nomor"]

    def __str__(self) -> str:
        return f"Segel catatan nomor {self.nomor}"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        raise CatatanTetap("Segel catatan tidak dapat dihapus.")
