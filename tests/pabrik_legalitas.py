"""Factory of licences."""

from __future__ import annotations

from typing import Any

from desa.models import Legalitas, Umkm
from tests.pabrik import SEKARANG

HALAL = "ID35110000123450222"


def buat_legalitas(umkm: Umkm, jenis: str = "halal", **isi: Any) -> Legalitas:
    dasar = {"status": "terbit", "nomor": HALAL, "dicatat_pada": SEKARANG}
    return Legalitas.objects.create(umkm=umkm, jenis=jenis, **dasar | isi)
