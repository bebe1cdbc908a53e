"""Products of enterprises, the owner's consent to show them to everybody, and how often they were looked at.

A stranger reads nothing of an enterprise but what `published` gives: a product of an enterprise that is in the programme
and not closed, and of the owner only what the consent in force allows. Law: UU 27/2022 (Pelindungan Data Pribadi).
"""

from __future__ import annotations

import secrets
import uuid
from datetime import date
from typing import Self

from django.db import models
from django.db.models import CheckConstraint, Exists, OuterRef, Q, UniqueConstraint

from desa.enums import CaraPersetujuan, KategoriProduk, Ketersediaan
from desa.models.dasar import reasoned, valid_choice
from desa.models.penutupan import PenutupanUmkm
from desa.models.umkm import Umkm
from desa.sandi import seal, unseal
from desa.scoped import DeclaredModel, GuardedQuerySet, Reader, names

HURUF_KODE = "23456789abcdefghjkmnpqrstvwxyz"
"""No letters and digits that are taken for one another when typed from a label."""
PANJANG_KODE = 8


def new_kode() -> str:
    """The last part of a product's public address."""
    return "".join(secrets.choice(HURUF_KODE) for _ in range(PANJANG_KODE))


def of_running_umkm(on: date) -> Q:
    """Products of an enterprise that is in the programme on a day and not closed."""
    dibina = Q(umkm__dibina_sampai__isnull=True) | Q(umkm__dibina_sampai__gt=on)
    tutup = PenutupanUmkm.objects.spanning(on, on).order_by().values("umkm")
    return Q(umkm__dibina_sejak__lte=on) & dibina & ~Q(umkm__in=tutup)


class ProdukQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        """Every signed-in role reads every product, shown to the public or not."""
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.managed_desa())

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.personal_desa())

    def with_consent(self) -> Self:
        """Each row with `berizin`: whether a consent in force names it."""
        izin = PersetujuanTampil.objects.filter(produk=OuterRef("pk"), dicabut_pada__isnull=True)
        return self.annotate(berizin=Exists(izin))

    def published(self, *, on: date) -> Self:
        """What a stranger may see on a day, without the enterprise's PERSONAL fields."""
        ada = Q(ditarik_pada__isnull=True, berizin=True) & of_running_umkm(on)
        hasil = self.scoped().with_consent().filter(ada)
        return hasil.select_related("umkm").defer(*(f"umkm__{nama}" for nama in sorted(Umkm.PERSONAL)))


class Produk(DeclaredModel):
    """What an enterprise sells, with price, story and photo. `kode` is its public address and stands on its label."""

    OPEN = names(
        "id uuid kode umkm nama kategori harga_rp satuan uraian ketersediaan cara_pesan foto foto_kecil lebar tinggi "
        "ditarik_pada alasan_tarik dicatat_pada versi"
    )

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    kode = models.CharField("kode", max_length=PANJANG_KODE, unique=True, default=new_kode, editable=False)
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="daftar_produk")
    nama = models.CharField("nama produk", max_length=120)
    kategori = models.CharField("jenis produk", max_length=20, choices=KategoriProduk)
    harga_rp = models.PositiveBigIntegerField("harga (Rp)")
    satuan = models.CharField("satuan jual", max_length=60)
    uraian = models.TextField("cerita produk", max_length=2000, blank=True)
    ketersediaan = models.CharField("ketersediaan", max_length=20, choices=Ketersediaan, default=Ketersediaan.TERSEDIA)
    cara_pesan = models.CharField("cara pesan dan kirim", max_length=400, blank=True)
    foto = models.FileField("foto", upload_to="produk/", blank=True)
    foto_kecil = models.FileField("foto kecil", upload_to="produk/", blank=True)
    lebar = models.PositiveSmallIntegerField("lebar foto", null=True, blank=True)
    tinggi = models.PositiveSmallIntegerField("tinggi foto", null=True, blank=True)
    ditarik_pada = models.DateTimeField("ditarik pada", null=True, blank=True)
    alasan_tarik = models.CharField("alasan ditarik", max_length=300, blank=True)
    dicatat_pada = models.DateTimeField("dicatat pada")
    versi = models.PositiveIntegerField("versi", default=1, editable=False)

    objects = ProdukQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "produk"
        ordering = ["nama", "id"]
        constraints = [
            valid_choice("kategori", KategoriProduk),
            valid_choice("ketersediaan", Ketersediaan),
            CheckConstraint(
                condition=Q(harga_rp__gte=1),
                name="%(app_label)s_%(class)s_harga",
                violation_error_message="Harga produk paling sedikit Rp 1. Periksa harganya.",
            ),
            CheckConstraint(
                condition=Q(foto="", foto_kecil="", lebar__isnull=True, tinggi__isnull=True)
                | (~Q(foto="") & ~Q(foto_kecil="") & Q(lebar__gte=1, tinggi__gte=1)),
                name="%(app_label)s_%(class)s_foto",
                violation_error_message="Foto produk disimpan bersama ukurannya. Pilih lagi fotonya.",
            ),
            reasoned(
                "ditarik_pada",
                "alasan_tarik",
                name="ditarik",
                pesan="Produk yang ditarik harus bertanggal dan beralasan.",
            ),
        ]

    def __str__(self) -> str:
        return self.nama


class PersetujuanTampilQuerySet(GuardedQuerySet):
    def in_force(self) -> Self:
        return self.filter(dicabut_pada__isnull=True)

    def visible_to(self, user: Reader) -> Self:
        """Every signed-in role reads that there is a consent and what it covers, never whose name it bears."""
        return self.scoped()._tanpa_personal()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.managed_desa())._tanpa_personal()

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(umkm__desa__in=user.personal_desa())

    def published(self) -> Self:
        """The consents in force with what the owner lets everybody read: the name and the number to show, if any."""
        return self.scoped().in_force().defer("penyetuju", "saksi", "surat")


class PersetujuanTampil(DeclaredModel):
    """An owner's consent that these products, and exactly these things, are shown to everybody.

    At most one of an enterprise is in force; a new one ends the last. `nama_tampil` and `whatsapp` are what the owner
    wants shown, empty when it is nothing; they stay what was agreed when the enterprise's own data change.
    """

    OPEN = names(
        "id uuid umkm produk tanggal cara tampil_foto tampil_desa tampil_pemilik tampil_whatsapp dicatat_pada "
        "pencatat_id pencatat dicabut_pada alasan_cabut"
    )
    PERSONAL = names("penyetuju saksi surat nama_tampil whatsapp_sandi")
    SEALED = {"whatsapp_sandi": "persetujuan.whatsapp"}

    uuid = models.UUIDField("pengenal", unique=True, default=uuid.uuid4, editable=False)
    umkm = models.ForeignKey(Umkm, verbose_name="UMKM", on_delete=models.PROTECT, related_name="persetujuan")
    produk = models.ManyToManyField(Produk, verbose_name="produk", related_name="persetujuan")
    penyetuju = models.CharField("pemberi persetujuan", max_length=120)
    tanggal = models.DateField("tanggal persetujuan")
    cara = models.CharField("cara", max_length=20, choices=CaraPersetujuan)
    saksi = models.CharField("saksi", max_length=120, blank=True)
    surat = models.FileField("surat persetujuan", upload_to="persetujuan/", blank=True)
    tampil_foto = models.BooleanField("foto boleh tampil", default=False)
    tampil_desa = models.BooleanField("nama desa boleh tampil", default=False)
    tampil_pemilik = models.BooleanField("nama pemilik boleh tampil", default=False)
    tampil_whatsapp = models.BooleanField("nomor WhatsApp boleh tampil", default=False)
    nama_tampil = models.CharField("nama yang ditampilkan", max_length=120, blank=True)
    whatsapp_sandi = models.TextField("nomor WhatsApp yang ditampilkan (tersandi)", blank=True, editable=False)
    dicatat_pada = models.DateTimeField("dicatat pada")
    pencatat_id = models.BigIntegerField("nomor pencatat", null=True, blank=True)
    pencatat = models.CharField("dicatat oleh", max_length=200)
    dicabut_pada = models.DateTimeField("dicabut pada", null=True, blank=True)
    alasan_cabut = models.CharField("alasan dicabut", max_length=300, blank=True)

    objects = PersetujuanTampilQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "persetujuan tampil"
        ordering = ["-dicatat_pada", "-id"]
        constraints = [
            valid_choice("cara", CaraPersetujuan),
            CheckConstraint(
                condition=(Q(cara=CaraPersetujuan.TERTULIS) & ~Q(surat=""))
                | (Q(cara=CaraPersetujuan.LISAN) & ~Q(saksi=""))
                | Q(dicabut_pada__isnull=False),
                name="%(app_label)s_%(class)s_bukti",
                violation_error_message="Persetujuan tertulis disertai suratnya, yang lisan disertai nama saksinya.",
            ),
            CheckConstraint(
                condition=Q(tampil_pemilik=False, nama_tampil="") | (Q(tampil_pemilik=True) & ~Q(nama_tampil="")),
                name="%(app_label)s_%(class)s_nama",
                violation_error_message="Tulis nama yang boleh ditampilkan, atau kosongkan bersama izinnya.",
            ),
            CheckConstraint(
                condition=Q(tampil_whatsapp=False, whatsapp_sandi="")
                | (Q(tampil_whatsapp=True) & ~Q(whatsapp_sandi="")),
                name="%(app_label)s_%(class)s_whatsapp",
                violation_error_message="Tulis nomor WhatsApp yang boleh ditampilkan, atau kosongkan bersama izinnya.",
            ),
            reasoned(
                "dicabut_pada",
                "alasan_cabut",
                name="dicabut",
                pesan="Persetujuan yang dicabut harus bertanggal dan beralasan.",
            ),
            UniqueConstraint(
                fields=["umkm"],
                condition=Q(dicabut_pada__isnull=True),
                name="%(app_label)s_%(class)s_berlaku",
                violation_error_message="UMKM ini sudah mempunyai persetujuan yang berlaku. Muat ulang halaman.",
            ),
        ]

    def __str__(self) -> str:
        return f"persetujuan {self.tanggal:%d-%m-%Y}"

    @property
    def whatsapp(self) -> str:
        """The number to show, in the clear; only on rows from `published` or `personal_for`."""
        return unseal(self.whatsapp_sandi, konteks=f"persetujuan.whatsapp:{self.uuid}")

    @whatsapp.setter
    def whatsapp(self, nilai: str) -> None:
        self.whatsapp_sandi = seal(nilai, konteks=f"persetujuan.whatsapp:{self.uuid}")


class DilihatProdukQuerySet(GuardedQuerySet):
    def visible_to(self, user: Reader) -> Self:
        return self.scoped()

    def managed_by(self, user: Reader) -> Self:
        return self.scoped().filter(produk__umkm__desa__in=user.managed_desa())

    def personal_for(self, user: Reader) -> Self:
        return self.scoped().filter(produk__umkm__desa__in=user.personal_desa())


class DilihatProduk(DeclaredModel):
    """How often a product's public page was opened on a day; nothing about who opened it."""

    OPEN = names("id produk tanggal jumlah")

    produk = models.ForeignKey(Produk, verbose_name="produk", on_delete=models.PROTECT, related_name="dilihat")
    tanggal = models.DateField("tanggal")
    jumlah = models.PositiveIntegerField("jumlah", default=0)

    objects = DilihatProdukQuerySet.as_manager()

    class Meta:
        verbose_name = verbose_name_plural = "dilihat"
        constraints = [
            UniqueConstraint(
                fields=["produk", "tanggal"],
                name="%(app_label)s_%(class)s_unik",
                violation_error_message="Jumlah dilihat produk ini pada hari itu sudah ada.",
            )
        ]

    def __str__(self) -> str:
        return f"dilihat {self.tanggal:%Y-%m-%d}"
