"""How new and how complete a kind of data is, in a line: for pages that lead to others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from desa.angka import format_ribuan
from desa.enums import JenisDesa
from desa.models import Desa
from opd.models import Pengguna, Penugasan


@dataclass(frozen=True, slots=True)
class Kabar:
    """The newest data date (None: no data yet), and what is covered, in words."""

    terbaru: date | None
    cakupan: str


def village_news(
    user: Pengguna, baris: QuerySet, *, until: date, desa: str = "desa", tanggal: str = "tanggal"
) -> Kabar:
    """How many of the villages with an OPD in charge on `until` have such a row dated by then. One query."""
    binaan = Penugasan.objects.visible_to(user).in_force().in_charge().active_on(until)
    h = _news(binaan, "desa", baris.filter(**{f"{tanggal}__lte": until}), desa, tanggal)
    return Kabar(h["terbaru"], f"{h['ada']} dari {h['semua']} desa binaan")


def province_news(
    user: Pengguna, baris: QuerySet, *, until: date, desa: str = "desa", tanggal: str = "tanggal"
) -> Kabar:
    """The same of all villages, kelurahan left out. One query."""
    semua = Desa.objects.visible_to(user).exclude(jenis=JenisDesa.KELURAHAN)
    h = _news(semua, "pk", baris.filter(**{f"{tanggal}__lte": until}), desa, tanggal)
    return Kabar(h["terbaru"], f"{format_ribuan(h['ada'])} dari {format_ribuan(h['semua'])} desa")


def _news(tempat: QuerySet, kolom: str, baris: QuerySet, desa: str, tanggal: str) -> dict[str, Any]:
    """The rows are read once, all villages together: looking up the newest of each takes many times as long."""
    satu = tempat.order_by().annotate(_satu=Value(1)).values("_satu")
    semua = Subquery(satu.annotate(_n=Count(kolom, distinct=True)).values("_n"))
    milik = baris.filter(**{f"{desa}__in": tempat.order_by().values(kolom)})
    return milik.aggregate(
        semua=Coalesce(Max(semua), semua, 0),  # no row at all leaves nothing to take the maximum of
        ada=Count(desa, distinct=True),
        terbaru=Max(tanggal),
    )
