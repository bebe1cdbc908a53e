"""Pages of applications for money. Rows and rupiah are for the OPD in charge; everybody else reads sums."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.enums import StatusPembiayaan
from desa.models import Pembiayaan, Umkm
from desa.waktu import hari_ini
from opd.actions.pembiayaan import (
    BUKAN_PENCATAT,
    apply_pembiayaan,
    cancel_pembiayaan,
    decide_pembiayaan,
    pay_pembiayaan,
    undo_pembiayaan,
)
from opd.ekspor.usaha import PEMBIAYAAN
from opd.forms.pembiayaan import (
    FormPencairan,
    FormPengajuan,
    FormPutusan,
    FormTarik,
    SaringDaftar,
    SaringPembiayaan,
)
from opd.permissions_usaha import can_read_pembiayaan
from opd.rekap.pembiayaan import Hak, rekap_pembiayaan
from opd.views.baca import note_record
from opd.views.halaman import history, paged, render, try_deed, try_sure
from opd.views.unduh import export, key_of

WARNA = {
    StatusPembiayaan.DIAJUKAN: "netral",
    StatusPembiayaan.DISETUJUI: "awas",
    StatusPembiayaan.DITOLAK: "buruk",
    StatusPembiayaan.DICAIRKAN: "baik",
}


@require_safe
def ringkas(request: HttpRequest) -> HttpResponse:
    """Applied for, approved, refused and paid, per kind; the own villages' counts open their list."""
    saring = SaringPembiayaan(request.GET, user=request.user)
    kueri = request.GET.copy()
    kueri.pop("milik", None)
    rekap = rekap_pembiayaan(
        request.user, saring.condition(until=hari_ini()), until=hari_ini(), sendiri=bool(saring.isi["milik"])
    )
    isi = {
        "saring": saring,
        "rekap": rekap,
        "buka": rekap.hak is Hak.SENDIRI,
        "kasar": rekap.hak is Hak.TERBATAS,
        "awalan": f"{kueri.urlencode()}&" if kueri else "",
        "bekerja": bool(request.user.opd_ids(hari_ini())),
    }
    return render(request, "pembiayaan/ringkas.html", isi)


def _rows(request: HttpRequest) -> QuerySet[Pembiayaan]:
    return Pembiayaan.objects.personal_for(request.user).select_related("umkm__desa__kecamatan__kabupaten")


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Applications of the own villages."""
    if not request.user.opd_ids(hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    saring = SaringDaftar(request.GET, user=request.user)
    baris = _rows(request).in_force().filter(saring.condition(until=hari_ini()), diajukan_pada__lte=hari_ini())
    baris = baris.defer("umkm__pemilik", "umkm__telepon_sandi")
    if (berkas := export(request, PEMBIAYAAN, baris, saring, orang=key_of)) is not None:
        return berkas
    halaman, kueri = paged(request, baris, per=50)
    for p in halaman:
        p.warna = WARNA[p.status]
    note_record(request, "daftar pembiayaan", request.user, halaman)
    return render(request, "pembiayaan/daftar.html", {"saring": saring, "halaman": halaman, "kueri": kueri})


def _umkm(request: HttpRequest, uuid: UUID) -> Umkm:
    """An enterprise whose finances the reader may see; 404 if there is none, 403 if it is another's."""
    semua = Umkm.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten")
    umkm = get_object_or_404(semua, uuid=uuid)
    if not can_read_pembiayaan(request.user, umkm.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    return umkm


@require_safe
def umkm(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The applications of one enterprise."""
    satu = _umkm(request, uuid)
    baris = list(Pembiayaan.objects.personal_for(request.user).in_force().filter(umkm=satu))
    for p in baris:
        p.warna = WARNA[p.status]
    note_record(request, "pembiayaan UMKM", satu, baris)
    return render(request, "pembiayaan/umkm.html", {"umkm": satu, "baris": baris})


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """A new application."""
    satu = _umkm(request, uuid)
    form = FormPengajuan(request.POST if request.method == "POST" else None, initial={"diajukan_pada": hari_ini()})

    def lakukan() -> Pembiayaan:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return apply_pembiayaan(satu, form.isi(), uuid=d["uuid"], yakin=d["yakin"], **oleh)

    if (p := try_sure(form, lakukan)) is not None:
        messages.success(request, "Pengajuan tersimpan. Catat putusannya di halaman ini.")
        return redirect("pembiayaan:detail", p.uuid)
    return render(request, "pembiayaan/isi.html", {"form": form, "umkm": satu, "judul": "Catat pengajuan"})


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One application with its steps."""
    p = get_object_or_404(_rows(request).defer("umkm__pemilik", "umkm__telepon_sandi"), uuid=uuid)
    boleh = can_read_pembiayaan(request.user, p.umkm.desa_id, on=hari_ini()) and p.dibatalkan_pada is None
    note_record(request, "pembiayaan UMKM", p)
    isi = {"p": p, "warna": WARNA[p.status], "boleh": boleh, "riwayat": history(request, p)}
    return render(request, "pembiayaan/detail.html", isi)


@dataclass(frozen=True)
class _Langkah:
    """A page that takes or takes back a step: its form, its deed, and its words."""

    form: type[forms.Form]
    lakukan: Callable[[Pembiayaan, Any, dict[str, Any]], Pembiayaan]
    judul: str
    pesan: str
    bertanggal: bool = False
    bahaya: bool = False


def _decide(p: Pembiayaan, form: Any, oleh: dict[str, Any]) -> Pembiayaan:
    d = form.cleaned_data
    return decide_pembiayaan(p, form.isi(), versi=d["versi"], yakin=d["yakin"], **oleh)


LANGKAH = {
    "putuskan": _Langkah(FormPutusan, _decide, "Catat putusan", "Putusan tersimpan.", bertanggal=True),
    "cairkan": _Langkah(
        FormPencairan,
        lambda p, form, oleh: pay_pembiayaan(p, **form.cleaned_data, **oleh),
        "Catat pencairan",
        "Pencairan tersimpan.",
        bertanggal=True,
    ),
    "tarik": _Langkah(
        FormTarik,
        lambda p, form, oleh: undo_pembiayaan(p, **form.cleaned_data, **oleh),
        "Tarik langkah terakhir",
        "Langkah terakhir ditarik.",
        bahaya=True,
    ),
    "batalkan": _Langkah(
        FormTarik,
        lambda p, form, oleh: cancel_pembiayaan(p, **form.cleaned_data, **oleh),
        "Batalkan pengajuan",
        "Pengajuan dibatalkan dan tidak dihitung lagi.",
        bahaya=True,
    ),
}


@require_http_methods(["GET", "HEAD", "POST"])
def langkah(request: HttpRequest, uuid: UUID, langkah: str) -> HttpResponse:
    """Take a step of an application, or take one back."""
    p = get_object_or_404(_rows(request).defer("umkm__pemilik", "umkm__telepon_sandi"), uuid=uuid)
    if not can_read_pembiayaan(request.user, p.umkm.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENCATAT)
    k = LANGKAH[langkah]
    awal: dict[str, Any] = {"versi": p.versi} | ({"tanggal": hari_ini()} if k.bertanggal else {})
    form = k.form(request.POST if request.method == "POST" else None, initial=awal)
    coba = try_sure if isinstance(form, FormPutusan) else try_deed
    if coba(form, lambda: k.lakukan(p, form, {"by": request.user, "at": timezone.now()})) is not None:
        messages.success(request, k.pesan)
        return redirect("pembiayaan:detail", p.uuid)
    note_record(request, "pembiayaan UMKM", p)
    isi = {"form": form, "umkm": p.umkm, "p": p, "judul": k.judul, "bahaya": k.bahaya}
    return render(request, "pembiayaan/isi.html", isi)
