"""The page that leads to everything the application knows of poverty."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from binaan.kemiskinan import BAGIAN
from desa.waktu import hari_ini


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Each part that the reader may open, with what it answers and how new its data is."""
    hari = hari_ini()
    bagian = [b for b in BAGIAN if b.boleh(request.user, hari)]
    kabar = {tanya: tanya(request.user, hari) for tanya in {b.kabar for b in bagian}}  # parts of the same data ask once
    baris = [(b, kabar[b.kabar]) for b in bagian]
    return render(request, "kemiskinan/daftar.html", {"baris": baris, "hari": hari})
