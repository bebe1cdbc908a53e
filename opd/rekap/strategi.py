"""What the plans and the money say of the three strategies (Law: Inpres 4/2022, Inpres 8/2025)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Subquery, Sum

from opd.models import DanaKegiatan, Pengguna
from opd.rekap.daftar_json import json_rows
from opd.rekap.kegiatan import kegiatan_berlaku
from opd.rekap.versi_rencana import lines_in_force

TANPA_BARIS = "tanpa"
"""What stands for activities without a line."""


@dataclass(frozen=True, slots=True)
class DanaStrategi:
    """Rupiah from one source that went into lines of one strategy, or of none (`TANPA_BARIS`)."""

    strategi: str
    sumber: str
    jumlah_rp: int


def strategy_list(user: Pengguna, tahun: int, known_at: datetime | None = None) -> dict[str, Subquery]:
    """What `strategies_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    baris = lines_in_force(user, known_at).filter(rencana__tahun=tahun)
    return {"strategi": json_rows(baris, "rencana__penugasan_id", "strategi")}


def strategies_of(terbaca: Mapping[str, Any]) -> dict[int, frozenset[str]]:
    """Penugasan → the strategies of its plan in force for the year. No query."""
    hasil: dict[int, set[str]] = defaultdict(set)
    for penugasan, strategi in terbaca["strategi"] or ():
        hasil[penugasan].add(strategi)
    return {k: frozenset(v) for k, v in hasil.items()}


def rekap_strategi(
    user: Pengguna, *, dari: date, until: date, known_at: datetime | None = None
) -> tuple[DanaStrategi, ...]:
    """The rupiah of activities dated in [dari, until] by strategy of their line and by source. One query.

    An activity names its line by row; a later version keeps the strategy it had then.
    """
    kegiatan = kegiatan_berlaku(user, dari=dari, until=until, known_at=known_at)
    kunci = ("kegiatan__baris__strategi", "sumber")
    dana = DanaKegiatan.objects.visible_to(user).filter(kegiatan__in=kegiatan.order_by().values("pk"))
    kueri = dana.order_by().values(*kunci).annotate(rp=Sum("jumlah_rp")).values_list(*kunci, "rp")
    return tuple(sorted((DanaStrategi(s or TANPA_BARIS, sumber, int(rp)) for s, sumber, rp in kueri), key=_order))


def _order(d: DanaStrategi) -> tuple[bool, str, str]:
    return d.strategi == TANPA_BARIS, d.strategi, d.sumber
