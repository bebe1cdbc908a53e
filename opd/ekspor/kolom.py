"""Columns that many lists share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date
from operator import attrgetter
from typing import Any

from desa.ekspor.daftar import KolomDaftar
from desa.waktu import tanggal_wit

DATA_PRIBADI = "Berkas ini memuat data pribadi: simpan di komputer kantor dan hapus sesudah dipakai."
"""The note of every list that names persons."""


DIHITUNG = "Tidak: ini hitungan. Ubah catatan yang mendasarinya."
DARI_MEJA = "Tidak: naskahnya berjalan dari meja ke meja di aplikasi."
"""Why an edited file does not come back."""


def village(jalan: str, layar: str = "Desa") -> tuple[KolomDaftar, ...]:
    """Where a row is: the village at this path, in columns that can be sorted."""
    return _where(jalan, ("nama", "kecamatan.nama", "kecamatan.kabupaten.nama_singkat", "kode"), layar)


def place(jalan: str) -> tuple[KolomDaftar, ...]:
    """The same of a BarisPenugasan, which holds its names as texts."""
    return _where(jalan, ("desa", "kecamatan", "kabupaten", "kode"), "Desa")


def _where(jalan: str, bagian: Sequence[str], layar: str) -> tuple[KolomDaftar, ...]:
    kepala = (("Desa", 24), ("Kecamatan", 24), ("Kabupaten/kota", 26), ("Kode desa", 16))
    return tuple(KolomDaftar(j, f"{jalan}.{b}", layar, lebar=n) for (j, n), b in zip(kepala, bagian, strict=True))


def identity(layar: str) -> KolomDaftar:
    """What ties a row of a file to the record that stands under the heading `layar`."""
    return KolomDaftar("Pengenal", "uuid", layar, lebar=38)


def first(*kolom: KolomDaftar) -> tuple[KolomDaftar, ...]:
    """These columns of the first of what a row is made of."""
    return tuple(replace(k, nilai=_part(k, 0)) for k in kolom)


def second(*kolom: KolomDaftar) -> tuple[KolomDaftar, ...]:
    """These columns of the second of what a row is made of."""
    return tuple(replace(k, nilai=_part(k, 1)) for k in kolom)


def second_if(ada: str, nama: str) -> Callable[[Any], Any]:
    """The figure `nama` of the second, where its count `ada` is not 0: of nothing there is none."""
    return lambda baris: getattr(baris[1], nama) if getattr(baris[1], ada) else None


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
