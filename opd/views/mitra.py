"""Pages of the register of partners. A contact shows only on the answer to an explicit, recorded request."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from desa.waktu import hari_ini
from opd.actions.mitra import (
    REGISTER,
    change_mitra,
    close_mitra,
    create_mitra,
    reopen_mitra,
    show_kontak,
)
from opd.actions.terdaftar import Kontak
from opd.ekspor.pasar import MITRA
from opd.forms.mitra import FormMitra, FormUbahMitra, SaringMitra, SaringTahun
from opd.models import Mitra
from opd.permissions_mitra import can_add_terdaftar, can_edit_terdaftar
from opd.rekap.mitra import JumlahMitra, baca_janji, jumlahkan, rekap_forum, rekap_mitra
from opd.views.halaman import history, paged, render, try_sure
from opd.views.terdaftar import close_or_reopen, own, require_add, with_rights
from opd.views.unduh import export


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """The register with what each partner pledged and handed over."""
    user, saring = request.user, SaringMitra(request.GET, user=request.user)
    semua = saring.apply(Mitra.objects.visible_to(user))
    rekap = rekap_mitra(user, until=hari_ini(), mitra=semua)
    urut = semua.select_related("kabupaten").order_by("nama", "pk")
    if (
        berkas := export(request, MITRA, lambda: ((m, rekap.get(m.pk, JumlahMitra())) for m in urut), saring)
    ) is not None:
        return berkas
    halaman, kueri = paged(request, urut)
    isi = {
        "saring": saring,
        "halaman": halaman,
        "kueri": kueri,
        "baris": [(m, rekap.get(m.pk, JumlahMitra())) for m in halaman],
        "janji_rp": sum(r.janji_rp for r in rekap.values()),
        "serah_rp": sum(r.serah_rp for r in rekap.values()),
        "alamat_jumlah": f"{reverse('janji:daftar')}?{saring.as_janji()}",
        "boleh_tambah": can_add_terdaftar(user, on=hari_ini()),
    }
    return render(request, "mitra/daftar.html", isi)


def _rows(request: HttpRequest) -> QuerySet[Mitra]:
    return with_rights(request, Mitra)


@require_safe
def detail(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """One partner: who it is, what it pledged per line and village, and what came of it."""
    return _profile(request, get_object_or_404(_rows(request), uuid=uuid))


@require_POST
def kontak(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The same page once with the contact; that it was read is recorded."""
    mitra = get_object_or_404(_rows(request), uuid=uuid)
    return _profile(request, mitra, show_kontak(mitra, by=request.user, at=timezone.now()))


def _profile(request: HttpRequest, mitra: Mitra, data_kontak: Kontak | None = None) -> HttpResponse:
    user, hari = request.user, hari_ini()
    janji = baca_janji(user, Q(mitra=mitra), until=hari)
    isi: dict[str, Any] = {
        "mitra": mitra,
        "data_kontak": data_kontak,
        "janji": janji,
        "jumlah": jumlahkan(janji),
        "boleh_ubah": can_edit_terdaftar(user, mitra, on=hari),
        "boleh_janji": bool(user.opd_ids(hari)) and mitra.ditutup_pada is None,
        "riwayat": history(request, mitra),
    }
    return render(request, "mitra/detail.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """Add a partner to the register."""
    user = request.user
    require_add(request, REGISTER)
    form = FormMitra(request.POST if request.method == "POST" else None, user=user)

    def lakukan() -> Mitra:
        d = form.cleaned_data
        return create_mitra(form.isi(), uuid=d["uuid"], yakin=d["yakin"], by=user, at=timezone.now())

    mitra = try_sure(form, lakukan)
    if mitra is not None:
        messages.success(request, "Mitra terdaftar. Catat janjinya bila ada.")
        return redirect("mitra:detail", mitra.uuid)
    return render(request, "mitra/isi.html", {"form": form})


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Change what is recorded of a partner."""
    mitra = own(request, REGISTER, _rows(request), uuid)
    awal = {k: getattr(mitra, k) for k in ("nama", "jenis", "alamat", "versi")} | {"kabupaten": mitra.kabupaten_id}
    form = FormUbahMitra(request.POST if request.method == "POST" else None, user=request.user, initial=awal)

    def lakukan() -> Mitra:
        d = form.cleaned_data
        return change_mitra(mitra, form.isi(), versi=d["versi"], yakin=d["yakin"], by=request.user, at=timezone.now())

    if try_sure(form, lakukan) is not None:
        messages.success(request, "Perubahan tersimpan.")
        return redirect("mitra:detail", mitra.uuid)
    return render(request, "mitra/isi.html", {"form": form, "mitra": mitra})


@require_http_methods(["GET", "HEAD", "POST"])
def tutup(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Close a partner, or open a closed one again, with the reason."""
    mitra = own(request, REGISTER, _rows(request), uuid)
    tindakan = close_mitra if mitra.ditutup_pada is None else reopen_mitra
    return close_or_reopen(request, REGISTER, mitra, tindakan)


@require_safe
def rekap(request: HttpRequest) -> HttpResponse:
    """The Forum CSR's paper: a year's pledges per partner and line, ready to print."""
    tahun = SaringTahun(request.GET, user=request.user).isi["tahun"] or hari_ini().year
    saring = SaringTahun({"tahun": str(tahun)}, user=request.user)
    forum = rekap_forum(request.user, tahun=tahun, until=hari_ini())
    return render(request, "mitra/rekap.html", {"saring": saring, "tahun": tahun, "forum": forum, "hari": hari_ini()})
