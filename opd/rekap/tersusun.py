"""One row with much beside it, read by words that are put together once for each reader and day.

Django takes ten times as long to write the query of a profile, with its twenty lists, as PostgreSQL to answer it. Two requests of
one reader differ in the key of the row alone.
"""

from __future__ import annotations

import copy
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Generic, TypeVar

from django.db import connections, models
from django.db.models import QuerySet
from django.db.models.expressions import Col, Expression
from django.db.models.sql import Query

from opd.models import Pengguna

M = TypeVar("M", bound=models.Model)
TERBANYAK = 256
"""For how many readers the words of a profile are kept: some 30 kB each."""


@dataclass(frozen=True, slots=True)
class Siapa:
    """A reader as far as what is asked differs by reader: two who are equal are asked about with the same words."""

    pk: int | None
    peran: tuple[Any, ...]
    user: Pengguna = field(compare=False)


@dataclass(frozen=True, slots=True)
class _Kata:
    """The words, their values, at which of them the key stands, and how what comes back becomes a row."""

    sql: str
    isian: tuple[Any, ...]
    tempat: tuple[int, ...]
    penyusun: Any


class _Kolom(Expression):
    """A column that was computed, as far as its value is read: the query behind it is not kept."""


class Tersusun(Generic[M]):
    """`row()`: the row of `buat(user, on)` whose unique field `medan` has a value; `contoh` is a value no row has.

    `buat` asks the database nothing, and nothing but reader, roles and day decides what it asks for.
    """

    def __init__(
        self, model: type[M], buat: Callable[[Pengguna, date], QuerySet[M]], medan: str, *, contoh: Any
    ) -> None:
        self._model, self._buat, self._contoh = model, buat, contoh
        self._medan: Any = model._meta.get_field(medan)
        self._kata = lru_cache(maxsize=TERBANYAK)(self._put_together)

    def row(self, user: Pengguna, nilai: Any, *, on: date) -> M | None:
        """The row, or None. One query."""
        kosong: Any = self._model._default_manager.get_queryset().scoped()  # type: ignore[attr-defined]
        kata = self._kata(Siapa(user.pk, user.roles_on(on), user), on, connections[kosong.db].vendor)
        isian = list(kata.isian)
        for n in kata.tempat:
            isian[n] = self._as_stored(nilai, kosong.db)
        penyusun = copy.copy(kata.penyusun)
        penyusun.using, penyusun.connection = kosong.db, connections[kosong.db]
        penyusun.as_sql = lambda: (kata.sql, tuple(isian))
        kosong.query.get_compiler = lambda **_: penyusun
        return next(iter(kosong), None)

    def _as_stored(self, nilai: Any, basis: str) -> Any:
        return self._medan.get_db_prep_value(nilai, connections[basis])

    def _put_together(self, siapa: Siapa, on: date, vendor: str) -> _Kata:
        kueri = self._buat(siapa.user, on).filter(**{self._medan.name: self._contoh}).order_by()
        penyusun: Any = kueri.query.get_compiler(kueri.db)
        sql, isian = penyusun.as_sql()
        contoh = self._as_stored(self._contoh, kueri.db)
        tempat = tuple(n for n, nilai in enumerate(isian) if nilai == contoh)
        penyusun.select = [(_light(kolom), None, alias) for kolom, _, alias in penyusun.select]
        penyusun.query, penyusun.connection = Query(self._model), None
        penyusun.where = penyusun.having = penyusun.qualify = None
        return _Kata(sys.intern(sql), tuple(isian), tempat, penyusun)


def _light(kolom: Any) -> Any:
    return kolom if isinstance(kolom, Col) else _Kolom(kolom.output_field)
