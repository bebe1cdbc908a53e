"""The dashboard's other sections and shapes: money, reports, comparison, one sheet, plain text."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from binaan.dasbor.layar import main_screen, remembered
from binaan.dasbor.layar_bagian import money_screen, report_screen
from binaan.dasbor.layar_banding import comparison_screen
from binaan.dasbor.saringan import FormBanding, FormDana, SaringSaat
from binaan.dasbor.teks import Ringkas
from binaan.ekspor import report_table, source_table, strategy_table
from binaan.views.dasbor import asked
from opd.views.halaman import paged
from opd.views.unduh import export

PER_HALAMAN = 100
"""Rows of the board of reports, which may hold the whole province."""


@require_safe
@asked(FormDana)
def dana(request: Any, form: FormDana) -> HttpResponse:
    """Money by source and by strategy; as a file the table asked for, without its sum."""
    isi = remembered("dana", request.user, form, money_screen)
    tahun, tabel = isi["until"].year, form.cleaned_data["tabel"] or "sumber"
    daftar = source_table(isi["tw"], tahun) if tabel == "sumber" else strategy_table(isi["kepala"], tahun)
    if (berkas := export(request, daftar, isi[tabel][:-1], form, until=isi["until"])) is not None:
        return berkas
    isi["kueri"] = {k: form.link(tabel=k).removeprefix("?") for k in ("sumber", "strategi")}
    return render(request, "binaan/dasbor_dana.html", isi)


@require_safe
@asked(SaringSaat)
def laporan(request: Any, form: SaringSaat) -> HttpResponse:
    """Which report is in time, and at whose desk papers are stuck."""
    isi = remembered("laporan", request.user, form, report_screen)
    tabel = report_table([k.nama for k in isi["kolom"]])
    if (berkas := export(request, tabel, isi["laporan"], form, until=isi["until"])) is not None:
        return berkas
    halaman, kueri = paged(request, isi["laporan"], per=PER_HALAMAN)
    return render(request, "binaan/dasbor_laporan.html", isi | {"halaman": halaman, "kueri": kueri})


@require_safe
@asked(FormBanding)
def banding(request: Any, form: FormBanding) -> HttpResponse:
    """Two OPDs or villages side by side."""
    isi = remembered("banding", request.user, form, comparison_screen)
    return render(request, "binaan/dasbor_banding.html", isi)


@require_safe
@asked(SaringSaat)
def lembar(request: Any, form: SaringSaat) -> HttpResponse:
    """The one screen on a sheet of A4."""
    isi = remembered("layar", request.user, form, main_screen)
    return render(request, "binaan/dasbor_lembar.html", isi)


@require_safe
@asked(SaringSaat)
def teks(request: Any, form: SaringSaat) -> HttpResponse:
    """The one screen as text to send: short, and the whole."""
    isi = remembered("layar", request.user, form, main_screen)
    alamat = request.build_absolute_uri(reverse("dasbor") + isi["saat"])
    r = Ringkas(isi, isi["diketahui"], alamat)
    return render(request, "binaan/dasbor_teks.html", isi | {"pendek": r.pendek, "lengkap": r.lengkap})
