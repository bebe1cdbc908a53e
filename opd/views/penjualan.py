"""Pages of a village's monthly sales."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.angka import format_bulan
from desa.enums import SaluranPenjualan
from desa.models import Desa, Penjualan, PenjualanSaluran, Umkm
from desa.waktu import akhir_bulan, awal_bulan, hari_ini, tambah_bulan
from opd.actions.penjualan import BUKAN_BULANNYA, GalatBaris, open_in, record_right_rows
from opd.forms.isian import put_errors
from opd.forms.penjualan import FormPenjualan, RiwayatUmkm, TampilanForm
from opd.permissions_usaha import Giliran, sales_giliran
from opd.rekap.bulan_penjualan import BukuBulan, KeadaanBulan, read_months, rekap_bulan, tell_months
from opd.rekap.kunci import read_kunci
from opd.rekap.saluran import channels_of
from opd.views.halaman import render

BULAN_TAMPIL = 18
BULAN_PITA = 12


@require_safe
def mulai(request: HttpRequest) -> HttpResponse:
    """The way to the sales of the own village, without looking it up first; with several, which."""
    desa = list(request.user.own_desa().with_place().order_by("nama", "kode"))
    if len(desa) == 1:
        return redirect("penjualan:pilih", desa[0].kode)
    return render(request, "penjualan/mulai.html", {"desa_list": desa})


@require_safe
def pilih(request: HttpRequest, kode: str) -> HttpResponse:
    """The last 18 months of a village: which are complete, which lack whom."""
    desa = get_object_or_404(Desa.objects.visible_to(request.user).with_place(), kode=kode)
    giliran = sales_giliran(request.user, desa.pk, on=hari_ini())
    bulan = rekap_bulan(desa, giliran, sampai=hari_ini(), jumlah=BULAN_TAMPIL)
    konteks = {"desa": desa, "bulan_list": bulan} | _strip(bulan[BULAN_PITA - 1 :: -1])
    return render(request, "penjualan/pilih.html", konteks)


@require_http_methods(["GET", "POST"])
def isi(request: HttpRequest, kode: str, bulan: str) -> HttpResponse:
    """One table for the month: every enterprise of the village, one total or its channels, last month's figures beside."""
    desa = get_object_or_404(Desa.objects.visible_to(request.user).with_place(), kode=kode)
    awal = _month(bulan)
    giliran = sales_giliran(request.user, desa.pk, on=hari_ini())
    if not giliran.mine(akhir_bulan(awal)):
        raise PermissionDenied(BUKAN_BULANNYA)
    umkm = list(open_in(Umkm.objects.visible_to(request.user).filter(desa=desa), awal))  # all in the reader's turn
    form = _form(request, desa, awal, umkm)
    jumlah = _save(request, form, desa, awal)
    if jumlah is not None and not form.errors:
        kalimat = f"Penjualan {format_bulan(awal)} tersimpan: {jumlah} UMKM baru atau berubah."
        messages.success(request, kalimat if jumlah else f"Tidak ada yang berubah pada penjualan {format_bulan(awal)}.")
        return redirect("penjualan:pilih", desa.kode)
    if jumlah:
        form.mark_saved(jumlah, _history(request, umkm, awal))
    buku = read_months(desa, tambah_bulan(awal, 1 - BULAN_PITA))
    form.riwayat = _with_past(request, form.riwayat, awal, buku, giliran)
    pita = tell_months(buku, giliran, kini=awal_bulan(hari_ini()), jumlah=BULAN_PITA)
    ada = any(r.kini for r in form.riwayat.values())
    konteks = {"form": form, "tabel": form.table(), "saluran": SaluranPenjualan.labels, "desa": desa, "bulan": awal}
    konteks |= {"alamat": bulan, "ada_laporan": ada} | _strip(pita[::-1])
    return render(request, "penjualan/isi.html", konteks)


def _strip(pita: list[KeadaanBulan]) -> dict[str, Any]:
    """The strip of months, whether one leads to its form, and which OPD fills in those that do not."""
    return {"pita": pita, "pilihan": any(b.terbuka for b in pita), "lain": next((b.oleh for b in pita if b.oleh), "")}


def _form(request: HttpRequest, desa: Desa, bulan: date, umkm: list[Umkm]) -> FormPenjualan:
    """The month's form; it opens in detail when asked, or when the month or the one before is detailed already."""
    riwayat = _history(request, umkm, bulan)
    buku = read_kunci(at=timezone.now(), desa=[desa.pk])
    rinci = TampilanForm(request.GET).dirinci
    bahan: dict[str, Any] = {"umkm": umkm, "riwayat": riwayat, "buku": buku, "rinci": rinci}
    data = request.POST if request.method == "POST" else None
    return FormPenjualan(data, kunci=buku.of_desa(desa.pk, akhir_bulan(bulan)), **bahan)


def _month(teks: str) -> date:
    """The month of the address; one that has not begun does not exist."""
    if not re.fullmatch(r"20[0-9]{2}-(0[1-9]|1[0-2])", teks):
        raise Http404
    bulan = date(int(teks[:4]), int(teks[5:]), 1)
    if bulan > hari_ini():
        raise Http404("Bulan ini belum berjalan. Pilih bulan ini atau sebelumnya.")
    return bulan


def _save(request: HttpRequest, form: FormPenjualan, desa: Desa, bulan: date) -> int | None:
    """How many rows were written, the wrong ones left on the form; None when nothing could be, with the refusal on it."""
    if not form.usable:
        return None
    d = form.cleaned_data
    kirim = {"uuid": d["uuid"], "alasan": d["alasan"], "susulan": d["alasan_susulan"]}
    try:
        jumlah, galat = record_right_rows(desa, bulan, form.baris(), by=request.user, at=timezone.now(), **kirim)
    except GalatBaris as semua:
        form.put_row_errors(semua)
        return None
    except ValidationError as ditolak:
        put_errors(form, ditolak)
        return None
    if galat:
        form.put_row_errors(galat)
    return jumlah


def _history(request: HttpRequest, umkm: list[Umkm], bulan: date) -> dict[int, RiwayatUmkm]:
    """Per enterprise what is stored for the month and for the one before. Two queries."""
    sebelum = tambah_bulan(bulan, -1)
    baris = Penjualan.objects.visible_to(request.user).filter(umkm__in=[u.pk for u in umkm], pengganti__isnull=True)
    semua = {(p.umkm_id, p.bulan): p for p in baris.filter(bulan__in=(sebelum, bulan))}
    saluran = channels_of(PenjualanSaluran.objects.visible_to(request.user).filter(penjualan__in=semua.values()))
    hasil = {}
    for u in umkm:
        kini, lalu = semua.get((u.pk, bulan)), semua.get((u.pk, sebelum))
        lalu = None if lalu and lalu.batal else lalu
        hasil[u.pk] = RiwayatUmkm(kini, lalu, *(saluran.get(p.pk, ()) if p else () for p in (kini, lalu)))
    return hasil


def _with_past(
    request: HttpRequest, riwayat: dict[int, RiwayatUmkm], bulan: date, buku: BukuBulan, giliran: Giliran
) -> dict[int, RiwayatUmkm]:
    """The same with the months of the year before that are the reader's own and empty, and where the last one is empty with
    the last sale there was. One query.
    """
    setahun = [b for n in range(BULAN_PITA - 1, 0, -1) if giliran.mine(akhir_bulan(b := tambah_bulan(bulan, -n)))]
    kosong = {b: buku.missing(b) for b in setahun}
    tanpa = [pk for pk, r in riwayat.items() if r.bulan_lalu is None]
    dulu = Penjualan.objects.visible_to(request.user).in_force().filter(umkm__in=tanpa, bulan__lt=bulan, omzet_rp__gt=0)
    terakhir = {p.umkm_id: p for p in dulu.order_by("bulan")}
    return {
        pk: replace(r, terakhir=terakhir.get(pk), kosong=tuple(b for b in setahun if pk in kosong[b]))
        for pk, r in riwayat.items()
    }
