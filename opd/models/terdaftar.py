"""What the registers of outside parties share: partners (Mitra) and buyers (Pembeli)."""

from __future__ import annotations

import re
import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint

from desa.models.dasar import reasoned
from desa.sandi import seal, unseal
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from desa.validators import kunci_nama
from opd.enums import Peran
from opd.models.arahan import orang
from opd.models.opd import Opd

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

BENTUK_BADAN = re.compile(r"\b(?:p ?t|c ?v|u ?d|tbk|persero|yayasan|perkumpulan)\b")
TERDAFTAR_OPEN = names("id uuid nama kunci_nama alamat opd versi dicatat_oleh dicatat_pada ditutup_pada alasan_tutup")
TERDAFTAR_PERSONAL = names("nama_kontak telepon_sandi surel")


def kunci_badan(nama: str) -> str:
    """A name as it is compared: "PT. Maju Jaya (Persero) Tbk" = "maju jaya"."""
    polos = kunci_nama(nama)
    return " ".join(BENTUK_BADAN.sub(" ", polos).split()) or polos


def closed_with_reason(siapa: str) -> CheckConstraint:
    """Who is closed says why."""
    pesan = f"{siapa} yang ditutup harus menyebut alasannya."
    return reasoned("ditutup_pada", "alasan_tutup", name="tutup", pesan=pesan)


class TerdaftarQuerySet(GuardedQuerySet):
    """Who they are is open; contacts are for those who work with them: OPDs and the verifikator."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(Peran.VERIFIKATOR):
            return self.scoped()._tanpa_personal()
        return self.scoped().filter(opd__in=user.managed_opd())._tanpa_personal()

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(Peran.VERIFIKATOR) or user.opd_ids():
            return self.scoped()
        return self.scoped().none()

    def active(self) -> Self:
        return self.filter(ditutup_pada__isnull=True)


class Terdaftar(DeclaredModel):
    """An outside party of a register. `opd` is who added it; None: a verifikator did."""

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    nama = models.CharField("nama", max_length=150)
    kunci_nama = models.CharField("kunci pencocokan", max_length=150, db_index=True, editable=False)
    alamat = models.CharField("alamat", max_length=200, blank=True)
    nama_kontak = models.CharField("nama kontak", max_length=120, blank=True)
    telepon_sandi = models.TextField("telepon kontak (tersandi)", blank=True, editable=False)
    surel = models.EmailField("surel kontak", blank=True)
    opd = models.ForeignKey(
        Opd, verbose_name="didaftarkan OPD", null=True, blank=True, on_delete=models.PROTECT, related_name="%(class)s"
    )
    versi = models.PositiveIntegerField("versi isian", default=1)
    dicatat_oleh = orang("dicatat oleh")
    dicatat_pada = models.DateTimeField("dicatat pada")
    ditutup_pada = models.DateTimeField("ditutup pada", null=True, blank=True)
    alasan_tutup = models.CharField("alasan penutupan", max_length=300, blank=True)

    objects = TerdaftarQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering = ["nama", "id"]

    def __str__(self) -> str:
        return self.nama

    @property
    def telepon(self) -> str:
        """The contact's phone in the clear; only on rows from `personal_for`."""
        return unseal(self.telepon_sandi, konteks=self._konteks)

    @telepon.setter
    def telepon(self, nilai: str) -> None:
        self.telepon_sandi = seal(nilai, konteks=self._konteks)

    @property
    def _konteks(self) -> str:
        return f"{self._meta.model_name}.telepon:{self.uuid}"
