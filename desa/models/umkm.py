"""Enterprises of a village and their monthly sales.

Only *tutup* is stored (desa/models/penutupan.py); berjualan, diam and belum diketahui are derived in opd/rekap.
Law: UU 20/2008, PP 7/2021.
"""

from __future__ import annotations

import uuid
from typing import Self

from django.core.validators import RegexValidator
from django.db import models
from django.db.models import CheckConstraint, Q, UniqueConstraint

from desa.enums import BentukUsaha, JenisKelamin, KeluargaMiskin, Pengosongan
from desa.models.dasar import (
    FAKTA_OPEN,
    Fakta,
    FaktaQuerySet,
    fakta_constraints,
    period_order,
    reasoned,
    together,
    valid_choice,
)
from desa.models.kbli import Kbli
from desa.models.keluarga import Keluarga
from desa.models.wilayah import Desa
from desa.sandi import blind_index, seal, unseal
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names
from desa.validators import NIB_DIKOSONGKAN, kunci_nama


class UmkmQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        """Every signed-in role reads the OPEN fields of every enterprise."""
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.managed_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(desa__in=user.personal_desa())


class UmkmManager(models.Manager.from_queryset(UmkmQuerySet)):  # type: ignore[misc]
    """Every enterprise once: records merged into another are left out, whoever asks (they are in `Umkm.semua`)."""

    def get_queryset(self) -> UmkmQuerySet:
        return super().get_queryset().filter(digabung_ke__isnull=True)  # type: ignore[no-any-return]


class Umkm(DeclaredModel):
    """An enterprise mentored in a village. All that tells of its owner is PERSONAL; phone and NIK are encrypted.

    Mentored on a day when dibina_sejak <= day < dibina_sampai. A removal carries its reason. `tutup_pada` is the day of the
    closure that lasts, for questions about today; for other days ask `PenutupanUmkm`, which holds every closure. By
    `sidik_nik`, a keyed hash, the same owner is found again among enterprises and recipients of aid (`PenerimaBantuan`).
    """

    OPEN = names(
        "id uuid desa nama bentuk nib kbli makanan_minuman produk mulai_usaha modal_usaha_rp penjualan_setahun_rp "
        "dibina_sejak dibina_sampai alasan_keluar keluar_dicatat_pada tutup_pada digabung_ke digabung_pada alasan_gabung "
        "dicatat_pada versi pengosongan"
    )
    PERSONAL = names("pemilik jenis_kelamin telepon_sandi nik_sandi sidik_nik keluarga_miskin keluarga_sasaran")
    SEALED = {"telepon_sandi": "umkm.telepon", "nik_sandi": "umkm.nik"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    desa = models.ForeignKey(Desa, verbose_name="desa", on_delete=models.PROTECT, related_name="umkm")
    nama = models.CharField("nama usaha", max_length=150)
    bentuk = models.CharField("bentuk", max_length=20, choices=BentukUsaha, default=BentukUsaha.PERORANGAN)
    pemilik = models.CharField("nama pemilik", max_length=120, blank=True)
    jenis_kelamin = models.CharField("jenis kelamin pemilik", max_length=1, blank=True, choices=JenisKelamin)
    telepon_sandi = models.TextField("telepon pemilik (tersandi)", blank=True, editable=False)
    nik_sandi = models.TextField("NIK pemilik (tersandi)", blank=True, editable=False)
    sidik_nik = models.CharField("sidik NIK pemilik", max_length=120, blank=True, editable=False, db_index=True)
    keluarga_miskin = models.CharField(
        "pemilik dari keluarga miskin",
        max_length=20,
        choices=KeluargaMiskin,
        default=KeluargaMiskin.BELUM_DIKETAHUI,
    )
    keluarga_sasaran = models.ForeignKey(
        Keluarga,
        verbose_name="keluarga sasaran pemilik",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="umkm",
        help_text="Ditautkan oleh OPD; sumber keterangan keluarga miskin.",
    )
    nib = models.CharField(
        "NIB",
        max_length=13,
        blank=True,
        validators=[
            RegexValidator(rf"^([0-9]{{13}}|{NIB_DIKOSONGKAN})$", "NIB terdiri atas 13 angka. Periksa dokumen NIB.")
        ],
        help_text="13 angka; kosongkan bila belum ada.",
    )
    kbli = models.ForeignKey(
        Kbli, verbose_name="KBLI", null=True, blank=True, on_delete=models.PROTECT, related_name="umkm"
    )
    makanan_minuman = models.BooleanField("menjual makanan atau minuman", default=False)
    produk = models.CharField("produk", max_length=200, blank=True)
    mulai_usaha = models.PositiveSmallIntegerField("tahun mulai usaha", null=True, blank=True)
    modal_usaha_rp = models.PositiveBigIntegerField(
        "modal usaha (Rp)", null=True, blank=True, help_text="Tidak termasuk tanah dan bangunan tempat usaha."
    )
    penjualan_setahun_rp = models.PositiveBigIntegerField(
        "hasil penjualan setahun menurut pemilik (Rp)", null=True, blank=True
    )
    dibina_sejak = models.DateField("dibina sejak")
    dibina_sampai = models.DateField("dibina sampai", null=True, blank=True)
    alasan_keluar = models.CharField("alasan keluar dari binaan", max_length=300, blank=True)
    keluar_dicatat_pada = models.DateTimeField("keluar dicatat pada", null=True, blank=True)
    tutup_pada = models.DateField("tutup pada", null=True, blank=True)
    digabung_ke = models.ForeignKey(
        "self", verbose_name="digabungkan ke", null=True, blank=True, on_delete=models.PROTECT, related_name="gabungan"
    )
    digabung_pada = models.DateTimeField("digabungkan pada", null=True, blank=True)
    alasan_gabung = models.CharField("alasan penggabungan", max_length=300, blank=True)
    pengosongan = models.CharField("pengosongan data pemilik", max_length=20, blank=True, choices=Pengosongan)
    dicatat_pada = models.DateTimeField("dicatat pada")
    versi = models.PositiveIntegerField("versi", default=1, editable=False)

    objects = UmkmManager()
    semua = UmkmQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "UMKM"
        ordering = ["nama", "id"]
        constraints = [
            valid_choice("bentuk", BentukUsaha),
            valid_choice("jenis_kelamin", JenisKelamin, blank=True),
            valid_choice("keluarga_miskin", KeluargaMiskin),
            valid_choice("pengosongan", Pengosongan, blank=True),
            CheckConstraint(
                condition=Q(pengosongan="")
                | Q(nik_sandi="", sidik_nik="", telepon_sandi="", jenis_kelamin="", keluarga_sasaran__isnull=True),
                name="%(app_label)s_%(class)s_kosong",
                violation_error_message="Data pemilik yang dibatasi atau dihapus tetap kosong.",
            ),
            period_order("dibina_sejak", "dibina_sampai"),
            reasoned(
                "dibina_sampai",
                "alasan_keluar",
                name="keluar",
                pesan="UMKM yang keluar dari binaan harus bertanggal dan beralasan.",
            ),
            reasoned(
                "digabung_pada",
                "alasan_gabung",
                name="gabung",
                pesan="UMKM yang digabungkan harus bertanggal dan beralasan.",
            ),
            together(
                "digabung_pada",
                "digabung_ke",
                name="gabung_ke",
                pesan="UMKM yang digabungkan harus menyebut catatan yang dipertahankan.",
            ),
            together(
                "dibina_sampai",
                "keluar_dicatat_pada",
                name="keluar_dicatat",
                pesan="Waktu pencatatan keluar harus ikut tersimpan.",
            ),
            UniqueConstraint(
                fields=["nib"],
                condition=~Q(nib__in=("", NIB_DIKOSONGKAN)),
                name="%(app_label)s_%(class)s_nib",
                violation_error_message="NIB ini sudah dipakai UMKM lain. Periksa 13 angka pada dokumen NIB.",
            ),
            CheckConstraint(
                condition=Q(nib="") | Q(nib__regex=r"^[0-9]{13}$") | Q(nib=NIB_DIKOSONGKAN) & ~Q(pengosongan=""),
                name="%(app_label)s_%(class)s_nib_angka",
                violation_error_message="NIB terdiri atas 13 angka. Periksa dokumen NIB.",
            ),
        ]
        indexes = [
            models.Index(fields=["desa", "dibina_sejak"], name="desa_umkm_desa_bina"),
            models.Index(fields=["nama", "id"], name="desa_umkm_nama"),
        ]

    def __str__(self) -> str:
        return self.nama

    @property
    def sebutan_catatan(self) -> str:
        """How audit rows call it, which nobody can empty: by its number when its name bears the owner's, or that is not read."""
        return f"UMKM nomor {self.pk}" if "pemilik" in self.get_deferred_fields() or self.bears_owner() else self.nama

    def bears_owner(self, nama: str = "") -> bool:
        """Whether its name (or `nama`) has a word of its owner's, from three letters on."""
        kata = {k for k in kunci_nama(self.pemilik).split() if len(k) > 2}
        return not kata.isdisjoint(kunci_nama(nama or self.nama).split())

    @property
    def telepon(self) -> str:
        """The owner's phone in the clear; only on rows from `personal_for`."""
        return unseal(self.telepon_sandi, konteks=f"umkm.telepon:{self.uuid}")

    @telepon.setter
    def telepon(self, nilai: str) -> None:
        self.telepon_sandi = seal(nilai, konteks=f"umkm.telepon:{self.uuid}")

    @property
    def nik(self) -> str:
        """The owner's NIK in the clear; only on rows from `personal_for`."""
        return unseal(self.nik_sandi, konteks=f"umkm.nik:{self.uuid}")

    @nik.setter
    def nik(self, nilai: str) -> None:
        self.nik_sandi = seal(nilai, konteks=f"umkm.nik:{self.uuid}")
        self.sidik_nik = nik_hash(nilai)

    @property
    def asal_keluarga_miskin(self) -> str:
        """Who says whether the owner is of a poor family; only on rows from `personal_for`."""
        if self.keluarga_miskin == KeluargaMiskin.BELUM_DIKETAHUI:
            return ""
        return "menurut daftar keluarga sasaran" if self.keluarga_sasaran_id else "menurut OPD"

    @property
    def badan_bersama(self) -> bool:
        """Koperasi and BUM Desa are counted apart from UMKM."""
        return self.bentuk in (BentukUsaha.KOPERASI, BentukUsaha.BUMDES)


def nik_hash(nik: str) -> str:
    """By which the same person is found again: an owner here, a recipient of aid there. Empty for no NIK."""
    return blind_index(nik, konteks="nik") if nik else ""


class PenjualanQuerySet(FaktaQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.managed_desa())

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.personal_desa())


class Penjualan(Fakta):
    """What one enterprise sold in one month. `berjualan` false with omzet 0 means reported as "tidak berjualan".

    One chain of rows per enterprise and month: the first has no `menggantikan`, each correction replaces the last.
    """

    OPEN = FAKTA_OPEN | names("umkm bulan omzet_rp berjualan")

    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="penjualan")
    bulan = models.DateField("bulan", help_text="Tanggal pertama bulan itu.")
    omzet_rp = models.PositiveBigIntegerField("omzet (Rp)")
    berjualan = models.BooleanField("berjualan", default=True)

    objects = PenjualanQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "penjualan"
        ordering = ["umkm", "bulan", "id"]
        constraints = fakta_constraints(
            UniqueConstraint(
                fields=["umkm", "bulan"],
                condition=Q(menggantikan__isnull=True),
                name="%(app_label)s_%(class)s_bulan",
                violation_error_message="Penjualan UMKM ini untuk bulan itu sudah dicatat. Buka catatannya untuk mengoreksi.",
            ),
            CheckConstraint(
                condition=Q(berjualan=True) | Q(omzet_rp=0),
                name="%(app_label)s_%(class)s_tidak_berjualan",
                violation_error_message="UMKM yang tidak berjualan beromzet Rp 0.",
            ),
            CheckConstraint(
                condition=Q(bulan__day=1),
                name="%(app_label)s_%(class)s_awal_bulan",
                violation_error_message="Bulan penjualan ditulis sebagai tanggal 1.",
            ),
        )
        indexes = [
            models.Index(fields=["bulan", "umkm", "omzet_rp"], condition=Q(batal=False), name="desa_penjualan_berlaku"),
            models.Index(fields=["dicatat_pada"], name="desa_penjualan_dicatat"),
        ]

    def __str__(self) -> str:
        return f"Penjualan {self.umkm_id} {self.bulan:%Y-%m}"
