"""The rows of a list written to a stream as they come, so that a long list never stands in memory as a file."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO

from desa.ekspor.buku import LembarKeluar, write_book
from desa.ekspor.daftar import Daftar, plain

PEMISAH = ";"
"""Excel set to Indonesian splits a CSV at ";" and reads "," as the decimal point; the mark at its start says UTF-8."""


def write_csv(aliran: BinaryIO, daftar: Daftar, baris: Iterable[Any]) -> None:
    """The list as CSV. Days are written 2026-06-30, which no Excel takes for another day."""
    teks = io.TextIOWrapper(aliran, encoding="utf-8-sig", newline="")
    tulis = csv.writer(teks, delimiter=PEMISAH)
    tulis.writerow([k.kepala for k in daftar.kolom])
    tulis.writerows(map(_csv_cell, isi) for isi in _cells(daftar, baris))
    teks.flush()
    teks.detach()


def _cells(daftar: Daftar, baris: Iterable[Any]) -> Iterator[list[Any]]:
    baca = [k.remembering() for k in daftar.kolom]
    for satu in baris:
        yield [b(satu) for b in baca]


def _csv_cell(nilai: Any) -> Any:
    tulis = _TULIS.get(type(nilai))
    return tulis(nilai) if tulis else nilai


def _with_comma(nilai: float | Decimal) -> str:
    return f"{nilai:f}".replace(".", ",")


_TULIS: dict[type, Callable[[Any], str]] = {
    datetime: "{:%Y-%m-%d %H:%M}".format,
    date: date.isoformat,
    float: _with_comma,
    Decimal: _with_comma,
}


def write_xlsx(aliran: BinaryIO, daftar: Daftar, baris: Iterable[Any], keterangan: Iterable[Sequence[Any]]) -> None:
    """The list as a workbook with a sheet "Keterangan" of (name, value) lines, asked for after the last row."""
    kepala = [(k.kepala, k.lebar) for k in daftar.kolom]
    rupiah = frozenset(n for n, k in enumerate(daftar.kolom) if k.satuan == "Rp")
    tentang = ([plain(x) for x in satu] for satu in keterangan)
    utama = LembarKeluar(daftar.nama, kepala, _cells(daftar, baris), rupiah)
    write_book(aliran, [utama, LembarKeluar("Keterangan", [("Tentang", 30), ("Isi", 100)], tentang)])
