"""Why these villages: their values on the day of their SK, and their ranks among all villages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.forms.mengapa import PEREMPAT, PilihSk, SaringMengapa
from opd.models import Penugasan
from opd.permissions_simulasi import can_simulate
from opd.rekap.daftar_mengapa import list_mengapa
from opd.rekap.mengapa import before, decrees_of, read_mengapa, with_vintages
from opd.views.halaman import paged

PER_HALAMAN = 100


@require_safe
def mengapa(request: HttpRequest, kode: str) -> HttpResponse:
    """Every signed-in role may read it; it holds no personal data. A village never assisted is shown as of today."""
    user, hari = request.user, hari_ini()
    pernah = Penugasan.objects.visible_to(user).in_force().in_charge().filter(desa__kode=kode)
    penugasan = list(pernah.select_related("sk", "opd").order_by("mulai", "pk"))
    pilih = PilihSk(request.GET, dasar=decrees_of(penugasan))
    dasar = pilih.terpilih
    saat = min(dasar.hari, hari) if dasar else hari
    desa = get_object_or_404(with_vintages(user, on=saat), kode=kode)
    isi = {
        "desa": desa,
        "pilih": pilih,
        "dasar": dasar,
        "sebelumnya": before(penugasan, dasar) if dasar else None,
        "m": read_mengapa(user, desa, on=saat),
        "boleh_simulasi": can_simulate(user, on=hari),
    }
    return render(request, "mengapa/desa.html", isi)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Every assisted village with its rank by the index on the day of its SK, and how many stood in which quarter."""
    hari = hari_ini()
    semua = list_mengapa(request.user, on=hari)
    saring = SaringMengapa(request.GET, user=request.user)
    halaman, kueri = paged(request, saring.apply(semua), per=PER_HALAMAN)
    isi = {
        "saring": saring,
        "jumlah": [(n, nama, sum(1 for b in semua if b.bagian == n)) for n, nama in PEREMPAT],
        "semua": len(semua),
        "halaman": halaman,
        "kueri": kueri,
        "hari": hari,
        "boleh_simulasi": can_simulate(request.user, on=hari),
    }
    return render(request, "mengapa/daftar.html", isi)
