"""The own account: who one is here, the password, and the devices that are signed in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from binaan.forms import PerangkatForm
from desa.waktu import hari_ini
from opd.actions.sesi import end_other_sessions, end_session
from opd.models import Sesi
from opd.permissions_akun import can_begin_handover


def devices_of(request: HttpRequest) -> dict[str, Any]:
    """What the list of devices shows: this one first, then the others, the last seen above. One query."""
    ini = request.session.baris.uuid
    semua = list(Sesi.objects.personal_for(request.user).alive_at(timezone.now()))
    return {"ini": [s for s in semua if s.uuid == ini], "lain": [s for s in semua if s.uuid != ini]}


@require_safe
def saya(request: HttpRequest) -> HttpResponse:
    """Everything about the own account that is the owner's to see or change."""
    return render(
        request,
        "akun/saya.html",
        {"perangkat": devices_of(request), "boleh_serah": can_begin_handover(request.user, on=hari_ini())},
    )


@require_POST
def keluarkan(request: HttpRequest) -> HttpResponse:
    """End one other session, or all of them; the one at hand ends by signing out."""
    form, sesi = PerangkatForm(request.POST), request.session
    if not form.is_valid():
        messages.error(request, "Perangkat itu tidak dikenal. Muat ulang halaman, lalu pilih lagi.")
        return redirect("akun:saya")
    uuid = form.cleaned_data["perangkat"]
    if uuid is None:
        jumlah = end_other_sessions(kecuali=sesi.session_key, by=request.user, at=timezone.now())
        messages.success(
            request, f"{jumlah} perangkat lain sudah dikeluarkan." if jumlah else "Tidak ada perangkat lain."
        )
        return redirect("akun:saya")
    try:
        end_session(uuid, by=request.user, at=timezone.now())
    except ValidationError as galat:
        messages.error(request, " ".join(galat.messages))
        return redirect("akun:saya")
    if uuid == sesi.baris.uuid:
        sesi.flush()
        return redirect("masuk")
    messages.success(request, "Perangkat itu sudah dikeluarkan.")
    return redirect("akun:saya")
