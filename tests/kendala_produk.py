"""Rows of tests/test_kendala.py for products, consents and counts of views."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pabrik import SEKARANG
from tests.pabrik_produk import HARI, buat_dilihat, buat_persetujuan, buat_produk


def _dilihat() -> Any:
    return buat_dilihat(buat_produk(), HARI)


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_produk_harga": (buat_produk, {"harga_rp": 0}),
    "desa_produk_foto": (buat_produk, {"lebar": 640}),
    "desa_produk_ditarik": (buat_produk, {"ditarik_pada": SEKARANG}),
    "desa_persetujuantampil_bukti": (buat_persetujuan, {"saksi": ""}),
    "desa_persetujuantampil_nama": (buat_persetujuan, {"nama_tampil": "Ibu Uji"}),
    "desa_persetujuantampil_whatsapp": (buat_persetujuan, {"tampil_whatsapp": True}),
    "desa_persetujuantampil_dicabut": (buat_persetujuan, {"dicabut_pada": SEKARANG}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "desa_persetujuantampil_berlaku": (buat_persetujuan, "umkm"),
    "desa_dilihatproduk_unik": (_dilihat, "produk tanggal"),
}

BUAT: dict[str, Callable[[], Any]] = {
    "produk": buat_produk,
    "persetujuantampil": buat_persetujuan,
}
