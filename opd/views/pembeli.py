"""Pages of the register of buyers. A contact shows only on the answer to an explicit, recorded request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.pembeli import (
    REGISTER,
    change_pembeli,
    close_pembeli,
    create_pembeli,
    reopen_pembeli,
    show_kontak,
)
from opd.actions.terdaftar import Kontak
from opd.ekspor.pasar import PEMBELI
from opd.forms.pembeli import FormPembeli, FormUbahPembeli, SaringPembeli
from opd.models import Pasokan, Pembeli
from opd.permissions_mitra import can_add_terdaftar, can_edit_terdaftar
from opd.views.halaman import history, paged, render, try_sure
from opd.views.pasokan import supplies
from opd.views.terdaftar import close_or_reopen, own, require_add, with_rights
from opd.views.unduh import export

AWAL = "nama jenis kota_luar alamat kategori dicari kebutuhan harga_rp satuan_harga tanggal_harga moda pelabuhan hari_kapal versi"


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The register: what each buyer looks for, how goods get there, and how many enterprises supply it."""
    user, saring = request.user, SaringPembeli(request.GET, user=request.user)
    pasokan = Pasokan.objects.visible_to(user).on(hari_ini()).filter(pembeli=OuterRef("pk")).order_by()
    jumlah = Subquery(pasokan.values("pembeli").annotate(n=Count("umkm", distinct=True)).values("n"))
    semua = Pembeli.objects.visible_to(user).filter(saring.condition()).annotate(pemasok=jumlah)
    urut = semua.select_related("kabupaten").order_by("nama", "pk")
    if (berkas := export(request, PEMBELI, urut, saring)) is not None:
        return berkas
    halaman, kueri = paged(request, urut)
    boleh = can_add_terdaftar(user, on=hari_ini())
    isi = {"saring": saring, "halaman": halaman, "kueri": kueri, "boleh_tambah": boleh}
    return render(request, "pembeli/daftar.html", isi)


def _rows(request: HttpRequest) -> QuerySet[Pembeli]:
    return with_rights(request, Pembeli)


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One buyer: what it looks for, how goods get there, and who supplies it."""
    return _profile(request, get_object_or_404(_rows(request), uuid=uuid))


@require_POST
def kontak(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same page once with the contact; that it was read is recorded."""
    pembeli = get_object_or_404(_rows(request), uuid=uuid)
    return _profile(request, pembeli, show_kontak(pembeli, by=request.user, at=timezone.now()))


def _profile(request: HttpRequest, pembeli: Pembeli, data_kontak: Kontak | None = None) -> HttpResponse:
    user, hari = request.user, hari_ini()
    isi: dict[str, Any] = {
        "pembeli": pembeli,
        "data_kontak": data_kontak,
        "pasokan": supplies(request).filter(pembeli=pembeli)[:200],
        "boleh_ubah": can_edit_terdaftar(user, pembeli, on=hari),
        "boleh_pasokan": bool(user.opd_ids(hari)) and pembeli.ditutup_pada is None,
        "riwayat": history(request, pembeli),
    }
    return render(request, "pembeli/detail.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Add a buyer to the register."""
    require_add(request, REGISTER)
    form = FormPembeli(request.POST if request.method == "POST" else None, user=request.user)

    def lakukan() -> Pembeli:
        d = form.cleaned_data
        return create_pembeli(form.isi(), uuid=d["uuid"], yakin=d["yakin"], by=request.user, at=timezone.now())

    pembeli = try_sure(form, lakukan)
    if pembeli is not None:
        messages.success(request, "Pembeli terdaftar. Catat UMKM yang memasoknya bila ada.")
        return redirect("pembeli:detail", pembeli.uuid)
    return render(request, "pembeli/isi.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is recorded of a buyer."""
    pembeli = own(request, REGISTER, _rows(request), uuid)
    awal = {k: getattr(pembeli, k) for k in AWAL.split()} | {"kabupaten": pembeli.kabupaten_id}
    form = FormUbahPembeli(request.POST if request.method == "POST" else None, user=request.user, initial=awal)

    def lakukan() -> Pembeli:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return change_pembeli(pembeli, form.isi(), versi=d["versi"], yakin=d["yakin"], **oleh)

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("pembeli:detail", pembeli.uuid)
    return render(request, "pembeli/isi.html", {"form": form, "pembeli": pembeli})


@require_http_methods(["GET", "HEAD", "POST"])
def tutup(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close a buyer, or open a closed one again, with the reason."""
    pembeli = own(request, REGISTER, _rows(request), uuid)
    tindakan = close_pembeli if pembeli.ditutup_pada is None else reopen_pembeli
    return close_or_reopen(request, REGISTER, pembeli, tindakan)
