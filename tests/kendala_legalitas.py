"""Rows of tests/test_kendala.py for licences."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests.pabrik import buat_umkm
from tests.pabrik_legalitas import buat_legalitas

H, H2 = date(2026, 1, 1), date(2026, 2, 1)


def _halal() -> Any:
    return buat_legalitas(buat_umkm())


def _nib() -> Any:
    return buat_legalitas(buat_umkm(), "nib", status="proses", nomor="")


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_legalitas_terbit_pada_berlaku_sampai": (_halal, {"terbit_pada": H2, "berlaku_sampai": H}),
    "desa_legalitas_bernomor": (_halal, {"nomor": ""}),
    "desa_legalitas_nib": (_nib, {"nomor": "9120001234567"}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {"desa_legalitas_unik": (_halal, "umkm jenis")}

BUAT: dict[str, Callable[[], Any]] = {"legalitas": _halal}
