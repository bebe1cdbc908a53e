"""The context page: macro figures of the province and BPS poverty, each with its source, apart from any programme result."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.angka import format_desimal
from desa.grafik import Butir, garis
from desa.waktu import hari_ini
from opd.permissions_indeks import can_record_indeks
from opd.rekap.kemiskinan_bps import rekap_bps
from opd.rekap.makro import BUKAN_AKIBAT, RekapMakro, evenly, rekap_makro


@require_safe
def konteks(request: HttpRequest) -> HttpResponse:
    """Indicators with target and realised, then BPS poverty of the province and of each kabupaten."""
    user, hari = request.user, hari_ini()
    makro, wilayah = rekap_makro(user, until=hari), rekap_bps(user, until=hari)
    provinsi = [w for w in wilayah if not w.kode]
    isi = {
        "makro": [(m, _chart(m)) for m in makro],
        "provinsi": provinsi[0] if provinsi else None,
        "kabupaten": [w for w in wilayah if w.kode],
        "bukan_akibat": BUKAN_AKIBAT,
        "hari": hari,
        "boleh": can_record_indeks(user, on=hari) and user.is_staff,
    }
    return render(request, "konteks/konteks.html", isi)


def _chart(m: RekapMakro) -> str:
    """The realised periods of the kind that the newest one is, with gaps; no chart where a figure lies below zero."""
    sama = [p for p in m.periode if m.kini and len(p.utama.periode) == len(m.kini.utama.periode)]
    if len(sama) < 2 or any(p.utama.nilai < 0 for p in sama):
        return ""
    butir = [
        Butir(nama, float(p.utama.nilai) if p else None, f"{format_desimal(p.utama.nilai, 2)} {m.satuan}" if p else "")
        for nama, p in evenly(sama)
    ]
    puncak = f"{format_desimal(max(p.utama.nilai for p in sama), 2)} {m.satuan}"
    return garis(f"{m.nama}, realisasi", butir, puncak=puncak)
