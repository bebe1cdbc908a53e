"""What the plans and the money say of the three strategies (Law: Inpres 4/2022, Inpres 8/2025)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Subquery

from opd.models import Pengguna
from opd.rekap.daftar_json import json_rows
from opd.rekap.penugasan import earlier_rows, moved_lists, with_earlier
from opd.rekap.versi_rencana import lines_in_force

TANPA_BARIS = "tanpa"
"""What stands for activities without a line."""


@dataclass(frozen=True, slots=True)
class DanaStrategi:
    """Rupiah of the year from one source that went into lines of one strategy, or of none (`TANPA_BARIS`).

    An activity names its line by row; a later version keeps the strategy it had then.
    """

    strategi: str
    sumber: str
    jumlah_rp: int


def strategy_list(tahun: int, known_at: datetime | None = None) -> dict[str, Subquery]:
    """What `strategies_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    baris = lines_in_force(known_at).filter(rencana__tahun=tahun)
    return {"strategi": json_rows(baris, "rencana__penugasan_id", "strategi")} | moved_lists(Pengguna(), known_at)


def strategies_of(terbaca: Mapping[str, Any]) -> dict[int, frozenset[str]]:
    """Penugasan → the strategies of its plan in force for the year, as `planned`. No query."""
    hasil: dict[int, set[str]] = defaultdict(set)
    dulu = earlier_rows(terbaca)
    for penugasan, strategi in terbaca["strategi"] or ():
        for pk in with_earlier(penugasan, dulu):
            hasil[pk].add(strategi)
    return {k: frozenset(v) for k, v in hasil.items()}


def add_strategies(dana: Iterable[DanaStrategi]) -> tuple[DanaStrategi, ...]:
    """The sums of each strategy and source that have any, those without a line last."""
    per: dict[tuple[str, str], int] = defaultdict(int)
    for d in dana:
        per[d.strategi, d.sumber] += d.jumlah_rp
    return tuple(sorted((DanaStrategi(*kunci, rp) for kunci, rp in per.items() if rp), key=_order))


def _order(d: DanaStrategi) -> tuple[bool, str, str]:
    return d.strategi == TANPA_BARIS, d.strategi, d.sumber
