"""What was reported of an enterprise on days that a closure would cover: asked about, never refused."""

from __future__ import annotations

from datetime import date

from django.db.models import Sum

from desa.angka import format_bulan, format_rupiah, format_tanggal
from desa.models import Penjualan, PerkembanganUmkm, Umkm
from desa.waktu import awal_bulan
from opd.enums import Berjalan
from opd.models import KunjunganUmkm


def running_since(umkm: Umkm, tutup: date, sejak: date) -> list[str]:
    """What says that the enterprise ran on `sejak` or after it, though it would be closed from `tutup` on: one sentence each.

    Of sales the months without an open day, so not the month of the closing itself unless it closed on the 1st.
    """
    return [kata for kata in (_sales(umkm, tutup, sejak), _visits(umkm, sejak), _states(umkm, sejak)) if kata]


def _sales(umkm: Umkm, tutup: date, sejak: date) -> str:
    laku = Penjualan.objects.in_force().filter(umkm=umkm, bulan__gte=max(tutup, awal_bulan(sejak)), berjualan=True)
    bulan = list(laku.order_by("bulan").values_list("bulan", flat=True))
    if not bulan:
        return ""
    jumlah = format_rupiah(laku.aggregate(n=Sum("omzet_rp"))["n"])
    if len(bulan) == 1:
        return f"Penjualan {format_bulan(bulan[0])} sudah dilaporkan, {jumlah}."
    dari, sampai = format_bulan(bulan[0]), format_bulan(bulan[-1])
    return f"Penjualan {len(bulan)} bulan, {dari} sampai {sampai}, sudah dilaporkan, {jumlah}."


def _visits(umkm: Umkm, sejak: date) -> str:
    temuan = KunjunganUmkm.objects.filter(
        umkm=umkm,
        berjalan=Berjalan.YA,
        kunjungan__tanggal__gte=sejak,
        kunjungan__pengganti__isnull=True,
        kunjungan__batal=False,
    )
    akhir = temuan.order_by("kunjungan__tanggal").values_list("kunjungan__tanggal", flat=True).last()
    return f"Kunjungan {format_tanggal(akhir)} menemukan usaha ini berjalan." if akhir else ""


def _states(umkm: Umkm, sejak: date) -> str:
    potret = PerkembanganUmkm.objects.in_force().filter(umkm=umkm, tanggal__gte=sejak)
    akhir = potret.order_by("tanggal").values_list("tanggal", flat=True).last()
    return f"Perkembangannya dicatat menurut keadaan {format_tanggal(akhir)}." if akhir else ""
