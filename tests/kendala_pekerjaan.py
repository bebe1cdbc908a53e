"""Rows of tests/test_kendala.py for long work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opd.models import Pekerjaan
from tests.pabrik import SEKARANG
from tests.pabrik_pekerjaan import buat_pekerjaan


def _satu_berjalan() -> Pekerjaan:
    """One that runs, and after it one that waits."""
    berjalan = Pekerjaan.objects.filter(keadaan="berjalan").exists()
    return buat_pekerjaan("antre" if berjalan else "berjalan")


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_pekerjaan_sewa": (lambda: buat_pekerjaan("berjalan"), {"sewa_sampai": None}),
    "opd_pekerjaan_kemajuan": (buat_pekerjaan, {"langkah": 2, "dari": 1}),
    "opd_pekerjaan_dikerjakan": (buat_pekerjaan, {"keadaan": "berjalan"}),
    "opd_pekerjaan_akhir": (buat_pekerjaan, {"selesai_pada": SEKARANG}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_pekerjaan_terbuka": (buat_pekerjaan, "jenis kunci diminta_oleh"),
    "opd_pekerjaan_satu": (_satu_berjalan, "keadaan sewa sewa_sampai"),
}

BUAT: dict[str, Callable[[], Any]] = {"pekerjaan": buat_pekerjaan}
