"""Pages of products, for those who are signed in: what is offered, what shows to everybody and why the rest does not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.models import PersetujuanTampil, Produk, Umkm
from desa.waktu import hari_ini
from opd.actions.produk import BUKAN_PENDAMPING, change_produk, create_produk, restore_produk, withdraw_produk
from opd.ekspor.usaha import PRODUK
from opd.enums import KeadaanTayang
from opd.forms.produk import ISI_PRODUK, FormAlasanProduk, FormProduk, FormUbahProduk, SaringProduk
from opd.models import Penugasan
from opd.permissions_produk import can_edit_produk, can_revoke_persetujuan
from opd.rekap.etalase import condition_of, count_dilihat, keadaan_tayang
from opd.views.foto import send_foto
from opd.views.halaman import history, paged, render, try_deed
from opd.views.unduh import export

WARNA = {
    KeadaanTayang.TAYANG: "baik",
    KeadaanTayang.BELUM_SETUJU: "awas",
    KeadaanTayang.DITARIK: "netral",
    KeadaanTayang.UMKM_BERAKHIR: "netral",
}


def _rows(request: HttpRequest) -> QuerySet[Produk]:
    """Every product with its enterprise's OPEN fields and whether the reader may edit it."""
    sendiri = Produk.objects.managed_by(request.user).filter(pk=OuterRef("pk"))
    semua = Produk.objects.visible_to(request.user).with_consent().annotate(boleh_ubah=Exists(sendiri))
    tanpa = (f"umkm__{nama}" for nama in sorted(Umkm.PERSONAL))
    return semua.select_related("umkm__desa__kecamatan__kabupaten").defer(*tanpa)


def _tell(request: HttpRequest, semua: Iterable[Produk]) -> list[Any]:
    """The products, each with its state in words and colour and its views of 30 days. One query."""
    hasil: list[Any] = list(semua)
    dilihat = count_dilihat(request.user, [p.pk for p in hasil], until=hari_ini())
    for p in hasil:
        p.keadaan = keadaan_tayang(p, on=hari_ini())
        p.warna, p.tayang = WARNA[p.keadaan], p.keadaan == KeadaanTayang.TAYANG
        p.dilihat_kali = dilihat.get(p.pk, 0)
    return hasil


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """All products with their state; who mentors finds what still needs a consent."""
    saring = SaringProduk(request.GET, user=request.user)
    semua = _rows(request).filter(_condition(request, saring.isi)).order_by("nama", "pk")
    if (berkas := export(request, PRODUK, lambda: _tell(request, semua), saring)) is not None:
        return berkas
    halaman, kueri = paged(request, semua)
    isi = {"saring": saring, "halaman": halaman, "kueri": kueri, "baris": _tell(request, halaman.object_list)}
    return render(request, "produk/daftar.html", isi)


def _condition(request: HttpRequest, isi: dict[str, Any]) -> Q:
    q = Q()
    if isi["q"]:
        q &= Q(nama__icontains=isi["q"]) | Q(umkm__nama__icontains=isi["q"])
    if isi["opd"]:
        tugas = Penugasan.objects.visible_to(request.user).in_force().in_charge().active_on(hari_ini())
        q &= Q(umkm__desa__in=tugas.filter(opd__slug=isi["opd"]).values("desa"))
    if isi["milik"]:
        q &= Q(umkm__desa__in=request.user.managed_desa().values("pk"))
    if isi["keadaan"]:
        q &= condition_of(isi["keadaan"], on=hari_ini())
    return q


def own_umkm(request: HttpRequest, uuid: UUID) -> Umkm:
    """An enterprise whose products the reader may write; 403 otherwise."""
    umkm = umkm_of(request, uuid)
    if not can_edit_produk(request.user, umkm.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENDAMPING)
    return umkm


def umkm_of(request: HttpRequest, uuid: UUID) -> Umkm:
    semua = Umkm.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten")
    return get_object_or_404(semua, uuid=uuid)


@require_safe
def umkm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The products of one enterprise and the consents of its owner."""
    milik = umkm_of(request, uuid)
    tercakup = Prefetch("produk", Produk.objects.visible_to(request.user))
    izin = PersetujuanTampil.objects.visible_to(request.user).filter(umkm=milik).prefetch_related(tercakup)
    isi = {
        "umkm": milik,
        "produk": _tell(request, _rows(request).filter(umkm=milik)),
        "izin": list(izin[:10]),
        "boleh_ubah": can_edit_produk(request.user, milik.desa_id, on=hari_ini()),
        "boleh_cabut": can_revoke_persetujuan(request.user, milik.desa_id, on=hari_ini()),
        "boleh_surat": request.user.personal_desa().filter(pk=milik.desa_id).exists(),
    }
    return render(request, "produk/umkm.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Offer a new product of an enterprise."""
    milik = own_umkm(request, uuid)
    form = FormProduk(*((request.POST, request.FILES) if request.method == "POST" else ()))

    def lakukan() -> Produk:
        d = form.cleaned_data
        kirim = {"uuid": d["uuid"], "foto": d["foto"] or None}
        return create_produk(milik, form.isi(), by=request.user, at=timezone.now(), **kirim)

    produk = try_deed(form, lakukan)
    if produk is not None:
        messages.success(request, "Produk tersimpan. Produk tampil di etalase setelah pemilik menyetujuinya.")
        return redirect("produk:detail", produk.uuid)
    return render(request, "produk/isi.html", {"form": form, "umkm": milik})


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One product as it is stored, whether it shows, and what was done to it."""
    (produk,) = _tell(request, [get_object_or_404(_rows(request), uuid=uuid)])
    return render(request, "produk/detail.html", {"produk": produk, "riwayat": history(request, produk)})


def own_produk(request: HttpRequest, uuid: UUID) -> Any:
    """A product that the reader may write; 403 otherwise."""
    produk = get_object_or_404(_rows(request), uuid=uuid)
    if not can_edit_produk(request.user, produk.umkm.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENDAMPING)
    return produk


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change a product or its photo."""
    produk = own_produk(request, uuid)
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    awal = {n: getattr(produk, n) for n in (*ISI_PRODUK, "versi")}
    form = FormUbahProduk(*data, ada_foto=bool(produk.foto), initial=awal)

    def lakukan() -> Produk:
        d = form.cleaned_data
        foto = {"foto": d["foto"] or None, "hapus_foto": bool(d.get("hapus_foto"))}
        return change_produk(produk, form.isi(), versi=d["versi"], by=request.user, at=timezone.now(), **foto)

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("produk:detail", produk.uuid)
    return render(request, "produk/isi.html", {"form": form, "umkm": produk.umkm, "produk": produk})


@require_http_methods(["GET", "HEAD", "POST"])
def keadaan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Withdraw a product, or offer a withdrawn one again, with the reason."""
    produk = own_produk(request, uuid)
    form = FormAlasanProduk(request.POST if request.method == "POST" else None, initial={"versi": produk.versi})
    tindakan = withdraw_produk if produk.ditarik_pada is None else restore_produk
    if try_deed(form, lambda: tindakan(produk, **form.cleaned_data, by=request.user, at=timezone.now())) is not None:
        messages.success(
            request, "Produk ditarik dari etalase." if produk.ditarik_pada is None else "Produk ditawarkan lagi."
        )
        return redirect("produk:detail", produk.uuid)
    return render(request, "produk/keadaan.html", {"form": form, "produk": produk})


@require_safe
def foto(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The photo of a product, shown to the public or not."""
    produk = get_object_or_404(Produk.objects.visible_to(request.user), uuid=uuid)
    return send_foto(produk.foto, f"{produk.kode}.jpg", simpan="private, no-cache")
