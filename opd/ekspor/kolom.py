"""Columns that many lists share."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from desa.ekspor.daftar import KolomDaftar
from desa.waktu import tanggal_wit

UUID_JUDUL = "Pengenal"


def village(jalan: str, layar: str = "") -> tuple[KolomDaftar, ...]:
    """Where a row is: the village at this path, in columns that can be sorted."""
    return (
        KolomDaftar("Desa", f"{jalan}.nama", layar, lebar=24),
        KolomDaftar("Kecamatan", f"{jalan}.kecamatan.nama", layar or "Desa", lebar=24),
        KolomDaftar("Kabupaten/kota", f"{jalan}.kecamatan.kabupaten.nama_singkat", layar or "Desa", lebar=26),
        KolomDaftar("Kode desa", f"{jalan}.kode", layar or "Desa", lebar=16),
    )


def place(jalan: str, layar: str = "") -> tuple[KolomDaftar, ...]:
    """The same of a BarisPenugasan, which holds its names as texts."""
    return (
        KolomDaftar("Desa", f"{jalan}.desa", layar, lebar=24),
        KolomDaftar("Kecamatan", f"{jalan}.kecamatan", layar or "Desa", lebar=24),
        KolomDaftar("Kabupaten/kota", f"{jalan}.kabupaten", layar or "Desa", lebar=26),
        KolomDaftar("Kode desa", f"{jalan}.kode", layar or "Desa", lebar=16),
    )


def first(*kolom: KolomDaftar) -> tuple[KolomDaftar, ...]:
    """These columns of the first of what a row is made of."""
    return tuple(replace(k, nilai=_part(k, 0)) for k in kolom)


def second(*kolom: KolomDaftar) -> tuple[KolomDaftar, ...]:
    """These columns of the second of what a row is made of."""
    return tuple(replace(k, nilai=_part(k, 1)) for k in kolom)


def _part(kolom: KolomDaftar, nomor: int) -> Callable[[Any], Any]:
    baca = kolom.reader()
    return lambda baris: baca(baris[nomor])


def day(jalan: str) -> Callable[[Any], date | None]:
    """The day in WIT of a moment."""
    ambil = attrgetter(jalan)
    return lambda baris: tanggal_wit(saat) if (saat := ambil(baris)) else None


def joined(*bagian: str) -> str:
    """What is told of a row in one cell, empty parts left out."""
    return "; ".join(b for b in bagian if b)
