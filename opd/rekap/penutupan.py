"""The closures of enterprises, read with their rows: when each was closed, as known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Case, DateField, F, OuterRef, QuerySet, Subquery, Value, When

from desa.models import MasaTutup, PenutupanUmkm, Umkm
from opd.models import Pengguna
from opd.rekap.daftar_json import TerbacaJson, day_of, json_rows


def closures(user: Pengguna, known_at: datetime | None = None) -> Case:
    """Beside rows of `Umkm` the closures of each, for `masa_tutup`. No query of its own.

    Few enterprises ever closed: which ones is looked up once, so that the others of thousands cost no sub-query each.
    """
    ada = _known(user, known_at)
    isi = json_rows(ada.filter(umkm=OuterRef("pk")), "tutup_pada", "_buka")
    return Case(When(pk__in=ada.values("umkm"), then=isi), output_field=TerbacaJson())


def closure_list(
    user: Pengguna, known_at: datetime | None = None, umkm: QuerySet[Umkm] | None = None
) -> dict[str, Subquery]:
    """What `closures_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    ada = _known(user, known_at)
    milik = ada if umkm is None else ada.filter(umkm__in=umkm.order_by().values("pk"))
    return {"tutup": json_rows(milik, "umkm_id", "tutup_pada", "_buka")}


def closures_of(terbaca: Mapping[str, Any]) -> dict[int, tuple[MasaTutup, ...]]:
    """The closures of each enterprise that has any, oldest first."""
    per: dict[int, list[list[str]]] = defaultdict(list)
    for pk, *masa in terbaca["tutup"] or ():
        per[pk].append(masa)
    return {pk: masa_tutup(isi) for pk, isi in per.items()}


def _known(user: Pengguna, known_at: datetime | None) -> QuerySet[PenutupanUmkm]:
    """With `_buka`: when it opened again, as known then."""
    buka: Any = F("dibuka_pada")
    if known_at is not None:
        buka = Case(When(buka_dicatat_pada__lte=known_at, then=buka), default=Value(None), output_field=DateField())
    return PenutupanUmkm.objects.visible_to(user).in_force(known_at).order_by().annotate(_buka=buka)


def masa_tutup(nilai: Iterable[list[str]] | None) -> tuple[MasaTutup, ...]:
    """What `closures` gave, oldest first."""
    if not nilai:
        return ()
    masa = (MasaTutup(day_of(tutup), day_of(buka) if buka else None) for tutup, buka in nilai)
    return tuple(sorted(masa, key=lambda m: m.tutup))


def last_opened(user: Pengguna, until: date, known_at: datetime | None = None) -> Case:
    """Beside rows of `Umkm` the last day by `until` on which each opened again. No query of its own."""
    buka = PenutupanUmkm.objects.visible_to(user).in_force(known_at).filter(dibuka_pada__lte=until)
    if known_at is not None:
        buka = buka.filter(buka_dicatat_pada__lte=known_at)
    akhir = buka.filter(umkm=OuterRef("pk")).order_by("-dibuka_pada").values("dibuka_pada")[:1]
    return Case(When(pk__in=buka.order_by().values("umkm"), then=Subquery(akhir)), output_field=DateField())


@dataclass(frozen=True, slots=True)
class BarisPenutupan:
    """One closure as a page tells it, under the names of `PenutupanUmkm`."""

    tutup_pada: date
    alasan: str
    dibuka_pada: date | None
    alasan_buka: str

    @property
    def masa(self) -> MasaTutup:
        return MasaTutup(self.tutup_pada, self.dibuka_pada)


def told_closures(user: Pengguna) -> Subquery:
    """Beside rows of `Umkm` the closures of each with their reasons, for `list_closures`. No query of its own."""
    baris = PenutupanUmkm.objects.visible_to(user).in_force().filter(umkm=OuterRef("pk"))
    return json_rows(baris, "tutup_pada", "alasan", "dibuka_pada", "alasan_buka")


def list_closures(nilai: Iterable[list[str]] | None) -> tuple[BarisPenutupan, ...]:
    """What `told_closures` gave, newest first."""
    hasil = (
        BarisPenutupan(day_of(tutup), alasan, day_of(buka) if buka else None, alasan_buka)
        for tutup, alasan, buka, alasan_buka in nilai or ()
    )
    return tuple(sorted(hasil, key=lambda b: b.tutup_pada, reverse=True))


def closed_umkm(hari: date, known_at: datetime | None = None) -> QuerySet[Any, Any]:
    """Ids of the enterprises that were closed on a day, for a condition."""
    return PenutupanUmkm.objects.spanning(hari, hari, known_at).order_by().values("umkm")
