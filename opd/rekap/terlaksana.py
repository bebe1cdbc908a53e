"""What activities add up to by line of a plan: volume by quarter and unit, how many, rupiah by source."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Count, Sum
from django.db.models.functions import ExtractQuarter

from opd.models import DanaKegiatan, Kegiatan, Pengguna
from opd.models.kegiatan import FaktaPenugasanQuerySet


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


def read_facts(
    user: Pengguna, kegiatan: FaktaPenugasanQuerySet, asal: Mapping[int, int] | None = None
) -> dict[int, PerBaris]:
    """By penugasan and line. `asal` names the penugasan under which another's facts are counted. Two queries."""
    hasil: dict[int, PerBaris] = defaultdict(lambda: defaultdict(Terlaksana))
    asal = asal or {}
    kunci = ("penugasan", "baris__kunci")
    per_satuan = (
        kegiatan.annotate(tw=ExtractQuarter("tanggal"))
        .order_by()
        .values(*kunci, "tw", "satuan")
        .annotate(volume_tw=Sum("volume"), banyak=Count("pk"))
        .values_list(*kunci, "tw", "satuan", "volume_tw", "banyak")
    )
    for penugasan, baris, tw, satuan, volume, banyak in per_satuan:
        t = hasil[asal.get(penugasan, penugasan)][baris]
        t.kegiatan += banyak
        if volume is not None:
            t.volume[tw, same_unit(satuan)] += volume
            t.dicatat[tw, same_unit(satuan)] += banyak
    dana = DanaKegiatan.objects.visible_to(user).filter(kegiatan__in=kegiatan.order_by().values("pk"))
    kolom = ("kegiatan__penugasan", "kegiatan__baris__kunci", "sumber")
    per_sumber = dana.order_by().values(*kolom).annotate(rp=Sum("jumlah_rp")).values_list(*kolom, "rp")
    for penugasan, baris, sumber, rp in per_sumber:
        hasil[asal.get(penugasan, penugasan)][baris].rupiah[sumber] += int(rp)
    return hasil
