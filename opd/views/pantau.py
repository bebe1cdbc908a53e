"""The watch list: which enterprise needs somebody this week, and the counts per OPD."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.forms import HiddenInput
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.waktu import hari_ini
from opd.ambang import TABEL_PANTAU
from opd.ekspor.pantau import PANTAU, PANTAU_OPD, by_reason
from opd.forms.pantau import SaringPantau
from opd.rekap.alasan_pantau import AlasanPantau, TingkatPantau
from opd.rekap.pantau import BarisPantau, RekapPantau, sum_up
from opd.rekap.pantau_desa import PantauDesa, count_by_opd, in_urgency, watched_villages
from opd.views.halaman import paged
from opd.views.unduh import export


def _villages(request: HttpRequest, form: SaringPantau) -> list[PantauDesa]:
    """What the filters leave, before a reason is chosen."""
    hari, tahu = form.until, form.known_at
    return form.select(watched_villages(request.user, until=hari, known_at=tahu, on=hari_ini()))


def _counted(desa: list[PantauDesa], semua: list[BarisPantau]) -> RekapPantau:
    return sum_up(None, "", "", sum(d.jumlah for d in desa), semua)


def _chosen(semua: list[BarisPantau], form: SaringPantau) -> list[BarisPantau]:
    d = form.cleaned_data if form.is_valid() else {}
    baris = [b for b in semua if not d.get("alasan") or any(a.jenis == d["alasan"] for a in b.alasan)]
    if d.get("tingkat"):
        baris = [b for b in baris if b.tingkat == d["tingkat"]]
    if d.get("rencana"):
        baris = [b for b in baris if (b.rencana is not None) == (d["rencana"] == "ada")]
    return baris


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Enterprises that need somebody, most urgent first, by village, each with the one click that plans the visit."""
    form = SaringPantau(request.GET, user=request.user, on=hari_ini())
    desa = _villages(request, form)
    semua = in_urgency(desa)
    baris = _chosen(semua, form)
    if (berkas := export(request, PANTAU, lambda: by_reason(baris), form)) is not None:
        return berkas
    halaman, sisa = paged(request, baris)
    milik = request.user.opd_ids(hari_ini())
    konteks = {
        "form": form,
        "jumlah": _counted(desa, semua),
        "tampil": len(baris),
        "kelompok": _grouped(halaman.object_list, baris, milik),
        "halaman": halaman,
        "kueri": sisa,
        "per": form.until,
        "tautan": _links(request, "alasan", AlasanPantau.values),
        "tautan_tingkat": _links(request, "tingkat", TingkatPantau.values),
        "ambang": TABEL_PANTAU,
    }
    return render(request, "pantau/daftar.html", konteks)


def _grouped(halaman: Any, semua: list[BarisPantau], milik: Any) -> list[dict[str, Any]]:
    """The rows of a page by village; `boleh`: the reader's OPD answers for it and may plan."""
    banyak: dict[int, int] = {}
    for b in semua:
        banyak[b.usaha.desa_id] = banyak.get(b.usaha.desa_id, 0) + 1
    hasil: dict[int, dict[str, Any]] = {}
    for b in halaman:
        u, p = b.usaha, b.penugasan
        kepala = {"usaha": u, "penugasan": p, "banyak": banyak[u.desa_id], "baris": []}
        kepala["boleh"] = p is not None and p.opd_id in milik and p.covers(hari_ini())
        hasil.setdefault(u.desa_id, kepala)["baris"].append(b)
    return list(hasil.values())


def _links(request: HttpRequest, bidang: str, semua: list[str]) -> dict[str, str]:
    """The address of the list with one level or reason or with neither, its other filters kept."""
    kueri = request.GET.copy()
    for nama in ("halaman", "tingkat", "alasan"):
        kueri.pop(nama, None)
    hasil = {}
    for nilai in ("", *semua):
        kueri[bidang] = nilai
        hasil[nilai] = f"?{kueri.urlencode()}"
    return hasil


@require_safe
def per_opd(request: HttpRequest) -> HttpResponse:
    """The counts per OPD and of the province; every count opens its list."""
    data = request.GET.copy()
    data["lingkup"], data["opd"] = "semua", ""
    form = SaringPantau(data, user=request.user, on=hari_ini())
    for nama in {"lingkup", "tingkat", "alasan", "rencana", "opd"} & set(form.fields):
        form.fields[nama].widget = HiddenInput()
    desa = _villages(request, form)
    rekap = count_by_opd(desa)
    if (berkas := export(request, PANTAU_OPD, rekap, form)) is not None:
        return berkas
    kueri = {k: v for k in ("bentuk", "kabupaten", "per", "diketahui") if (v := request.GET.get(k))}
    konteks = {
        "form": form,
        "rekap": rekap,
        "jumlah": _counted(desa, in_urgency(desa)),
        "alasan": AlasanPantau,
        "per": form.until,
        "kueri": urlencode(kueri | {"lingkup": "semua"}),
    }
    return render(request, "pantau/opd.html", konteks)
