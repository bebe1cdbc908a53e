"""Rows of tests/test_kendala.py for asesmen."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from opd.bidang_asesmen import RINCIAN_KELUARGA, SEMUA, Macam
from tests import pabrik
from tests.pabrik_asesmen import buat_asesmen


def _asesmen() -> Any:
    return buat_asesmen(pabrik.buat_penugasan(), date(2026, 1, 15), kk=120, kk_rendah=40)


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_asesmen_batal": (_asesmen, {"batal": True}),
    **{f"opd_asesmen_{b.nama}": (_asesmen, {b.nama: b.maks + 1}) for b in SEMUA if b.macam is Macam.DESIMAL},
    "opd_asesmen_produksi": (_asesmen, {"produksi_per_tahun": 12, "produksi_satuan": "ton"}),
    "opd_asesmen_kk_rendah": (_asesmen, {"kk": 39}),
    **{f"opd_asesmen_{b.nama}": (_asesmen, {b.nama: 41}) for b in RINCIAN_KELUARGA},
}

BUAT: dict[str, Callable[[], Any]] = {"asesmen": _asesmen}
