"""Months of sales that nobody reported, with the OPD that is to fill them in."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from desa.waktu import akhir_bulan
from opd.rekap.penugasan import BarisPenugasan, Penjawab
from opd.rekap.umkm import BulanKosong


def months_per_opd(
    kosong: Iterable[BulanKosong], penugasan: Iterable[BarisPenugasan], jawab: Penjawab
) -> tuple[tuple[BarisPenugasan, tuple[BulanKosong, ...]], ...]:
    """Of each of these penugasan the months on whose last day its OPD answered for the village, or nobody did.

    The months of a predecessor are the province's alone.
    """
    per_desa = defaultdict(list)
    for b in kosong:
        per_desa[b.desa_id].append((b, jawab.pada(b.desa_id, akhir_bulan(b.bulan))))
    return tuple(
        (p, tuple(b for b, oleh in per_desa[p.desa_id] if oleh is None or oleh.opd_id == p.opd_id)) for p in penugasan
    )
