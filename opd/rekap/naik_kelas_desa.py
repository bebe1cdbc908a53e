"""*Naik kelas* in sums, by village: what the province's page adds up, kept while nothing is written about the village."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial

from django.db.models import Q

from desa.models import Umkm
from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.harga import price_list, prices_of
from opd.rekap.naik_kelas import (
    Harga,
    JumlahNaik,
    JumlahTanda,
    NaikKelas,
    Sebab,
    Tanda,
    jumlah_tanda,
    jumlahkan,
    rekap_naik_kelas,
)
from opd.rekap.penugasan import BarisPenugasan, Penjawab, rekap_penugasan
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of
from opd.rekap.umkm import BUKAN_UMKM


@dataclass(frozen=True, slots=True)
class NaikDesa:
    """A village with UMKM binaan: who answers on the day, its sums, and how many were measured at the same prices."""

    desa_id: int
    penjawab: BarisPenugasan | None
    jumlah: JumlahNaik
    tanda: tuple[JumlahTanda, ...]
    disesuaikan: int


_simpanan = SimpananDesa[NaikDesa](terbanyak=2)


def villages_risen(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[NaikDesa, ...]:
    """Every village with UMKM binaan of the day. One query, and four more for villages written about since they were read.

    The prices are part of the question: an index that is recorded counts everything anew.
    """
    terbaca = read_lists(user, mark_lists(user, known_at) | price_list(user, until=until))
    indeks = prices_of(terbaca)
    harga = indeks.nilai if indeks else {}
    tanya = (until, known_at, frozenset(harga.items()))
    return tuple(_simpanan.kept(tanya, marks_of(terbaca), partial(_read, user, until, known_at, harga)).values())


def _read(
    user: Pengguna, until: date, known_at: datetime | None, harga: Harga, desa: Collection[int] | None
) -> dict[int, NaikDesa]:
    umkm = Umkm.objects.visible_to(user).filter(~Q(bentuk__in=BUKAN_UMKM))
    milik = umkm if desa is None else umkm.filter(desa__in=desa)
    penjawab = Penjawab(rekap_penugasan(user, until=until, known_at=known_at, desa=desa))
    per: dict[int, list[NaikKelas]] = defaultdict(list)
    for h in rekap_naik_kelas(user, until=until, known_at=known_at, umkm=milik, harga=harga):
        per[h.desa_id].append(h)
    return {
        pk: NaikDesa(
            pk,
            penjawab.pada(pk, until),
            jumlahkan(isi),
            jumlah_tanda(isi),
            sum(h.disesuaikan for h in isi if h.sebab is None),
        )
        for pk, isi in per.items()
    }


def add_up(jumlah: Iterable[JumlahNaik]) -> JumlahNaik:
    """The counts of all of these together."""
    semua, sebab = tuple(jumlah), Counter[Sebab]()
    for j in semua:
        sebab.update(dict(j.sebab))
    binaan, terukur, naik = (sum(getattr(j, n) for j in semua) for n in ("binaan", "terukur", "naik"))
    return JumlahNaik(binaan, terukur, naik, tuple((s, sebab[s]) for s in Sebab if sebab[s]))


def add_up_signs(desa: Iterable[NaikDesa]) -> tuple[JumlahTanda, ...]:
    """Per sign, over the measured of all of these."""
    baris = list(zip(*(d.tanda for d in desa), strict=True)) or [()] * len(Tanda)
    return tuple(
        JumlahTanda(t, sum(j.terukur for j in isi), sum(j.naik for j in isi), sum(j.turun for j in isi))
        for t, isi in zip(Tanda, baris, strict=True)
    )
