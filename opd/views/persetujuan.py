"""Pages of the owner's consent: record it, print the paper for it, end it, open the signed paper."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.models import PersetujuanTampil, Produk, Umkm
from desa.waktu import hari_ini
from opd.actions.persetujuan import BUKAN_PENCABUT, open_surat, record_persetujuan, revoke_persetujuan
from opd.berkas import send_berkas
from opd.forms.produk import FormCabut, FormPersetujuan
from opd.permissions_produk import can_revoke_persetujuan
from opd.views.halaman import render, try_deed
from opd.views.produk import own_umkm, umkm_of


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Record what the owner agreed to; it takes the place of the consent in force."""
    umkm = own_umkm(request, uuid)
    pilihan = list(Produk.objects.visible_to(request.user).filter(umkm=umkm, ditarik_pada__isnull=True))
    data = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormPersetujuan(*data, pilihan=pilihan, initial={"tanggal": hari_ini()})

    def lakukan() -> PersetujuanTampil:
        d = form.cleaned_data
        kirim = {"uuid": d["uuid"], "surat": d["surat"] or None}
        return record_persetujuan(umkm, form.isi(), by=request.user, at=timezone.now(), **kirim)

    if try_deed(form, lakukan) is not None:
        messages.success(request, "Persetujuan tercatat. Produk yang disetujui tampil di etalase.")
        return redirect("produk:umkm", umkm.uuid)
    berlaku = PersetujuanTampil.objects.visible_to(request.user).in_force().filter(umkm=umkm).first()
    return render(request, "persetujuan/isi.html", {"form": form, "umkm": umkm, "pilihan": pilihan, "berlaku": berlaku})


BARIS_KOSONG = 4
"""Lines on the paper for products, those on record first; one at least stays blank."""


@require_safe
def kertas(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The paper to be signed, in plain words, with the enterprise's products to tick."""
    umkm = umkm_of(request, uuid)
    semua = Produk.objects.visible_to(request.user).filter(umkm=umkm, ditarik_pada__isnull=True)
    kosong = range(max(BARIS_KOSONG - len(semua), 1))
    return render(request, "persetujuan/kertas.html", {"umkm": umkm, "produk": semua, "kosong": kosong})


@require_http_methods(["GET", "HEAD", "POST"])
def cabut(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a consent at once, with the reason."""
    semua = PersetujuanTampil.objects.visible_to(request.user).select_related("umkm")
    izin = get_object_or_404(semua.defer(*(f"umkm__{nama}" for nama in Umkm.PERSONAL)), uuid=uuid)
    if not can_revoke_persetujuan(request.user, izin.umkm.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCABUT)
    form = FormCabut(request.POST if request.method == "POST" else None)

    def lakukan() -> bool:
        revoke_persetujuan(izin, **form.cleaned_data, by=request.user, at=timezone.now())
        return True

    if try_deed(form, lakukan):
        messages.success(request, "Persetujuan dicabut. Produknya sudah tidak tampil di etalase.")
        return redirect("produk:umkm", izin.umkm.uuid)
    return render(request, "persetujuan/cabut.html", {"form": form, "izin": izin})


@require_safe
def surat(request: HttpRequest, uuid: UUID) -> FileResponse:
    """The signed paper; that it was opened is recorded."""
    izin = get_object_or_404(PersetujuanTampil.objects.visible_to(request.user), uuid=uuid)
    return send_berkas(open_surat(izin, by=request.user, at=timezone.now()), f"persetujuan-{izin.tanggal:%Y%m%d}")
