"""Context from outside: the change of the villages' index, and BPS poverty. Never mixed with the programme's results."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Subquery

from desa.enums import PeriodeBPS, Presisi
from desa.models import DataKemiskinan, IndeksDesa
from opd.models import Pengguna
from opd.rekap.daftar_json import decimal_of, json_list

AKHIR_PERIODE = {PeriodeBPS.MARET: (3, 31), PeriodeBPS.SEPTEMBER: (9, 30), PeriodeBPS.TAHUNAN: (12, 31)}


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


@dataclass(frozen=True, slots=True)
class Kemiskinan:
    """The province's newest BPS figure by a day: period in words, percent, thousands of people, and the one before."""

    periode: str
    persen: Decimal | None
    jumlah_ribu: Decimal | None
    sumber: str
    periode_lalu: str
    persen_lalu: Decimal | None


def rekap_indeks(user: Pengguna, mulai: Mapping[int, date], *, until: date) -> tuple[RekapIndeks, ...]:
    """One row per village of `mulai` (village id → start of its first penugasan) with an index by `until`. One query.

    The baseline is the newest of the same kind dated by the start, else the oldest after it; a lone year has none.
    """
    per_desa: dict[int, list[tuple]] = defaultdict(list)
    kueri = IndeksDesa.objects.visible_to(user).filter(desa__in=list(mulai), tanggal_data__lte=until)
    for desa_id, *isi in kueri.order_by("tanggal_data", "tahun").values_list(
        "desa_id", "tanggal_data", "jenis", "tahun", "nilai", "status"
    ):
        per_desa[desa_id].append(tuple(isi))
    return tuple(_indeks(desa_id, per_desa[desa_id], mulai[desa_id]) for desa_id in sorted(per_desa))


def rekap_indeks_sejenis(
    user: Pengguna, mulai: Mapping[int, date], *, until: date
) -> dict[tuple[int, str], RekapIndeks]:
    """The same for each kind by itself: (village id, kind) → its newest index and the baseline of that kind. One query."""
    per_jenis: dict[tuple[int, str], list[tuple]] = defaultdict(list)
    kueri = IndeksDesa.objects.visible_to(user).filter(desa__in=list(mulai), tanggal_data__lte=until)
    for desa_id, tanggal, jenis, *isi in kueri.order_by("tanggal_data", "tahun").values_list(
        "desa_id", "tanggal_data", "jenis", "tahun", "nilai", "status"
    ):
        per_jenis[desa_id, jenis].append((tanggal, jenis, *isi))
    return {kunci: _indeks(kunci[0], urut, mulai[kunci[0]]) for kunci, urut in per_jenis.items()}


def _indeks(desa_id: int, urut: list[tuple], mulai: date) -> RekapIndeks:
    _, jenis, tahun, nilai, status = urut[-1]
    sejenis = [isi for isi in urut[:-1] if isi[1] == jenis]
    sebelum = [isi for isi in sejenis if isi[0] <= mulai]
    dasar = sebelum[-1] if sebelum else sejenis[0] if sejenis else None
    tahun_dasar, nilai_dasar = (dasar[2], dasar[3]) if dasar else (None, None)
    return RekapIndeks(desa_id, jenis, tahun, nilai, status, tahun_dasar, nilai_dasar, urut[-1][0] <= mulai)


def poverty_list(user: Pengguna) -> dict[str, Subquery]:
    """What `poverty_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    data = DataKemiskinan.objects.visible_to(user).filter(kabupaten__isnull=True, persen_miskin__isnull=False)
    kolom = ("pk", "tahun", "periode", "persen_miskin", "presisi", "jumlah_ribu", "sumber")
    return {"kemiskinan": json_list(data, **{k: k for k in kolom})}


def poverty_of(terbaca: Mapping[str, Any], *, until: date) -> Kemiskinan | None:
    """The newest BPS figure of the province whose period ended by `until`; None when there is none."""
    baris = []
    for b in terbaca["kemiskinan"] or ():
        bulan, hari = AKHIR_PERIODE[PeriodeBPS(b["periode"])]
        akhir = date(b["tahun"], bulan, hari)
        if akhir <= until:
            baris.append((akhir, b["presisi"] == Presisi.PASTI, b["pk"], b))
    if not baris:
        return None
    baris.sort(key=lambda b: b[:3])
    akhir, *_, kini = baris[-1]
    lalu = next((b[3] for b in reversed(baris) if b[0] < akhir), None)
    return Kemiskinan(
        _sebut(kini),
        decimal_of(kini["persen_miskin"]),
        decimal_of(kini["jumlah_ribu"]),
        kini["sumber"],
        _sebut(lalu) if lalu else "",
        decimal_of(lalu["persen_miskin"]) if lalu else None,
    )


def _sebut(b: Mapping[str, Any]) -> str:
    label = PeriodeBPS(b["periode"])
    return str(b["tahun"]) if label == PeriodeBPS.TAHUNAN else f"{label.label} {b['tahun']}"
