"""Data quality: what the data show by themselves, per OPD, and the rows behind every count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from binaan.mutu.ekspor import MUTU_OPD, TEMUAN
from binaan.mutu.jenis import ARTI, Kelompok
from binaan.mutu.saringan import SaringMutu, SaringTemuan
from binaan.mutu.temuan import Mutu, Temuan, read_quality
from desa.models import Umkm
from desa.versi_data import remember
from desa.waktu import hari_ini
from opd.models import Pengguna
from opd.views.halaman import paged
from opd.views.unduh import export


def _quality(user: Pengguna, saring: SaringMutu) -> Mutu:
    """Read once while nothing is written."""
    tahun, hari = saring.terpilih, saring.on
    return remember(("mutu", user.pk, hari, tahun), lambda: read_quality(user, tahun=tahun, on=hari))


@require_safe
def ringkas(request: HttpRequest) -> HttpResponse:
    """The counts by group, by OPD and by kind, each a link to its rows."""
    saring = SaringMutu(request.GET, user=request.user, on=hari_ini())
    mutu = _quality(request.user, saring)
    per_opd = mutu.per_opd()
    if (berkas := export(request, MUTU_OPD, per_opd, saring, until=mutu.until)) is not None:
        return berkas
    isi: dict[str, Any] = {
        "saring": saring,
        "kueri": f"tahun={mutu.tahun}",
        "mutu": mutu,
        "kelompok": [(k, mutu.per_kelompok[k]) for k in Kelompok],
        "per_opd": per_opd,
        "jenis": [(j, a, mutu.per_jenis[j]) for j, a in ARTI.items()],
    }
    return render(request, "mutu/ringkas.html", isi)


@require_safe
def temuan(request: HttpRequest) -> HttpResponse:
    """The findings that the filters leave, each with what to do about it."""
    saring = SaringTemuan(request.GET, user=request.user, on=hari_ini())
    mutu = _quality(request.user, saring)
    baris = saring.select(mutu)
    if (berkas := export(request, TEMUAN, lambda: _named(request.user, baris), saring, until=mutu.until)) is not None:
        return berkas
    halaman, kueri = paged(request, baris)
    isi = {
        "saring": saring,
        "mutu": mutu,
        "jumlah": len(baris),
        "halaman": halaman,
        "baris": [(t, ARTI[t.jenis]) for t in _named(request.user, halaman.object_list)],
        "kueri": kueri,
    }
    return render(request, "mutu/temuan.html", isi)


def _named(user: Pengguna, temuan: Sequence[Temuan]) -> list[Temuan]:
    """The rows with the names of their enterprises. One query, none without any."""
    ids = {t.umkm_id for t in temuan if t.umkm_id is not None}
    kueri = Umkm.objects.visible_to(user).filter(pk__in=ids).values_list("pk", "nama", "uuid") if ids else ()
    nama = {pk: (n, reverse("umkm:detail", args=[uuid])) for pk, n, uuid in kueri}
    kosong = ("UMKM", "")
    return [
        t
        if t.umkm_id is None
        else replace(t, **dict(zip(("tentang", "alamat"), nama.get(t.umkm_id, kosong), strict=True)))
        for t in temuan
    ]
