"""Factory of letters in the spool."""

from __future__ import annotations

from datetime import date
from typing import Any

from opd.models import SuratKeluar
from tests import pabrik
from tests.pabrik import SEKARANG


def buat_surat(**isi: Any) -> SuratKeluar:
    dasar: dict[str, Any] = {
        "jenis": "pengingat_laporan",
        "tahun": 2026,
        "triwulan": 2,
        "batas": date(2026, 7, 30),
        "langkah": -14,
        "perihal": "Laporan TW II 2026 tinggal 14 hari",
        "isi": "Laporan TW II 2026",
        "dibuat_pada": SEKARANG,
    }
    dasar |= isi
    dasar["kepada"] = dasar.get("kepada") or pabrik.buat_pengguna(surel=f"uji{pabrik.nomor()}@contoh.invalid")
    return SuratKeluar.objects.create(**dasar)
