"""Everything the presentation of a village says, for its page and its paper."""

from __future__ import annotations

from datetime import date
from typing import Any

from desa.models import Desa
from opd.enums import PeranPenugasan
from opd.models import Pengguna, Penugasan
from opd.rekap.paparan import baris_paparan, lanjutan_desa, usaha_desa
from opd.rekap.penugasan import alone_words, row_of
from opd.rekap.profil import problem_indicators, profile_of
from opd.rekap.rencana import rekap_rencana


def read_sheet(user: Pengguna, desa: Desa, hari: date) -> dict[str, Any]:
    """All of it, the village being read by `with_profile`. Seven queries."""
    pernah = list(
        Penugasan.objects.visible_to(user).in_force().filter(desa=desa).with_names().order_by("opd__nama", "pk")
    )
    semua = [p for p in pernah if p.covers(hari)]
    utama = next((p for p in semua if p.peran == PeranPenugasan.PENANGGUNG_JAWAB), None)
    pegang = row_of(utama) if utama else None
    [rencana] = rekap_rencana(user, tahun=hari.year, until=hari, penugasan=[pegang]) if pegang else [None]
    return profile_of(desa) | {
        "desa": desa,
        "utama": utama,
        "tanpa_opd": alone_words(pernah, hari),
        "pendukung": [p.opd for p in semua if p is not utama],
        "rencana": rencana,
        "baris": baris_paparan(rencana, until=hari) if rencana else (),
        "masalah": problem_indicators(user, desa),
        "usaha": usaha_desa(user, desa, until=hari),
        "lanjut": lanjutan_desa(user, desa, pegang, until=hari),
        "hari": hari,
    }
