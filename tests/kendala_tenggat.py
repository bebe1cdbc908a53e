"""Rows of tests/test_kendala.py for the calendar of deadlines."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tests.pabrik_tenggat import buat_tenggat

SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_tenggat_triwulan": (buat_tenggat, {"triwulan": 5}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_tenggat_pertama": (buat_tenggat, "tahun triwulan"),
}

BUAT: dict[str, Callable[[], Any]] = {}
