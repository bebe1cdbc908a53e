"""Pages of a village's monthly sales."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.angka import format_bulan
from desa.models import Desa, Penjualan, Umkm
from desa.waktu import akhir_bulan, awal_bulan, hari_ini, tambah_bulan
from opd.actions.penjualan import BUKAN_BULANNYA, GalatBaris, open_in, record_month
from opd.forms.isian import put_errors
from opd.forms.penjualan import FormPenjualan, RiwayatUmkm
from opd.permissions import can_edit_umkm, can_record_sales
from opd.rekap.kunci import read_kunci

BULAN_TAMPIL = 18


@dataclass(frozen=True)
class KeadaanBulan:
    """How far the sales of a month are reported: `lapor` of `wajib` enterprises."""

    bulan: date
    wajib: int
    lapor: int
    berjalan: bool

    @property
    def alamat(self) -> str:
        return f"{self.bulan:%Y-%m}"

    @property
    def kata(self) -> str:
        if not self.wajib:
            return "tidak ada UMKM binaan"
        if self.lapor >= self.wajib:
            return "lengkap"
        if self.berjalan:
            return "bulan berjalan"
        return f"kurang {self.wajib - self.lapor} UMKM" if self.lapor else "belum dilaporkan"


@require_safe
def pilih(request: HttpRequest, kode: str) -> HttpResponse:
    """The last 18 months of a village: which are complete, which lack whom."""
    desa = get_object_or_404(Desa.objects.visible_to(request.user).with_place(), kode=kode)
    konteks = {
        "desa": desa,
        "bulan_list": _months(request, desa),
        "boleh_isi": can_edit_umkm(request.user, desa.pk, on=hari_ini()),
    }
    return render(request, "penjualan/pilih.html", konteks)


def _months(request: HttpRequest, desa: Desa) -> list[KeadaanBulan]:
    """Newest first. An enterprise is due when it is mentored and not closed on the month's last day. Two queries."""
    kini = awal_bulan(hari_ini())
    semua = Umkm.objects.visible_to(request.user).filter(desa=desa)
    umkm = list(semua.values_list("pk", "dibina_sejak", "dibina_sampai", "tutup_pada"))
    lapor: dict[date, set[int]] = defaultdict(set)
    kueri = Penjualan.objects.visible_to(request.user).in_force().filter(umkm__desa=desa)
    dari = tambah_bulan(kini, 1 - BULAN_TAMPIL)
    for bulan, pk in kueri.filter(bulan__gte=dari).order_by().values_list("bulan", "umkm_id"):
        lapor[bulan].add(pk)
    hasil = []
    for n in range(BULAN_TAMPIL):
        bulan = tambah_bulan(kini, -n)
        akhir = akhir_bulan(bulan)
        wajib = {pk for pk, *masa in umkm if _due(akhir, *masa)}
        hasil.append(KeadaanBulan(bulan, len(wajib), len(wajib & lapor[bulan]), bulan == kini))
    return hasil


def _due(akhir: date, sejak: date, sampai: date | None, tutup: date | None) -> bool:
    return sejak <= akhir and (sampai is None or akhir < sampai) and (tutup is None or akhir < tutup)


@require_http_methods(["GET", "POST"])
def isi(request: HttpRequest, kode: str, bulan: str) -> HttpResponse:
    """One table for the month: every enterprise of the village, last month's figure beside."""
    desa = get_object_or_404(Desa.objects.visible_to(request.user).with_place(), kode=kode)
    awal = _month(bulan)
    if not can_record_sales(request.user, desa.pk, awal, on=hari_ini()):
        raise PermissionDenied(BUKAN_BULANNYA)
    umkm = list(open_in(Umkm.objects.managed_by(request.user).filter(desa=desa), awal))
    riwayat = _history(request, umkm, awal)
    buku = read_kunci(request.user, at=timezone.now(), desa=[desa.pk])
    bahan = {"umkm": umkm, "riwayat": riwayat, "buku": buku, "kunci": buku.of_desa(desa.pk, akhir_bulan(awal))}
    form = FormPenjualan(request.POST if request.method == "POST" else None, **bahan)
    jumlah = _save(request, form, desa, awal)
    if jumlah is not None:
        kalimat = f"Penjualan {format_bulan(awal)} tersimpan: {jumlah} UMKM baru atau berubah."
        messages.success(request, kalimat if jumlah else f"Tidak ada yang berubah pada penjualan {format_bulan(awal)}.")
        return redirect("penjualan:pilih", desa.kode)
    konteks = {"form": form, "desa": desa, "bulan": awal, "ada_laporan": any(r.kini for r in riwayat.values())}
    return render(request, "penjualan/isi.html", konteks)


def _month(teks: str) -> date:
    """The month of the address; one that has not begun does not exist."""
    if not re.fullmatch(r"20\d{2}-(0[1-9]|1[0-2])", teks):
        raise Http404
    bulan = date(int(teks[:4]), int(teks[5:]), 1)
    if bulan > hari_ini():
        raise Http404("Bulan ini belum berjalan. Pilih bulan ini atau sebelumnya.")
    return bulan


def _save(request: HttpRequest, form: FormPenjualan, desa: Desa, bulan: date) -> int | None:
    """How many rows were written, or None with the refusal on the form."""
    if not form.is_bound or not form.is_valid():
        return None
    d = form.cleaned_data
    kirim = {"uuid": d["uuid"], "alasan": d["alasan"], "susulan": d["alasan_susulan"]}
    try:
        return record_month(desa, bulan, form.baris(), by=request.user, at=timezone.now(), **kirim)
    except GalatBaris as galat:
        form.put_row_errors(galat)
    except ValidationError as galat:
        put_errors(form, galat)
    return None


def _history(request: HttpRequest, umkm: list[Umkm], bulan: date) -> dict[int, RiwayatUmkm]:
    """Per enterprise what is stored for the month and what came before it. Two queries."""
    baris = Penjualan.objects.visible_to(request.user).filter(umkm__in=[u.pk for u in umkm], pengganti__isnull=True)
    kini = {p.umkm_id: p for p in baris.filter(bulan=bulan)}
    lalu: dict[int, Penjualan] = {}
    terakhir: dict[int, Penjualan] = {}
    for p in baris.filter(bulan__lt=bulan, batal=False).order_by("bulan"):
        if p.bulan == tambah_bulan(bulan, -1):
            lalu[p.umkm_id] = p
        if p.omzet_rp:
            terakhir[p.umkm_id] = p
    return {u.pk: RiwayatUmkm(kini.get(u.pk), lalu.get(u.pk), terakhir.get(u.pk)) for u in umkm}
