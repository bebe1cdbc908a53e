"""Activities by month: twelve numbers for each OPD and village, as small as a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from desa.waktu import awal_bulan, tambah_bulan
from opd.models import Pengguna
from opd.rekap.kegiatan import kegiatan_berlaku

BULAN = 12


@dataclass(frozen=True, slots=True)
class DeretKegiatan:
    """(OPD, village) → activities of each month from `dari` to the month of `until`, the last as far as it went."""

    dari: date
    until: date
    isi: Mapping[tuple[int, int], tuple[int, ...]]

    def of(self, kunci: tuple[int, int]) -> tuple[int, ...]:
        return self.isi.get(kunci, (0,) * BULAN)

    @property
    def total(self) -> int:
        return sum(map(sum, self.isi.values()))


def first_day(until: date) -> date:
    """The first day of the twelve months that end with that of `until`."""
    return tambah_bulan(awal_bulan(until), 1 - BULAN)


def deret_kegiatan(user: Pengguna, *, until: date, known_at: datetime | None = None) -> DeretKegiatan:
    """The last twelve months. One query."""
    dari = first_day(until)
    urutan = {tambah_bulan(dari, n): n for n in range(BULAN)}
    kunci = ("penugasan__opd", "penugasan__desa", "_tahun", "_bulan")
    kegiatan = kegiatan_berlaku(user, dari=dari, until=until, known_at=known_at).order_by()
    kueri = kegiatan.annotate(_tahun=ExtractYear("tanggal"), _bulan=ExtractMonth("tanggal")).values(*kunci)
    hasil: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * BULAN)
    for opd_id, desa_id, tahun, bulan, n in kueri.annotate(n=Count("pk")).values_list(*kunci, "n"):
        hasil[opd_id, desa_id][urutan[date(tahun, bulan, 1)]] = n
    return DeretKegiatan(dari, until, {k: tuple(v) for k, v in hasil.items()})
