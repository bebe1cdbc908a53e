"""Factories of an enterprise's quarterly states."""

from __future__ import annotations

from datetime import date
from typing import Any

from desa.models import PerkembanganUmkm, Umkm
from desa.waktu import awal_triwulan
from tests import pabrik
from tests.pabrik import pada


def buat_perkembangan(umkm: Umkm | None = None, tanggal: date = date(2026, 5, 12), **isi: Any) -> PerkembanganUmkm:
    """What was found at an enterprise on a day; unknown unless said."""
    dasar = {"triwulan": awal_triwulan(tanggal), "dicatat_pada": pada(tanggal, 15), "pencatat": "uji"}
    return PerkembanganUmkm.objects.create(umkm=umkm or pabrik.buat_umkm(), tanggal=tanggal, **dasar | isi)
