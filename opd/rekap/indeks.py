"""The change of the villages' index: context from outside, never mixed with the programme's results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import QuerySet, Subquery

from desa.models import IndeksDesa
from opd.models import Pengguna
from opd.rekap.daftar_json import day_of, decimal_of, json_rows, read_lists

KOLOM_INDEKS = ("desa_id", "tanggal_data", "tahun", "jenis", "nilai", "status")
TEMPAT_INDEKS = 4
PerJenis = dict[tuple[int, str], list[tuple]]
"""(Village id, kind) → its indices, oldest first."""


@dataclass(frozen=True, slots=True)
class RekapIndeks:
    """One village: its newest index and, of the same kind, the baseline at the programme's start (None = one year known).

    `sebelum_mulai`: even the newest is older than the programme here, so its change is context and no result.
    """

    desa_id: int
    jenis: str
    tahun: int
    nilai: Decimal
    status: str
    tahun_dasar: int | None
    nilai_dasar: Decimal | None
    sebelum_mulai: bool

    @property
    def perubahan(self) -> Decimal | None:
        return None if self.nilai_dasar is None else self.nilai - self.nilai_dasar


def rekap_indeks(user: Pengguna, mulai: Mapping[int, date], *, until: date) -> tuple[RekapIndeks, ...]:
    """One row per village of `mulai` (village id → start of its first penugasan) with an index by `until`. One query.

    The baseline is the newest of the same kind dated by the start, else the oldest after it; a lone year has none.
    """
    milik = IndeksDesa.objects.visible_to(user).filter(desa__in=list(mulai))
    return indices_of(read_lists(user, index_list(milik, until=until)), mulai)


def index_list(indeks: QuerySet[IndeksDesa], *, until: date) -> dict[str, Subquery]:
    """What `indices_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    return {"indeks": json_rows(indeks.filter(tanggal_data__lte=until), *KOLOM_INDEKS)}


def indices_of(terbaca: Mapping[str, Any], mulai: Mapping[int, date]) -> tuple[RekapIndeks, ...]:
    """`rekap_indeks` of a list that was read already."""
    per_desa: dict[int, list[tuple]] = defaultdict(list)
    for desa_id, hari, tahun, jenis, nilai, status in sorted(terbaca["indeks"] or ()):
        if desa_id in mulai:
            per_desa[desa_id].append((day_of(hari), jenis, tahun, decimal_of(nilai, TEMPAT_INDEKS), status))
    return tuple(_indeks(desa_id, per_desa[desa_id], mulai[desa_id]) for desa_id in sorted(per_desa))


def rekap_indeks_sejenis(
    user: Pengguna, mulai: Mapping[int, date], *, until: date
) -> dict[tuple[int, str], RekapIndeks]:
    """The same for each kind by itself: (village id, kind) → its newest index and the baseline of that kind. One query."""
    return compare_kinds(read_kinds(user, mulai, until=until), mulai)


def read_kinds(user: Pengguna, desa: Iterable[int], *, until: date) -> PerJenis:
    """What `compare_kinds` reads, for a page that compares with two starts. One query."""
    per_jenis: PerJenis = defaultdict(list)
    kueri = IndeksDesa.objects.visible_to(user).filter(desa__in=list(desa), tanggal_data__lte=until)
    for desa_id, tanggal, jenis, *isi in kueri.order_by("tanggal_data", "tahun").values_list(
        "desa_id", "tanggal_data", "jenis", "tahun", "nilai", "status"
    ):
        per_jenis[desa_id, jenis].append((tanggal, jenis, *isi))
    return per_jenis


def compare_kinds(per_jenis: PerJenis, mulai: Mapping[int, date]) -> dict[tuple[int, str], RekapIndeks]:
    """Each kind of each village against its baseline at the village's day in `mulai`. No query."""
    return {kunci: _indeks(kunci[0], urut, mulai[kunci[0]]) for kunci, urut in per_jenis.items()}


def _indeks(desa_id: int, urut: list[tuple], mulai: date) -> RekapIndeks:
    _, jenis, tahun, nilai, status = urut[-1]
    sejenis = [isi for isi in urut[:-1] if isi[1] == jenis]
    sebelum = [isi for isi in sejenis if isi[0] <= mulai]
    dasar = sebelum[-1] if sebelum else sejenis[0] if sejenis else None
    tahun_dasar, nilai_dasar = (dasar[2], dasar[3]) if dasar else (None, None)
    return RekapIndeks(desa_id, jenis, tahun, nilai, status, tahun_dasar, nilai_dasar, urut[-1][0] <= mulai)
