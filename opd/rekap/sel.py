"""Counts of families for readers who may not see families: a few are closed, and a sum holds open counts alone.

Nothing closed can be told by a difference: no sum contains it, and no count of a part stands beside the count of its whole.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from desa.angka import format_ribuan
from opd.ambang import KELUARGA_TERKECIL


@dataclass(frozen=True, slots=True)
class Sel:
    """One count; None: more than none and fewer than `KELUARGA_TERKECIL`."""

    n: int | None

    @property
    def teks(self) -> str:
        return f"<{KELUARGA_TERKECIL.nilai}" if self.n is None else format_ribuan(self.n)


def count_cell(n: int, *, terbuka: bool) -> Sel:
    """The count as it may be shown: whole to who may read the families."""
    return Sel(n if terbuka or n == 0 or n >= KELUARGA_TERKECIL.nilai else None)


def sum_open(sel: Iterable[Sel]) -> int:
    """The sum of what is shown."""
    return sum(s.n for s in sel if s.n is not None)
