"""Rows of tests/test_kendala.py for letterheads and printed papers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pabrik import nomor
from tests.pabrik_cetak import buat_cetakan, buat_kop

SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_kopsurat_alamat": (buat_kop, {"alamat": ""}),
    "opd_cetakan_terbitan": (buat_cetakan, {"nomor": 0}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_cetakan_unik": (buat_cetakan, "jenis kunci nomor"),
    "opd_cetakan_nomor_surat": (lambda: buat_cetakan(pemakai_nomor=f"1/2026/{nomor()}"), "pemakai_nomor"),
}

BUAT: dict[str, Callable[[], Any]] = {"cetakan": buat_cetakan}
