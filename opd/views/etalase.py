"""The public showcase: no sign-in, no cookie, nothing but what owners agreed to. Every answer is asked for anew, so that what
was revoked is gone with the next look."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from desa.waktu import hari_ini
from opd.actions.dilihat import count_view, is_person
from opd.forms.produk import SaringEtalase
from opd.rekap.etalase import SaringTayang, Tayangan, is_known, photo_of, published_produk, read_tayangan
from opd.views.foto import open_foto, seal_image
from opd.views.halaman import paged
from opd.views.umum import bare_page, open_to_all
from opd.whatsapp import whatsapp

PER_HALAMAN = 12


@open_to_all
def daftar(request: HttpRequest) -> HttpResponse:
    """Products to look through, by regency, sector, kind and word."""
    saring = SaringEtalase(request.GET, on=hari_ini())
    halaman, kueri = paged(request, published_produk(saring.isi, on=hari_ini()), per=PER_HALAMAN)
    isi = {
        "saring": saring,
        "halaman": halaman,
        "kueri": kueri,
        "produk": read_tayangan(halaman.object_list, on=hari_ini()),
        "alamat": request.build_absolute_uri(reverse("etalase:daftar")),
    }
    return bare_page("etalase/daftar.html", isi)


@open_to_all
def detail(request: HttpRequest, kode: str) -> HttpResponse:
    """One product, and how to order it."""
    cari = published_produk(SaringTayang(), on=hari_ini()).filter(kode=kode)
    tayang = next(iter(read_tayangan(cari, on=hari_ini(), kontak=True)), None)
    if tayang is None:
        return _gone(kode)
    if _counts(request):
        count_view(tayang.pk, on=hari_ini())
    alamat = request.build_absolute_uri(reverse("etalase:detail", args=[kode]))
    isi = {"p": tayang, "alamat": alamat, "pesan": _order(tayang, alamat)}
    if tayang.foto:
        isi["alamat_foto"] = request.build_absolute_uri(reverse("etalase:foto", args=[kode]))
    return bare_page("etalase/detail.html", isi)


def _gone(kode: str) -> HttpResponse:
    """A way back for who comes to a product that no longer shows, or never did."""
    return bare_page("etalase/hilang.html", {}, status=410 if is_known(kode) else 404)


def _counts(request: HttpRequest) -> bool:
    """Whether this look is counted: a stranger's browser. Only who brings a session is asked who it is."""
    agen, maksud = request.headers.get("User-Agent", ""), request.headers.get("Sec-Purpose", "")
    if request.method != "GET" or not is_person(agen, maksud):
        return False
    return settings.SESSION_COOKIE_NAME not in request.COOKIES or not request.user.is_authenticated


def _order(p: Tayangan, alamat: str) -> str:
    """WhatsApp with the order begun; "" when the owner shows no number."""
    if not p.whatsapp:
        return ""
    return whatsapp(f"Halo, saya tertarik pada {p.nama} ({p.harga}) di etalase Binaan Maluku: {alamat}", p.whatsapp)


@open_to_all
def foto(request: HttpRequest, kode: str, kecil: bool = False) -> HttpResponse:
    """A public photo, or its small one."""
    produk = photo_of(kode, on=hari_ini())
    if produk is None:
        return HttpResponse(status=404, content_type="text/plain")
    with open_foto(produk.foto_kecil if kecil else produk.foto) as berkas:
        jawaban = HttpResponse(berkas.read(), content_type="image/jpeg")
    return seal_image(jawaban, simpan="public, no-cache")
