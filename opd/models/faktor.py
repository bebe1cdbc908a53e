"""The second factor of an account: a key shared with an app on its owner's phone, and codes for when the phone is gone."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.sandi import seal, unseal
from desa.scoped import DeclaredModel, OpenQuerySet, names

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class FaktorKeduaQuerySet(OpenQuerySet):
    """Nobody's but one's own, not even for admin_sistem."""

    pemilik = "pengguna"

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._own(user)._tanpa_personal()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._own(user)._tanpa_personal()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self._own(user)

    def _own(self, user: Pengguna) -> Self:
        return self.scoped().filter(**{self.pemilik: user.pk})


class KodePemulihanQuerySet(FaktorKeduaQuerySet):
    pemilik = "faktor__pengguna"


class FaktorKedua(DeclaredModel):
    """The sealed key of an account's second factor. `langkah` is the last half minute of which a code was used: none before
    it or of it opens anything again."""

    OPEN = names("id uuid pengguna dibuat_pada langkah")
    PERSONAL = names("rahasia_sandi")
    SEALED = {"rahasia_sandi": "faktor.rahasia"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    pengguna = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name="pengguna", on_delete=models.PROTECT, related_name="faktor"
    )
    rahasia_sandi = models.TextField("kunci (tersandi)", editable=False)
    dibuat_pada = models.DateTimeField("dipasang pada")
    langkah = models.BigIntegerField("langkah terakhir", default=0)

    objects = FaktorKeduaQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "verifikasi dua langkah"
        constraints = [
            CheckConstraint(
                condition=Q(langkah__gte=0) & ~Q(rahasia_sandi=""),
                name="%(app_label)s_%(class)s_berisi",
                violation_error_message="Verifikasi dua langkah harus berkunci.",
            )
        ]

    def __str__(self) -> str:
        return f"verifikasi dua langkah nomor {self.pk}"

    @property
    def rahasia(self) -> str:
        """The key in the clear, base32."""
        return unseal(self.rahasia_sandi, konteks=f"faktor.rahasia:{self.uuid}")

    @rahasia.setter
    def rahasia(self, nilai: str) -> None:
        self.rahasia_sandi = seal(nilai, konteks=f"faktor.rahasia:{self.uuid}")


class KodePemulihan(DeclaredModel):
    """One code that stands in for the phone once; only its hash is kept."""

    OPEN = names("id faktor dipakai_pada")
    PERSONAL = names("sidik_kode")

    faktor = models.ForeignKey(
        FaktorKedua, verbose_name="verifikasi dua langkah", on_delete=models.PROTECT, related_name="kode"
    )
    sidik_kode = models.CharField("sidik", max_length=64)
    dipakai_pada = models.DateTimeField("dipakai pada", null=True, blank=True)

    objects = KodePemulihanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "kode pemulihan"
        constraints = [
            UniqueConstraint(
                fields=["faktor", "sidik_kode"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Kode pemulihan ini sudah ada.",
            )
        ]

    def __str__(self) -> str:
        return f"kode pemulihan nomor {self.pk}"
