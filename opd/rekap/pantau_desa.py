"""The watch list by village, kept for today as long as nothing is written about the village."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import partial

from django.db.models import Q

from opd.models import Pengguna
from opd.rekap.daftar_json import read_lists
from opd.rekap.pantau import TANPA_OPD, BarisPantau, RekapPantau, read_pantau, sum_up, watched
from opd.rekap.penugasan import BarisPenugasan, Penjawab, rekap_penugasan
from opd.rekap.simpanan_desa import SimpananDesa, mark_lists, marks_of

TANPA = "Desa tanpa OPD pendamping"


@dataclass(frozen=True, slots=True)
class PantauDesa:
    """A village with enterprises in the programme: how many of each kind, who answers, and which of them need somebody."""

    kode: str
    penjawab: BarisPenugasan | None
    binaan: tuple[tuple[str, int], ...]
    baris: tuple[BarisPantau, ...]

    def only(self, bentuk: Collection[str]) -> PantauDesa:
        """The same with enterprises of these kinds alone."""
        binaan = tuple((b, n) for b, n in self.binaan if b in bentuk)
        return replace(self, binaan=binaan, baris=tuple(b for b in self.baris if b.usaha.bentuk in bentuk))

    @property
    def jumlah(self) -> int:
        return sum(n for _, n in self.binaan)


_simpanan = SimpananDesa[PantauDesa](terbanyak=1)


def watched_villages(
    user: Pengguna, *, until: date, known_at: datetime | None = None, on: date
) -> tuple[PantauDesa, ...]:
    """Every village with enterprises in the programme. One query, and five more for villages written about since they were read.

    Of another day than `on`, today, and as known at a past moment nothing is kept.
    """
    baca = partial(_read, user, until, known_at)
    if until != on or known_at is not None:
        return tuple(baca(None).values())
    return tuple(_simpanan.kept(until, marks_of(read_lists(user, mark_lists(user))), baca).values())


def _read(
    user: Pengguna, until: date, known_at: datetime | None, desa: Collection[int] | None
) -> dict[int, PantauDesa]:
    buku = read_pantau(user, Q() if desa is None else Q(desa__in=desa), until=until, known_at=known_at)
    penugasan = rekap_penugasan(user, until=until, known_at=known_at, desa=desa)
    penjawab, kode = Penjawab(penugasan), {u.desa_id: u.kode for u in buku.usaha}
    binaan: dict[int, Counter[str]] = defaultdict(Counter)
    for u in buku.usaha:
        binaan[u.desa_id][u.bentuk] += 1
    baris: dict[int, list[BarisPantau]] = defaultdict(list)
    for b in watched(buku, penugasan, until):
        baris[b.usaha.desa_id].append(b)
    return {
        pk: PantauDesa(k, penjawab.pada(pk, until), tuple(binaan[pk].items()), tuple(baris[pk]))
        for pk, k in kode.items()
    }


def in_urgency(desa: Iterable[PantauDesa]) -> list[BarisPantau]:
    """Their watch list: villages with the most urgent enterprise first, and so inside each."""
    ada = sorted((d for d in desa if d.baris), key=lambda d: (d.baris[0].mendesak, d.kode))
    return [b for d in ada for b in d.baris]


def count_by_opd(desa: Iterable[PantauDesa]) -> tuple[RekapPantau, ...]:
    """The counts per OPD that answers for an enterprise, by name; villages without an OPD last."""
    per: dict[tuple[bool, str, str, int | None], list[PantauDesa]] = defaultdict(list)
    for d in desa:
        p = d.penjawab
        if d.binaan:
            per[(False, p.opd, p.opd_slug, p.opd_id) if p else (True, TANPA, TANPA_OPD, None)].append(d)
    return tuple(
        sum_up(pk, nama, slug, sum(d.jumlah for d in isi), [b for d in isi for b in d.baris])
        for (_, nama, slug, pk), isi in sorted(per.items(), key=lambda satu: satu[0][:3])
    )
