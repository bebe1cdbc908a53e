"""Questions that PostgreSQL plans once for a connection, not each time somebody asks.

A page's question of twenty lists takes PostgreSQL longer to plan than to answer. It is prepared when it comes a second time:
keys and moments are open in it, everything else stands in it as written; also days, which last a day and tell how many rows to
expect. No pooler that shares out single transactions may stand between: the plans are those of a session.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any
from uuid import UUID
from weakref import WeakKeyDictionary

from django.db.backends.postgresql.base import Cursor
from psycopg import Connection, Error, sql
from psycopg.pq import TransactionStatus

TERPENDEK = 600
"""Letters from which on to plan a question takes longer than to look for its plan."""
TERBANYAK, DIINGAT = 80, 400
"""How many plans a connection keeps, the largest of 5 MB, and how many questions it knows to have been asked."""
TEMPAT = re.compile(r"%%|%s|\bIN \(%s(?:, %s)*\)")
KUNCI = re.compile(r'"(?:\w*_id|id|kode|slug)" = \Z')
"""What stands before a key, which another reader has another of."""
TERBUKA: dict[type, str] = {datetime: "timestamptz", UUID: "uuid"}
TETAP = (str, int, float, Decimal, timedelta, date, UUID, type(None))


@dataclass(frozen=True, slots=True)
class _Bagian:
    """Words of a question and the place after them: for how many values, whether as a list, whether for a key."""

    kata: str
    banyak: int
    larik: bool
    kunci: bool

    def open_words(self, ke: int) -> str:
        """What stands in the place of an open value. Of a list PostgreSQL expects ten, of an equation one."""
        if not self.larik:
            return f"${ke}"
        return f"= ${ke}" if self.banyak == 1 else f"= ANY(${ke})"

    def opened(self, isi: Sequence[Any]) -> tuple[str, Any] | None:
        """Type and value of what is open here; None when it stands among the words."""
        if self.larik:
            if any(type(n) is not int for n in isi):
                return None
            return ("bigint", isi[0]) if self.banyak == 1 else ("bigint[]", f"{{{','.join(map(str, isi))}}}")
        nilai = isi[0]
        if self.kunci and isinstance(nilai, int) and not isinstance(nilai, bool):
            return "bigint", int(nilai)
        if self.kunci and isinstance(nilai, str):
            return "varchar", str(nilai)
        jenis = TERBUKA.get(type(nilai))
        return jenis and (jenis, nilai)


@lru_cache(maxsize=DIINGAT)
def _parts(tanya: str) -> tuple[tuple[_Bagian, ...], str]:
    """The question taken apart at the places of its values, and its end."""
    hasil: list[_Bagian] = []
    kata, mulai = "", 0
    for cocok in TEMPAT.finditer(tanya):
        kata += tanya[mulai : cocok.start()]
        mulai = cocok.end()
        if cocok[0] == "%%":
            kata += "%"
            continue
        hasil.append(_Bagian(kata, cocok[0].count("%s"), cocok[0] != "%s", bool(KUNCI.search(kata))))
        kata = ""
    return tuple(hasil), kata + tanya[mulai:]


@dataclass(frozen=True, slots=True)
class Bentuk:
    """What two askings share when one plan serves both: the words, the values among them, and which open values are one."""

    tanya: str
    tetap: tuple[tuple[type, Any], ...]
    urutan: tuple[int, ...]
    jenis: tuple[str, ...]

    def words(self) -> sql.Composed:
        """The question with $1, $2 … for its open values."""
        bagian, akhir = _parts(self.tanya)
        tetap = (sql.Literal(nilai) for _, nilai in self.tetap)
        kata: list[sql.Composable] = []
        for b, ke in zip(bagian, self.urutan, strict=True):
            kata.append(sql.SQL(b.kata))
            if ke:
                kata.append(sql.SQL(b.open_words(ke)))
            elif b.larik:
                kata.append(sql.SQL("IN ({})").format(sql.SQL(", ").join([next(tetap) for _ in range(b.banyak)])))
            else:
                kata.append(next(tetap))
        return sql.Composed([*kata, sql.SQL(akhir)])


def shape(tanya: str, nilai: Iterable[Any]) -> tuple[Bentuk, list[Any]] | None:
    """The shape of an asking and its open values, each once; None when it holds what only the driver can write."""
    buka: dict[tuple[str, Any], int] = {}
    tetap: list[tuple[type, Any]] = []
    urutan: list[int] = []
    sisa = list(nilai)
    n = 0
    for b in _parts(tanya)[0]:
        isi = sisa[n : n + b.banyak]
        n += b.banyak
        if (satu := b.opened(isi)) is not None:
            urutan.append(buka.setdefault(satu, len(buka) + 1))
        elif all(isinstance(v, TETAP) for v in isi):
            tetap.extend((type(v), v) for v in isi)
            urutan.append(0)
        else:
            return None
    return Bentuk(tanya, tuple(tetap), tuple(urutan), tuple(j for j, _ in buka)), [v for _, v in buka]


class Rencana:
    """What one connection was asked, and the names of the plans it keeps."""

    def __init__(self) -> None:
        self.nama: OrderedDict[Bentuk, str] = OrderedDict()
        self._pernah: OrderedDict[Bentuk, bool] = OrderedDict()
        self._nomor = 0

    def name(self, bentuk: Bentuk, sambungan: Connection) -> str:
        """The name of its plan, which is made the second time; "" without one."""
        if nama := self.nama.get(bentuk, ""):
            self.nama.move_to_end(bentuk)
            return nama
        layak = self._pernah.get(bentuk)
        if layak and sambungan.info.transaction_status != TransactionStatus.INERROR:
            nama = self._prepare(bentuk, sambungan)
        self._pernah[bentuk] = layak is None
        if nama:
            del self._pernah[bentuk]
        elif len(self._pernah) > DIINGAT:
            self._pernah.popitem(last=False)
        return nama

    def _prepare(self, bentuk: Bentuk, sambungan: Connection) -> str:
        """Beside Django's queries, which are counted; refused, it leaves the transaction as it was."""
        self._nomor += 1
        nama = f"tanya_{self._nomor}"
        jenis = f"({', '.join(bentuk.jenis)})" if bentuk.jenis else ""
        try:
            with sambungan.transaction():
                sambungan.execute(sql.SQL(f"PREPARE {nama}{jenis} AS ") + bentuk.words())
        except Error:
            return ""
        self.nama[bentuk] = nama
        if len(self.nama) > TERBANYAK:
            sambungan.execute(f"DEALLOCATE {self.nama.popitem(last=False)[1]}")
        return nama


RENCANA: WeakKeyDictionary[Connection, Rencana] = WeakKeyDictionary()


class Kursor(Cursor):
    """Django's cursor; a long question it asks by the name of its plan."""

    def execute(self, query: Any, params: Any = None, **lain: Any) -> Any:
        panjang = params and isinstance(query, str) and len(query) >= TERPENDEK
        if not panjang or not query.startswith(("SELECT", "(SELECT")):
            return super().execute(query, params, **lain)
        terurai = shape(query, params)
        rencana = RENCANA.setdefault(self.connection, Rencana())
        if terurai is None or not (nama := rencana.name(terurai[0], self.connection)):
            return super().execute(query, params, **lain)
        isian = terurai[1]
        tempat = f"({', '.join(['%s'] * len(isian))})" if isian else ""
        super().execute(f"EXECUTE {nama}{tempat}", isian or None, **lain)
        self._query.query = query.encode()  # what Django's list of queries shows
        return self
