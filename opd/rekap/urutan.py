"""The exact median of very many fractions that lie in sorted parts, without laying the parts together."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from operator import itemgetter
from typing import NamedTuple

from opd.rekap.hitung import bulatkan

SEDIKIT = 32
"""From how few values on the middle is looked for among them by hand."""
TERBESAR = 2**62


class Urutan(NamedTuple):
    """Fractions in the order of their nearest floats: the floats, their denominators, and by their place the few that these
    two do not give back (their denominator is 0).
    """

    nilai: bytes
    bawah: bytes
    lain: tuple[tuple[int, Fraction], ...]

    def __len__(self) -> int:
        return len(self.nilai) // 8

    @property
    def floats(self) -> memoryview[float]:
        return memoryview(self.nilai).cast("d")

    def some(self, awal: int, akhir: int) -> Counter[Fraction]:
        """Those at these places, and how often."""
        isi = zip(self.floats[awal:akhir], memoryview(self.bawah).cast("q")[awal:akhir], strict=True)
        hasil = Counter({Fraction(round(v * d), d): n for (v, d), n in Counter(isi).items() if d})
        hasil.update(f for n, f in self.lain if awal <= n < akhir)
        return hasil


@dataclass(slots=True)
class _Jendela:
    """The places of one part between which the one looked for must lie; `tanda` -1: what is there does not count."""

    urutan: Urutan
    nilai: memoryview[float]
    tanda: int
    awal: int
    akhir: int

    def up_to(self, v: float) -> int:
        """The place after the last one that is not above `v`."""
        return bisect_right(self.nilai, v, self.awal, self.akhir)


def in_order(nilai: Iterable[tuple[int, int]]) -> Urutan:
    """Any fractions, each as its ratio, which is counted and sorted at a tenth of the cost."""
    urut = sorted((atas / bawah, atas, bawah) for atas, bawah in nilai)
    lain = [n for n, (v, atas, bawah) in enumerate(urut) if bawah > TERBESAR or round(v * bawah) != atas]
    bawah = [d for _, _, d in urut]
    for n in lain:
        bawah[n] = 0
    isi = tuple((n, Fraction(*urut[n][1:])) for n in lain)
    return Urutan(array("d", [v for v, _, _ in urut]).tobytes(), array("q", bawah).tobytes(), isi)


def join_orders(semua: Sequence[Urutan]) -> Urutan:
    """All of these as one."""
    isi: list[tuple[float, int, Fraction | None]] = []
    for u in semua:
        lain = dict(u.lain)
        isi += (
            (v, d, lain.get(n)) for n, (v, d) in enumerate(zip(u.floats, memoryview(u.bawah).cast("q"), strict=True))
        )
    isi.sort(key=itemgetter(0))
    nilai, bawah = array("d", [v for v, _, _ in isi]), array("q", [d for _, d, _ in isi])
    return Urutan(nilai.tobytes(), bawah.tobytes(), tuple((n, f) for n, (_, _, f) in enumerate(isi) if f is not None))


def middle(ada: Sequence[Urutan], kecuali: Sequence[Urutan] = ()) -> tuple[Decimal | None, int]:
    """The median of all of `ada` but those of `kecuali`, with one decimal, and of how many; None of nothing."""
    banyak = sum(map(len, ada)) - sum(map(len, kecuali))
    if not banyak:
        return None, 0
    atas = _nth(ada, kecuali, banyak // 2)
    return bulatkan(atas if banyak % 2 else (_nth(ada, kecuali, banyak // 2 - 1) + atas) / 2), banyak


def _nth(ada: Sequence[Urutan], kecuali: Sequence[Urutan], n: int) -> Fraction:
    """The n-th smallest: halves the span of values that holds it until few are left, or none but alike."""
    semua = [_Jendela(u, u.floats, 1, 0, len(u)) for u in ada if len(u)]
    semua += [_Jendela(u, u.floats, -1, 0, len(u)) for u in kecuali if len(u)]
    while sum(j.akhir - j.awal for j in semua) > SEDIKIT:
        dari, sampai = min(j.nilai[j.awal] for j in semua), max(j.nilai[j.akhir - 1] for j in semua)
        if dari == sampai:
            break
        tengah = dari + (sampai - dari) / 2
        batas = [j.up_to(tengah if tengah < sampai else dari) for j in semua]
        sebanyak = sum(j.tanda * (b - j.awal) for j, b in zip(semua, batas, strict=True))
        for j, b in zip(semua, batas, strict=True):
            if sebanyak > n:
                j.akhir = b
            else:
                j.awal = b
        n -= 0 if sebanyak > n else sebanyak
        semua = [j for j in semua if j.awal < j.akhir]
    sisa = Counter[Fraction]()
    for j in semua:
        (sisa.update if j.tanda > 0 else sisa.subtract)(j.urutan.some(j.awal, j.akhir))
    for f in sorted(sisa):
        n -= sisa[f]
        if n < 0:
            return f
    raise IndexError(n)
