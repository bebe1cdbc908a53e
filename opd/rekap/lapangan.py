"""Visits, activities and their rupiah per OPD and village, for a screen that has no query to spare."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Subquery

from opd.models import Pengguna
from opd.rekap.daftar_json import KelompokJson, day_of
from opd.rekap.kegiatan import RekapDana, RekapKegiatan, activity_order, activity_query, money_query, money_rows
from opd.rekap.kunjungan import last_visits, stood_then
from opd.rekap.penugasan import moved_lists
from opd.rekap.rentang import rentang
from opd.rekap.strategi import TANPA_BARIS, DanaStrategi, add_strategies


class Lapangan(NamedTuple):
    """The last visits by (OPD, village), on the day and by the end of last quarter; activities; money; and that of the year by
    strategy, by village.
    """

    terakhir: dict[tuple[int, int], tuple[date | None, ...]]
    kegiatan: tuple[RekapKegiatan, ...]
    dana: tuple[RekapDana, ...]
    strategi: dict[int, tuple[DanaStrategi, ...]]


def field_lists(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> dict[str, Subquery]:
    """What `field_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    hari: dict[str, Any] = {"known_at": known_at, "desa": desa}
    return {
        "lapangan_kunjungan": KelompokJson(last_visits(user, until, rentang(until).akhir_tw_lalu, **hari)),
        "lapangan_kegiatan": KelompokJson(activity_query(user, until=until, **hari)),
        "lapangan_dana": KelompokJson(money_query(user, "kegiatan__baris__strategi", until=until, **hari)),
    } | moved_lists(user, known_at)


def field_of(terbaca: Mapping[str, Any]) -> Lapangan:
    """What `terakhir_per_penugasan`, `rekap_kegiatan`, and `rekap_dana` give, and the year's money by strategy."""
    terakhir = {
        (opd, desa): tuple(h and day_of(h) for h in hari) for opd, desa, *hari in terbaca["lapangan_kunjungan"] or ()
    }
    kegiatan = [
        RekapKegiatan(opd, desa, tw, tahun, tw_lalu, day_of(kini), lalu and day_of(lalu))
        for opd, desa, tw, tahun, tw_lalu, kini, lalu in terbaca["lapangan_kegiatan"] or ()
    ]
    dana, kunjungan = terbaca["lapangan_dana"] or (), stood_then(terakhir, terbaca.get("alih") or ())
    return Lapangan(
        kunjungan, tuple(sorted(kegiatan, key=activity_order)), money_rows(_by_source(dana)), _by_strategy(dana)
    )


def _by_source(dana: Iterable[Sequence[Any]]) -> list[tuple[Any, ...]]:
    """The rows of each OPD, village and source together."""
    per: dict[tuple[Any, ...], list[tuple[int, ...]]] = defaultdict(list)
    for opd, desa, sumber, _, *rp in dana:
        per[opd, desa, sumber].append(tuple(map(int, rp)))
    return [(*kunci, *map(sum, zip(*isi, strict=True))) for kunci, isi in per.items()]


def _by_strategy(dana: Iterable[Sequence[Any]]) -> dict[int, tuple[DanaStrategi, ...]]:
    per: dict[int, list[DanaStrategi]] = defaultdict(list)
    for _, desa, sumber, strategi, _, tahun, _ in dana:
        per[desa].append(DanaStrategi(strategi or TANPA_BARIS, sumber, int(tahun)))
    return {desa: add_strategies(isi) for desa, isi in per.items()}
