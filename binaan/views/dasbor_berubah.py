"""What changed since a past day, and the acts that were recorded in between."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from binaan.dasbor.layar import remembered
from binaan.dasbor.layar_berubah import change_screen, recorded_span
from binaan.dasbor.perubahan import SEBAB, acts_between, without_closed_reasons
from binaan.dasbor.saringan import FormBerubah
from binaan.views.dasbor import asked
from desa.nama_dikosongkan import with_names_of_today
from opd.views.halaman import paged


@require_safe
@asked(FormBerubah)
def berubah(request: Any, form: FormBerubah) -> HttpResponse:
    """The figures of both days side by side, and how often what was recorded in between."""
    isi = remembered("berubah", request.user, form, change_screen)
    return render(request, "binaan/dasbor_berubah.html", isi | {"lanjut": form.link()})


@require_safe
@asked(FormBerubah)
def kejadian(request: Any, form: FormBerubah, kunci: str) -> HttpResponse:
    """The acts of one kind, the newest first."""
    if kunci not in SEBAB:
        raise Http404
    dari, sampai = recorded_span(form)
    halaman, kueri = paged(request, with_names_of_today(acts_between(request.user, dari, sampai, kunci)))
    isi = {
        "halaman": halaman,
        "kueri": kueri,
        "baris": without_closed_reasons(request.user, halaman),
        "nama": SEBAB[kunci][0],
        "sejak": form.awal,
        "sampai": sampai,
    }
    return render(request, "binaan/dasbor_kejadian.html", isi | {"kembali": form.link()})
