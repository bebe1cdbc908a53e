"""Read reference files into typed values; a cell that cannot be read is named by file, line and column."""

import csv
import gzip
import io
import tomllib
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class RujukanRusak(ValueError):
    """A reference file lacks a column or holds a value that cannot be read; the text names the cell."""


class Baris:
    """One line of a reference file. `baris["nama"]` is the text; the methods read it as something else."""

    def __init__(self, berkas: str, nomor: int, isi: dict[str, str]) -> None:
        self.berkas, self.nomor, self.isi = berkas, nomor, isi

    def __getitem__(self, kolom: str) -> str:
        try:
            return self.isi[kolom]
        except KeyError:
            raise self.rusak(kolom, "kolom ini tidak ada") from None

    def rusak(self, kolom: str, pesan: str) -> RujukanRusak:
        """The error for one cell."""
        return RujukanRusak(f"{self.berkas} baris {self.nomor} kolom {kolom}: {pesan}.")

    def baca(self, kolom: str, ubah: Callable[[str], T], pesan: str) -> T:
        """The cell through `ubah`; ValueError, KeyError and InvalidOperation become the sentence `pesan`."""
        teks = self[kolom]
        try:
            return ubah(teks)
        except (ValueError, KeyError, InvalidOperation):
            raise self.rusak(kolom, f"“{teks}” {pesan}") from None

    def angka(self, kolom: str) -> int:
        return self.baca(kolom, int, "bukan bilangan bulat")

    def desimal(self, kolom: str) -> Decimal:
        return self.baca(kolom, Decimal, "bukan angka dengan titik desimal")

    def desimal_atau_kosong(self, kolom: str) -> Decimal | None:
        return self.desimal(kolom) if self[kolom] else None

    def tanggal(self, kolom: str) -> date:
        return self.baca(kolom, date.fromisoformat, "bukan tanggal TTTT-BB-HH")

    def salah_satu(self, kolom: str, enum: Any) -> str:
        """The cell if it is one of the enum's values."""
        return self.baca(kolom, lambda t: enum(t).value, f"bukan salah satu dari: {', '.join(enum.values)}")

    def cari(self, kolom: str, peta: dict[str, T], jenis: str) -> T:
        """What `peta` holds for the cell, for instance the id of the village with this code."""
        return self.baca(kolom, peta.__getitem__, f"tidak dikenal sebagai {jenis}")


def baca_berkas(berkas: Path) -> Iterator[Baris]:
    """Lines of a `.csv` or `.csv.gz`, numbered as an editor shows them (the heading is line 1)."""
    mentah = gzip.decompress(berkas.read_bytes()) if berkas.suffix == ".gz" else berkas.read_bytes()
    pembaca = csv.DictReader(io.StringIO(mentah.decode("utf-8-sig"), newline=""))
    for isi in pembaca:
        if None in isi or None in isi.values():
            raise RujukanRusak(f"{berkas.name} baris {pembaca.line_num}: jumlah kolom tidak sama dengan judulnya.")
        yield Baris(berkas.name, pembaca.line_num, {k: v.strip() for k, v in isi.items()})


def baca_sumber(map_rujukan: Path) -> dict[str, Any]:
    """`sumber.toml`: source, date of data and definition of each file."""
    with (map_rujukan / "sumber.toml").open("rb") as isi:
        return tomllib.load(isi)
