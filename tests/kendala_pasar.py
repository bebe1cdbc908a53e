"""Rows of tests/test_kendala.py for buyers, supplies, fairs and requests for a market."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_pasar import buat_hasil, buat_minta, buat_pameran, buat_pasokan, buat_pembeli


def _ditolak() -> Any:
    oleh = pabrik.buat_pengguna()
    return buat_minta(status="ditolak", jawaban="Bukan tugas kami.", dijawab_oleh=oleh, dijawab_pada=SEKARANG)


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_pembeli_tutup": (buat_pembeli, {"ditutup_pada": SEKARANG}),
    "opd_pembeli_tempat": (buat_pembeli, {"kota_luar": ""}),
    "opd_pembeli_harga": (buat_pembeli, {"harga_rp": 5000}),
    "opd_pasokan_mulai_selesai": (buat_pasokan, {"selesai": date(2026, 3, 2), "alasan_selesai": "uji"}),
    "opd_pasokan_henti": (buat_pasokan, {"selesai": date(2026, 4, 2)}),
    "opd_pasokan_batal": (buat_pasokan, {"dibatalkan_pada": SEKARANG}),
    "opd_pameran_hari": (buat_pameran, {"akhir": date(2026, 5, 7)}),
    "opd_pameran_batal": (buat_pameran, {"dibatalkan_pada": SEKARANG}),
    "opd_hasilpameran_batal": (buat_hasil, {"batal": True}),
    "opd_hasilpameran_barang": (buat_hasil, {"barang": ""}),
    "opd_hasilpameran_pesanan": (buat_hasil, {"pesanan": 0}),
    "opd_permintaanpasar_dijawab": (buat_minta, {"dijawab_pada": SEKARANG}),
    "opd_permintaanpasar_ditarik": (buat_minta, {"ditarik_pada": SEKARANG}),
    "opd_permintaanpasar_berjawaban": (buat_minta, {"status": "diterima"}),
    "opd_permintaanpasar_alasan": (_ditolak, {"jawaban": ""}),
    "opd_permintaanpasar_tarik": (buat_minta, {"alasan_tarik": "uji"}),
    "opd_permintaanpasar_hasil": (buat_minta, {"hasil": "uji", "hasil_pada": SEKARANG}),
    "opd_permintaanpasar_hasil_diterima": (buat_minta, {"hasil": "uji"}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_pasokan_berjalan": (buat_pasokan, "umkm pembeli"),
    "opd_hasilpameran_unik": (buat_hasil, "pameran umkm"),
    "opd_permintaanpasar_satu_terbuka": (buat_minta, "umkm opd"),
}

BUAT: dict[str, Callable[[], Any]] = {"pembeli": buat_pembeli, "permintaanpasar": buat_minta}
