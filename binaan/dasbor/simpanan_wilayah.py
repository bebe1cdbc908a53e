"""What the villages of each kabupaten come to, kept as long as nothing was written about any of them, in the process and in the
table of villages (as minus the id of the kabupaten): of a country the one screen reads a row for each kabupaten, and counts again
only those that something was written about, from what is kept of their villages.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import partial

from binaan.dasbor.hitungan import Hitungan, read_villages
from binaan.dasbor.jumlah import JumlahDesa, add_groups, add_villages
from binaan.dasbor.simpanan import DULU, GUGUS, HARI, WILAYAH
from binaan.dasbor.simpanan_tabel import Tanya, asked_again, read_rows, stale, tabled, write_later
from opd.rekap.simpanan_desa import Tanda, joint_marks, marks_in

SEDIKIT, SEPROVINSI = 3, 40
"""Up to how many kabupaten are counted without looking in the table for them, or keeping them there: in a process that has
nothing yet of what they are asked about, and in one that has. What it has of their villages is added up sooner than their rows
are written, which would let go of every page that is kept, in any process.
"""
SEKALIGUS = 1500
"""About how many villages are looked at together, of kabupaten that were not counted yet: a province's."""
SEGUGUS, GUGUS_TERSIMPAN, NOMOR = 16, 200, 100_000
"""How many villages are added up together, of how many such groups a process keeps what they come to, and what is between the
numbers of those of two kabupaten.
"""
TERSIMPAN = 3000
"""How many villages, or kabupaten, a process keeps for the next write about what they lie in."""


def count_regions(tanya: Tanya, tanda: Tanda, *, semua: bool = True) -> dict[int, JumlahDesa]:
    """Each kabupaten by its id, of which `tanda` are the marks (`semua`: and of which there are no others).

    No query where all are kept; one for the marks of the villages of those that are not, one for their facts where more than the
    marks changed, and one for the table where many are asked for.
    """

    def baca(kabupaten: Collection[int] | None) -> dict[int, JumlahDesa]:
        diminta = {k: tanda[k] for k in (tanda if kabupaten is None else kabupaten)}
        return _from_table(tanya, diminta, semua=semua and len(diminta) == len(tanda))

    return WILAYAH.kept(tanya, tanda, baca, sisakan=0 if semua else TERSIMPAN)


def _from_table(tanya: Tanya, tanda: Tanda, *, semua: bool) -> dict[int, JumlahDesa]:
    ada: dict[int, JumlahDesa] = {}
    perlu = {-k: t for k, t in tanda.items() if t is not None}
    sedikit = SEPROVINSI if WILAYAH.knows(tanya) else SEDIKIT
    if len(perlu) > sedikit and asked_again(tanya):
        ada = {-k: j for k, j in read_rows(tanya, perlu, JumlahDesa).items() if j is not None}
    sisa = stale(tanda, ada)
    baru = {
        k: _count(tanya, k, milik, isi)
        for k, milik, isi in _villages_in(tanya, sisa, semua=semua and len(sisa) == len(tanda))
    }
    if len(sisa) > sedikit and asked_again(tanya):
        write_later(tanya, {-k: (t, j) for k, j in baru.items() if (t := tanda[k]) is not None})
    return ada | baru


def _count(tanya: Tanya, kabupaten: int, tanda: Tanda, isi: Mapping[int, Hitungan]) -> JumlahDesa:
    """A kabupaten of groups of its villages, of which only those are added up again that something was written about."""
    desa, hari = list(tanda), tanya[0]
    gugus = {kabupaten * NOMOR + n: desa[n : n + SEGUGUS] for n in range(0, len(desa), SEGUGUS)}
    if len(gugus) < 2:
        return add_villages(list(isi.values()), hari)

    def baca(diminta: Collection[int] | None) -> dict[int, JumlahDesa]:
        dicari = gugus if diminta is None else diminta
        return {g: add_villages([isi[pk] for pk in gugus[g] if pk in isi], hari) for g in dicari}

    bagian = GUGUS.kept(tanya, joint_marks(tanda, gugus), baca, sisakan=GUGUS_TERSIMPAN)
    return add_groups(list(isi.values()), [bagian[g] for g in sorted(bagian)], hari)


def _villages_in(
    tanya: Tanya, kabupaten: Collection[int], *, semua: bool = False
) -> Iterator[tuple[int, Tanda, dict[int, Hitungan]]]:
    """The villages of each of these kabupaten (`semua`: of which there are no others), and their marks."""
    if not kabupaten:
        return
    tanda = marks_in(kabupaten, tanya[1])
    for bagian in [list(tanda)] if tanya[1] else _batches(tanda):  # as known then they may hang together
        milik = {pk: t for k in bagian for pk, t in tanda[k].items()}
        isi = _read(tanya, milik, semua=semua and len(bagian) == len(tanda))
        for k in bagian:
            yield k, tanda[k], {pk: isi[pk] for pk in tanda[k] if pk in isi}


def _batches(tanda: Mapping[int, Tanda]) -> Iterator[list[int]]:
    bagian: list[int] = []
    banyak = 0
    for k, desa in tanda.items():
        if bagian and banyak + len(desa) > SEKALIGUS:
            yield bagian
            bagian, banyak = [], 0
        bagian.append(k)
        banyak += len(desa)
    yield bagian


def _read(tanya: Tanya, tanda: Tanda, *, semua: bool) -> dict[int, Hitungan]:
    if not tanda:
        return {}
    hari, diketahui = tanya
    baca = partial(read_villages, hari, known_at=diketahui)

    def named(desa: Collection[int] | None) -> dict[int, Hitungan]:
        return baca(list(tanda) if desa is None and not semua else desa)

    simpanan = HARI if diketahui is None else DULU
    return simpanan.kept(tanya, tanda, tabled(tanya, tanda, named, semua=semua), sisakan=TERSIMPAN)
