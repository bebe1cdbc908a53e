"""Omzet and its growth quarter by quarter, for the province, a village, an OPD or a sector, with the rows behind each number.

Definitions as in omzet.py. In real terms every month is told in the prices of one month (harga.py). Outliers are listed
and stay counted: growth whose logarithm lies further from the middle than three times the median absolute deviation.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction
from statistics import median as tengah
from typing import Any

from desa.waktu import akhir_bulan
from opd.ambang import PENCILAN_OMZET, PENCILAN_TERKECIL
from opd.rekap.harga import Harga
from opd.rekap.hitung import bulatkan, median
from opd.rekap.omzet import AlasanKeluar, Tumbuh, bulan_omzet, peserta, tumbuh
from opd.rekap.penugasan import Penjawab
from opd.rekap.rentang import bulan_triwulan, sebut_triwulan
from opd.rekap.umkm import BarisUmkm, Buku

Rupiah = int | Fraction
"""As reported, or in the prices of another month."""


@dataclass(frozen=True, slots=True)
class BarisOmzet:
    """One enterprise in a quarter; `lengkap`: it reported all three months.

    `omzet` and `lalu` are None when a month was not reported or has no price index. `tumbuh` is None where growth is not
    asked of the row: no price index, or an OPD that no longer answered on the quarter's last day.
    """

    umkm_id: int
    desa_id: int
    lengkap: bool
    omzet: Rupiah | None
    lalu: Rupiah | None
    tumbuh: Tumbuh | None
    tumbuh_tutup: Tumbuh | None
    pencilan: bool = False

    @property
    def alasan(self) -> AlasanKeluar | None:
        """Why it is left out of the growth."""
        return self.tumbuh if isinstance(self.tumbuh, AlasanKeluar) else None

    @property
    def persen(self) -> Decimal | None:
        return bulatkan(self.tumbuh) if type(self.tumbuh) is Fraction else None

    @property
    def persen_tutup(self) -> Decimal | None:
        """The same where a closed one counts as -100 %."""
        return bulatkan(self.tumbuh_tutup) if type(self.tumbuh_tutup) is Fraction else None

    @property
    def tutup(self) -> bool:
        """Whether it counts as -100 % for being closed."""
        return type(self.tumbuh_tutup) is Fraction and self.tumbuh_tutup != self.tumbuh

    @property
    def omzet_rp(self) -> int | None:
        return whole(self.omzet)

    @property
    def lalu_rp(self) -> int | None:
        return whole(self.lalu)


@dataclass(frozen=True, slots=True)
class Triwulan:
    """A quarter of the series: omzet over the `n` of `binaan` enterprises that reported all three months, and growth.

    `kurang` names months without a price index; then real figures that need them are None.
    """

    awal: date
    omzet_rp: int | None
    n: int
    binaan: int
    median: Decimal | None
    n_tumbuh: int
    median_tutup: Decimal | None
    n_tutup: int
    keluar: tuple[tuple[AlasanKeluar, int], ...]
    n_pencilan: int
    kurang: tuple[date, ...] = ()

    @property
    def nama(self) -> str:
        return sebut_triwulan(self.awal)

    @property
    def tw(self) -> int:
        """1 to 4."""
        return (self.awal.month + 2) // 3

    @property
    def n_keluar(self) -> int:
        return sum(n for _, n in self.keluar)

    @property
    def belum_setahun(self) -> bool:
        """Nobody has been in the programme long enough to compare."""
        return self.n_tutup == 0 and bool(self.keluar) and {a for a, _ in self.keluar} == {AlasanKeluar.BELUM_SETAHUN}


def whole(nilai: Rupiah | None) -> int | None:
    """Whole rupiah, half up, once, at the end."""
    return math.floor(nilai + Fraction(1, 2)) if isinstance(nilai, Fraction) else nilai


def rows_of(
    buku: Buku, awal: date, *, harga: Harga | None = None, penjawab: Penjawab | None = None, opd_id: int | None = None
) -> tuple[BarisOmzet, ...]:
    """The enterprises of a quarter. With `opd_id`, those with a month that this OPD answered for, and only such months."""
    bulan, hasil = bulan_triwulan(awal), []
    kosong: Mapping[date, int] = {}
    for u in peserta(buku, awal):
        milik = _owned(u.desa_id, bulan, penjawab, opd_id)
        if not milik:
            continue
        baris = _row(u, buku.omzet.get(u.umkm_id, kosong), awal, milik, harga)
        hasil.append(baris if bulan[-1] in milik else replace(baris, tumbuh=None, tumbuh_tutup=None))
    return _mark_outliers(hasil)


def _owned(desa_id: int, bulan: Sequence[date], penjawab: Penjawab | None, opd_id: int | None) -> tuple[date, ...]:
    """The months that count: all, or those whose last day the OPD answered for."""
    if opd_id is None or penjawab is None:
        return tuple(bulan)
    jawab = ((b, penjawab.pada(desa_id, akhir_bulan(b))) for b in bulan)
    return tuple(b for b, baris in jawab if baris is not None and baris.opd_id == opd_id)


def _row(
    u: BarisUmkm, laporan: Mapping[date, int], awal: date, milik: Sequence[date], harga: Harga | None
) -> BarisOmzet:
    bulan = bulan_omzet(awal)
    omzet: Mapping[date, Any] = harga.real(laporan) if harga else laporan
    lengkap = _total(laporan, bulan[3:]) is not None
    polos: Tumbuh | None
    tutup: Tumbuh | None
    polos, tutup = tumbuh(u, omzet, awal)
    if harga and harga.missing(bulan):
        polos, tutup = (x if isinstance(x, AlasanKeluar) else None for x in tumbuh(u, laporan, awal))
    kini = _total(omzet, milik) if lengkap else None
    return BarisOmzet(u.umkm_id, u.desa_id, lengkap, kini, _total(omzet, bulan[:3]), polos, tutup)


def _total(omzet: Mapping[date, Rupiah], bulan: Sequence[date]) -> Rupiah | None:
    """The rupiah of these months; None when one is not known."""
    jumlah: Rupiah = 0
    for b in bulan:
        if b not in omzet:
            return None
        jumlah += omzet[b]
    return jumlah


def _mark_outliers(baris: Sequence[BarisOmzet]) -> tuple[BarisOmzet, ...]:
    """The rows with `pencilan` set; sales that fell to nothing have no logarithm and lie outside every bound."""
    ukur = {b.umkm_id: _log(b.tumbuh) for b in baris if type(b.tumbuh) is Fraction}
    terukur = [x for x in ukur.values() if x is not None]
    if len(terukur) < PENCILAN_TERKECIL.nilai:
        return tuple(baris)
    pusat = tengah(terukur)
    simpang = tengah(abs(x - pusat) for x in terukur) or SIMPANG_TERKECIL
    luar = {pk for pk, x in ukur.items() if x is None or abs(x - pusat) > PENCILAN_OMZET.nilai * simpang}
    return tuple(replace(b, pencilan=True) if b.umkm_id in luar else b for b in baris)


SIMPANG_TERKECIL = math.log(1.1)
"""What stands for a deviation of 0: most grew alike to the rupiah, as copied figures do, and one more or less still shows."""


def _log(tumbuh_persen: Fraction) -> float | None:
    """The logarithm of this year's omzet over last year's; None when this year's is zero."""
    kali = 1 + tumbuh_persen / 100
    return math.log(kali.numerator) - math.log(kali.denominator) if kali > 0 else None


def sum_up(baris: Iterable[BarisOmzet], awal: date, harga: Harga | None = None) -> Triwulan:
    """The numbers of a quarter from its rows."""
    semua = list(baris)
    lengkap = [b.omzet or 0 for b in semua if b.lengkap]
    polos = [b.tumbuh for b in semua if type(b.tumbuh) is Fraction]
    tutup = [b.tumbuh_tutup for b in semua if type(b.tumbuh_tutup) is Fraction]
    keluar = Counter(b.alasan for b in semua if b.alasan is not None)
    kurang = harga.missing(bulan_omzet(awal)) if harga else ()
    kini = not set(kurang) & set(bulan_triwulan(awal))
    return Triwulan(
        awal=awal,
        omzet_rp=whole(sum(lengkap)) if kini else None,
        n=len(lengkap),
        binaan=len(semua),
        median=None if kurang else median(polos),
        n_tumbuh=len(polos),
        median_tutup=None if kurang else median(tutup),
        n_tutup=len(tutup),
        keluar=tuple((a, keluar[a]) for a in AlasanKeluar if keluar[a]),
        n_pencilan=sum(b.pencilan for b in semua),
        kurang=kurang,
    )
