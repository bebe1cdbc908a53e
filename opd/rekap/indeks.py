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
from opd.rekap.daftar_json import day_of, decimal_of, json_rows

KOLOM_INDEKS = ("desa_id", "tanggal_data", "tahun", "jenis", "nilai", "status")
TEMPAT_INDEKS = 4
PerJenis = dict[tuple[int, str], list[tuple]]
"""(Village id, kind) → its indices, oldest first."""


@dataclass(frozen=True, slots=True)
class RekapIndeks:
    """One village and kind: its newest index and the baseline at the start (None = none, or one year known).

    `sebelum_mulai`: even the newest is older than the programme here, so its change is context and no result.
    `setelah_mulai`: no year is dated by the start, so the baseline is the first after it, or of the programme none.
    """

    desa_id: int
    jenis: str
    tahun: int
    nilai: Decimal
    status: str
    tahun_dasar: int | None
    nilai_dasar: Decimal | None
    sebelum_mulai: bool
    setelah_mulai: bool = False

    @property
    def tanpa_dasar(self) -> bool:
        """The kind is known only since the start, and nothing after it may be the baseline."""
        return self.setelah_mulai and self.nilai_dasar is None

    @property
    def tanpa_banding(self) -> str:
        """Why there is nothing to compare with: "baru satu tahun"; only where `perubahan` is None."""
        return "belum ada garis dasar" if self.tanpa_dasar else "baru satu tahun"

    @property
    def perubahan(self) -> Decimal | None:
        return None if self.nilai_dasar is None else self.nilai - self.nilai_dasar


def index_list(indeks: QuerySet[IndeksDesa], *, until: date) -> dict[str, Subquery]:
    """What `kinds_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    return {"indeks": json_rows(indeks.filter(tanggal_data__lte=until), *KOLOM_INDEKS)}


def kinds_of(terbaca: Mapping[str, Any], mulai: Mapping[int, date]) -> tuple[RekapIndeks, ...]:
    """`rekap_indeks_sejenis` of a list that was read already, by village, IDM first."""
    per_jenis: PerJenis = defaultdict(list)
    for desa_id, hari, tahun, jenis, nilai, status in sorted(terbaca["indeks"] or ()):
        if desa_id in mulai:
            isi = (day_of(hari), jenis, tahun, decimal_of(nilai, TEMPAT_INDEKS), status)
            per_jenis[desa_id, jenis].append(isi)
    return tuple(r for _, r in sorted(compare_kinds(per_jenis, mulai, ganti=False).items()))


def rekap_indeks_sejenis(
    user: Pengguna, mulai: Mapping[int, date], *, until: date, ganti: bool = False
) -> dict[tuple[int, str], RekapIndeks]:
    """(Village id of `mulai`, kind) → its newest index by `until` and the baseline of that kind. One query.

    `mulai`: village id → start of the programme there. The baseline is the newest of the same kind dated by the start; without
    one there is none (desain.md, section 4).
    """
    return compare_kinds(read_kinds(user, mulai, until=until), mulai, ganti=ganti)


def read_kinds(user: Pengguna, desa: Iterable[int], *, until: date) -> PerJenis:
    """What `compare_kinds` reads, for a page that compares with two starts. One query."""
    per_jenis: PerJenis = defaultdict(list)
    kueri = IndeksDesa.objects.visible_to(user).filter(desa__in=list(desa), tanggal_data__lte=until)
    for desa_id, tanggal, jenis, *isi in kueri.order_by("tanggal_data", "tahun").values_list(
        "desa_id", "tanggal_data", "jenis", "tahun", "nilai", "status"
    ):
        per_jenis[desa_id, jenis].append((tanggal, jenis, *isi))
    return per_jenis


def compare_kinds(per_jenis: PerJenis, mulai: Mapping[int, date], *, ganti: bool) -> dict[tuple[int, str], RekapIndeks]:
    """Each kind of each village against its baseline at the village's day in `mulai`. No query.

    `ganti`, for the baseline of a penugasan: where none is dated by its start the first after it takes its place, marked.
    """
    return {kunci: _indeks(kunci[0], urut, mulai[kunci[0]], ganti=ganti) for kunci, urut in per_jenis.items()}


def _indeks(desa_id: int, urut: list[tuple], mulai: date, *, ganti: bool) -> RekapIndeks:
    hari, jenis, tahun, nilai, status = urut[-1]
    sejenis = [isi for isi in urut[:-1] if isi[1] == jenis]
    lalu = [isi for isi in sejenis if isi[0] <= mulai]
    dasar = lalu[-1] if lalu else sejenis[0] if sejenis and ganti else None
    sebelum_mulai = hari <= mulai
    setelah_mulai = not (lalu or sebelum_mulai) and (dasar is not None or not ganti)
    tahun_dasar, nilai_dasar = (dasar[2], dasar[3]) if dasar else (None, None)
    return RekapIndeks(desa_id, jenis, tahun, nilai, status, tahun_dasar, nilai_dasar, sebelum_mulai, setelah_mulai)
