"""Applications that read the API, and the tokens they show. Of a token only its fingerprint is kept."""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q

from binaan.models.bobot import actor
from desa.models.dasar import reasoned, together
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import Peran

if TYPE_CHECKING:
    from opd.models import Pengguna

TANPA_CAKUPAN = "Pilih sedikitnya satu cakupan data yang boleh dibaca aplikasi ini."


class AplikasiQuerySet(GuardedQuerySet):
    """Applications are admin_sistem's alone."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped() if user.holds(Peran.ADMIN_SISTEM) else self.scoped().none()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.visible_to(user)

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.visible_to(user)


class TokenQuerySet(AplikasiQuerySet):
    def shown(self, sidik: str) -> Self:
        """The token that whoever asks has shown, with its application: nothing but its own rights are read."""
        return self.scoped().filter(sidik=sidik).select_related("aplikasi")


class Aplikasi(DeclaredModel):
    """A program outside that reads the API: whose it is, what for, which parts it may read, and until when.

    `cakupan` holds words of `Cakupan` in one text; the application reads until `berlaku_sampai`, that day included.
    """

    OPEN = names("id uuid nama pemilik tujuan cakupan berlaku_sampai versi dibuat_oleh dibuat_pada")

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    nama = models.CharField("nama aplikasi", max_length=100, unique=True)
    pemilik = models.CharField("instansi pemilik", max_length=150)
    tujuan = models.CharField("tujuan pemakaian", max_length=500)
    cakupan = models.CharField("cakupan", max_length=120, error_messages={"blank": TANPA_CAKUPAN})
    berlaku_sampai = models.DateField("berlaku sampai")
    versi = models.PositiveIntegerField("versi isian", default=1, editable=False)
    dibuat_oleh = actor("dibuat oleh")
    dibuat_pada = models.DateTimeField("dibuat pada")

    objects = AplikasiQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "aplikasi"
        ordering = ["nama"]
        constraints = [
            CheckConstraint(
                condition=~Q(cakupan=""),
                name="%(app_label)s_%(class)s_cakupan",
                violation_error_message=TANPA_CAKUPAN,
            )
        ]

    def __str__(self) -> str:
        return self.nama

    @property
    def daftar_cakupan(self) -> tuple[str, ...]:
        return tuple(self.cakupan.split())

    def ended_on(self, on: date) -> bool:
        return self.berlaku_sampai < on


class TokenAplikasi(DeclaredModel):
    """A token of an application: 256 random bits of which the fingerprint and the first letters are kept.

    `terakhir_dipakai` is a day, written once a day. Who revoked it and why stays.
    """

    OPEN = names(
        "id uuid aplikasi awalan sidik dibuat_oleh dibuat_pada terakhir_dipakai dicabut_oleh dicabut_pada alasan"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    aplikasi = models.ForeignKey(Aplikasi, verbose_name="aplikasi", on_delete=models.PROTECT, related_name="token")
    awalan = models.CharField("awal token", max_length=12)
    sidik = models.CharField("sidik token", max_length=64, unique=True, editable=False)
    dibuat_oleh = actor("dibuat oleh")
    dibuat_pada = models.DateTimeField("dibuat pada")
    terakhir_dipakai = models.DateField("terakhir dipakai", null=True, blank=True)
    dicabut_oleh = actor("dicabut oleh", null=True, blank=True)
    dicabut_pada = models.DateTimeField("dicabut pada", null=True, blank=True)
    alasan = models.CharField("alasan pencabutan", max_length=300, blank=True)

    objects = TokenQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "token aplikasi"
        ordering = ["-dibuat_pada", "-id"]
        constraints = [
            together("dicabut_oleh", "dicabut_pada", name="dicabut", pesan="Waktu dan pencabut token harus lengkap."),
            reasoned(
                "dicabut_pada", "alasan", name="alasan", pesan="Token yang dicabut harus menyebut alasan pencabutannya."
            ),
        ]

    def __str__(self) -> str:
        return f"Token {self.awalan}…"

    @property
    def dicabut(self) -> bool:
        return self.dicabut_pada is not None
