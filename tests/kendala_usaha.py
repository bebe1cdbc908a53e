"""Rows of tests/test_kendala.py for the quarterly states and the financing of enterprises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.pabrik import SEKARANG
from tests.pabrik_usaha import buat_pembiayaan, buat_perkembangan


def _terlatih() -> Any:
    return buat_perkembangan(pekerja_l=1, pekerja_p=1)


def _cair() -> Any:
    return buat_pembiayaan(status="dicairkan")


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_perkembanganumkm_batal": (buat_perkembangan, {"batal": True}),
    "desa_perkembanganumkm_awal_triwulan": (buat_perkembangan, {"triwulan": date(2026, 4, 2)}),
    "desa_perkembanganumkm_tanggal": (buat_perkembangan, {"tanggal": date(2026, 3, 31)}),
    "desa_perkembanganumkm_produksi": (buat_perkembangan, {"produksi_volume": 5}),
    "desa_perkembanganumkm_kredit_rp": (buat_perkembangan, {"kredit_rp": 5}),
    "desa_perkembanganumkm_terlatih": (_terlatih, {"pekerja_terlatih": 3}),
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
    "desa_perkembanganumkm_triwulan": (buat_perkembangan, "umkm triwulan"),
}

BUAT: dict[str, Callable[[], Any]] = {"perkembanganumkm": buat_perkembangan, "pembiayaan": buat_pembiayaan}
