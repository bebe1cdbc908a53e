"""What the reader has to do, by the day it is due; decisions that wait; the first steps of somebody new."""

from __future__ import annotations

from datetime import timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from binaan.orientasi import BARU_HARI, ORIENTASI
from binaan.tugas_pimpinan import decisions
from desa.waktu import hari_ini
from opd.forms.tugas import SaringTugas
from opd.rekap.masa_jabatan import newest_role
from opd.rekap.tugas import baca_bahan, tugas_saya
from opd.rekap.tugas_urut import coming_up, in_order
from opd.views.beranda import work_of
from opd.views.halaman import paged

PER_HALAMAN = 30


@require_safe
def beranda(request: HttpRequest) -> HttpResponse:
    """A leader's decisions, then the reader's most pressing tasks; readers without either are pointed to dashboard and lists."""
    user, hari = request.user, hari_ini()
    return render(request, "beranda/beranda.html", work_of(user, hari) | decisions(user, on=hari))


@require_safe
def tugas(request: HttpRequest) -> HttpResponse:
    """Every open task with why, by when, how long it takes and one button; without any, what falls due next."""
    user, hari = request.user, hari_ini()
    bahan = baca_bahan(user, until=hari)
    semua = in_order(tugas_saya(user, until=hari, bahan=bahan), hari)
    form = SaringTugas(request.GET, user=user, ada=semua)
    tampil = form.apply(semua)
    halaman, kueri = paged(request, tampil, per=PER_HALAMAN)
    mulai = newest_role(user, on=hari)
    isi = {
        "form": form,
        "jumlah": len(semua),
        "lewat": sum(t.hari < 0 for t in tampil),
        "halaman": halaman,
        "kueri": kueri,
        **decisions(user, on=hari),
        "berikut": coming_up(user, bahan, until=hari),
        "orientasi": [(p.sebutan, ORIENTASI[p.peran]) for p in user.roles_on(hari)],
        "baru": mulai is not None and mulai > hari - timedelta(days=BARU_HARI),
        "hari": hari,
    }
    return render(request, "tugas/daftar.html", isi)
