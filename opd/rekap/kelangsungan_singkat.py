"""The province's survival in one line, from the newest stored result (see `hasil_kelangsungan`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import F, JSONField, Subquery

from opd.models import HasilKelangsungan, Pengguna
from opd.rekap.hasil_kelangsungan import Kelompok, group_of


@dataclass(frozen=True, slots=True)
class Kelangsungan:
    """The whole province in a result: the day it stands for, and whether its counts still open their enterprises."""

    sampai: date
    kelompok: Kelompok
    terbuka: bool


def survival_lists(user: Pengguna, *, until: date, known_at: datetime | None = None) -> dict[str, Subquery]:
    """What `province_survival` reads, for a query that asks for several lists at once (`read_lists`)."""
    hasil = HasilKelangsungan.objects.visible_to(user).newest(until)
    if known_at is not None:
        hasil = hasil.filter(dihitung_pada__lte=known_at)
    terbuka = hasil.exclude(usaha=[])
    return {
        "hidup_hari": Subquery(hasil.values("sampai")[:1]),
        "hidup": Subquery(hasil.annotate(_isi=F("isi__kelompok__0")).values("_isi")[:1], output_field=JSONField()),
        "hidup_terbuka": Subquery(terbuka.values("sampai")[:1]),
    }


def province_survival(terbaca: Mapping[str, Any]) -> Kelangsungan | None:
    """None where nothing was computed by then. A result begins with the province."""
    if terbaca["hidup"] is None:
        return None
    hari = terbaca["hidup_hari"]
    return Kelangsungan(hari, group_of(terbaca["hidup"]), terbaca["hidup_terbuka"] == hari)
