"""Rows of tests/test_kendala.py for the quarterly states, the financing and the closures of enterprises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.pabrik import SEKARANG, buat_penutupan, buat_umkm
from tests.pabrik_usaha import buat_pembiayaan, buat_perkembangan


def _terlatih() -> Any:
    return buat_perkembangan(pekerja_l=1, pekerja_p=1)


def _cair() -> Any:
    return buat_pembiayaan(status="dicairkan")


TUTUP = date(2026, 3, 1)


def _tutup() -> Any:
    return buat_penutupan(buat_umkm(), TUTUP)


def _buka() -> Any:
    return buat_penutupan(buat_umkm(), TUTUP, date(2026, 6, 1))


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_perkembanganumkm_batal": (buat_perkembangan, {"batal": True}),
    "desa_perkembanganumkm_awal_triwulan": (buat_perkembangan, {"triwulan": date(2026, 4, 2)}),
    "desa_perkembanganumkm_tanggal": (buat_perkembangan, {"tanggal": date(2026, 3, 31)}),
    "desa_perkembanganumkm_produksi": (buat_perkembangan, {"produksi_volume": 5}),
    "desa_perkembanganumkm_kredit_rp": (buat_perkembangan, {"kredit_rp": 5}),
    "desa_perkembanganumkm_terlatih": (_terlatih, {"pekerja_terlatih": 3}),
    "desa_penutupanumkm_alasan": (_tutup, {"alasan": ""}),
    "desa_penutupanumkm_urut": (_buka, {"dibuka_pada": TUTUP}),
    "desa_penutupanumkm_buka": (_buka, {"alasan_buka": ""}),
    "desa_penutupanumkm_dibatalkan": (_tutup, {"dibatalkan_pada": SEKARANG}),
    "desa_pembiayaan_diajukan": (buat_pembiayaan, {"diajukan_rp": 0}),
    "desa_pembiayaan_putusan": (_cair, {"alasan_tolak": "uji"}),
    "desa_pembiayaan_pencairan": (_cair, {"dicairkan_rp": None}),
    "desa_pembiayaan_cair_setuju": (_cair, {"dicairkan_rp": 10_000_001}),
    "desa_pembiayaan_urutan": (_cair, {"diputus_pada": date(2026, 3, 1)}),
    "desa_pembiayaan_putusan_dicatat": (_cair, {"diputus_dicatat_pada": None}),
    "desa_pembiayaan_pencairan_dicatat": (_cair, {"dicairkan_dicatat_pada": None}),
    "desa_pembiayaan_batal": (buat_pembiayaan, {"dibatalkan_pada": SEKARANG}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "desa_penutupanumkm_terbuka": (_tutup, "umkm"),
    "desa_perkembanganumkm_triwulan": (buat_perkembangan, "umkm triwulan"),
}

BUAT: dict[str, Callable[[], Any]] = {"perkembanganumkm": buat_perkembangan, "pembiayaan": buat_pembiayaan}
