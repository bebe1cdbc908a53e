"""Factories of potret kesejahteraan."""

from __future__ import annotations

from datetime import date
from typing import Any

from desa.models import Desa, PotretKesejahteraan
from tests import pabrik


def buat_potret(desa: Desa | None = None, tanggal: date = date(2024, 12, 31), **isi: Any) -> PotretKesejahteraan:
    """A verified potret with 32 families *miskin ekstrem* of 312, recorded on its day; `status="draf"` leaves it waiting."""
    dasar = {
        "sumber": "dtsen",
        "definisi": "desil_1",
        "dokumen": "BAST uji",
        "kk_total": 312,
        "kk_miskin_ekstrem": 32,
        "status": "diverifikasi",
        "dicatat_pada": pabrik.pada(tanggal, 15),
        "pencatat": "uji",
    }
    dasar |= isi
    if dasar["status"] in ("diverifikasi", "dikembalikan"):
        dasar.setdefault("diperiksa_pada", dasar["dicatat_pada"])
        dasar.setdefault("pemeriksa", "uji")
    if dasar["status"] == "dikembalikan":
        dasar.setdefault("alasan_kembali", "uji")
    return PotretKesejahteraan.objects.create(desa=desa or pabrik.buat_desa(), tanggal_data=tanggal, **dasar)
