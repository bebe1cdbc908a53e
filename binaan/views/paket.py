"""The papers of a rakor in one file, made in the background."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from binaan.cetak.formulir import FormPaket
from binaan.cetak.paket import TERBANYAK
from binaan.pekerjaan import ask_packet
from desa.waktu import hari_ini
from opd.actions.cetak import TANPA_PERAN
from opd.permissions_cetak import can_print
from opd.views.halaman import render, try_deed
from opd.views.pekerjaan import follow


@require_http_methods(["GET", "HEAD", "POST"])
def susun(request: HttpRequest) -> HttpResponse:
    """What goes in; the answer leads to the page that tells how far it is and gives the file."""
    user, hari = request.user, hari_ini()
    if not can_print(user, on=hari):
        raise PermissionDenied(TANPA_PERAN)
    form = FormPaket(request.POST if request.method == "POST" else None, user=user, on=hari)
    situs = request.build_absolute_uri("/")
    kerja = try_deed(form, lambda: ask_packet(form.choice(), situs=situs, by=user, at=timezone.now()))
    if kerja is not None:
        return follow(request, kerja)
    isi = {"form": form, "terbanyak": TERBANYAK}
    return render(request, "rakor/paket.html", isi)
