"""Rupiah of different months in the prices of one month, by the consumer price index."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet, Subquery

from desa.angka import format_ribuan
from desa.models import IndeksHarga
from opd.models import Pengguna
from opd.rekap.daftar_json import day_of, json_rows


@dataclass(frozen=True)
class Harga:
    """Indices of one base year; `acuan` is the month in whose prices rupiah are told."""

    nilai: Mapping[date, Fraction]
    tahun_dasar: int
    acuan: date

    def missing(self, bulan: Collection[date]) -> tuple[date, ...]:
        """The months without an index, in order."""
        return tuple(b for b in sorted(bulan) if b not in self.nilai)

    def real(self, omzet: Mapping[date, int]) -> dict[date, Fraction]:
        """The rupiah of each month in prices of `acuan`; months without an index are left out."""
        acuan = self.nilai[self.acuan]
        return {b: rp * acuan / self.nilai[b] for b, rp in omzet.items() if b in self.nilai}


def read_harga(user: Pengguna, *, until: date) -> Harga | None:
    """The indices up to a day, of the base year that the newest one has; None when there is none. One query."""
    return _of_newest_base(_indices(user, until).values_list(*KOLOM))


def price_list(user: Pengguna, *, until: date) -> dict[str, Subquery]:
    """What `prices_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    return {"harga": json_rows(_indices(user, until), *KOLOM)}


def prices_of(terbaca: Mapping[str, Any]) -> Harga | None:
    """`read_harga` of what was read already."""
    return _of_newest_base((day_of(bulan), tahun, Decimal(str(n))) for bulan, tahun, n in terbaca["harga"] or ())


KOLOM = ("bulan", "tahun_dasar", "nilai")


def _indices(user: Pengguna, until: date) -> QuerySet[IndeksHarga]:
    return IndeksHarga.objects.visible_to(user).filter(bulan__lte=until)


def _of_newest_base(isi: Iterable[tuple[date, int, Decimal]]) -> Harga | None:
    baris = sorted(isi)
    if not baris:
        return None
    acuan, dasar, _ = baris[-1]
    return Harga({b: Fraction(n) for b, tahun, n in baris if tahun == dasar}, dasar, acuan)


def about_prices(disesuaikan: int, terukur: int) -> str:
    """Of so many enterprises whose rupiah are compared, how many were brought to the same prices: a sentence. No query."""
    if not disesuaikan:
        return "Rupiah belum disesuaikan inflasi."
    if disesuaikan == terukur:
        return "Rupiah disesuaikan inflasi menurut IHK."
    return (
        f"Rupiah disesuaikan inflasi menurut IHK pada {format_ribuan(disesuaikan)} dari "
        f"{format_ribuan(terukur)} UMKM yang terukur; IHK triwulan yang lain belum ada."
    )
