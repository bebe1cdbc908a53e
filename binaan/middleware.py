"""Response headers that Django and django-csp do not set, and what stops a request before or after its view."""

import logging
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.http import escape_leading_slashes

from desa.nomor_orang import holds_number
from desa.sandi import SandiRusak
from desa.satu_saat import one_moment
from desa.waktu import hari_ini
from opd.actions.baca_cepat import note_page, too_fast
from opd.actions.penolakan import record_refusal
from opd.actions.sesi import note_seen
from opd.konteks import fixed_address
from opd.permissions_akun import must_have_factor

# Taking a photo happens through a file input and needs no permission; nothing else is used.
IZIN = ", ".join(
    f"{fitur}=()"
    for fitur in (
        "accelerometer",
        "autoplay",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)


def kepala_aman(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: Permissions-Policy and CORP on every answer; no page is kept by browser, proxy or search engine.

    Only what its view calls public, the showcase, may be kept and found.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        response.headers.setdefault("Permissions-Policy", IZIN)
        response.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        umum = "public" in response.headers.get("Cache-Control", "").split(", ")
        if response.headers.get("Content-Type", "").startswith("text/html") and not umum:
            response.headers["Cache-Control"] = "private, no-store"
            response.headers["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return middleware


def _tanpa_syarat() -> tuple[str, ...]:
    """Addresses open to an account in any state. Showcase and check of papers are among them, which ask nobody who it is, and
    the API, which asks for a token and nothing else; and the pages for machines that watch the site.
    """
    terbuka = (
        "masuk",
        "keluar",
        "kata_sandi",
        "etalase:daftar",
        "periksa:tanya",
        "robots",
        "api:muka",
        "terbuka:daftar",
        "publik:beranda",
        "kesehatan:hidup",
        "kesehatan:siap",
        "metrik",
    )
    return tuple(fixed_address(nama) for nama in terbuka)


def _milik_sendiri() -> tuple[str, ...]:
    """Those, and what an account must reach that has yet to be given a role or to set something up: itself, and the help."""
    return (*_tanpa_syarat(), fixed_address("akun:saya"), fixed_address("bantuan:daftar"))


TANPA_PERAN = "Akun Anda tidak mempunyai peran yang berlaku hari ini. Hubungi admin sistem bila ini keliru."


def catat_terlihat(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a session that is used lives on, and its owner sees when it was last."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith(_tanpa_syarat()) and request.user.is_authenticated:
            request.user = request._cached_user  # asked once: Django's stand-in would cost at every look
            note_seen(request.session.baris, at=timezone.now())
        return get_response(request)

    return middleware


BUKAN_HALAMAN = ("image/", "application/json")
"""What comes along with a page: its photos, and what the search box asks while somebody types."""


def batasi_baca(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an account that opens pages faster than a person reads gets no more that minute. Writing goes on."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not settings.BACA_SEMENIT or request.method != "GET" or request.path.startswith(_tanpa_syarat()):
            return get_response(request)
        if not request.user.is_authenticated:
            return get_response(request)
        if too_fast(request.user):
            isi = render_to_string("terlalu_cepat.html", {"banyak": settings.BACA_SEMENIT})
            return HttpResponse(isi, status=429, headers={"Retry-After": "60"})
        response = get_response(request)
        if response.status_code == 200 and not response.headers.get("Content-Type", "").startswith(BUKAN_HALAMAN):
            note_page(request.user, at=timezone.now())
        return response

    return middleware


def wajib_berperan(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: who holds no open role reads nothing any more, but may still get help, change the password and leave."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if (
            not request.path.startswith(_milik_sendiri())
            and request.user.is_authenticated
            and not request.user.roles_on(hari_ini())
        ):
            raise PermissionDenied(TANPA_PERAN)
        return get_response(request)

    return middleware


def wajib_ganti_sandi(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: who signed in with a temporary password, or with one that has aged out, changes it before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_tanpa_syarat()):
            return get_response(request)
        orang = request.user
        if orang.is_authenticated and (orang.sandi_sementara_sejak or orang.password_ended(timezone.now())):
            return redirect("kata_sandi")
        return get_response(request)

    return middleware


def wajib_dua_faktor(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: whose role asks for a second factor sets it up before anything else."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.path.startswith(_milik_sendiri()) or not request.user.is_authenticated:
            return get_response(request)
        if request.user.faktor_sejak is None and must_have_factor(request.user, on=hari_ini()):
            return redirect("akun:verifikasi")
        return get_response(request)

    return middleware


NOMOR_DI_ALAMAT = (
    "Nomor orang (NIK atau nomor KK) tidak ditulis pada alamat halaman, supaya tidak tersimpan di riwayat peramban. "
    "Saringan itu dilepas. Keluarga menurut nomor dicari di Cari keluarga."
)


def tanpa_nomor_orang(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an address that asks for a person's number leads on to the same one without it.

    Browsers keep only where a redirect ends, and so does what they send along as Referer. The search has a better way on; the
    API refuses it with a sentence, for a program would take the answer without its filter for the one it asked for.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        baca = request.method in ("GET", "HEAD") and request.META.get("QUERY_STRING")
        if not baca or request.path.startswith((fixed_address("cari"), fixed_address("api:dokumen"))):
            return get_response(request)
        nomor = [nama for nama, isi in request.GET.lists() if any(map(holds_number, (nama, *isi)))]
        if not nomor:
            return get_response(request)
        sisa = request.GET.copy()
        for nama in nomor:
            del sisa[nama]
        if request.user.is_authenticated:
            messages.warning(request, NOMOR_DI_ALAMAT)
        return redirect(f"{escape_leading_slashes(request.path)}{'?' if sisa else ''}{sisa.urlencode()}")

    return middleware


def catat_penolakan(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a deed that was refused (403 on anything but reading) is recorded in a transaction of its own."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        if response.status_code == 403 and request.method not in ("GET", "HEAD") and request.user.is_authenticated:
            record_refusal(request.user, alamat=request.path, at=timezone.now())
        return response

    return middleware


class WajibMasuk(LoginRequiredMiddleware):
    """Middleware: a stranger is sent to the sign-in page. Where nobody has to sign in, nobody is asked who it is either."""

    def process_view(
        self, request: HttpRequest, view_func: Callable[..., HttpResponse], view_args: Any, view_kwargs: Any
    ) -> HttpResponse | None:
        if not getattr(view_func, "login_required", True):
            return None
        return super().process_view(request, view_func, view_args, view_kwargs)


def satu_saat(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: a page or file that is only read shows one moment: its count, its sum and its rows belong together.

    Innermost, so that the session stands outside. Not where nobody signs in: those pages count readers, and wait for each other.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD") or request.path.startswith(_tanpa_syarat()):
            return get_response(request)
        with one_moment():
            return get_response(request)

    return middleware


class BerhentiTanpaKunci:
    """Middleware: personal data that its key does not open is told on a page of its own; its deed was rolled back by then."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if not isinstance(exception, SandiRusak):
            return None
        logging.getLogger("binaan.kunci").error("%s: %s", request.path, exception)
        return render(request, "kunci_hilang.html", {"pesan": str(exception)}, status=503)
