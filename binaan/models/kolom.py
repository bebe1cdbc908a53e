"""Which columns of the dashboard's table somebody wants to see."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from desa.scoped import DeclaredModel, GuardedQuerySet, names

if TYPE_CHECKING:
    from opd.models import Pengguna


class PilihanKolomQuerySet(GuardedQuerySet):
    """Nobody's but one's own."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(pengguna=user.pk)

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.visible_to(user)

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.visible_to(user)


class PilihanKolom(DeclaredModel):
    """The columns one person chose, by their keys (binaan/dasbor/kolom.py), as words of one text."""

    OPEN = names("id pengguna kolom diubah_pada")

    pengguna = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="pengguna", on_delete=models.PROTECT, related_name="pilihan_kolom"
    )
    kolom = models.CharField("kolom", max_length=200)
    diubah_pada = models.DateTimeField("diubah pada")

    objects = PilihanKolomQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pilihan kolom dasbor"

    def __str__(self) -> str:
        return "Kolom tabel dasbor"
