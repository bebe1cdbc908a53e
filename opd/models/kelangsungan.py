"""Computed survival curves, kept with the day they stand for and what they were made from."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models

from desa.scoped import DeclaredModel, OpenQuerySet, names
from opd.enums import Peran

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class HasilKelangsunganQuerySet(OpenQuerySet):
    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        """The curves by the owners' families too: the verifikator, who may read that of every owner."""
        return self.scoped() if user.holds(Peran.VERIFIKATOR) else self.scoped().none()

    def newest(self, until: date) -> Self:
        """The newest result that stands for `until` or a day before it, first."""
        return self.filter(sampai__lte=until).order_by("-sampai")


class HasilKelangsungan(DeclaredModel):
    """The survival of mentored enterprises as `manage.py hitung_kelangsungan` computed it: one result a day.

    `isi` holds the curves per group (opd/rekap/hasil_kelangsungan.py reads it). `usaha` holds a row per enterprise, so that
    every count opens exactly the enterprises it counts; only the newest result keeps it. `pribadi` holds the curves by the
    owners' families: their steps, laid beside the enterprises, would tell whose family is poor.
    """

    OPEN = names("id sampai dihitung_pada jumlah isi usaha")
    PERSONAL = names("pribadi")

    sampai = models.DateField("per tanggal", unique=True)
    dihitung_pada = models.DateTimeField("dihitung pada")
    jumlah = models.PositiveIntegerField("banyaknya usaha")
    isi = models.JSONField("kurva per kelompok")
    pribadi = models.JSONField("kurva menurut keluarga pemilik", default=dict)
    usaha = models.JSONField("usaha yang dihitung", default=list)

    objects = HasilKelangsunganQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "hasil kelangsungan"
        ordering = ["-sampai"]

    def __str__(self) -> str:
        return f"Kelangsungan usaha per {self.sampai}"
