"""Visits, activities and their rupiah per OPD and village, for a screen that has no query to spare."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Subquery

from opd.models import Pengguna
from opd.rekap.daftar_json import KelompokJson, day_of
from opd.rekap.kegiatan import RekapDana, RekapKegiatan, activity_order, activity_query, money_query, money_rows
from opd.rekap.kunjungan import last_visits
from opd.rekap.rentang import rentang


class Lapangan(NamedTuple):
    """The last visits by (OPD, village), on the day and by the end of last quarter; activities; money."""

    terakhir: dict[tuple[int, int], tuple[date | None, ...]]
    kegiatan: tuple[RekapKegiatan, ...]
    dana: tuple[RekapDana, ...]


def field_lists(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> dict[str, Subquery]:
    """What `field_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    hari: dict[str, Any] = {"known_at": known_at, "desa": desa}
    return {
        "lapangan_kunjungan": KelompokJson(last_visits(user, until, rentang(until).akhir_tw_lalu, **hari)),
        "lapangan_kegiatan": KelompokJson(activity_query(user, until=until, **hari)),
        "lapangan_dana": KelompokJson(money_query(user, until=until, **hari)),
    }


def field_of(terbaca: Mapping[str, Any]) -> Lapangan:
    """What `terakhir_per_penugasan`, `rekap_kegiatan` and `rekap_dana` give."""
    terakhir = {
        (opd, desa): tuple(h and day_of(h) for h in hari) for opd, desa, *hari in terbaca["lapangan_kunjungan"] or ()
    }
    kegiatan = [
        RekapKegiatan(opd, desa, tw, tahun, tw_lalu, day_of(kini), lalu and day_of(lalu))
        for opd, desa, tw, tahun, tw_lalu, kini, lalu in terbaca["lapangan_kegiatan"] or ()
    ]
    return Lapangan(terakhir, tuple(sorted(kegiatan, key=activity_order)), money_rows(terbaca["lapangan_dana"] or ()))
