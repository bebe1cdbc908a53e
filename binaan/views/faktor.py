"""The own second factor: set up, new recovery codes, turned off."""

from __future__ import annotations

from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from binaan.forms_faktor import PasangForm, SandiKodeForm
from desa.waktu import hari_ini
from opd.actions.faktor import (
    BANYAK_KODE,
    BELUM_TERPASANG,
    KODE_SALAH,
    WAJIB,
    confirm_factor,
    offer_key,
    offered_key,
    renew_codes,
    turn_off_factor,
    use_code,
)
from opd.actions.masuk import TERLALU_SERING, begin_reentry
from opd.forms.isian import SANDI_SALAH
from opd.kode_waktu import app_address, grouped
from opd.models import KodePemulihan
from opd.permissions_akun import must_have_factor
from opd.qr import qr_svg
from opd.views.halaman import render, try_deed


@never_cache
@sensitive_post_parameters("kode")
@require_http_methods(["GET", "HEAD", "POST"])
def verifikasi(request: HttpRequest) -> HttpResponse:
    """The state of the own second factor; without one, a key to set it up with, proved by a code."""
    orang, at = request.user, timezone.now()
    wajib = must_have_factor(orang, on=hari_ini())
    if orang.faktor_sejak is not None:
        sisa = KodePemulihan.objects.visible_to(orang).filter(dipakai_pada__isnull=True).count()
        return render(request, "akun/verifikasi.html", {"sisa": sisa, "banyak": BANYAK_KODE, "wajib": wajib})
    form = PasangForm(request.POST if request.method == "POST" else None, initial={"tawaran": offer_key(orang, at=at)})
    if form.is_bound and form.is_valid():
        percobaan, d = begin_reentry(orang, at=at), form.cleaned_data
        if percobaan is None:
            form.add_error(None, TERLALU_SERING)
        elif kode := try_deed(form, partial(confirm_factor, d["tawaran"], kode=d["kode"], by=orang, at=at)):
            percobaan.delete()
            return _codes(request, kode)
    return render(request, "akun/pasang.html", _offer(request, form) | {"wajib": wajib})


def _offer(request: HttpRequest, form: forms.Form) -> dict[str, Any]:
    """The key of the page as QR code, link and letters; a page that was sent too late gets a new one."""
    orang, at = request.user, timezone.now()
    try:
        rahasia = offered_key(form["tawaran"].value() or "", orang, at=at)
    except ValidationError:
        form.data = form.data.copy()
        form.data["tawaran"] = tawaran = offer_key(orang, at=at)
        rahasia = offered_key(tawaran, orang, at=at)
    alamat = app_address(rahasia, orang.username)
    qr = qr_svg(alamat, "Kode QR untuk aplikasi autentikator")
    return {"form": form, "qr": qr, "alamat": alamat, "kunci": grouped(rahasia)}


def _codes(request: HttpRequest, kode: list[str]) -> HttpResponse:
    """The recovery codes, shown this once."""
    return render(request, "akun/kode_pemulihan.html", {"kode": kode})


def _proven(request: HttpRequest, form: SandiKodeForm) -> bool:
    """Whether password and code of a sent form are right; else its errors say which is not, or that it was too often."""
    if not form.is_bound or not form.is_valid():
        return False
    percobaan = begin_reentry(request.user, at=timezone.now())
    if percobaan is None:
        form.add_error(None, TERLALU_SERING)
    elif not request.user.check_password(form.cleaned_data["sandi"]):
        form.add_error("sandi", SANDI_SALAH)
    elif not use_code(request.user, form.cleaned_data["kode"], at=timezone.now()):
        form.add_error("kode", KODE_SALAH)
    else:
        percobaan.delete()
        return True
    return False


@never_cache
@sensitive_post_parameters("sandi", "kode")
@require_http_methods(["GET", "HEAD", "POST"])
def kode_baru(request: HttpRequest) -> HttpResponse:
    """Ten new recovery codes in place of the old ones, for password and code."""
    if request.user.faktor_sejak is None:
        messages.error(request, BELUM_TERPASANG)
        return redirect("akun:verifikasi")
    form = SandiKodeForm(request.POST if request.method == "POST" else None)
    if _proven(request, form):
        return _codes(request, renew_codes(by=request.user, at=timezone.now()))
    return render(request, "akun/kode_baru.html", {"form": form})


@never_cache
@sensitive_post_parameters("sandi", "kode")
@require_http_methods(["GET", "HEAD", "POST"])
def matikan(request: HttpRequest) -> HttpResponse:
    """Turn the own second factor off, for password and code; not where a role needs it."""
    if must_have_factor(request.user, on=hari_ini()):
        raise PermissionDenied(WAJIB)
    if request.user.faktor_sejak is None:
        messages.error(request, BELUM_TERPASANG)
        return redirect("akun:verifikasi")
    form = SandiKodeForm(request.POST if request.method == "POST" else None)
    if _proven(request, form):
        turn_off_factor(by=request.user, at=timezone.now())
        messages.success(request, "Verifikasi dua langkah sudah dimatikan.")
        return redirect("akun:saya")
    return render(request, "akun/matikan.html", {"form": form})
