"""The share of families in extreme poverty as a criterion: one source and one definition at a time, small groups unseen.

A count below five reads "di bawah 5 KK" to everybody and stands with zero, the least needy: so the order that a reader sees is
made of what the reader sees (opd/rekap/sel.py), and is the same for every role.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from desa.angka import format_tanggal
from desa.enums import DefinisiEkstrem, SumberKesejahteraan
from desa.models import PotretKesejahteraan
from desa.models.kesejahteraan import series_of
from opd.models import Pengguna
from opd.rekap.kriteria import Angka, Kriteria, Ukuran
from opd.rekap.sel import is_small

Deret = tuple[str, str, str]


class HitunganKk(NamedTuple):
    """One verified count of a village: its series, day, families in extreme poverty, and all families."""

    desa_id: int
    deret: Deret
    arti: str
    tanggal: date
    ekstrem: int
    total: int

    @property
    def bagian(self) -> Decimal:
        """The share in percent; 0 where fewer than five families are counted."""
        return Decimal(0) if is_small(self.ekstrem) else Decimal(self.ekstrem * 100) / self.total


def read_counts(user: Pengguna) -> tuple[HitunganKk, ...]:
    """Every verified count with both figures, oldest first. One query."""
    sah = PotretKesejahteraan.objects.visible_to(user).verified()
    lengkap = sah.filter(kk_miskin_ekstrem__isnull=False, kk_total__gt=0).order_by("tanggal_data", "pk")
    kolom = ("desa_id", "sumber", "definisi", "definisi_lain", "tanggal_data", "kk_miskin_ekstrem", "kk_total")
    return tuple(
        HitunganKk(desa, series_of(sumber, definisi, lain), _name(sumber, definisi, lain), hari, ekstrem, total)
        for desa, sumber, definisi, lain, hari, ekstrem, total in lengkap.values_list(*kolom)
    )


@cache
def _name(sumber: str, definisi: str, lain: str) -> str:
    arti = lain or str(DefinisiEkstrem(definisi).label)
    return f"{SumberKesejahteraan(sumber).label} ({arti[0].lower()}{arti[1:]})"


def widest_series(baris: Iterable[HitunganKk], on: date) -> Deret | None:
    """The series by which the most villages were counted until the day; of equal ones that with the newest count."""
    desa: dict[Deret, set[int]] = defaultdict(set)
    akhir: dict[Deret, date] = {}
    for b in baris:
        if b.tanggal <= on:
            desa[b.deret].add(b.desa_id)
            akhir[b.deret] = b.tanggal
    return max(desa, key=lambda d: (len(desa[d]), akhir[d], d), default=None)


def series_on(baris: Sequence[HitunganKk], desa_id: int, on: date) -> tuple[Deret | None, date, bool]:
    """The series of the village's newest count until the day, and the day to read it; else its first later count, marked."""
    milik = [b for b in baris if b.desa_id == desa_id]
    lalu = [b for b in milik if b.tanggal <= on]
    if lalu:
        return lalu[-1].deret, on, False
    return (milik[0].deret, milik[0].tanggal, True) if milik else (None, on, False)


def shares_on(baris: Iterable[HitunganKk], deret: Deret | None, on: date) -> Ukuran:
    """The newest share of each village in one series, as of the day."""
    nilai: dict[int, Angka] = {}
    arti = ""
    for b in baris:
        if b.deret == deret and b.tanggal <= on:
            nilai[b.desa_id], arti = b.bagian, b.arti
    vintase = f"{arti}, data sampai {format_tanggal(on)}" if nilai else ""
    return Ukuran(Kriteria.EKSTREM, nilai, vintase, f"potret kesejahteraan {arti}" if nilai else "")
