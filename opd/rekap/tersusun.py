"""One row with much beside it, read by words that are put together once for each kind of reader and day.

Django takes ten times as long to write the query of a profile, with its twenty lists, as PostgreSQL to answer it. Two requests
differ in the key of the row, in who asks, and in the OPDs somebody works for: values, in words that are the same.
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

from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pengguna, PeranAktif

M = TypeVar("M", bound=models.Model)
TERBANYAK = 64
"""For how many kinds of readers the words of a profile are kept: some 30 kB each."""
ORANG, OPD_PERTAMA = -(2**40), -(2**41)
"""In those words the account that asks and the first of its OPDs; the others are the numbers above it."""


@dataclass(frozen=True, slots=True)
class Siapa:
    """A reader as far as what is asked differs by reader: two who are equal are asked about with the same words."""

    pk: int | None
    peran: tuple[Any, ...]
    user: Pengguna = field(compare=False)


@dataclass(frozen=True, slots=True)
class Jenis:
    """A kind of reader: whether there is an account, and its roles by day, the OPDs in them only numbered."""

    berakun: bool
    peran: tuple[tuple[date, tuple[tuple[Peran, int | None, str], ...]], ...]

    def reader(self) -> Pengguna:
        """Nobody, of this kind: in place of account and OPDs stand numbers that no row has."""
        orang = Pengguna(pk=ORANG if self.berakun else None)
        orang.__dict__["_peran_simpanan"] = {
            hari: tuple(PeranAktif(p, None if ke is None else OPD_PERTAMA + ke, "", k) for p, ke, k in semua)
            for hari, semua in self.peran
        }
        return orang


def kind_of(user: Pengguna, on: date) -> tuple[Jenis, dict[Any, Any]]:
    """The reader's kind on that day and today, and what stands in him for the numbers of `Jenis.reader`."""
    semua = {hari: user.roles_on(hari) for hari in (on, hari_ini())}
    opd = dict.fromkeys(p.opd_id for s in semua.values() for p in s if p.opd_id is not None)
    nomor: dict[int | None, int] = {pk: ke for ke, pk in enumerate(opd)}
    peran = ((hari, tuple((p.peran, nomor.get(p.opd_id), p.kelompok) for p in s)) for hari, s in semua.items())
    jenis = Jenis(user.pk is not None, tuple(peran))
    return jenis, {ORANG: user.pk} | {OPD_PERTAMA + ke: pk for pk, ke in nomor.items()}


@dataclass(frozen=True, slots=True)
class _Kata:
    """The words, their values, which of them stand for another of each request, and how what comes back becomes a row."""

    sql: str
    isian: tuple[Any, ...]
    tempat: tuple[int, ...]
    penyusun: Any


class _Kolom(Expression):
    """A column that was computed, as far as its value is read: the query behind it is not kept."""


class Tersusun(Generic[M]):
    """`row()`: the row of `buat(user, on)` whose unique field `medan` has a value; `contoh` is a value no row has.

    `buat` asks the database nothing, and nothing but reader, roles and day decides what it asks for: the same of two readers
    whose roles differ in their OPDs alone.
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
        jenis, ganti = kind_of(user, on)
        kata = self._kata(jenis, on, connections[kosong.db].vendor)
        ganti[self._as_stored(self._contoh, kosong.db)] = self._as_stored(nilai, kosong.db)
        isian = list(kata.isian)
        for n in kata.tempat:
            isian[n] = ganti[isian[n]]
        penyusun = copy.copy(kata.penyusun)
        penyusun.using, penyusun.connection = kosong.db, connections[kosong.db]
        penyusun.as_sql = lambda: (kata.sql, tuple(isian))
        kosong.query.get_compiler = lambda **_: penyusun
        return next(iter(kosong), None)

    def _as_stored(self, nilai: Any, basis: str) -> Any:
        return self._medan.get_db_prep_value(nilai, connections[basis])

    def _put_together(self, jenis: Jenis, on: date, vendor: str) -> _Kata:
        kueri = self._buat(jenis.reader(), on).filter(**{self._medan.name: self._contoh}).order_by()
        penyusun: Any = kueri.query.get_compiler(kueri.db)
        sql, isian = penyusun.as_sql()
        contoh = self._as_stored(self._contoh, kueri.db)
        tempat = tuple(n for n, v in enumerate(isian) if v == contoh or (isinstance(v, int) and v <= ORANG))
        penyusun.select = [(_light(kolom), None, alias) for kolom, _, alias in penyusun.select]
        penyusun.query, penyusun.connection = Query(self._model), None
        penyusun.where = penyusun.having = penyusun.qualify = None
        return _Kata(sys.intern(sql), tuple(isian), tempat, penyusun)


def _light(kolom: Any) -> Any:
    return kolom if isinstance(kolom, Col) else _Kolom(kolom.output_field)
