"""Factories of asesmen."""

from __future__ import annotations

from datetime import date
from typing import Any

from opd.models import Asesmen, Penugasan
from tests import pabrik


def buat_asesmen(penugasan: Penugasan, tanggal: date, **isi: Any) -> Asesmen:
    """An asesmen with a few fields known."""
    dasar = {"dicatat_pada": pabrik.pada(tanggal, 15), "pencatat": "uji", "umkm_aktif": 7, "kk": 120, "kk_rendah": 40}
    return Asesmen.objects.create(penugasan=penugasan, tanggal=tanggal, **dasar | isi)
