"""Factories of products, consents and counts of views."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from desa.models import DilihatProduk, PersetujuanTampil, Produk, Umkm
from opd.foto import baca_foto
from tests import pabrik

HARI = date(2025, 3, 1)


def jpeg(lebar: int = 640, tinggi: int = 480, warna: tuple[int, int, int] = (150, 90, 40)) -> bytes:
    aliran = io.BytesIO()
    Image.new("RGB", (lebar, tinggi), warna).save(aliran, "JPEG")
    return aliran.getvalue()


def buat_produk(umkm: Umkm | None = None, *, foto: bool = False, **isi: Any) -> Produk:
    """A product; with `foto` its two pictures lie in the media root."""
    n = pabrik.nomor()
    dasar = {
        "nama": f"Sagu Uji {n}",
        "kategori": "makanan",
        "harga_rp": 25_000,
        "satuan": "bungkus 250 g",
        "dicatat_pada": pabrik.pada(HARI),
    }
    dasar |= isi
    if dasar.get("ditarik_pada"):
        dasar.setdefault("alasan_tarik", "uji")
    produk = Produk(umkm=umkm or pabrik.buat_umkm(), **dasar)
    if foto:
        bersih = baca_foto(jpeg())
        produk.foto.save(f"uji-{n}.jpg", ContentFile(bersih.isi), save=False)
        produk.foto_kecil.save(f"uji-{n}-kecil.jpg", ContentFile(bersih.kecil), save=False)
        produk.lebar, produk.tinggi = bersih.lebar, bersih.tinggi
    produk.save()
    return produk


def buat_persetujuan(*produk: Produk, umkm: Umkm | None = None, whatsapp: str = "", **isi: Any) -> PersetujuanTampil:
    """A spoken consent in force that covers the products; nothing personal is shown unless said."""
    dasar: dict[str, Any] = {
        "penyetuju": "Pemberi Uji",
        "tanggal": HARI,
        "cara": "lisan",
        "saksi": "Saksi Uji",
        "tampil_foto": True,
        "tampil_desa": True,
        "dicatat_pada": pabrik.pada(HARI),
        "pencatat": "uji",
    }
    dasar |= isi
    dasar["tampil_pemilik"] = bool(dasar.get("nama_tampil"))
    dasar["tampil_whatsapp"] = bool(whatsapp)
    if dasar.get("dicabut_pada"):
        dasar.setdefault("alasan_cabut", "uji")
    milik = umkm or (produk[0].umkm if produk else pabrik.buat_umkm())
    persetujuan = PersetujuanTampil(umkm=milik, **dasar)
    persetujuan.whatsapp = whatsapp
    persetujuan.save()
    persetujuan.produk.set(produk)
    return persetujuan


def buat_dilihat(produk: Produk, tanggal: date, jumlah: int = 1) -> DilihatProduk:
    return DilihatProduk.objects.create(produk=produk, tanggal=tanggal, jumlah=jumlah)
