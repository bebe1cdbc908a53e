"""Village indices: the list of assisted villages, one village with its series and red indicators, and writing an index."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.enums import JenisIndeks
from desa.grafik import Butir, garis
from desa.models import BatasStatus, Desa, IndeksDesa
from desa.rumus_indeks import SUMBER_MAKS, jenis_tahun, tulis_indeks
from desa.waktu import hari_ini
from opd.actions.indeks import KELURAHAN, change_indeks, record_indeks
from opd.ekspor.pantau import INDEKS
from opd.forms.indeks import FormIndeks, SaringIndeks
from opd.models import Penugasan
from opd.permissions_indeks import can_record_indeks
from opd.rekap.asesmen import chain_start, chain_starts
from opd.rekap.indeks import rekap_indeks_sejenis
from opd.rekap.indeks_batas import read_batas
from opd.rekap.indeks_daftar import BarisIndeks, rekap_daftar, sum_up
from opd.rekap.indeks_deret import ALASAN_PUTUS, Deret, read_deret
from opd.rekap.indeks_merah import read_indikator
from opd.rekap.mutakhir import mutakhir
from opd.views.halaman import paged, render, try_sure
from opd.views.unduh import export


def _list(request: HttpRequest) -> tuple[SaringIndeks, list[BarisIndeks], list[BarisIndeks]]:
    """The filter, the rows of its place, and of these the rows that all of it leaves."""
    form = SaringIndeks(request.GET, user=request.user)
    setempat = form.place(rekap_daftar(request.user, until=hari_ini()))
    return form, setempat, form.apply(setempat)


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Assisted villages with their newest index per kind, its change, and their red indicators."""
    form, setempat, baris = _list(request)
    if (berkas := export(request, INDEKS, baris, form)) is not None:
        return berkas
    halaman, kueri = paged(request, baris, per=50)
    tempat = request.GET.copy()
    for nama in ("jenis", "status", "arah", "halaman"):
        tempat.pop(nama, None)
    isi = {
        "form": form,
        "halaman": halaman,
        "kueri": kueri,
        "ringkas": sum_up(setempat),
        "tempat": tempat.urlencode(),
        "banyak": len(baris),
        "setempat": len(setempat),
        "mutakhir": None if request.GET else mutakhir(request.user),
        "alasan": ALASAN_PUTUS,
        "hari": hari_ini(),
    }
    return render(request, "indeks/daftar.html", isi)


@require_safe
def batas(request: HttpRequest) -> HttpResponse:
    """The thresholds on record, each with its source."""
    boleh = can_record_indeks(request.user, on=hari_ini()) and request.user.is_staff
    isi = {"batas": list(BatasStatus.objects.visible_to(request.user)), "boleh": boleh}
    return render(request, "indeks/batas.html", isi)


def _desa(request: HttpRequest, kode: str) -> Desa:
    return get_object_or_404(Desa.objects.visible_to(request.user).with_place(), kode=kode)


@require_safe
def detail(request: HttpRequest, kode: str) -> HttpResponse:
    """One village: a series per kind, its dimensions, its 50 indicators, and what is red."""
    user, hari, desa = request.user, hari_ini(), _desa(request, kode)
    penugasan = list(Penugasan.objects.visible_to(user).in_force().in_charge().filter(desa=desa).select_related("opd"))
    awal = chain_starts((p.mulai, p.selesai) for p in penugasan if p.mulai <= hari)
    mulai = {desa.pk: chain_start(awal, hari)} if awal else {}
    buku = read_batas(user)
    deret = read_deret(user, desa, buku, rekap_indeks_sejenis(user, mulai, until=hari) if mulai else {})
    isi = {
        "desa": desa,
        "deret": [(d, _chart(d), buku.of(d.jenis, d.baris[0].tahun)) for d in deret],
        "dua": len(deret) > 1,
        "alasan": ALASAN_PUTUS,
        "papan": read_indikator(user, desa, deret, buku),
        "mulai": mulai.get(desa.pk),
        "mutakhir": mutakhir(user, desa=[desa.pk]),
        "berjalan": next((p for p in penugasan if p.covers(hari)), None),
        "sumber_maks": SUMBER_MAKS,
        "boleh": can_record_indeks(user, on=hari),
    }
    return render(request, "indeks/detail.html", isi)


def _chart(d: Deret) -> str:
    """The kind's own line; a year without an index is a gap."""
    butir = [
        Butir(str(t), float(b.nilai) if b else None, f"{tulis_indeks(b.nilai, d.jenis)}, {b.status}" if b else "")
        for t, b in d.per_tahun
    ]
    puncak = tulis_indeks(max(b.nilai for b in d.baris), d.jenis)
    return garis(f"{d.nama} per tahun", butir, puncak=puncak)


def _require_right(request: HttpRequest) -> None:
    if not can_record_indeks(request.user, on=hari_ini()):
        raise PermissionDenied("Indeks desa dicatat oleh verifikator atau admin sistem.")


@require_http_methods(["GET", "HEAD", "POST"])
def isi(request: HttpRequest, kode: str, jenis: str) -> HttpResponse:
    """Write a new index of the village."""
    desa = _desa(request, kode)
    _require_right(request)
    if not desa.berindeks:
        messages.info(request, KELURAHAN)
        return redirect("indeks:detail", desa.kode)
    data = request.POST if request.method == "POST" else None
    form = FormIndeks(data, jenis=JenisIndeks(jenis), tahun_terakhir=hari_ini().year)

    def lakukan() -> IndeksDesa:
        yakin = form.cleaned_data["yakin"]
        return record_indeks(desa, form.isi_indeks(), yakin=yakin, by=request.user, at=timezone.now())

    return _finish(request, desa, form, lakukan, f"Catat {JenisIndeks(jenis).label}")


@require_http_methods(["GET", "HEAD", "POST"])
def ubah(request: HttpRequest, kode: str, tahun: int) -> HttpResponse:
    """Correct what is stored of one year; its kind follows from the year."""
    desa, jenis = _desa(request, kode), jenis_tahun(tahun)
    semua = IndeksDesa.objects.visible_to(request.user).select_related("desa")
    lama = get_object_or_404(semua, desa=desa, tahun=tahun, jenis=jenis or "")
    _require_right(request)
    data = request.POST if request.method == "POST" else None
    form = FormIndeks(data, jenis=JenisIndeks(lama.jenis), tahun_terakhir=hari_ini().year, lama=lama)

    def lakukan() -> IndeksDesa:
        d, oleh = form.cleaned_data, {"by": request.user, "at": timezone.now()}
        return change_indeks(lama, form.isi_indeks(), sidik=d["sidik"], alasan=d["alasan"], yakin=d["yakin"], **oleh)

    return _finish(request, desa, form, lakukan, f"Ubah {lama}")


def _finish(request: HttpRequest, desa: Desa, form: FormIndeks, lakukan: Any, judul: str) -> HttpResponse:
    """Save and go to the village's page, or show the form with what is wrong."""
    if try_sure(form, lakukan) is not None:
        messages.success(request, "Indeks desa tersimpan.")
        return redirect("indeks:detail", desa.kode)
    isi = {"form": form, "desa": desa, "judul": judul, "sumber_maks": SUMBER_MAKS}
    return render(request, "indeks/isi.html", isi)
