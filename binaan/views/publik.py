"""Public pages: what the programme is, who answers for which village, how far it is. Off unless HALAMAN_PUBLIK is set."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from binaan.forms_publik import SaringPublik
from binaan.peta import coast_note, gambar_peta, susun_legenda, unplaced
from binaan.terbuka.ringkas import figures, points, regencies, villages
from binaan.terbuka.saat import SIMPAN_DETIK, SIMPANAN, TUNGGU_HARI, saat_publik, umum
from desa.waktu import hari_ini
from opd.rekap.penugasan import BarisPenugasan
from opd.views.halaman import paged
from opd.views.umum import bare_page, open_to_all

PER_HALAMAN = 50
DIBUKA = ("/publik/", "/data-terbuka/")
"""Below these nothing is read unless HALAMAN_PUBLIK is set."""


def public_page(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page for everybody; 404 while public pages are off."""

    @wraps(view)
    def jalan(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        return view(request, *args, **kwargs) if settings.HALAMAN_PUBLIK else missing(request)

    return open_to_all(jalan)


def page(nama: str, isi: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page in the frame of the public pages, with their menu while they are on."""
    return bare_page(nama, isi | {"publik": settings.HALAMAN_PUBLIK}, status)


def missing(request: HttpRequest) -> HttpResponse:
    """For an address that leads nowhere, or only while public pages are on: here nobody is asked to sign in."""
    ditutup = request.path.startswith(DIBUKA) and not settings.HALAMAN_PUBLIK
    return page("publik/hilang.html", {"ditutup": ditutup}, status=404)


@public_page
def beranda(request: HttpRequest) -> HttpResponse:
    """What the programme is, where it works, and how far it is."""
    hari = hari_ini()
    saat = saat_publik(hari)
    desa = villages(hari)
    isi = {
        "saat": saat,
        "hari": hari,
        "tunggu_hari": TUNGGU_HARI,
        "angka": SIMPANAN.remember(("publik", saat), lambda: figures(saat), detik=SIMPAN_DETIK),
        "banyak": (len(desa), len({b.opd_id for b in desa})),
        "kabupaten": regencies(desa),
        "alamat": request.build_absolute_uri(request.path),
    }
    return page("publik/beranda.html", isi | _map(desa))


@public_page
def desa(request: HttpRequest) -> HttpResponse:
    """Which OPD answers for which village, as a map and a list to look through."""
    hari = hari_ini()
    semua = villages(hari)
    form = SaringPublik(request.GET, user=umum(), semua=semua)
    baris = [b for b in semua if form.fits(b)]
    halaman, kueri = paged(request, baris, per=PER_HALAMAN)
    isi = {"form": form, "halaman": halaman, "kueri": kueri, "jumlah": len(baris), "hari": hari}
    return page("publik/desa.html", isi | _map(baris) | {"alamat": request.build_absolute_uri(request.path)})


def _map(baris: Sequence[BarisPenugasan]) -> dict[str, Any]:
    titik = points(baris, reverse("publik:desa"))
    legenda = susun_legenda(titik, [("baik", "Desa binaan")])
    gambar = gambar_peta(titik, "Peta desa binaan di Maluku", legenda)
    return {"peta": gambar, "keterangan_peta": coast_note(unplaced(titik))}


@login_not_required
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    """What search engines may read: the showcase, and the public pages while they are on."""
    buka = ["/etalase/", *(DIBUKA if settings.HALAMAN_PUBLIK else ()), "/static/"]
    baris = ["User-agent: *", *(f"Allow: {b}" for b in buka), "Disallow: /", ""]
    return HttpResponse("\n".join(baris), content_type="text/plain; charset=utf-8")
