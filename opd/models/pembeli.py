"""Buyers and outlets: what they look for, how goods reach them, and which enterprises supply them.

Source: villages of Maluku are reached by pioneer ships on fixed days, so a buyer without the boat's day is no market yet.
"""

from __future__ import annotations

import uuid
from datetime import date
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.enums import KategoriProduk
from desa.models import Kabupaten, Umkm
from desa.models.dasar import period_order, reasoned, valid_choice
from desa.scoped import DeclaredModel, GuardedQuerySet, names
from opd.enums import JenisPembeli, ModaAngkut
from opd.models.arahan import orang
from opd.models.terdaftar import TERDAFTAR_OPEN, TERDAFTAR_PERSONAL, Terdaftar, closed_with_reason

if TYPE_CHECKING:
    from opd.models.pengguna import Pengguna

TEMPAT = "Pilih kabupaten/kota, atau isi kota di luar Maluku, salah satu saja."
HARGA = "Isi harga bersama satuan dan tanggalnya; harga lebih besar dari 0."


class Pembeli(Terdaftar):
    """A buyer or outlet of the register, in a regency of Maluku or in a town outside."""

    OPEN = TERDAFTAR_OPEN | names(
        "jenis kabupaten kota_luar kategori dicari kebutuhan harga_rp satuan_harga tanggal_harga moda pelabuhan hari_kapal"
    )
    PERSONAL = TERDAFTAR_PERSONAL
    SEALED = {"telepon_sandi": "pembeli.telepon"}

    nama = models.CharField("nama pembeli", max_length=150)
    jenis = models.CharField("jenis", max_length=20, choices=JenisPembeli)
    kabupaten = models.ForeignKey(
        Kabupaten,
        verbose_name="kabupaten/kota",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="pembeli",
    )
    kota_luar = models.CharField("kota di luar Maluku", max_length=80, blank=True)
    kategori = models.CharField("jenis barang", max_length=20, choices=KategoriProduk, blank=True)
    dicari = models.CharField("barang yang dicari", max_length=300)
    kebutuhan = models.CharField("jumlah yang dibutuhkan", max_length=100, blank=True)
    harga_rp = models.PositiveBigIntegerField("harga yang ditawarkan (Rp)", null=True, blank=True)
    satuan_harga = models.CharField("satuan harga", max_length=40, blank=True)
    tanggal_harga = models.DateField("tanggal harga", null=True, blank=True)
    moda = models.CharField("angkutan", max_length=20, choices=ModaAngkut, blank=True)
    pelabuhan = models.CharField("pelabuhan atau terminal", max_length=80, blank=True)
    hari_kapal = models.CharField("hari kapal atau angkutan", max_length=100, blank=True)

    class Meta(Terdaftar.Meta):
        verbose_name = verbose_name_plural = "pembeli"
        constraints = [
            valid_choice("jenis", JenisPembeli),
            valid_choice("moda", ModaAngkut, blank=True),
            valid_choice("kategori", KategoriProduk, blank=True),
            closed_with_reason("Pembeli"),
            CheckConstraint(
                condition=Q(kabupaten__isnull=False, kota_luar="") | Q(kabupaten__isnull=True, kota_luar__gt=""),
                name="%(app_label)s_%(class)s_tempat",
                violation_error_message=TEMPAT,
            ),
            CheckConstraint(
                condition=Q(harga_rp__isnull=True, satuan_harga="", tanggal_harga__isnull=True)
                | Q(harga_rp__gt=0, satuan_harga__gt="", tanggal_harga__isnull=False),
                name="%(app_label)s_%(class)s_harga",
                violation_error_message=HARGA,
            ),
        ]

    @property
    def tempat(self) -> str:
        """Where the buyer is: the regency, or the town outside of Maluku."""
        return self.kabupaten.nama_singkat if self.kabupaten else f"{self.kota_luar} (luar Maluku)"


class PasokanQuerySet(GuardedQuerySet):
    """Who supplies whom is open to every signed-in role; the OPD that answers for the village writes it."""

    def visible_to(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped()

    def managed_by(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.scoped().filter(umkm__desa__in=user.own_desa())

    def personal_for(self, user: Pengguna) -> Self:  # type: ignore[override]
        return self.managed_by(user)

    def in_force(self) -> Self:
        """Supplies that were not recorded by mistake, ended or not."""
        return self.filter(dibatalkan_pada__isnull=True)

    def on(self, hari: date) -> Self:
        """Supplies that run on a day."""
        return self.in_force().filter(Q(selesai__isnull=True) | Q(selesai__gt=hari), mulai__lte=hari)

    def with_names(self) -> Self:
        pribadi = [f"{jalur}__{f}" for jalur, m in (("pembeli", Pembeli), ("umkm", Umkm)) for f in sorted(m.PERSONAL)]
        return self.select_related("pembeli__kabupaten", "umkm__desa__kecamatan__kabupaten").defer(*pribadi)


class Pasokan(DeclaredModel):
    """One enterprise supplies one buyer with goods, on the days mulai <= day < selesai."""

    OPEN = names(
        "id uuid pembeli umkm barang mulai selesai alasan_selesai versi dicatat_oleh dicatat_pada "
        "dibatalkan_pada alasan_batal"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    pembeli = models.ForeignKey(Pembeli, verbose_name="pembeli", on_delete=models.PROTECT, related_name="pasokan")
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="pasokan")
    barang = models.CharField("barang yang dipasok", max_length=200)
    mulai = models.DateField("memasok sejak")
    selesai = models.DateField("memasok sampai", null=True, blank=True)
    alasan_selesai = models.CharField("alasan berhenti", max_length=300, blank=True)
    versi = models.PositiveIntegerField("versi isian", default=1)
    dicatat_oleh = orang("dicatat oleh")
    dicatat_pada = models.DateTimeField("dicatat pada")
    dibatalkan_pada = models.DateTimeField("dibatalkan pada", null=True, blank=True)
    alasan_batal = models.CharField("alasan pembatalan", max_length=300, blank=True)

    objects = PasokanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "pasokan"
        ordering = ["-mulai", "-id"]
        constraints = [
            period_order(),
            reasoned("selesai", "alasan_selesai", name="henti", pesan="Pasokan yang berhenti harus beralasan."),
            reasoned("dibatalkan_pada", "alasan_batal", name="batal", pesan="Pasokan yang dibatalkan harus beralasan."),
            UniqueConstraint(
                fields=["umkm", "pembeli"],
                condition=Q(selesai__isnull=True, dibatalkan_pada__isnull=True),
                name="%(app_label)s_%(class)s_berjalan",
                violation_error_message="Pasokan UMKM ini kepada pembeli itu sudah tercatat dan masih berjalan.",
            ),
        ]
        indexes = [models.Index(fields=["umkm", "mulai"], name="opd_pasokan_umkm")]

    def __str__(self) -> str:
        return f"Pasokan {self.barang}"
