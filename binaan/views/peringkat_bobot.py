"""The weights of the ranking: every version, a draft to write, the act that puts it in force."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from binaan.enums import Dihargai
from binaan.models import Bobot
from binaan.peringkat.formulir import FormBobot, FormTetapkan
from binaan.peringkat.hak import can_draft_bobot, can_enact_bobot
from binaan.peringkat.tindakan_bobot import BUKAN_SEKDA, BUKAN_VERIFIKATOR, change_bobot, draft_bobot, enact_bobot
from desa.waktu import hari_ini
from opd.permissions_sekda import is_sekda
from opd.sandi_ulang import require_password
from opd.views.halaman import history, render, try_deed

ORANG = ("disusun_oleh", "ditetapkan_oleh")


def _visible(request: HttpRequest) -> Any:
    """The versions with who wrote and enacted them."""
    tertutup = [f"{o}__{medan}" for o in ORANG for medan in ("password", "surel")]
    return Bobot.objects.visible_to(request.user).select_related(*ORANG).defer(*tertutup)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Every version, the newest year first."""
    isi = {"bobot": _visible(request).newest(), "boleh_susun": can_draft_bobot(request.user, on=hari_ini())}
    return render(request, "peringkat/bobot.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """A new draft, filled in with the weights enacted last."""
    user, hari = request.user, hari_ini()
    if not can_draft_bobot(user, on=hari):
        raise PermissionDenied(BUKAN_VERIFIKATOR)
    contoh = Bobot.objects.visible_to(user).enacted().newest().first()
    form = FormBobot(request.POST or None, on=hari, contoh=contoh)

    def lakukan() -> Bobot:
        d = form.cleaned_data
        kirim = {"keterangan": d["keterangan"], "uuid": d["uuid"], "by": user, "at": timezone.now()}
        return draft_bobot(d["tahun"], form.butir(), **kirim)

    if bobot := try_deed(form, lakukan):
        messages.success(request, f"{bobot} tersimpan sebagai rancangan.")
        return redirect("peringkat:bobot_detail", bobot.uuid)
    isi = {"form": form, "bobot": None}
    return render(request, "peringkat/bobot_isi.html", isi)


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One version with its definitions."""
    user, hari = request.user, hari_ini()
    bobot = get_object_or_404(_visible(request), uuid=uuid)
    isi = {
        "bobot": bobot,
        "form": FormTetapkan(),
        "riwayat": history(request, bobot),
        "boleh_ubah": not bobot.ditetapkan and can_draft_bobot(user, on=hari) and hari.year < bobot.tahun,
        "boleh_tetapkan": can_enact_bobot(user, bobot, on=hari) and hari.year < bobot.tahun,
        "lewat": not bobot.ditetapkan and hari.year >= bobot.tahun,
    }
    return render(request, "peringkat/bobot_detail.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a draft."""
    user, hari = request.user, hari_ini()
    bobot = get_object_or_404(_visible(request), uuid=uuid)
    if not can_draft_bobot(user, on=hari):
        raise PermissionDenied(BUKAN_VERIFIKATOR)
    form = FormBobot(request.POST or None, on=hari, bobot=bobot)

    def lakukan() -> bool:
        d = form.cleaned_data
        change_bobot(bobot, form.butir(), keterangan=d["keterangan"], versi=d["versi"] or 0, by=user, at=timezone.now())
        return True

    if try_deed(form, lakukan):
        messages.success(request, "Rancangan bobot tersimpan.")
        return redirect("peringkat:bobot_detail", bobot.uuid)
    isi = {"form": form, "bobot": bobot}
    return render(request, "peringkat/bobot_isi.html", isi)


@require_POST
def tetapkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Put a draft in force."""
    bobot = get_object_or_404(_visible(request), uuid=uuid)
    if not is_sekda(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_SEKDA)
    require_password(request)
    form = FormTetapkan(request.POST)

    def lakukan() -> bool:
        d = form.cleaned_data
        enact_bobot(bobot, versi=d["versi"], dihargai=Dihargai(d["dihargai"]), by=request.user, at=timezone.now())
        return True

    if try_deed(form, lakukan):
        messages.success(request, f"{bobot} ditetapkan dan berlaku untuk tahun {bobot.tahun}.")
    for kalimat in (k for daftar in form.errors.values() for k in daftar):
        messages.error(request, kalimat)
    return redirect("peringkat:bobot_detail", bobot.uuid)
