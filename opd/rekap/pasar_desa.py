"""Enterprises without a market by village, kept while nothing is written about the village."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from desa.models import Umkm
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.pasar import TanpaPasar, rekap_pasar
from opd.rekap.penugasan import BarisPenugasan, aktif, rekap_penugasan
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of


@dataclass(frozen=True, slots=True)
class PasarDesa:
    """A village: who answers for it on the day, and its enterprises without a market."""

    penjawab: BarisPenugasan | None
    baris: tuple[TanpaPasar, ...]


_simpanan = SimpananDesa[PasarDesa](terbanyak=1)


def villages_without_market(user: Pengguna, *, until: date) -> dict[int, PasarDesa]:
    """The villages with somebody who answers or such an enterprise, by id. One query, and four more for villages written about
    since they were read.
    """
    tanda = marks_of(read_lists(user, mark_lists(user)))
    return _simpanan.kept(until, tanda, partial(_read, user, until))


def _read(user: Pengguna, until: date, desa: Collection[int] | None) -> dict[int, PasarDesa]:
    penjawab = {b.desa_id: b for b in aktif(rekap_penugasan(user, until=until, desa=desa), until)}
    umkm = None if desa is None else Umkm.objects.visible_to(user).filter(desa__in=desa)
    per: dict[int, list[TanpaPasar]] = defaultdict(list)
    for b in rekap_pasar(user, until=until, umkm=umkm):
        per[b.desa_id].append(b)
    return {pk: PasarDesa(penjawab.get(pk), tuple(per[pk])) for pk in penjawab.keys() | set(per)}
