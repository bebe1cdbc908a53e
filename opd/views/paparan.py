"""The one-page presentation of a village, to show in a meeting or to print."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from desa.models import Desa
from desa.waktu import hari_ini
from opd.enums import PeranPenugasan
from opd.models import Pengguna, Penugasan
from opd.rekap.paparan import baris_paparan, lanjutan_desa, usaha_desa
from opd.rekap.penugasan import row_of
from opd.rekap.profil import problem_indicators, profile_of, with_profile
from opd.rekap.rencana import rekap_rencana

MASALAH_TERBANYAK, BARIS_TERBANYAK, LANGKAH_TERBANYAK = 5, 7, 3
"""How much of each list fits on one sheet; the rest is counted and linked."""


@require_safe
def paparan(request: HttpRequest, kode: str) -> HttpResponse:
    """Every signed-in role may read it; it holds no personal data."""
    user, hari = request.user, hari_ini()
    desa = get_object_or_404(with_profile(user, on=hari), kode=kode)
    return render(request, "desa/paparan.html", _sheet(user, desa, hari))


def _sheet(user: Pengguna, desa: Desa, hari: date) -> dict[str, Any]:
    tugas = Penugasan.objects.visible_to(user).in_force().active_on(hari).filter(desa=desa).with_names()
    semua = list(tugas.order_by("opd__nama", "pk"))
    utama = next((p for p in semua if p.peran == PeranPenugasan.PENANGGUNG_JAWAB), None)
    pegang = row_of(utama) if utama else None
    [rencana] = rekap_rencana(user, tahun=hari.year, until=hari, penugasan=[pegang]) if pegang else [None]
    baris = baris_paparan(rencana, until=hari) if rencana else ()
    masalah, lanjut = problem_indicators(user, desa), lanjutan_desa(user, desa, pegang, until=hari)
    return profile_of(desa) | {
        "desa": desa,
        "utama": utama,
        "pendukung": [p.opd for p in semua if p is not utama],
        "rencana": rencana,
        "baris": baris[:BARIS_TERBANYAK],
        "baris_lain": len(baris[BARIS_TERBANYAK:]),
        "masalah": masalah[:MASALAH_TERBANYAK],
        "masalah_lain": len(masalah[MASALAH_TERBANYAK:]),
        "usaha": usaha_desa(user, desa, until=hari),
        "lanjut": lanjut,
        "langkah_dicetak": LANGKAH_TERBANYAK,
        "langkah_lain": len(lanjut.langkah[LANGKAH_TERBANYAK:]),
        "hari": hari,
    }
