"""Factories of an enterprise's quarterly states and applications for money."""

from __future__ import annotations

from datetime import date
from typing import Any

from desa.models import Pembiayaan, PerkembanganUmkm, Umkm
from desa.waktu import awal_triwulan
from tests import pabrik
from tests.pabrik import pada


def buat_perkembangan(umkm: Umkm | None = None, tanggal: date = date(2026, 5, 12), **isi: Any) -> PerkembanganUmkm:
    """What was found at an enterprise on a day; unknown unless said."""
    dasar = {"triwulan": awal_triwulan(tanggal), "dicatat_pada": pada(tanggal, 15), "pencatat": "uji"}
    return PerkembanganUmkm.objects.create(umkm=umkm or pabrik.buat_umkm(), tanggal=tanggal, **dasar | isi)


def buat_pembiayaan(umkm: Umkm | None = None, status: str = "diajukan", **isi: Any) -> Pembiayaan:
    """An application of Rp 10.000.000 of 2 March 2026, with the steps up to `status`, all of it approved and paid."""
    dasar: dict[str, Any] = {
        "jenis": "kur_super_mikro",
        "lembaga": "Bank Uji",
        "diajukan_pada": date(2026, 3, 2),
        "diajukan_rp": 10_000_000,
        "dicatat_pada": pada(date(2026, 3, 3)),
        "pencatat": "uji",
        "status": status,
    }
    rp = isi.get("diajukan_rp", dasar["diajukan_rp"])
    if status != "diajukan":
        dasar |= {"diputus_pada": date(2026, 3, 20), "diputus_dicatat_pada": pada(date(2026, 3, 21))}
        dasar |= {"alasan_tolak": "uji"} if status == "ditolak" else {"disetujui_rp": rp}
    if status == "dicairkan":
        dasar |= {"dicairkan_pada": date(2026, 4, 2), "dicairkan_dicatat_pada": pada(date(2026, 4, 3))}
        dasar["dicairkan_rp"] = rp
    return Pembiayaan.objects.create(umkm=umkm or pabrik.buat_umkm(), **dasar | isi)
