"""The table of OPDs and their villages with its filters, and the columns a reader chose for it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binaan.actions.kolom import choose_columns
from binaan.dasbor.layar import remembered
from binaan.dasbor.layar_opd import opd_screen
from binaan.dasbor.saringan import FormKolom, FormTabel
from binaan.ekspor import opd_table
from binaan.views.dasbor import asked
from opd.views.halaman import PER_HALAMAN, paged, try_deed
from opd.views.unduh import export

SEKALIGUS = 60
"""The most rows that stand on one page; more are paged."""


@require_safe
@asked(FormTabel)
def opd(request: Any, form: FormTabel) -> HttpResponse:
    """Every OPD and its village, filtered alike on map and table; sums of what is shown beside those of the province."""
    isi = remembered("opd", request.user, form, opd_screen)
    if (berkas := export(request, opd_table(isi["kepala"]), isi["baris"], form, until=isi["until"])) is not None:
        return berkas
    semua = isi["baris"]
    halaman, _ = paged(request, semua, per=PER_HALAMAN if len(semua) > SEKALIGUS else SEKALIGUS)
    kueri = request.GET.copy()
    for nama in ("pilih", "halaman"):
        kueri.pop(nama, None)
    isi |= {"halaman": halaman, "kueri": kueri.urlencode()}
    return render(request, "binaan/dasbor_opd.html", isi)


@require_POST
def kolom(request: HttpRequest) -> HttpResponse:
    """Keep the columns chosen and go back to the same rows."""
    form = FormKolom(request.POST)
    try_deed(form, lambda: choose_columns(form.cleaned_data["kolom"], by=request.user, at=timezone.now()))
    for kalimat in (k for semua in form.errors.values() for k in semua):
        messages.error(request, kalimat)
    kueri = request.GET.urlencode()
    return redirect(f"{reverse('dasbor_opd')}{'?' if kueri else ''}{kueri}#tabel")
