"""Licences and certificates of an enterprise: where each stands, until when it holds, and its paper.

A NIB's number stands in one place, `Umkm.nib`; its row here holds only what is known besides. *Kedaluwarsa* is derived.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.enums import JenisLegalitas, StatusLegalitas
from desa.models.dasar import period_order, valid_choice
from desa.models.umkm import Umkm
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names


class LegalitasQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        """Every signed-in role reads where a licence stands; the paper itself names its owner."""
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.managed_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.personal_desa())


class Legalitas(DeclaredModel):
    """One licence of one enterprise. The scanned paper is PERSONAL: it names the owner, and often the NIK."""

    OPEN = names("id uuid umkm jenis status nomor terbit_pada berlaku_sampai dicatat_pada versi")
    PERSONAL = names("pindaian")

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="legalitas")
    jenis = models.CharField("jenis legalitas", max_length=20, choices=JenisLegalitas)
    status = models.CharField("status", max_length=20, choices=StatusLegalitas, default=StatusLegalitas.BELUM)
    nomor = models.CharField("nomor", max_length=60, blank=True)
    terbit_pada = models.DateField("terbit pada", null=True, blank=True)
    berlaku_sampai = models.DateField("berlaku sampai", null=True, blank=True)
    pindaian = models.FileField("pindaian", upload_to="legalitas/", blank=True)
    dicatat_pada = models.DateTimeField("dicatat pada")
    versi = models.PositiveIntegerField("versi", default=1, editable=False)

    objects = LegalitasQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "legalitas"
        ordering = ["umkm", "jenis"]
        constraints = [
            valid_choice("jenis", JenisLegalitas),
            valid_choice("status", StatusLegalitas),
            period_order("terbit_pada", "berlaku_sampai"),
            UniqueConstraint(
                fields=["umkm", "jenis"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Legalitas jenis ini sudah tercatat untuk UMKM itu. Muat ulang halaman.",
            ),
            CheckConstraint(
                condition=~Q(status=StatusLegalitas.TERBIT) | ~Q(nomor=""),
                name="%(app_label)s_%(class)s_bernomor",
                violation_error_message="Legalitas yang sudah terbit harus bernomor. Isi nomornya.",
            ),
            CheckConstraint(
                condition=~Q(jenis=JenisLegalitas.NIB) | (Q(nomor="") & ~Q(status=StatusLegalitas.TERBIT)),
                name="%(app_label)s_%(class)s_nib",
                violation_error_message="Nomor NIB disimpan pada data usahanya, bukan pada baris legalitas.",
            ),
        ]
        indexes = [models.Index(fields=["berlaku_sampai"], name="desa_legalitas_sampai")]

    def __str__(self) -> str:
        return f"{self.get_jenis_display()} {self.umkm_id}"
