"""Two OPDs, or two villages, side by side: the same figures as in the table, each with its list."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from binaan.dasbor.kolom import KOLOM
from binaan.dasbor.tabel import BarisOpd, Isian, sum_words, sums


@dataclass(frozen=True, slots=True)
class Sisi:
    """One side: its name and page, and its rows."""

    kunci: str
    nama: str
    alamat: str
    baris: tuple[BarisOpd, ...]


@dataclass(frozen=True, slots=True)
class Sel:
    """One figure of a side: by village where there are several, and their sum where it can be said."""

    isi: tuple[tuple[str, Isian], ...]
    jumlah: str


def sides(baris: Iterable[BarisOpd], jenis: str) -> list[Sisi]:
    """What can be compared, by name: OPDs with all their villages, or villages."""
    per: dict[str, list[BarisOpd]] = {}
    for b in baris:
        p = b.rekap.penugasan
        per.setdefault(p.opd_slug if jenis == "opd" else p.kode, []).append(b)
    return sorted((_side(kunci, isi, jenis) for kunci, isi in per.items()), key=lambda s: s.nama)


def _side(kunci: str, isi: Sequence[BarisOpd], jenis: str) -> Sisi:
    p = isi[0].rekap.penugasan
    if jenis == "opd":
        return Sisi(kunci, p.opd, isi[0].alamat_opd, tuple(isi))
    return Sisi(kunci, p.tempat, isi[0].alamat_desa, tuple(isi))


def compare(a: Sisi, b: Sisi, kepala: dict[str, str]) -> list[tuple[str, Sel, Sel]]:
    """(figure, its value on either side), in the order of the table."""
    return [(kepala[k], _cell(a, k), _cell(b, k)) for k in KOLOM]


def _cell(s: Sisi, kolom: str) -> Sel:
    isi = tuple((b.rekap.penugasan.desa, b.isian[kolom]) for b in s.baris)
    return Sel(isi, sum_words(sums(s.baris), kolom) if len(isi) > 1 else "")
