"""What was counted of the villages on a day, kept in this process as long as their marks stand (`TandaUbah`).

The database renews a village's marks in the transaction of every write about it, so a village with the marks that it had
before it was read has been written about by nobody since; that holds inside a transaction too, whose own marks nobody else
ever sees. A village without a mark, as while migrations run, is read each time.
"""

from __future__ import annotations

import threading
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Any

from django.db.models import Subquery

from binaan.dasbor.hitungan import Hitungan
from desa.models import Desa, TandaUbah
from opd.models import Pengguna
from opd.rekap.daftar_json import json_rows

TERBANYAK_HARI, SEMUANYA = 3, 100
"""How many days are kept; from how many changed villages on all are read, without naming them."""

Tanda = Mapping[int, str | None]
"""The marks of every village as one text; None where it has none."""


class _Simpanan:
    """By day and village: the marks it had, and what was counted (None: nothing to count)."""

    def __init__(self) -> None:
        self._kunci = threading.Lock()
        self._isi: OrderedDict[date, dict[int, tuple[str, Hitungan | None]]] = OrderedDict()

    def read(self, hari: date) -> dict[int, tuple[str, Hitungan | None]]:
        with self._kunci:
            return dict(self._isi.get(hari, ()))

    def write(self, hari: date, isi: dict[int, tuple[str, Hitungan | None]]) -> None:
        with self._kunci:
            self._isi[hari] = isi
            self._isi.move_to_end(hari)
            while len(self._isi) > TERBANYAK_HARI:
                self._isi.popitem(last=False)

    def forget(self) -> None:
        with self._kunci:
            self._isi.clear()


_simpanan = _Simpanan()
forget_villages = _simpanan.forget
"""Let go of everything, for who measures what the first page of a process costs."""


def mark_lists(user: Pengguna) -> dict[str, Subquery]:
    """What `marks_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    return {
        "tanda": json_rows(TandaUbah.objects.visible_to(user), "desa", "tanda"),
        "tanda_desa": json_rows(Desa.objects.visible_to(user), "pk"),
    }


def marks_of(terbaca: Mapping[str, Any]) -> Tanda:
    """The marks of every village, with those that stand for all of them."""
    per: dict[int, list[str]] = defaultdict(list)
    for desa, tanda in terbaca["tanda"] or ():
        per[desa].append(tanda)
    semua = sorted(per.get(0, ()))
    return {pk: " ".join([*semua, *sorted(per[pk])]) if pk in per else None for (pk,) in terbaca["tanda_desa"] or ()}


def kept(
    hari: date, tanda: Tanda, baca: Callable[[Collection[int] | None], dict[int, Hitungan]]
) -> dict[int, Hitungan]:
    """The villages that have anything to count: those whose marks stand as they were kept, the others read by `baca`."""
    lama = _simpanan.read(hari)
    ubah = [pk for pk, t in tanda.items() if t is None or pk not in lama or lama[pk][0] != t]
    if ubah:
        baru = baca(None if len(ubah) > SEMUANYA else ubah)
        lama |= {pk: (tanda[pk] or "", baru.get(pk)) for pk in ubah}
        _simpanan.write(hari, {pk: lama[pk] for pk, t in tanda.items() if t is not None})
    return {pk: h for pk in tanda if (h := lama[pk][1]) is not None}
