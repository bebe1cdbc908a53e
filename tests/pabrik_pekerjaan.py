"""Factories of long work."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from opd.models import Pekerjaan
from tests import pabrik
from tests.pabrik import SEKARANG


def buat_pekerjaan(keadaan: str = "antre", **isi: Any) -> Pekerjaan:
    """Work in that state, of a person and about something of its own."""
    dasar: dict[str, Any] = {
        "jenis": "dampak",
        "kunci": f"uji {pabrik.nomor()}",
        "judul_pekerjaan": "Hitung ulang dampak",
        "diminta_pada": SEKARANG,
        "keadaan": keadaan,
    }
    if "diminta_oleh" not in isi:
        dasar["diminta_oleh"] = pabrik.buat_pengguna("verifikator")
    if keadaan == "berjalan":
        dasar |= {"sewa": uuid.uuid4(), "sewa_sampai": SEKARANG + timedelta(seconds=30), "percobaan": 1}
    elif keadaan != "antre":
        dasar["selesai_pada"] = SEKARANG
    return Pekerjaan.objects.create(**dasar | isi)
