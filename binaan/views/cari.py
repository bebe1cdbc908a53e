"""The search of the whole site: suggestions while typing, a page of results, and all of one kind page by page."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from binaan.cari.cari import find_all
from binaan.cari.data import KEGIATAN_DIBACA, SUMBER, lines
from binaan.cari.formulir import FormCari
from binaan.cari.hasil import Bagian
from desa.waktu import hari_ini
from opd.permissions_keluarga import can_read_any
from opd.views.halaman import paged

SARAN, PER_JENIS, PER_HALAMAN = 4, 8, 20
"""How many lines of a kind a suggestion, the page of all kinds, and a page of one kind show."""
BUKAN_DI_SINI = (
    "NIK dan nomor KK tidak dicari lewat alamat halaman, supaya tidak tersimpan di riwayat peramban. "
    "Pakai Cari keluarga; hanya OPD pendamping dan verifikator yang dapat membukanya."
)


@require_safe
def cari(request: HttpRequest) -> HttpResponse:
    """A few lines of each kind, or with `jenis` all of that kind."""
    form = FormCari(request.GET, user=request.user)
    kata, jenis = form.kata, form.isi["jenis"]
    if kata.nomor_orang:
        messages.warning(request, BUKAN_DI_SINI)
        return redirect("keluarga:cari" if can_read_any(request.user, on=hari_ini()) else "cari")
    isi: dict[str, Any] = {"form": form, "kata": kata, "kegiatan_dibaca": KEGIATAN_DIBACA}
    if jenis and kata.cukup:
        halaman, kueri = paged(request, SUMBER[jenis].baris(request.user, kata), per=PER_HALAMAN)
        isi |= {"halaman": halaman, "kueri": kueri, "satu": Bagian(jenis, tuple(lines(jenis, halaman)))}
    else:
        isi["bagian"] = find_all(request.user, kata, banyak=PER_JENIS, on=hari_ini())
    return render(request, "cari/cari.html", isi)


@require_safe
def saran(request: HttpRequest) -> HttpResponse:
    """Suggestions for what is being typed; for nothing yet, what is done most."""
    form = FormCari(request.GET, user=request.user)
    bagian = find_all(request.user, form.kata, banyak=SARAN, on=hari_ini()) if form.is_valid() else ()
    semua = f"{reverse('cari')}?{urlencode({'q': form.kata.teks})}" if bagian and form.kata.cukup else ""
    isi = [{"judul": b.judul, "isi": [asdict(h) for h in b.isi]} for b in bagian]
    jawaban = JsonResponse({"bagian": isi, "semua": semua}, json_dumps_params={"ensure_ascii": False})
    jawaban["Cache-Control"] = "private, no-store"
    return jawaban
