"""Visits, activities and their rupiah per OPD and village in one query, for a screen that has none to spare."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import CharField, IntegerField, Max, Q, QuerySet, Value

from opd.models import Pengguna
from opd.rekap.kegiatan import RekapDana, RekapKegiatan, activity_order, activity_query, money_query, money_rows
from opd.rekap.kunjungan import kunjungan_sah
from opd.rekap.rentang import rentang

KUNJUNGAN = "kunjungan"
"""What stands in place of a source of money where a row tells of visits; activities have none."""


class Lapangan(NamedTuple):
    """The last visits by (OPD, village), on the day and by the end of last quarter; activities; money."""

    terakhir: dict[tuple[int, int], tuple[date | None, ...]]
    kegiatan: tuple[RekapKegiatan, ...]
    dana: tuple[RekapDana, ...]


def read_field(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> Lapangan:
    """What `terakhir_per_penugasan`, `rekap_kegiatan` and `rekap_dana` give. One query."""
    hari: dict[str, Any] = {"until": until, "known_at": known_at, "desa": desa}
    kueri = activity_query(user, **hari).union(money_query(user, **hari), _visits(user, **hari), all=True)
    terakhir: dict[tuple[int, int], tuple[date | None, ...]] = {}
    kegiatan, dana = [], []
    for baris in kueri:
        opd, pk, sumber, tw, tahun, tw_lalu, kini, lalu = baris
        if sumber == KUNJUNGAN:
            terakhir[opd, pk] = (kini, lalu)
        elif sumber:
            dana.append(baris)
        else:
            kegiatan.append(RekapKegiatan(opd, pk, int(tw), int(tahun), int(tw_lalu), kini, lalu))
    return Lapangan(terakhir, tuple(sorted(kegiatan, key=activity_order)), money_rows(dana))


def _visits(user: Pengguna, *, until: date, known_at: datetime | None, desa: Collection[int] | None) -> QuerySet:
    """OPD, village, KUNJUNGAN, no counts, and the last visits that count."""
    kunci, nol = ("penugasan__opd", "penugasan__desa"), Value(0, output_field=IntegerField())
    hari = {"kini": Max("tanggal"), "lalu": Max("tanggal", filter=Q(tanggal__lte=rentang(until).akhir_tw_lalu))}
    sah = kunjungan_sah(user, known_at=known_at, desa=desa).filter(tanggal__lte=until).order_by()
    tanda = Value(KUNJUNGAN, output_field=CharField())
    return sah.values(*kunci).annotate(**hari).values_list(*kunci, tanda, nol, nol, nol, *hari)
