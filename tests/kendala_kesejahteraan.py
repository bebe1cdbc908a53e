"""Rows of tests/test_kendala.py for potret kesejahteraan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pabrik import SEKARANG
from tests.pabrik_potret import buat_potret


def _lengkap() -> Any:
    return buat_potret(kk_miskin=90, kk_desil_1=32, kk_desil_2=60)


def _draf() -> Any:
    return buat_potret(status="draf")


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_potretkesejahteraan_batal": (_draf, {"batal": True}),
    "desa_potretkesejahteraan_definisi_lain": (_draf, {"definisi_lain": "uji"}),
    "desa_potretkesejahteraan_dokumen": (_draf, {"dokumen": ""}),
    "desa_potretkesejahteraan_kk_miskin_kk_total": (_lengkap, {"kk_miskin": 313}),
    "desa_potretkesejahteraan_kk_miskin_ekstrem_kk_total": (_draf, {"kk_miskin_ekstrem": 313}),
    "desa_potretkesejahteraan_kk_miskin_ekstrem_kk_miskin": (_lengkap, {"kk_miskin_ekstrem": 91}),
    "desa_potretkesejahteraan_desil": (_lengkap, {"kk_desil_4": 221}),
    "desa_potretkesejahteraan_kosong": (_draf, {"kk_miskin_ekstrem": None}),
    "desa_potretkesejahteraan_periksa": (_draf, {"diperiksa_pada": SEKARANG}),
    "desa_potretkesejahteraan_digantikan": (_draf, {"digantikan_pada": SEKARANG}),
    "desa_potretkesejahteraan_ditarik": (_draf, {"status": "ditarik"}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "desa_potretkesejahteraan_unik": (buat_potret, "desa sumber tanggal_data"),
}

BUAT: dict[str, Callable[[], Any]] = {"potretkesejahteraan": _draf}
