"""The list of assisted villages and their indices as a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from desa.angka import format_tanggal
from desa.impor.tulis import tulis_daftar
from opd.rekap.indeks_daftar import BarisIndeks, SelIndeks

KOLOM = (
    ("Kode desa", 16), ("Desa", 24), ("Kecamatan", 24), ("Kabupaten/kota", 28), ("OPD pendamping", 40),
    ("Tahun IDM", 10), ("IDM", 10), ("Status IDM", 18), ("Garis dasar IDM", 14), ("Nilai dasar IDM", 14), ("Perubahan IDM", 14),
    ("Tahun Indeks Desa", 16), ("Indeks Desa", 12), ("Status Indeks Desa", 18), ("Garis dasar Indeks Desa", 20),
    ("Nilai dasar Indeks Desa", 20), ("Perubahan Indeks Desa", 20), ("Tahun skor indikator", 18), ("Indikator merah", 16),
    ("Catatan", 60),
)  # fmt: skip


def sheet_of(baris: Iterable[BarisIndeks], until: date) -> bytes:
    """One row per village, in the order of the page; an unknown figure is an empty cell, never 0."""
    judul = (
        f"Indeks desa binaan per {format_tanggal(until)}. IDM dan Indeks Desa tidak dibandingkan satu dengan yang lain."
    )
    return tulis_daftar("Indeks desa", judul, KOLOM, [_row(b) for b in baris])


def _row(b: BarisIndeks) -> tuple[Any, ...]:
    p = b.penugasan
    catatan = "" if b.berlaku else "kelurahan: indeks tidak berlaku"
    kepala = (p.kode, p.desa, p.kecamatan, p.kabupaten, p.opd)
    return (*kepala, *_sel(b.idm), *_sel(b.indeks_desa), b.tahun_skor, b.merah, catatan)


def _sel(sel: SelIndeks | None) -> tuple[Any, ...]:
    if sel is None:
        return (None,) * 6
    r = sel.rekap
    return (r.tahun, r.nilai, str(sel.status.label), r.tahun_dasar, r.nilai_dasar, r.perubahan)
