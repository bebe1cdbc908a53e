"""What was worked out of each village, kept in this process as long as the village's marks stand (`TandaUbah`).

The database renews a village's marks in the transaction of every write about it, so a village with the marks that it had
before it was read has been written about by nobody since; that holds inside a transaction too, whose own marks nobody else
ever sees. A village without a mark, as while migrations run, is read each time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping
from datetime import datetime
from itertools import chain
from typing import Any, ClassVar, Generic, TypeVar
from weakref import WeakSet

from django.db.models import F, Subquery

from desa.models import Desa, Kabupaten, TandaUbah
from opd.models import Pengguna, Penugasan
from opd.rekap.daftar_json import json_rows, read_about

SEMUANYA = 100
"""From how many changed villages on all are read, without naming them, unless they are less than a quarter of all."""

T = TypeVar("T")
Tanda = Mapping[int, str | None]
"""The marks of every village as one text; None where it has none."""


class SimpananDesa(Generic[T]):
    """By question and village: the marks it had, and what was worked out (None: nothing). The last few questions are kept."""

    _semua: ClassVar[WeakSet[SimpananDesa[Any]]] = WeakSet()

    def __init__(self, terbanyak: int) -> None:
        self._terbanyak = terbanyak
        self._kunci = threading.Lock()
        self._isi: OrderedDict[Hashable, dict[int, tuple[str, T | None]]] = OrderedDict()
        self._semua.add(self)

    def kept(
        self,
        tanya: Hashable,
        tanda: Tanda,
        baca: Callable[[Collection[int] | None], Mapping[int, T]],
        *,
        sisakan: int = 0,
    ) -> dict[int, T]:
        """The villages that have anything: those whose marks stand as they were kept, the others read by `baca`.

        All are read where there are no marks: without a village, and without an account that lists could stand on. Up to
        `sisakan` other villages stay as they were kept, for who asks of some at a time.
        """
        if not tanda:
            return dict(baca(None))
        lama = self._read(tanya)
        ubah = [pk for pk, t in tanda.items() if t is None or pk not in lama or lama[pk][0] != t]
        if ubah:
            baru = baca(None if len(ubah) > max(SEMUANYA, len(tanda) // 4) else ubah)
            lama |= {pk: (tanda[pk] or "", baru.get(pk)) for pk in ubah}
            lain = {pk: isi for pk, isi in lama.items() if pk not in tanda} if sisakan else {}
            kini = {pk: lama[pk] for pk, t in tanda.items() if t is not None}
            self._write(tanya, kini | lain if len(lain) <= sisakan else kini)
        return {pk: h for pk in tanda if (h := lama[pk][1]) is not None}

    def knows(self, tanya: Hashable) -> bool:
        """Whether anything is kept for this question."""
        with self._kunci:
            return tanya in self._isi

    def _read(self, tanya: Hashable) -> dict[int, tuple[str, T | None]]:
        with self._kunci:
            if tanya in self._isi:
                self._isi.move_to_end(tanya)
            return dict(self._isi.get(tanya, ()))

    def _write(self, tanya: Hashable, isi: dict[int, tuple[str, T | None]]) -> None:
        with self._kunci:
            self._isi[tanya] = isi
            self._isi.move_to_end(tanya)
            while len(self._isi) > self._terbanyak:
                self._isi.popitem(last=False)

    def forget(self) -> None:
        with self._kunci:
            self._isi.clear()

    @classmethod
    def forget_all(cls) -> None:
        """Let go of everything, for who measures what the first page of a process costs."""
        for simpanan in list(cls._semua):
            simpanan.forget()


def region_mark_lists(user: Pengguna, known_at: datetime | None = None) -> dict[str, Subquery]:
    """What `region_marks_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    daftar = {
        "tanda_kabupaten": json_rows(TandaUbah.objects.visible_to(user).filter(desa__lte=0), "desa", "tanda"),
        "kabupaten": json_rows(Kabupaten.objects.visible_to(user), "pk", "kode"),
    }
    return daftar if known_at is None else daftar | {"tanda_pindah": _moved(user, "kecamatan__kabupaten")}


def region_marks_of(terbaca: Mapping[str, Any]) -> Tanda:
    """The marks of every kabupaten by its id, with those that stand for all; of a past moment as in `marks_of`."""
    per = _by_village(terbaca["tanda_kabupaten"] or ())
    hasil = {pk: _one_text(per, -pk) for pk, _ in terbaca["kabupaten"] or ()}
    return _together(hasil, terbaca.get("tanda_pindah") or ())


def provinces_of(terbaca: Mapping[str, Any]) -> dict[int, int]:
    """The code of its province by the id of each kabupaten, of what was read for `region_marks_of`."""
    return {pk: int(kode[:2]) for pk, kode in terbaca["kabupaten"] or ()}


def marks_in(kabupaten: Collection[int], known_at: datetime | None = None) -> dict[int, Tanda]:
    """The marks of the villages of each of these kabupaten. One query.

    As known at a past moment, kabupaten that hang together (and so have the same marks) must be asked for together.
    """
    terbaca = read_about(list(kabupaten), _marks_in, known_at is not None)
    per = _by_village(chain(terbaca["tanda"] or (), terbaca["tanda_semua"] or ()))
    wilayah = dict(sorted(terbaca["desa"] or ()))
    tanda = _together({pk: _one_text(per, pk) for pk in wilayah}, terbaca.get("tanda_pindah") or ())
    hasil: dict[int, dict[int, str | None]] = {pk: {} for pk in kabupaten}
    for pk, k in wilayah.items():
        hasil[k][pk] = tanda[pk]
    return dict(hasil)


def joint_marks(tanda: Tanda, milik: Mapping[int, Collection[int]]) -> dict[int, str | None]:
    """The marks of all that belongs to each."""
    hasil: dict[int, str | None] = {}
    for n, bagian in milik.items():
        isi = [tanda[k] for k in sorted(bagian)]
        hasil[n] = None if None in isi else " ".join(t for t in isi if t is not None)
    return hasil


def _moved(user: Pengguna, tempat: str = "") -> Subquery:
    """Pairs of villages between which a penugasan was moved, or of what they lie in."""
    ke, dari = (f"{d}__{tempat}".removesuffix("__") for d in ("desa", "menggantikan__desa"))
    pindah = Penugasan.objects.visible_to(user).exclude(menggantikan=None).exclude(menggantikan__desa=F("desa"))
    return json_rows(pindah, ke, dari)


def _marks_in(kabupaten: Collection[int], dulu: bool) -> dict[str, Subquery]:
    orang = Pengguna()
    desa = Desa.objects.visible_to(orang).filter(kecamatan__kabupaten__in=kabupaten)
    tanda = TandaUbah.objects.visible_to(orang)
    # The mark of all villages apart, or every mark is walked for those of a few.
    isi = {
        "tanda": json_rows(tanda.filter(desa__in=desa.order_by().values("pk")), "desa", "tanda"),
        "tanda_semua": json_rows(tanda.filter(desa=0), "desa", "tanda"),
        "desa": json_rows(desa, "pk", "kecamatan__kabupaten_id"),
    }
    return isi | {"tanda_pindah": _moved(orang)} if dulu else isi


def mark_lists(user: Pengguna, known_at: datetime | None = None) -> dict[str, Subquery]:
    """What `marks_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    daftar = {
        "tanda": json_rows(TandaUbah.objects.visible_to(user).filter(desa__gte=0), "desa", "tanda"),
        "tanda_desa": json_rows(Desa.objects.visible_to(user), "pk"),
    }
    return daftar if known_at is None else daftar | {"tanda_pindah": _moved(user)}


def marks_of(terbaca: Mapping[str, Any]) -> Tanda:
    """The marks of every village, with those that stand for all of them.

    A penugasan that was corrected to another village took its plans and facts along: as known at a past moment both villages
    tell of the days before.
    """
    per = _by_village(terbaca["tanda"] or ())
    hasil = {pk: _one_text(per, pk) for (pk,) in terbaca["tanda_desa"] or ()}
    return _together(hasil, terbaca.get("tanda_pindah") or ())


def _by_village(baris: Iterable[tuple[int, str]]) -> dict[int, list[str]]:
    per: dict[int, list[str]] = defaultdict(list)
    for desa, tanda in baris:
        per[desa].append(tanda)
    return {desa: sorted(tanda) for desa, tanda in per.items()}


def _one_text(per: Mapping[int, list[str]], pk: int) -> str | None:
    return " ".join([*per.get(0, ()), *per[pk]]) if pk in per else None


def _together(tanda: Tanda, pasangan: Iterable[tuple[int, int]]) -> Tanda:
    """Villages that hang together carry the marks of all of them."""
    gugus: dict[int, frozenset[int]] = {}
    for a, b in pasangan:
        satu = gugus.get(a, frozenset((a,))) | gugus.get(b, frozenset((b,)))
        gugus |= dict.fromkeys(satu, satu)
    hasil = dict(tanda)
    for pk in gugus.keys() & tanda.keys():
        milik = [tanda.get(d) for d in sorted(gugus[pk])]
        ada = [t for t in milik if t is not None]
        hasil[pk] = " ".join(ada) if len(ada) == len(milik) else None
    return hasil
