"""Figures that look as if noughts were added or lost: asked about once, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from statistics import median

from desa.angka import format_bulan, format_rupiah
from opd.ambang import BANDING_OMZET

KALI_WAJAR = 100
"""An amount this many times the middle of its like, or this small a part of it, is asked about. Typing thousands for
rupiah, or rupiah for thousands, is a thousandfold; a tenth of that leaves room for what is truly large or small."""

BATAS_LONJAKAN = 10
"""So many times the same thing's last known figure, or so small a part of it, is asked about."""


def is_far(rp: int, tengah: int) -> bool:
    """Whether an amount is out of all proportion to the middle of its like."""
    return rp >= KALI_WAJAR * tengah or rp * KALI_WAJAR <= tengah


def middle(nilai: Iterable[int]) -> int:
    """The median; 0 where there is nothing to compare with."""
    isi = [int(n) for n in nilai]
    return int(median(isi)) if isi else 0


@dataclass(frozen=True)
class Lazim:
    """What an enterprise usually sells in a month: the middle of its last `n` months with sales, the newest `bulan`."""

    rp: int
    bulan: date
    n: int

    def question(self, omzet_rp: int) -> str:
        """What is asked about a figure far from it."""
        dari = (
            f"pada {format_bulan(self.bulan)}" if self.n == 1 else f"(nilai tengah {self.n} bulan berjualan terakhir)"
        )
        return (
            f"{format_rupiah(omzet_rp)} sangat jauh dari {format_rupiah(self.rp)} {dari}. "
            "Periksa jumlah nolnya, atau centang “angka ini benar”."
        )


def usual(deret: Sequence[tuple[date, int]]) -> Lazim | None:
    """The usual month of an enterprise from its months with sales, oldest first; None when it never sold."""
    akhir = deret[-BANDING_OMZET.nilai :]
    return Lazim(middle(rp for _, rp in akhir), akhir[-1][0], len(akhir)) if akhir else None


def is_jump(nilai: int | Decimal | None, terakhir: int | Decimal | None) -> bool:
    """Whether a figure is ten times the last known one or more, or a tenth of it or less; 0 is no jump."""
    if not nilai or not terakhir:
        return False
    return nilai >= BATAS_LONJAKAN * terakhir or nilai * BATAS_LONJAKAN <= terakhir
