"""Fairs, and what each enterprise sold there. Never part of Penjualan, which stays the one source of omzet."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, F, Q, UniqueConstraint

from desa.models import Umkm
from desa.models.dasar import FAKTA_OPEN, Fakta, FaktaQuerySet, fakta_constraints, reasoned
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import Peran
from opd.models.arahan import orang
from opd.models.opd import Opd

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna


class PameranQuerySet(GuardedQuerySet):
    """Fairs are open to every signed-in role; who recorded one changes it."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        if user.holds(Peran.VERIFIKATOR):
            return self.scoped()
        return self.scoped().filter(opd__in=user.managed_opd())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def in_force(self) -> Self:
        """Fairs that were not recorded by mistake."""
        return self.filter(dibatalkan_pada__isnull=True)


class Pameran(DeclaredModel):
    """A fair, from its first to its last day. `opd` is who recorded it; None: a verifikator did."""

    OPEN = names(
        "id uuid nama tempat penyelenggara mulai akhir opd versi dicatat_oleh dicatat_pada dibatalkan_pada alasan_batal"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    nama = models.CharField("nama pameran", max_length=150)
    tempat = models.CharField("tempat", max_length=150)
    penyelenggara = models.CharField("penyelenggara", max_length=150)
    mulai = models.DateField("hari pertama")
    akhir = models.DateField("hari terakhir")
    opd = models.ForeignKey(
        Opd, verbose_name="dicatat OPD", null=True, blank=True, on_delete=models.PROTECT, related_name="pameran"
    )
    versi = models.PositiveIntegerField("versi isian", default=1)
    dicatat_oleh = orang("dicatat oleh")
    dicatat_pada = models.DateTimeField("dicatat pada")
    dibatalkan_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    alasan_batal = models.CharField("alasan pembatalan", max_length=300, blank=True)

    objects = PameranQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pameran"
        ordering = ["-mulai", "-id"]
        constraints = [
            CheckConstraint(
                condition=Q(akhir__gte=F("mulai")),
                name="%(app_label)s_%(class)s_hari",
                violation_error_message="Hari terakhir pameran tidak boleh sebelum hari pertamanya.",
            ),
            reasoned("dibatalkan_pada", "alasan_batal", name="batal", pesan="Pameran yang dibatalkan harus beralasan."),
        ]

    def __str__(self) -> str:
        return self.nama


class HasilPameranQuerySet(FaktaQuerySet):
    """What was sold is open like sales; the OPD that answers for the enterprise's village writes it."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(umkm__desa__in=user.own_desa())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def with_names(self) -> Self:
        pribadi = (f"umkm__{f}" for f in sorted(Umkm.PERSONAL))
        return self.select_related("pameran", "umkm__desa__kecamatan__kabupaten").defer(*pribadi)


class HasilPameran(Fakta):
    """What one enterprise sold at a fair and the orders it took home.

    One chain of rows per fair and enterprise: the first has no `menggantikan`, each correction replaces the last. It is
    no part of Penjualan nor of the frozen quarterly report, so no quarter locks it.
    """

    OPEN = FAKTA_OPEN | names("pameran umkm omzet_rp barang pesanan pesanan_rp")

    pameran = models.ForeignKey(Pameran, verbose_name="pameran", on_delete=models.PROTECT, related_name="hasil")
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="hasil_pameran")
    omzet_rp = models.PositiveBigIntegerField("terjual (Rp)")
    barang = models.CharField("barang yang terjual", max_length=200, blank=True)
    pesanan = models.PositiveIntegerField("pesanan", default=0)
    pesanan_rp = models.PositiveBigIntegerField("nilai pesanan (Rp)", default=0)

    objects = HasilPameranQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "hasil pameran"
        ordering = ["pameran", "id"]
        constraints = fakta_constraints(
            UniqueConstraint(
                fields=["pameran", "umkm"],
                condition=Q(menggantikan__isnull=True),
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Hasil UMKM ini di pameran itu sudah dicatat. Buka catatannya untuk mengoreksi.",
            ),
            CheckConstraint(
                condition=Q(omzet_rp=0) | ~Q(barang=""),
                name="%(app_label)s_%(class)s_barang",
                violation_error_message="Sebutkan barang yang terjual.",
            ),
            CheckConstraint(
                condition=Q(pesanan__gt=0) | Q(pesanan_rp=0),
                name="%(app_label)s_%(class)s_pesanan",
                violation_error_message="Nilai pesanan hanya diisi bila ada pesanan.",
            ),
        )

    def __str__(self) -> str:
        return f"Hasil pameran {self.pameran_id} UMKM {self.umkm_id}"
