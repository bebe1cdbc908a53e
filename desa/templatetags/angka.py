"""Template filters that print numbers and dates as Indonesians write them. An unknown value (None) prints "–"."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template

from desa import angka
from desa.rumus_indeks import tulis_indeks
from desa.waktu import not_recorded_yet

register = template.Library()
KOSONG = "–"


def _atau_kosong(tulis: Callable[..., str], nilai: Any, *arg: Any) -> str:
    return KOSONG if nilai is None or nilai == "" else tulis(nilai, *arg)


@register.filter
def rupiah(nilai: int | Decimal | None) -> str:
    """1500000 → "Rp 1.500.000"."""
    return _atau_kosong(angka.format_rupiah, nilai)


@register.filter
def ribuan(nilai: int | None) -> str:
    """1234 → "1.234"."""
    return _atau_kosong(angka.format_ribuan, nilai)


@register.filter
def desimal(nilai: float | Decimal | None, tempat: int = 1) -> str:
    """12.34 → "12,3"."""
    return _atau_kosong(angka.format_desimal, nilai, int(tempat))


@register.filter
def volume(nilai: Decimal | None) -> str:
    """ "1.250,5" and "10": a quantity with no more decimals than it has."""
    return _atau_kosong(angka.DesimalField().write, nilai)


@register.filter
def indeks(nilai: Decimal | None, jenis: str) -> str:
    """ "0,6500" for an IDM, "66,50" for an Indeks Desa."""
    return _atau_kosong(tulis_indeks, nilai, jenis)


@register.filter
def persen(nilai: float | Decimal | None) -> str:
    """12.345 → "12,3 %"."""
    return _atau_kosong(angka.format_persen, nilai)


@register.filter
def tanggal(nilai: date | None) -> str:
    """date → "16 Mei 2023"."""
    return _atau_kosong(angka.format_tanggal, nilai)


@register.filter
def bulan(nilai: date | None) -> str:
    """date → "Mei 2023"."""
    return _atau_kosong(angka.format_bulan, nilai)


@register.filter
def triwulan(nilai: date | None) -> str:
    """date → "TW II 2026"."""
    return _atau_kosong(angka.format_triwulan, nilai)


@register.filter
def waktu(nilai: datetime | None) -> str:
    """Aware datetime → "16 Mei 2023 14.05 WIT"."""
    return _atau_kosong(angka.format_waktu, nilai)


@register.filter
def bulan_singkat(nilai: date | None) -> str:
    """date → "Mei 23"."""
    return _atau_kosong(angka.format_bulan_singkat, nilai)


@register.simple_tag
def belum_tercatat(form: Any) -> str:
    """A sentence when the day that a form asks for lies after what it lets be known; it follows another one."""
    kalimat = not_recorded_yet(getattr(form, "akhir", form.until), form.known_at)
    return f" {kalimat}" if kalimat else ""
