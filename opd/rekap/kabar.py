"""How new and how complete a kind of data is, in a line: for pages that lead to others."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, OuterRef, Q, QuerySet, Subquery

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
    milik = baris.filter(**{desa: OuterRef("desa"), f"{tanggal}__lte": until}).order_by()
    akhir = Subquery(milik.values(desa).annotate(akhir=Max(tanggal)).values("akhir"))
    binaan = Penugasan.objects.visible_to(user).in_force().in_charge().active_on(until).annotate(akhir=akhir)
    h = binaan.aggregate(
        semua=Count("desa", distinct=True),
        ada=Count("desa", distinct=True, filter=Q(akhir__isnull=False)),
        terbaru=Max("akhir"),
    )
    return Kabar(h["terbaru"], f"{h['ada']} dari {h['semua']} desa binaan")


def province_news(
    user: Pengguna, baris: QuerySet, *, until: date, desa: str = "desa", tanggal: str = "tanggal"
) -> Kabar:
    """The same of all villages, kelurahan left out. One query."""
    milik = baris.filter(**{desa: OuterRef("pk"), f"{tanggal}__lte": until}).order_by()
    akhir = Subquery(milik.values(desa).annotate(akhir=Max(tanggal)).values("akhir"))
    semua = Desa.objects.visible_to(user).exclude(jenis=JenisDesa.KELURAHAN).annotate(akhir=akhir)
    h = semua.aggregate(semua=Count("pk"), ada=Count("pk", filter=Q(akhir__isnull=False)), terbaru=Max("akhir"))
    return Kabar(h["terbaru"], f"{format_ribuan(h['ada'])} dari {format_ribuan(h['semua'])} desa")
