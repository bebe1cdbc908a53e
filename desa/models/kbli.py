"""What kind of business an enterprise is, by the national list (KBLI)."""

from __future__ import annotations

from django.db import models
from django.db.models import Case, CheckConstraint, Q, Value, When

from desa.scoped import DeclaredModel, OpenQuerySet, names
from desa.validators import kunci_nama


class KbliQuerySet(OpenQuerySet):
    def matching(self, teks: str) -> KbliQuerySet:
        """Rows whose code begins so, or whose name or everyday words hold each word of `teks`; the likely ones first.

        Likely: a word begins so (not `ikan` in `pendidikan`), and before others what villages have everyday words for.
        """
        kunci = kunci_nama(teks)
        if kunci.isdigit():
            return self.filter(kode__startswith=kunci)
        if not kunci:
            return self.none()
        cocok, awal = Q(), Q()
        for kata in kunci.split():
            cocok &= Q(kunci__contains=kata)
            awal &= Q(kunci__startswith=kata) | Q(kunci__contains=f" {kata}")
        jauh = Case(When(awal & ~Q(kata=""), then=Value(0)), When(awal, then=Value(1)), default=Value(2))
        return self.filter(cocok).order_by(jauh, "kode")


class Kbli(DeclaredModel):
    """One five-digit group of KBLI 2020, found by its code, its name or words people use for it."""

    OPEN = names("kode nama kata kunci sumber")

    kode = models.CharField("kode KBLI", max_length=5, primary_key=True)
    nama = models.CharField("nama", max_length=250)
    kata = models.CharField("kata sehari-hari", max_length=200, blank=True)
    kunci = models.CharField("kunci pencarian", max_length=460, editable=False)
    sumber = models.CharField("sumber", max_length=300)

    objects = KbliQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "KBLI"
        ordering = ["kode"]
        constraints = [
            CheckConstraint(
                condition=Q(kode__regex=r"^[0-9]{5}$"),
                name="%(app_label)s_%(class)s_kode",
                violation_error_message="Kode KBLI terdiri atas lima angka.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kode} {self.nama}"


def kunci_kbli(nama: str, kata: str) -> str:
    """The text in which words are looked for."""
    return kunci_nama(f"{nama} {kata}")
