"""The one-page presentation of a village, to show in a meeting or to print."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from desa.models import Desa
from desa.waktu import hari_ini
from opd.models import Pengguna
from opd.rekap.paparan_isi import read_sheet
from opd.rekap.profil import with_profile

MASALAH_TERBANYAK, BARIS_TERBANYAK, LANGKAH_TERBANYAK = 5, 7, 3
"""How much of each list fits on one sheet; the rest is counted and linked."""


@require_safe
def paparan(request: HttpRequest, kode: str) -> HttpResponse:
    """Every signed-in role may read it; it holds no personal data."""
    user, hari = request.user, hari_ini()
    desa = get_object_or_404(with_profile(user, on=hari), kode=kode)
    return render(request, "desa/paparan.html", _sheet(user, desa, hari))


def _sheet(user: Pengguna, desa: Desa, hari: date) -> dict[str, Any]:
    """The presentation with as much of each list as fits on one sheet; the rest is counted and linked."""
    isi = read_sheet(user, desa, hari)
    baris, masalah, langkah = isi["baris"], isi["masalah"], isi["lanjut"].langkah
    return isi | {
        "baris": baris[:BARIS_TERBANYAK],
        "baris_lain": len(baris[BARIS_TERBANYAK:]),
        "masalah": masalah[:MASALAH_TERBANYAK],
        "masalah_lain": len(masalah[MASALAH_TERBANYAK:]),
        "langkah_dicetak": LANGKAH_TERBANYAK,
        "langkah_lain": len(langkah[LANGKAH_TERBANYAK:]),
    }
