"""Omzet quarter by quarter, and the enterprises behind each number."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from desa.angka import format_rupiah
from desa.grafik import Butir, garis
from desa.models import IndeksHarga, Umkm
from desa.waktu import hari_ini, mulai_triwulan, tambah_bulan
from opd.ambang import PENCILAN_OMZET, PENCILAN_TERKECIL
from opd.ekspor.usaha import OMZET_TRIWULAN, omzet_list
from opd.forms.omzet import SaringOmzet, SaringRincian
from opd.permissions import can_maintain_penugasan
from opd.rekap.deret_omzet import BarisOmzet, Triwulan, rows_of, sum_up
from opd.rekap.harga import Harga, read_harga
from opd.rekap.mutakhir import mutakhir
from opd.rekap.omzet import bulan_omzet
from opd.rekap.omzet_provinsi import province_series
from opd.rekap.penugasan import Penjawab, rekap_penugasan
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan, triwulan_tempo
from opd.rekap.umkm import Buku, baca_buku
from opd.views import fakta
from opd.views.unduh import export

BANYAK_TRIWULAN = 8


@require_safe
def deret(request: HttpRequest) -> HttpResponse:
    """The last eight quarters whose sales are due: omzet, growth, who is left out, what lies far outside."""
    form = SaringOmzet(request.GET, user=request.user)
    akhir = triwulan_tempo(hari_ini())
    awal_list = [tambah_bulan(akhir, -3 * n) for n in range(BANYAK_TRIWULAN - 1, -1, -1)]
    harga = _prices(request, form)
    if form.dipakai:
        baca = _Pembaca(request, form, awal_list, harga)
        triwulan = [sum_up(baca.rows(awal), awal, harga) for awal in awal_list]
    else:
        triwulan = province_series(request.user, awal_list)
    if (berkas := export(request, OMZET_TRIWULAN, triwulan[::-1], form, until=akhir_triwulan(akhir))) is not None:
        return berkas
    konteks = {
        "form": form,
        "triwulan": triwulan[::-1],
        "mutakhir": None if request.GET else mutakhir(request.user),
        "grafik": _chart(triwulan) if any(t.n for t in triwulan) else "",
        "harga": harga,
        "tanpa_ihk": form.dideflasi and harga is None,
        "saring": fakta.query_without_page(request),
        "batas": {"kali": PENCILAN_OMZET.nilai, "terkecil": PENCILAN_TERKECIL.nilai},
    }
    return render(request, "omzet/deret.html", konteks)


@require_safe
def rincian(request: HttpRequest, tahun: int, tw: int) -> HttpResponse:
    """The enterprises of one quarter: what each sold, how it grew, or why it is left out."""
    if tw not in range(1, 5) or not 2000 <= tahun <= 2100:
        raise Http404
    awal = mulai_triwulan(tahun, tw)
    form = SaringRincian(request.GET, user=request.user)
    harga = _prices(request, form)
    semua = _Pembaca(request, form, [awal], harga).rows(awal)
    lihat = form.isi["lihat"] or ""
    baris = [b for b in semua if PILIH[lihat](b)]
    t, nama, lalu = sum_up(baris, awal, harga), sebut_triwulan(awal), sebut_triwulan(tambah_bulan(awal, -12))
    daftar = omzet_list(nama, lalu, tutup=lihat == "tutup", tanpa_harga=bool(t.kurang))
    if (
        berkas := export(request, daftar, lambda: _named(request, baris), form, until=akhir_triwulan(awal))
    ) is not None:
        return berkas
    halaman = Paginator(baris, fakta.BARIS_HALAMAN).get_page(request.GET.get("halaman"))
    konteks = {
        "form": form,
        "nama": nama,
        "lalu": lalu,
        "t": t,
        "halaman": halaman,
        "baris": _named(request, halaman.object_list),
        "kueri": fakta.query_without_page(request),
        "harga": harga,
        "tanpa_ihk": form.dideflasi and harga is None,
    }
    return render(request, "omzet/rincian.html", konteks)


def _named(request: HttpRequest, baris: Sequence[BarisOmzet]) -> list[tuple[BarisOmzet, Umkm]]:
    """Each with its enterprise and village. One query."""
    umkm = Umkm.objects.visible_to(request.user).select_related("desa__kecamatan__kabupaten")
    nama = umkm.in_bulk([b.umkm_id for b in baris])
    return [(b, nama[b.umkm_id]) for b in baris]


@require_safe
def harga(request: HttpRequest) -> HttpResponse:
    """The price indices on record, each with its source."""
    konteks = {
        "ihk": list(IndeksHarga.objects.visible_to(request.user)),
        "boleh_isi": can_maintain_penugasan(request.user, on=hari_ini()) and request.user.is_staff,
    }
    return render(request, "omzet/harga.html", konteks)


PILIH: dict[str, Any] = {
    "": lambda b: True,
    "lengkap": lambda b: b.lengkap,
    "tumbuh": lambda b: b.persen is not None,
    "tutup": lambda b: b.persen_tutup is not None,
    "keluar": lambda b: b.alasan is not None,
    "pencilan": lambda b: b.pencilan,
}
"""Which rows of a quarter each choice shows."""


def _prices(request: HttpRequest, form: SaringOmzet) -> Harga | None:
    """The price indices when real rupiah are asked for. At most one query."""
    return read_harga(request.user, until=hari_ini()) if form.dideflasi else None


class _Pembaca:
    """Reads once what all quarters need; four queries, whatever their number."""

    def __init__(self, request: HttpRequest, form: SaringOmzet, awal_list: list[date], harga: Harga | None) -> None:
        bulan = [b for awal in awal_list for b in bulan_omzet(awal)]
        self.buku: Buku = baca_buku(request.user, bulan, umkm=form.rows(), temuan=())
        penugasan = rekap_penugasan(request.user, until=akhir_triwulan(awal_list[-1]))
        self.penjawab, self.harga = Penjawab(penugasan), harga
        self.opd_id = (
            next((b.opd_id for b in penugasan if b.opd_slug == form.isi["opd"]), 0) if form.isi["opd"] else None
        )

    def rows(self, awal: date) -> tuple[BarisOmzet, ...]:
        return rows_of(self.buku, awal, harga=self.harga, penjawab=self.penjawab, opd_id=self.opd_id)


def _chart(triwulan: list[Triwulan]) -> str:
    """A line of the quarters; one that nobody reported in full, or without prices, is a gap."""
    isi = [(t, t.omzet_rp if t.n else None) for t in triwulan]
    butir = [Butir(t.nama, rp, format_rupiah(rp) if rp is not None else "") for t, rp in isi]
    puncak = format_rupiah(max((rp for _, rp in isi if rp is not None), default=0))
    return garis("Omzet per triwulan", butir, puncak=puncak)
