"""Why this village: its values on the day of its SK, and its rank among all villages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.forms.mengapa import PilihSk
from opd.models import Penugasan
from opd.permissions_simulasi import can_simulate
from opd.rekap.mengapa import before, decrees_of, read_mengapa, with_vintages


@require_safe
def mengapa(request: HttpRequest, kode: str) -> HttpResponse:
    """Every signed-in role may read it; it holds no personal data. A village never assisted is shown as of today."""
    user, hari = request.user, hari_ini()
    pernah = Penugasan.objects.visible_to(user).in_force().in_charge().filter(desa__kode=kode)
    penugasan = list(pernah.select_related("sk", "opd").order_by("mulai", "pk"))
    pilih = PilihSk(request.GET, dasar=decrees_of(penugasan))
    dasar = pilih.terpilih
    saat = dasar.hari if dasar else hari
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
