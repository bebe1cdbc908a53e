"""Nobody finds a few families by reckoning: an adversary who knows all pages at once, against random worlds.

The adversary reads of every village what the list says of today, its bridge alone or the sum of the closed ones, and of every OPD
what Kemajuan says, and keeps all that the closed numbers can be. Where only one value is left for a few, they are found.
Seen red with OPDs compared one by one (a few between two others), without the list's own few on the bridge, and with
the sum of closed villages compared as a whole alone: each tells somebody within these worlds.
"""

from __future__ import annotations

import itertools
import random
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from types import SimpleNamespace
from typing import NamedTuple

import pytest

from opd.rekap import entas
from opd.rekap.jalan_keluarga import Jembatan, Langkah, build_bridge
from opd.rekap.sel import KECIL, is_small

BANYAK = 100
TERBANYAK = 22
SEDIKIT = range(1, 5)


@dataclass
class Desa:
    """What happened: families *entas* under each OPD, relapsed since, left, and still on the list."""

    entas: dict[int, int]
    kambuh: int
    keluar: int
    tetap: int

    @property
    def masih_entas(self) -> int:
        return sum(self.entas.values()) - self.kambuh

    def keluarga(self) -> list[list[Langkah]]:
        def langkah(n: int, peristiwa: str) -> Langkah:
            return Langkah(date(2025, 1, n), n, peristiwa, "pindah" if peristiwa == "keluar" else "", sah=True)

        masuk = langkah(1, "masuk")
        semua = [[masuk, langkah(2 + n, "entas")] for n, m in enumerate(self.entas.values()) for _ in range(m)]
        for satu in semua[: self.kambuh]:
            satu.append(langkah(20, "kambuh"))
        return [
            *semua,
            *([masuk, langkah(15, "keluar")] for _ in range(self.keluar)),
            *([masuk] for _ in range(self.tetap)),
        ]


class Mungkin(NamedTuple):
    """What may have happened in a village, as far as the adversary can tell."""

    entas: int
    kambuh: int
    per_opd: tuple[int, ...]


def buat_dunia(benih: int) -> list[Desa]:
    r, opd = random.Random(benih), itertools.count()
    semua = []
    for _ in range(r.randint(3, 6)):
        milik = {next(opd): r.choice((0, 1, 2, 3, 4, 5, 6, 7, 9, 12)) for _ in range(r.choice((1, 1, 1, 2, 2, 3)))}
        kambuh = min(sum(milik.values()), r.choice((0, 0, 0, 0, 1, 3, 6)))
        semua.append(Desa(milik, kambuh, r.choice((0, 0, 1, 2, 3, 5, 7)), r.choice((2, 6, 8, 12, 20))))
    return semua


def tertulis(dunia: list[Desa]) -> tuple[dict[int, entas.SelEntas], frozenset[int], Jembatan | None]:
    """What a reader sees: the cell of each OPD, which bridges stand alone, and that of the others."""
    buku = entas.BukuKeluarga({n: d.keluarga() for n, d in enumerate(dunia)}, frozenset())
    isi: dict[int, list[entas._Entas]] = {}
    for n, d in enumerate(dunia):
        for opd, banyak in d.entas.items():
            penugasan = SimpleNamespace(opd_id=opd)
            isi |= {opd: [entas._Entas(penugasan, n, False, False)] * banyak} if banyak else {}
    opd = entas._read_opd(isi, buku)
    jembatan = {n: build_bridge(k, dari=date.min) for n, k in buku.desa.items()}
    return {o.isi[0].penugasan.opd_id: o.sel for o in opd}, *entas._parted(buku, jembatan, opd)


def mungkin(d: Desa, sel: dict[int, entas.SelEntas], *, sendiri: bool) -> set[Mungkin]:
    """All that the village's own numbers allow."""
    pilihan: list[Iterable[int]] = []
    for opd in d.entas:
        s = sel[opd].entas if opd in sel else None
        buka = (0,) if s is None else (s.nilai,) if s.nilai is not None else ()
        pilihan.append(buka or (SEDIKIT if s.tanda == KECIL else range(1, TERBANYAK)))
    kini = SEDIKIT if is_small(d.masih_entas) else (d.masih_entas,)
    semua = {
        Mungkin(sum(n), sum(n) - masih, n) for n in itertools.product(*pilihan) for masih in kini if sum(n) >= masih
    }
    benar = (sum(d.entas.values()), d.kambuh)
    return {m for m in semua if not sendiri or (m.entas, m.kambuh) == benar}


def pasangan(desa: Iterable[set[Mungkin]], sampai: Jembatan) -> set[tuple[int, int]]:
    """The sums of *entas* and of relapses that villages can make up together."""
    hasil = {(0, 0)}
    for satu in desa:
        isi = {(m.entas, m.kambuh) for m in satu}
        hasil = {(a + c, b + e) for a, b in hasil for c, e in isi if a + c <= sampai.entas and b + e <= sampai.kambuh}
    return hasil


def ditemukan(dunia: list[Desa]) -> tuple[list[str], bool]:
    """The few that the adversary finds, and whether a sum of closed villages was shown."""
    sel, sendiri, gabungan = tertulis(dunia)
    tahu = [mungkin(d, sel, sendiri=n in sendiri) for n, d in enumerate(dunia)]
    tutup = [n for n in range(len(dunia)) if n not in sendiri]
    if gabungan:
        sisa = {n: pasangan([tahu[m] for m in tutup if m != n], gabungan) for n in tutup}
        for n in tutup:
            tahu[n] = {m for m in tahu[n] if (gabungan.entas - m.entas, gabungan.kambuh - m.kambuh) in sisa[n]}
    temu = []
    for d, isi in zip(dunia, tahu, strict=True):
        benar = Mungkin(sum(d.entas.values()), d.kambuh, tuple(d.entas.values()))
        assert benar in isi
        temu += [
            f"OPD {opd}"
            for n, opd in enumerate(d.entas)
            if is_small(d.entas[opd]) and len({m.per_opd[n] for m in isi}) == 1
        ]
        temu += ["entas"] if is_small(d.masih_entas) and len({m.entas - m.kambuh for m in isi}) == 1 else []
        temu += ["kambuh"] if is_small(d.kambuh) and len({m.kambuh for m in isi}) == 1 else []
    return temu + sisa_lain(dunia, tutup, sendiri, gabungan), gabungan is not None


def sisa_lain(dunia: list[Desa], tutup: list[int], sendiri: frozenset[int], gabungan: Jembatan | None) -> list[str]:
    """Likewise those that left and those that still stand on the list."""
    temu = []
    for nama, semua in (("keluar", [d.keluar for d in dunia]), ("tetap", [d.tetap + d.kambuh for d in dunia])):
        temu += [nama for n in sendiri if is_small(semua[n])]
        kecil = [semua[n] for n in tutup if is_small(semua[n])]
        if gabungan and kecil:
            lain = len(kecil) - 1
            temu += [nama for _ in kecil if len([c for c in SEDIKIT if lain <= sum(kecil) - c <= 4 * lain]) == 1]
    return temu


def test_no_few_are_found_by_who_reads_every_page():
    bersama = 0
    for benih in range(BANYAK):
        temu, tampak = ditemukan(buat_dunia(benih))
        assert temu == [], benih
        bersama += tampak
    assert bersama


@pytest.mark.parametrize(
    ("per_desa", "tampak"),
    [((7,), True), ((7, 6), True), ((7, 3), False), ((7, 2, 2), False), ((7, 3, 2), True), ((7, 1, 1), False)],
)
def test_an_opd_of_several_villages_tells_the_few_of_none(per_desa, tampak):
    """10 less the 7 of the one village's list are the 3 of the other. Seen red without looking at its villages."""
    isi = [
        entas._Entas(SimpleNamespace(opd_id=1), n, False, False)
        for n, banyak in enumerate(per_desa)
        for _ in range(banyak)
    ]
    buku = entas.BukuKeluarga({n: Desa({1: m}, 0, 0, 9).keluarga() for n, m in enumerate(per_desa)}, frozenset())
    assert entas._cells({1: isi}, buku)[1].entas.nilai == (len(isi) if tampak else None)
