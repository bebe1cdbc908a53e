"""Activities by month: twelve numbers for each OPD and village, as small as a word."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Count
from django.db.models.functions import ExtractMonth, ExtractYear

from desa.waktu import awal_bulan, tambah_bulan
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.kegiatan import kegiatan_berlaku
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of

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


_simpanan = SimpananDesa[tuple[tuple[int, tuple[int, ...]], ...]](terbanyak=1)


def deret_kegiatan(user: Pengguna, *, until: date, known_at: datetime | None = None) -> DeretKegiatan:
    """The last twelve months. One query, and one more for villages written about since they were read; as known at a past moment
    one.
    """
    baca = partial(_read, user, until, known_at)
    if known_at is None:
        per = _simpanan.kept(until, marks_of(read_lists(user, mark_lists(user))), baca)
    else:
        per = baca(None)
    return DeretKegiatan(first_day(until), until, {(opd, pk): n for pk, isi in per.items() for opd, n in isi})


def _read(
    user: Pengguna, until: date, known_at: datetime | None, desa: Collection[int] | None
) -> dict[int, tuple[tuple[int, tuple[int, ...]], ...]]:
    """By village each OPD with its months."""
    dari = first_day(until)
    urutan = {tambah_bulan(dari, n): n for n in range(BULAN)}
    kunci = ("penugasan__opd", "penugasan__desa", "_tahun", "_bulan")
    kegiatan = kegiatan_berlaku(user, dari=dari, until=until, known_at=known_at, desa=desa).order_by()
    kueri = kegiatan.annotate(_tahun=ExtractYear("tanggal"), _bulan=ExtractMonth("tanggal")).values(*kunci)
    per: dict[tuple[int, int], list[int]] = defaultdict(lambda: [0] * BULAN)
    for opd_id, desa_id, tahun, bulan, n in kueri.annotate(n=Count("pk")).values_list(*kunci, "n"):
        per[desa_id, opd_id][urutan[date(tahun, bulan, 1)]] = n
    hasil: dict[int, tuple[tuple[int, tuple[int, ...]], ...]] = defaultdict(tuple)
    for (desa_id, opd_id), bulanan in per.items():
        hasil[desa_id] += ((opd_id, tuple(bulanan)),)
    return hasil
