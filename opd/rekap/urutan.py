"""The exact median of very many fractions that lie in sorted parts, without laying the parts together."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from decimal import Decimal
from fractions import Fraction
from math import inf, nextafter
from typing import NamedTuple

from opd.rekap.hitung import bulatkan

SEDIKIT = 32
"""From how few values on the middle is looked for among them by hand."""
LANGKAH = 64
"""Halvings after which two floats lie beside each other."""
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

    def between(self, dari: float, sampai: float) -> Counter[Fraction]:
        """Those above `dari` up to `sampai`, and how often."""
        awal, akhir = bisect_right(self.floats, dari), bisect_right(self.floats, sampai)
        isi = zip(self.floats[awal:akhir], memoryview(self.bawah).cast("q")[awal:akhir], strict=True)
        hasil = Counter({Fraction(round(v * d), d): n for (v, d), n in Counter(isi).items() if d})
        hasil.update(f for n, f in self.lain if awal <= n < akhir)
        return hasil


def in_order(nilai: Iterable[Fraction]) -> Urutan:
    """Any fractions."""
    urut = sorted((f.numerator / f.denominator, f.numerator, f.denominator) for f in nilai)
    lain = [n for n, (v, atas, bawah) in enumerate(urut) if bawah > TERBESAR or round(v * bawah) != atas]
    bawah = [d for _, _, d in urut]
    for n in lain:
        bawah[n] = 0
    isi = tuple((n, Fraction(*urut[n][1:])) for n in lain)
    return Urutan(array("d", [v for v, _, _ in urut]).tobytes(), array("q", bawah).tobytes(), isi)


def middle(ada: Sequence[Urutan], kecuali: Sequence[Urutan] = ()) -> tuple[Decimal | None, int]:
    """The median of all of `ada` but those of `kecuali`, with one decimal, and of how many; None of nothing."""
    banyak = sum(map(len, ada)) - sum(map(len, kecuali))
    if not banyak:
        return None, 0
    atas = _nth(ada, kecuali, banyak // 2)
    return bulatkan(atas if banyak % 2 else (_nth(ada, kecuali, banyak // 2 - 1) + atas) / 2), banyak


def _nth(ada: Sequence[Urutan], kecuali: Sequence[Urutan], n: int) -> Fraction:
    """The n-th smallest: halves the span of values that holds it until few are left."""
    isi, luar = [u.floats for u in ada if len(u)], [u.floats for u in kecuali if len(u)]

    def up_to(v: float) -> int:
        return sum(bisect_right(f, v) for f in isi) - sum(bisect_right(f, v) for f in luar)

    dari, sampai = nextafter(min(f[0] for f in isi), -inf), max(f[-1] for f in isi)
    bawah, atas = 0, up_to(sampai)
    for _ in range(LANGKAH):
        tengah = (dari + sampai) / 2
        if atas - bawah <= SEDIKIT or not dari < tengah < sampai:
            break
        sebanyak = up_to(tengah)
        if sebanyak > n:
            sampai, atas = tengah, sebanyak
        else:
            dari, bawah = tengah, sebanyak
    sisa = Counter[Fraction]()
    for u in ada:
        sisa.update(u.between(dari, sampai))
    for u in kecuali:
        sisa.subtract(u.between(dari, sampai))
    for f in sorted(sisa):
        bawah += sisa[f]
        if bawah > n:
            return f
    raise IndexError(n)
