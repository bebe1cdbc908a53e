"""Rupiah of different months in the prices of one month, by the consumer price index."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from desa.angka import format_ribuan
from desa.models import IndeksHarga
from opd.models import Pengguna


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
    baris = list(
        IndeksHarga.objects.visible_to(user)
        .filter(bulan__lte=until)
        .order_by("bulan", "tahun_dasar")
        .values_list("bulan", "tahun_dasar", "nilai")
    )
    if not baris:
        return None
    acuan, dasar, _ = baris[-1]
    return Harga({b: Fraction(n) for b, tahun, n in baris if tahun == dasar}, dasar, acuan)


def about_prices(disesuaikan: Collection[bool]) -> str:
    """Of enterprises whose rupiah are compared, whether each was brought to the same prices: a sentence. No query."""
    if not any(disesuaikan):
        return "Rupiah belum disesuaikan inflasi."
    if all(disesuaikan):
        return "Rupiah disesuaikan inflasi menurut IHK."
    return (
        f"Rupiah disesuaikan inflasi menurut IHK pada {format_ribuan(sum(disesuaikan))} dari "
        f"{format_ribuan(len(disesuaikan))} UMKM yang terukur; IHK triwulan yang lain belum ada."
    )
