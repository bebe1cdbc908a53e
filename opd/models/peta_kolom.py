"""Which column of an extract is what: said once for each layout of a source."""

from __future__ import annotations

from django.db import models
from django.db.models import UniqueConstraint

from desa.enums import SumberKesejahteraan
from desa.models.dasar import valid_choice
from desa.scoped import DeclaredModel, OpenQuerySet, names


class PetaKolom(DeclaredModel):
    """The columns of one layout: `judul` its headings in their order, `peta` what is read -> the heading it stands under."""

    OPEN = names("id sumber sidik judul peta dipakai_pada dicatat_oleh")

    sumber = models.CharField("sumber data", max_length=20, choices=SumberKesejahteraan)
    sidik = models.CharField("sidik judul", max_length=64)
    judul = models.JSONField("judul kolom", default=list)
    peta = models.JSONField("peta kolom", default=dict)
    dipakai_pada = models.DateTimeField("dipakai pada")
    dicatat_oleh = models.CharField("dicatat oleh", max_length=200)

    objects = OpenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "peta kolom"
        constraints = [
            valid_choice("sumber", SumberKesejahteraan),
            UniqueConstraint(
                fields=["sumber", "sidik"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Kolom sumber dengan judul ini baru saja dipetakan orang lain. Muat ulang halaman.",
            ),
        ]

    def __str__(self) -> str:
        return f"Kolom {self.get_sumber_display()}"
