"""Beranda: what waits for me today."""

from __future__ import annotations

from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.rekap.tugas import Tugas, tugas_saya


@require_safe
def beranda(request: HttpRequest) -> HttpResponse:
    """The reader's tasks, oldest first; readers without tasks of their own are pointed to the dashboard."""
    user, hari = request.user, hari_ini()
    kerja = user.holds(Peran.OPERATOR_OPD, Peran.KEPALA_OPD, Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, on=hari)
    tugas = [(t, _address(t)) for t in tugas_saya(user, until=hari)] if kerja else []
    isi = {"tugas": tugas, "kerja": kerja, "di_opd": bool(user.opd_ids(hari)), "hari": hari}
    return render(request, "beranda/beranda.html", isi)


def _address(t: Tugas) -> str:
    kueri = f"?{urlencode(t.kueri)}" if t.kueri else ""
    return reverse(t.halaman, args=t.argumen) + kueri
