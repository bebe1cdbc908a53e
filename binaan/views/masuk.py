"""The one sign-in view of site and admin panel, signing out, and the own password."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import authenticate, login, logout, update_session_auth_hash
from django.contrib.auth.backends import ModelBackend
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from binaan.forms import KataSandiForm, MasukForm
from binaan.forms_faktor import KodeForm
from opd.actions.faktor import KODE_SALAH, use_code
from opd.actions.masuk import (
    TERLALU_SERING,
    begin_attempt,
    begin_code,
    begin_reentry,
    change_password,
    finish_attempt,
    finish_code,
)
from opd.alamat import client_address
from opd.enums import Peran
from opd.models import PercobaanMasuk
from opd.models.pengguna import MASA_SANDI_SEMENTARA
from opd.perangkat import device_family, short_address
from opd.views.halaman import render

SESI_TUNGGU = "menunggu_kode"
"""In the session: who gave the right password and not yet the code."""
MASA_TUNGGU = timedelta(minutes=5)
SALAH = "Nama akun atau kata sandi tidak cocok. Periksa keduanya, lalu coba lagi."
SEMENTARA_LEWAT = (
    f"Kata sandi sementara ini sudah lewat {MASA_SANDI_SEMENTARA.days} hari. Minta admin sistem menyetelnya ulang."
)


def safe_next(request: HttpRequest) -> str:
    """Where to go after signing in: `next` if it is a path of this site, else Beranda."""
    tujuan = request.POST.get("next") or request.GET.get("next") or ""
    aman = tujuan.startswith("/") and url_has_allowed_host_and_scheme(
        tujuan, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return tujuan if aman else resolve_url(settings.LOGIN_REDIRECT_URL)


@login_not_required
@never_cache
@sensitive_post_parameters("sandi")
@require_http_methods(["GET", "HEAD", "POST"])
def masuk(request: HttpRequest) -> HttpResponse:
    """Sign in; the answer to a wrong name and a wrong password is the same. A second factor is asked for on the next page."""
    if request.user.is_authenticated:
        return _already_in(request)
    form = MasukForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        nama = form.cleaned_data["username"]
        percobaan = begin_attempt(nama, alamat=client_address(request), at=timezone.now())
        if percobaan is None:
            form.add_error(None, TERLALU_SERING)
            return render(request, "binaan/masuk.html", {"form": form, "next": safe_next(request)}, status=429)
        pengguna = authenticate(request, username=nama, password=form.cleaned_data["sandi"])
        if pengguna is not None and not pengguna.temporary_password_ended(timezone.now()):
            return _with_password(request, pengguna, percobaan, bersama=form.cleaned_data["bersama"])
        form.add_error(None, SALAH if pengguna is None else SEMENTARA_LEWAT)
    return render(request, "binaan/masuk.html", {"form": form, "next": safe_next(request)})


def _with_password(request: HttpRequest, pengguna: Any, percobaan: PercobaanMasuk, *, bersama: bool) -> HttpResponse:
    """Whoever has a second factor is asked for it; until then the attempt counts as wrong and nobody is signed in."""
    if pengguna.faktor_sejak is None:
        enter(request, pengguna, bersama=bersama)
        finish_attempt(percobaan, by=pengguna, at=timezone.now())
        return redirect(_first_page(request, pengguna))
    request.session.cycle_key()
    request.session[SESI_TUNGGU] = {
        "pengguna": pengguna.pk,
        "tanda": pengguna.get_session_auth_hash(),
        "sejak": int(timezone.now().timestamp()),
        "percobaan": percobaan.pk,
        "bersama": bersama,
    }
    return redirect(f"{reverse('masuk_kode')}?{urlencode({'next': safe_next(request)})}")


def _waiting(request: HttpRequest) -> tuple[Any, dict[str, Any]]:
    """Who gave the right password in this browser a moment ago, and what was noted then; nobody when it is too long ago."""
    isi = request.session.get(SESI_TUNGGU)
    if not isi or timezone.now().timestamp() - isi["sejak"] > MASA_TUNGGU.total_seconds():
        return None, {}
    pengguna = ModelBackend().get_user(isi["pengguna"])
    if pengguna is None or not constant_time_compare(isi["tanda"], pengguna.get_session_auth_hash()):
        return None, {}
    return pengguna, isi


@login_not_required
@never_cache
@sensitive_post_parameters("kode")
@require_http_methods(["GET", "HEAD", "POST"])
def masuk_kode(request: HttpRequest) -> HttpResponse:
    """The second step: a code of the app or a recovery code opens the session that the password alone did not."""
    if request.user.is_authenticated:
        return _already_in(request)
    pengguna, isi = _waiting(request)
    if pengguna is None:
        request.session.pop(SESI_TUNGGU, None)
        return redirect(f"{reverse('masuk')}?{urlencode({'next': safe_next(request)})}")
    form, at = KodeForm(request.POST if request.method == "POST" else None), timezone.now()
    if form.is_bound and form.is_valid():
        percobaan = begin_code(pengguna, alamat=client_address(request), at=at)
        if percobaan is None:
            form.add_error(None, TERLALU_SERING)
        elif not use_code(pengguna, form.cleaned_data["kode"], at=at):
            form.add_error("kode", KODE_SALAH)
        else:
            return _with_code(request, pengguna, isi, percobaan)
    status = 429 if form.has_error(NON_FIELD_ERRORS) else None
    return render(request, "binaan/masuk_kode.html", {"form": form, "next": safe_next(request)}, status=status)


def _with_code(request: HttpRequest, pengguna: Any, isi: dict[str, Any], percobaan: PercobaanMasuk) -> HttpResponse:
    del request.session[SESI_TUNGGU]
    enter(request, pengguna, bersama=isi["bersama"])
    finish_code(percobaan, sandi=isi["percobaan"], by=pengguna, at=timezone.now())
    return redirect(_first_page(request, pengguna))


def enter(request: HttpRequest, pengguna: Any, *, bersama: bool) -> None:
    """Sign in: a session of its own from here on, which says on what and from where; a shared device keeps it for less."""
    login(request, pengguna)
    request.session.describe(
        perangkat=device_family(request.headers.get("User-Agent", "")),
        jaringan=short_address(client_address(request)),
        diam_menit=settings.SESI_BERSAMA_MENIT if bersama else settings.SESI_DIAM_MENIT,
    )


def _first_page(request: HttpRequest, pengguna: Any) -> str:
    """The page asked for; leaders who asked for none in particular land on the dashboard."""
    tujuan = safe_next(request)
    if tujuan == resolve_url(settings.LOGIN_REDIRECT_URL) and pengguna.holds(Peran.PIMPINAN):
        return reverse("dasbor")
    return tujuan


def _already_in(request: HttpRequest) -> HttpResponse:
    tujuan = safe_next(request)
    if tujuan.startswith(reverse("admin:index")) and not request.user.is_staff:
        raise PermissionDenied("Panel admin hanya untuk kepala OPD, verifikator, dan admin sistem.")
    return redirect(tujuan)


@require_POST
def keluar(request: HttpRequest) -> HttpResponse:
    """Sign out; the session is destroyed on the server."""
    logout(request)
    messages.success(request, "Anda sudah keluar.")
    return redirect("masuk")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "HEAD", "POST"])
def kata_sandi(request: HttpRequest) -> HttpResponse:
    """Change the own password; other sessions of the account end, this one stays."""
    form = KataSandiForm(request.POST if request.method == "POST" else None, user=request.user)
    if request.method == "POST":
        percobaan = begin_reentry(request.user, at=timezone.now())
        if percobaan is None:
            messages.error(request, TERLALU_SERING)
            return redirect("kata_sandi")
        if form.is_valid():
            change_password(
                request.user,
                baru=form.cleaned_data["baru"],
                sesi=request.session.session_key,
                by=request.user,
                at=timezone.now(),
            )
            update_session_auth_hash(request, request.user)
            percobaan.delete()
            messages.success(
                request, "Kata sandi sudah diganti. Perangkat lain yang masih masuk dengan akun ini sudah dikeluarkan."
            )
            return redirect("beranda")
        if "lama" not in form.errors:
            percobaan.delete()
    lewat = request.user.password_ended(timezone.now())
    return render(
        request, "binaan/kata_sandi.html", {"form": form, "lewat": lewat, "hari": settings.SANDI_BERLAKU_HARI}
    )
