"""How new the data behind a figure is: when the last fact of each kind was recorded, or which day the last release stands for."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet, Subquery, Value

from desa.enums import StatusPotret
from desa.models import IndeksDesa, NilaiMakro, Penjualan, PotretKesejahteraan
from desa.waktu import tanggal_wit
from opd.models import Kegiatan, Kunjungan, Pengguna
from opd.rekap.daftar_json import KelompokJson, day_of, moment_of, read_lists

AWALAN = "mutakhir_"


@dataclass(frozen=True, slots=True)
class Mutakhir:
    """The newest day of each kind of fact; a kind without any row is not there."""

    per: Mapping[str, date] = field(default_factory=dict)

    def of(self, data: Iterable[str]) -> date | None:
        """The newest day among these kinds; None when nothing of them was ever recorded."""
        return max((self.per[d] for d in data if d in self.per), default=None)


def latest_lists(user: Pengguna) -> dict[str, Subquery]:
    """What `latest_of` reads, for a query that asks for several lists at once (`read_lists`). Each is one step of an index."""
    return {
        f"{AWALAN}{nama}": KelompokJson(rows.order_by(f"-{kolom}").values_list(kolom)[:1])
        for nama, (rows, kolom, _) in _facts(user).items()
    }


def _facts(user: Pengguna) -> dict[str, tuple[QuerySet[Any], str, str]]:
    """Each kind of fact: its rows, the column of its day, and the way to its village ("" for what has none)."""
    potret = PotretKesejahteraan.objects.visible_to(user).filter(status=StatusPotret.DIVERIFIKASI)
    return {
        "penjualan": (Penjualan.objects.visible_to(user), "dicatat_pada", "umkm__desa"),
        "kunjungan": (Kunjungan.objects.visible_to(user), "dicatat_pada", "penugasan__desa"),
        "kegiatan": (Kegiatan.objects.visible_to(user), "dicatat_pada", "penugasan__desa"),
        "indeks": (IndeksDesa.objects.visible_to(user), "tanggal_data", "desa"),
        "potret": (potret, "tanggal_data", "desa"),
        "makro": (NilaiMakro.objects.visible_to(user), "tanggal_data", ""),
    }


def latest_in(user: Pengguna, desa: Collection[int] | QuerySet[Any]) -> dict[str, Subquery]:
    """The same of some villages (by id): their few rows are looked through, not the province's from the newest on.

    A QuerySet of them may lean on the row it is annotated to with `OuterRef(OuterRef(…))`; `latest_of(vars(row))` reads it.
    """
    hasil = {}
    for nama, (rows, kolom, jalan) in _facts(user).items():
        milik = rows.filter(**{f"{jalan}__in": desa}) if jalan else rows
        terbaru = milik.order_by().annotate(_satu=Value(1)).values("_satu").annotate(_baru=Max(kolom))
        hasil[f"{AWALAN}{nama}"] = Subquery(terbaru.values("_baru"))
    return hasil


def latest_of(terbaca: Mapping[str, Any]) -> Mutakhir:
    """`mutakhir` of what was read already."""
    per = {n.removeprefix(AWALAN): _day(v) for n, v in terbaca.items() if n.startswith(AWALAN) and v}
    return Mutakhir(per)


def _day(nilai: date | datetime | list[list[str]]) -> date:
    if isinstance(nilai, list):
        [[teks]] = nilai
        return tanggal_wit(moment_of(teks)) if ":" in teks else day_of(teks)
    return tanggal_wit(nilai) if isinstance(nilai, datetime) else nilai


def mutakhir(user: Pengguna, *, desa: Collection[int] | None = None) -> Mutakhir:
    """How new everything is today, or everything of these villages (by id). One query."""
    return latest_of(read_lists(user, latest_lists(user) if desa is None else latest_in(user, desa)))
