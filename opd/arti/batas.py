"""Every limit a definition or a help page prints, read where the application itself reads it."""

from __future__ import annotations

from typing import Any

from desa.angka import format_desimal
from opd import ambang
from opd.foto import RADIUS_COCOK_KM, SELISIH_COCOK_HARI
from opd.rekap.asesmen import CELAH_RANTAI
from opd.rekap.laporan import HARI_TERSEDIKIT
from opd.rekap.profil import BATAS_HIJAU, BATAS_IDM

BATAS: dict[str, Any] = {nama: nilai for nama, nilai in vars(ambang).items() if isinstance(nilai, ambang.Ambang)} | {
    "foto_km": int(RADIUS_COCOK_KM),
    "foto_hari": SELISIH_COCOK_HARI,
    "celah_hari": CELAH_RANTAI.days,
    "wajib_lapor_hari": HARI_TERSEDIKIT,
    "hijau": format_desimal(BATAS_HIJAU, 4),
    "idm": "; ".join(f"{status.label} sampai {format_desimal(batas, 4)}" for batas, status in BATAS_IDM),
}
