"""What the kabupaten of each province come to, kept like these where there are many provinces: of a country the one screen reads
a row for each of them, and puts together again only the provinces that something was written about.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace

from binaan.dasbor.jumlah import JumlahDesa, join_spreads, merge
from binaan.dasbor.simpanan import PROVINSI
from binaan.dasbor.simpanan_tabel import Tanya, asked_again, read_rows, write_later
from binaan.dasbor.simpanan_wilayah import count_regions
from binaan.peta_gugus import TERBANYAK
from opd.rekap.simpanan_desa import Tanda, joint_marks

SEDIKIT = 3
"""Up to how many provinces are put together from their kabupaten each time."""
NOMOR = 10**12
"""In the table a province is minus this and its code."""
Provinsi = Mapping[int, int]
"""The code of its province by the id of a kabupaten."""


def count_all(tanya: Tanya, tanda: Tanda, provinsi: Provinsi) -> list[JumlahDesa]:
    """All villages, of which `tanda` are the marks of the kabupaten, in a few parts."""
    milik = kabupaten_of(tanda, provinsi)
    if len(milik) <= SEDIKIT:
        isi = count_regions(tanya, tanda)
    else:
        isi = PROVINSI.kept(tanya, joint_marks(tanda, milik), lambda diminta: _read(tanya, tanda, milik, diminta))
    return [isi[k] for k in sorted(isi)]


def kabupaten_of(tanda: Tanda, provinsi: Provinsi) -> dict[int, list[int]]:
    """By the code of a province its kabupaten."""
    hasil: dict[int, list[int]] = defaultdict(list)
    for k in sorted(tanda):
        hasil[provinsi[k]].append(k)
    return dict(hasil)


def put_together(isi: Iterable[JumlahDesa], tanya: Tanya) -> JumlahDesa:
    """A province of its kabupaten: with one order of growth, and without the points that a map of so many has no room for."""
    j = merge(list(isi), tanya[0])
    return replace(j, sebaran=(join_spreads(j.sebaran),), titik=j.titik if len(j) <= TERBANYAK else ())


def _read(
    tanya: Tanya, tanda: Tanda, milik: Mapping[int, Collection[int]], diminta: Collection[int] | None
) -> dict[int, JumlahDesa]:
    dicari = list(milik if diminta is None else diminta)
    marks = {p: t for p, t in joint_marks(tanda, {p: milik[p] for p in dicari}).items() if t is not None}
    simpan = len(dicari) > SEDIKIT and asked_again(tanya)
    baris = read_rows(tanya, {-NOMOR - p: t for p, t in marks.items()}, JumlahDesa) if simpan else {}
    ada = {-NOMOR - n: j for n, j in baris.items() if j is not None}
    sisa = [p for p in dicari if p not in ada]
    if not sisa:
        return ada
    teks = {tanda[k] for p in sisa for k in milik[p]}
    bersama = {k: t for k, t in tanda.items() if t in teks}  # with those that hang together with them
    isi = count_regions(tanya, bersama, semua=len(bersama) == len(tanda))
    baru = {p: put_together((isi[k] for k in milik[p]), tanya) for p in sisa}
    if simpan:
        write_later(tanya, {-NOMOR - p: (marks[p], j) for p, j in baru.items() if p in marks})
    return ada | baru
