"""Arahan answered in time, per OPD, and how many are open (desain.md, section 4, pengawalan kepala).

A pair is one arahan and one OPD it asked. It is in time when every round was answered by its due date: the first by the
arahan's, a returned one within seven days. A round neither answered nor due yet leaves the pair uncounted. A late pair
belongs to the OPD that answered for it on the day it became late, one in time to the OPD that answered; after a merger
that is the successor (section 3). What was withdrawn counts nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Q, Subquery

from desa.waktu import WIT, tanggal_wit
from opd.enums import StatusTindakLanjut
from opd.models import Pengguna, TindakLanjut
from opd.models.arahan import PerkaraArahan, TindakLanjutQuerySet
from opd.rekap import hitung
from opd.rekap.daftar_json import day_of, json_list

BELUM, DIJAWAB, SELESAI, DIKEMBALIKAN = StatusTindakLanjut
KOLOM = (
    "pk", "arahan_id", "opd_id", "opd__dilebur_ke_id", "opd__berlaku_selesai", "putaran", "batas", "dijawab_pada",
    "diperiksa_pada", "alasan_kembali",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Pasangan:
    """One arahan × OPD on a day: its last round, its state, who answers now, and whose punctuality it is."""

    tindak_id: int
    arahan_id: int
    opd_id: int
    status: StatusTindakLanjut
    terlambat: bool
    penjawab_id: int
    tepat: bool | None
    dinilai_id: int


@dataclass(frozen=True, slots=True)
class Teguran:
    """One OPD told to settle a decision about a village: since when, until when, and what it answered."""

    opd: frozenset[int]
    tanggal: date
    batas: date
    status: StatusTindakLanjut
    terlambat: bool

    @property
    def ditunggu(self) -> bool:
        """Whether its answer, or the check of it, is still waited for in time."""
        return self.status != SELESAI and not self.terlambat


@dataclass(frozen=True, slots=True)
class Ditegur:
    """What was ordered by decision and village, the earliest first."""

    isi: Mapping[tuple[str, int], Sequence[Teguran]]

    def newest(self, perkara: str, desa_id: int, opd_id: int | None = None, *, sejak: date | None) -> Teguran | None:
        """The order to that OPD (or any) about it that is waited for, else the last, since the fact began."""
        ada = self.isi.get((perkara, desa_id), ())
        semua = [t for t in ada if (opd_id is None or opd_id in t.opd) and (sejak is None or t.tanggal >= sejak)]
        return next((t for t in semua if t.ditunggu), semua[-1] if semua else None)

    @property
    def ditunggu(self) -> tuple[Teguran, ...]:
        """Those still waited for, the one due first before the others."""
        return tuple(sorted((t for s in self.isi.values() for t in s if t.ditunggu), key=lambda t: t.batas))


@dataclass(frozen=True, slots=True)
class RekapArahan:
    """One OPD: what it has to answer, what waits to be checked, what is done, and how many pairs came in time."""

    opd_id: int
    belum: int
    terlambat: int
    diperiksa: int
    selesai: int
    tepat: int
    lambat: int

    @property
    def dinilai(self) -> int:
        """Pairs that were answered or are overdue."""
        return self.tepat + self.lambat

    @property
    def persen_tepat(self) -> Decimal | None:
        return hitung.persen(self.tepat, self.dinilai)


@dataclass(frozen=True, slots=True)
class _Putaran:
    """One round as known at the moment asked about."""

    pk: int
    arahan_id: int
    opd_id: int
    dilebur_ke_id: int | None
    berakhir: date | None
    putaran: int
    batas: date
    dijawab: date | None
    status: StatusTindakLanjut

    def terlambat(self, until: date) -> bool:
        return self.batas < (self.dijawab or until)

    def penjawab_id(self, hari: date) -> int:
        if self.dilebur_ke_id is not None and self.berakhir is not None and self.berakhir <= hari:
            return self.dilebur_ke_id
        return self.opd_id


def baca_pasangan(
    user: Pengguna, *, until: date, known_at: datetime | None = None, opd_id: int | None = None
) -> tuple[Pasangan, ...]:
    """Every pair of an arahan given by `until`, by arahan and OPD, as known then. One query.

    With `opd_id` only the pairs of that OPD and of those merged into it.
    """
    kueri, saat = _given(user, until, known_at)
    if opd_id is not None:
        kueri = kueri.filter(Q(opd=opd_id) | Q(opd__dilebur_ke=opd_id))
    per_pasangan = groupby(kueri.values_list(*KOLOM), key=itemgetter(1, 2))
    return tuple(_pair(_rounds(rows, saat), until) for _, rows in per_pasangan)


def baca_perkara(user: Pengguna, *, until: date, known_at: datetime | None = None) -> Ditegur:
    """What was ordered about decisions of the dashboard by `until`, as known then. One query."""
    kueri, saat = _given(user, until, known_at)
    kueri = kueri.exclude(arahan__perkara="")
    kolom = ("arahan__perkara", "arahan__desa_id", "arahan__tanggal", *KOLOM)
    hasil: dict[tuple[str, int], list[Teguran]] = defaultdict(list)
    for _, isi in groupby(kueri.values_list(*kolom), key=itemgetter(4, 5)):
        baris = list(isi)
        perkara, desa_id, tanggal = baris[0][:3]
        putaran = _rounds((b[3:] for b in baris), saat)
        p = _pair(putaran, until)
        opd = frozenset(x for x in (putaran[-1].opd_id, putaran[-1].dilebur_ke_id) if x is not None)
        hasil[perkara, desa_id].append(Teguran(opd, tanggal, putaran[-1].batas, p.status, p.terlambat))
    return Ditegur(hasil)


@dataclass(frozen=True, slots=True)
class TeguranDesa:
    """An arahan about a village that is still open: about what, to whom, since and until when."""

    uuid: UUID
    perkara: str
    opd: str
    tanggal: date
    batas: date
    terlambat: bool


def list_village_orders(user: Pengguna) -> Subquery:
    """The open arahan about a village as a short list in the query of it; read by `village_orders`."""
    terbuka = TindakLanjut.objects.visible_to(user).in_force().filter(status__in=(BELUM, DIJAWAB))
    kolom = {"uuid": "arahan__uuid", "perkara": "arahan__perkara", "tanggal": "arahan__tanggal", "opd": "opd__nama"}
    return json_list(terbuka.filter(arahan__desa=OuterRef("pk")), **kolom, batas="batas", status="status", pk="pk")


def village_orders(daftar: list[dict[str, Any]] | None, *, on: date) -> tuple[TeguranDesa, ...]:
    """What `list_village_orders` read, the one due first on top."""
    hasil = []
    for r in sorted(daftar or [], key=lambda r: (r["batas"], r["pk"])):
        tanggal, batas = day_of(r["tanggal"]), day_of(r["batas"])
        perkara = str(PerkaraArahan(r["perkara"]).label)
        hasil.append(
            TeguranDesa(UUID(r["uuid"]), perkara, r["opd"], tanggal, batas, r["status"] == BELUM and batas < on)
        )
    return tuple(hasil)


def _given(user: Pengguna, until: date, known_at: datetime | None) -> tuple[TindakLanjutQuerySet, datetime]:
    """The rounds of arahan given by `until` and known then, and when that is."""
    saat = datetime.combine(until + timedelta(days=1), time(0), WIT)
    saat = min(saat, known_at) if known_at else saat
    hidup = Q(arahan__dicabut_pada__isnull=True) | Q(arahan__dicabut_pada__gte=saat)
    kueri = (
        TindakLanjut.objects.visible_to(user)
        .filter(hidup, arahan__tanggal__lte=until, arahan__dicatat_pada__lte=saat)
        .order_by("arahan_id", "opd_id", "putaran")
    )
    return kueri, saat


def _rounds(rows: Iterable[tuple[Any, ...]], saat: datetime) -> list[_Putaran]:
    """The rounds that were there: a later one opens when the one before is returned."""
    hasil: list[_Putaran] = []
    for *kepala, dijawab, diperiksa, alasan in rows:
        ada = dijawab is not None and dijawab <= saat
        periksa = ada and diperiksa is not None and diperiksa <= saat
        status = (DIKEMBALIKAN if alasan else SELESAI) if periksa else (DIJAWAB if ada else BELUM)
        kolom: list[Any] = [*kepala, tanggal_wit(dijawab) if ada else None, status]
        hasil.append(_Putaran(*kolom))
        if status != DIKEMBALIKAN:
            break
    return hasil


def _pair(putaran: Sequence[_Putaran], until: date) -> Pasangan:
    akhir = putaran[-1]
    lambat = next((p for p in putaran if p.terlambat(until)), None)
    tepat = False if lambat else None if akhir.status == BELUM else True
    penentu, hari = (lambat, lambat.batas + timedelta(days=1)) if lambat else (akhir, akhir.dijawab or until)
    return Pasangan(
        tindak_id=akhir.pk,
        arahan_id=akhir.arahan_id,
        opd_id=akhir.opd_id,
        status=akhir.status,
        terlambat=akhir.status == BELUM and akhir.terlambat(until),
        penjawab_id=akhir.penjawab_id(until),
        tepat=tepat,
        dinilai_id=penentu.penjawab_id(hari),
    )


def rekap_arahan(user: Pengguna, *, until: date, known_at: datetime | None = None) -> tuple[RekapArahan, ...]:
    """One row per OPD with any arahan, by OPD id. One query."""
    return hitung_arahan(baca_pasangan(user, until=until, known_at=known_at))


def rekap_opd(user: Pengguna, opd_id: int, *, until: date) -> RekapArahan:
    """One OPD's row; all zero when nothing was asked of it. One query."""
    baris = hitung_arahan(baca_pasangan(user, until=until, opd_id=opd_id))
    return next((r for r in baris if r.opd_id == opd_id), RekapArahan(opd_id, 0, 0, 0, 0, 0, 0))


def hitung_arahan(pasangan: Iterable[Pasangan]) -> tuple[RekapArahan, ...]:
    """The pairs counted per OPD: open ones with who answers now, punctuality with whom it belongs to."""
    angka: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for p in pasangan:
        kini = angka[p.penjawab_id]
        kini["belum"] += p.status == BELUM
        kini["terlambat"] += p.terlambat
        kini["diperiksa"] += p.status == DIJAWAB
        kini["selesai"] += p.status == SELESAI
        if p.tepat is not None:
            angka[p.dinilai_id]["tepat" if p.tepat else "lambat"] += 1
    medan = ("belum", "terlambat", "diperiksa", "selesai", "tepat", "lambat")
    return tuple(RekapArahan(opd, *(isi[m] for m in medan)) for opd, isi in sorted(angka.items()))


@dataclass(frozen=True, slots=True)
class ArahanTerbuka:
    """The province: what OPDs have to answer, how much of it is overdue, and answers to check."""

    belum: int
    terlambat: int
    diperiksa: int


def arahan_terbuka(user: Pengguna, *, on: date) -> ArahanTerbuka:
    """What is open now. One query that counts in the database, for the dashboard asks on every visit."""
    angka = TindakLanjut.objects.visible_to(user).tally(on=on)
    return ArahanTerbuka(angka["belum"], angka["terlambat"], angka["diperiksa"])


def jumlah_terbuka(rekap: Iterable[RekapArahan]) -> ArahanTerbuka:
    """The same of another day, from its pairs."""
    isi = tuple(rekap)
    return ArahanTerbuka(*(sum(getattr(r, m) for r in isi) for m in ("belum", "terlambat", "diperiksa")))
