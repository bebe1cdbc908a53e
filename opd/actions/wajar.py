"""Rupiah that look as if noughts were added or lost: asked about once, never refused."""

from __future__ import annotations

from collections.abc import Iterable
from statistics import median

KALI_WAJAR = 100
"""An amount this many times the middle of its like, or this small a part of it, is asked about. Typing thousands for
rupiah, or rupiah for thousands, is a thousandfold; a tenth of that leaves room for what is truly large or small."""


def is_far(rp: int, tengah: int) -> bool:
    """Whether an amount is out of all proportion to the middle of its like."""
    return rp >= KALI_WAJAR * tengah or rp * KALI_WAJAR <= tengah


def middle(nilai: Iterable[int]) -> int:
    """The median; 0 where there is nothing to compare with."""
    isi = [int(n) for n in nilai]
    return int(median(isi)) if isi else 0
