"""Blank forms of asesmen, kunjungan and kegiatan: A4, to be filled by hand where there is no signal."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.forms.kosong import KERTAS, PilihKertas
from opd.models import Penugasan


@require_safe
def kosong(request: HttpRequest, jenis: str) -> HttpResponse:
    """One paper; with ?penugasan= it carries the village, the OPD, the SK and the names of the enterprises."""
    form = PilihKertas(request.GET, user=request.user)
    try:
        penugasan = form.chosen()
    except Penugasan.DoesNotExist as galat:
        raise Http404 from galat
    isi = {
        "jenis": jenis,
        "penugasan": penugasan,
        "bagian": list(KERTAS[jenis](form.names(penugasan, on=hari_ini()))),
        "alamat": reverse(f"{jenis}:baru"),
    }
    return render(request, "formulir/kosong.html", isi)
