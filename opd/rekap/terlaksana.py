"""What activities add up to by line of a plan: volume by quarter and unit, how many, rupiah by source.

Read as lists beside those of the plans, so that a page pays one query for all of it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Subquery, Sum

from desa.waktu import triwulan
from opd.models import Kegiatan, Pengguna
from opd.models.kegiatan import FaktaPenugasanQuerySet
from opd.rekap.daftar_json import KelompokJson, json_rows, key_of


@dataclass(slots=True)
class Terlaksana:
    """The activities of one line. `volume` and `dicatat` go by quarter and unit: their sum, and how many said a volume."""

    volume: dict[tuple[int, str], Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    dicatat: Counter[tuple[int, str]] = field(default_factory=Counter)
    kegiatan: int = 0
    rupiah: Counter[str] = field(default_factory=Counter)


PerBaris = dict[UUID | None, Terlaksana]
"""By the line's key, which stays across versions; None is no line."""


def same_unit(satuan: str) -> str:
    """A unit as it is compared: "Ekor" is "ekor"."""
    return satuan.strip().casefold()


def activities_of_year(
    user: Pengguna, tahun: int, *, until: date, known_at: datetime | None = None
) -> FaktaPenugasanQuerySet:
    """The activities in force dated in the year up to `until`."""
    akhir = min(date(tahun, 12, 31), until)
    return (
        Kegiatan.objects.visible_to(user).in_force(known_at).filter(tanggal__gte=date(tahun, 1, 1), tanggal__lte=akhir)
    )


def fact_lists(user: Pengguna, kegiatan: FaktaPenugasanQuerySet) -> dict[str, Subquery]:
    """What `facts_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    dana = kegiatan.filter(dana__isnull=False).order_by().values_list("penugasan", "baris__kunci", "dana__sumber")
    return {
        "kegiatan": json_rows(kegiatan, "penugasan", "baris__kunci", "tanggal", "satuan", "volume"),
        "dana": KelompokJson(dana.annotate(rp=Sum("dana__jumlah_rp"))),
    }


def facts_of(isi: Mapping[str, Any], asal: Mapping[int, int] | None = None) -> dict[int, PerBaris]:
    """By penugasan and line. `asal` names the penugasan under which another's facts are counted."""
    hasil: dict[int, PerBaris] = defaultdict(lambda: defaultdict(Terlaksana))
    asal = asal or {}
    for penugasan, baris, tanggal, satuan, volume in isi["kegiatan"] or ():
        t = hasil[asal.get(penugasan, penugasan)][line_of(baris)]
        t.kegiatan += 1
        if volume is not None:
            kunci = triwulan(date.fromisoformat(tanggal))[1], same_unit(satuan)
            t.volume[kunci] += Decimal(str(volume))
            t.dicatat[kunci] += 1
    for penugasan, baris, sumber, rp in isi["dana"] or ():
        hasil[asal.get(penugasan, penugasan)][line_of(baris)].rupiah[sumber] += int(rp)
    return hasil


def line_of(teks: str | None) -> UUID | None:
    """The key of an activity's line; None outside the plan."""
    return key_of(teks) if teks else None
