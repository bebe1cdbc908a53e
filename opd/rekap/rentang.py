"""The spans that belong to one day: its quarter and year so far, and the same span of the quarter before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from desa.angka import format_triwulan
from desa.waktu import akhir_bulan, awal_triwulan, tambah_bulan
from opd.ambang import TUNGGU_PENJUALAN


@dataclass(frozen=True, slots=True)
class Rentang:
    """All dates inclusive. `sampai_lalu` lies as many days into the last quarter as `until` into its own."""

    until: date
    awal_tw: date
    awal_tahun: date
    awal_tw_lalu: date
    sampai_lalu: date
    akhir_tw_lalu: date


def rentang(until: date) -> Rentang:
    """The spans of a day; on a quarter's last day the whole last quarter is the comparison."""
    awal = awal_triwulan(until)
    awal_lalu, akhir_lalu = tambah_bulan(awal, -3), awal - timedelta(days=1)
    penuh = until == akhir_triwulan(awal)
    sampai = akhir_lalu if penuh else min(awal_lalu + (until - awal), akhir_lalu)
    return Rentang(until, awal, date(until.year, 1, 1), awal_lalu, sampai, akhir_lalu)


@lru_cache(maxsize=256)
def akhir_triwulan(awal: date) -> date:
    """The last day of the quarter that begins on `awal`."""
    return akhir_bulan(tambah_bulan(awal, 2))


@lru_cache(maxsize=256)
def bulan_triwulan(awal: date) -> tuple[date, date, date]:
    """The first days of the quarter's three months."""
    return awal, tambah_bulan(awal, 1), tambah_bulan(awal, 2)


def triwulan_tempo(until: date, tunggu: int = TUNGGU_PENJUALAN.nilai) -> date:
    """The start of the newest quarter whose facts are due: it ended at least `tunggu` days (as sales: 15) before `until`."""
    awal = awal_triwulan(until)
    while akhir_triwulan(awal) > until - timedelta(days=tunggu):
        awal = tambah_bulan(awal, -3)
    return awal


def sebut_triwulan(hari: date) -> str:
    """ "TW II 2026"."""
    return format_triwulan(hari)
