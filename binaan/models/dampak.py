"""Computed comparisons of assisted with similar villages, kept with everything they were made from."""

from __future__ import annotations

from typing import Self

from django.db import models

from binaan.enums import Putusan
from desa.models.dasar import valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, names


class HasilDampakQuerySet(OpenQuerySet):
    def newest(self) -> Self:
        """The newest result first."""
        return self.order_by("-dihitung_pada", "-pk")


class HasilDampak(DeclaredModel):
    """Did assisted villages improve more than comparable ones? As `manage.py hitung_dampak` computed it.

    `sidik` is the SHA-256 of the inputs and parameters: the same inputs give the same `isi`, and no second row. `isi` holds
    the estimates per group of villages (binaan/dampak/hasil.py reads it), with parameters and library versions; `desa` a row
    per village, so that every number opens the villages it is made of. Older results stay as they were.
    """

    OPEN = names("id sampai dihitung_pada diperiksa_pada sidik putusan isi desa")

    sampai = models.DateField("data sampai")
    dihitung_pada = models.DateTimeField("dihitung pada")
    diperiksa_pada = models.DateTimeField("diperiksa ulang pada")
    sidik = models.CharField("sidik masukan", max_length=64)
    putusan = models.CharField("putusan", max_length=20, choices=Putusan)
    isi = models.JSONField("hasil per kelompok")
    desa = models.JSONField("desa yang dihitung", default=list, blank=True)

    objects = HasilDampakQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "hasil dampak"
        ordering = ["-dihitung_pada", "-id"]
        constraints = [valid_choice("putusan", Putusan)]

    def __str__(self) -> str:
        return f"Dampak per {self.sampai}"
