"""Rows of tests/test_kendala.py for partners."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pabrik import SEKARANG
from tests.pabrik_mitra import buat_janji, buat_mitra, buat_serah


def _bervolume() -> Any:
    return buat_janji(volume=5, satuan="unit")


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_mitra_tutup": (buat_mitra, {"ditutup_pada": SEKARANG}),
    "opd_janjimitra_ukuran": (_bervolume, {"satuan": ""}),
    "opd_janjimitra_uang": (_bervolume, {"bentuk": "uang", "nilai_rp": None}),
    "opd_janjimitra_batal": (buat_janji, {"dibatalkan_pada": SEKARANG}),
    "opd_serahmitra_ukuran": (buat_serah, {"nilai_rp": 0}),
    "opd_serahmitra_batal": (buat_serah, {"batal": True}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {}

BUAT: dict[str, Callable[[], Any]] = {"mitra": buat_mitra, "janjimitra": buat_janji}
