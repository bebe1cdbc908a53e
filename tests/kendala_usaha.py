"""Rows of tests/test_kendala.py for the quarterly states of enterprises."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.pabrik_usaha import buat_perkembangan


def _terlatih() -> Any:
    return buat_perkembangan(pekerja_l=1, pekerja_p=1)


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_perkembanganumkm_batal": (buat_perkembangan, {"batal": True}),
    "desa_perkembanganumkm_awal_triwulan": (buat_perkembangan, {"triwulan": date(2026, 4, 2)}),
    "desa_perkembanganumkm_tanggal": (buat_perkembangan, {"tanggal": date(2026, 3, 31)}),
    "desa_perkembanganumkm_produksi": (buat_perkembangan, {"produksi_volume": 5}),
    "desa_perkembanganumkm_kredit_rp": (buat_perkembangan, {"kredit_rp": 5}),
    "desa_perkembanganumkm_terlatih": (_terlatih, {"pekerja_terlatih": 3}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "desa_perkembanganumkm_triwulan": (buat_perkembangan, "umkm triwulan"),
}

BUAT: dict[str, Callable[[], Any]] = {"perkembanganumkm": buat_perkembangan}
