"""Short lists in one query: a sub-query's rows as one JSON value."""

from __future__ import annotations

import json
from collections.abc import Callable, Hashable, Mapping, Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import lru_cache
from itertools import chain
from typing import Any, Self
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connections, router
from django.db.models import Aggregate, Func, JSONField, QuerySet, Subquery, Value
from django.db.models.functions import JSONArray, JSONObject

from opd.models import Pengguna


class TerbacaJson(JSONField):
    """A JSON value made by a query. PostgreSQL's driver has read `json` already, as Django keeps it from doing with `jsonb`."""

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        return super().from_db_value(value, expression, connection) if isinstance(value, str) else value


class DaftarJson(Aggregate):
    """The group's values as one JSON list: what several short lists of a profile need in the query of its head.

    On PostgreSQL it is `json`, which is text put together, and not Django's `jsonb`, which takes each value apart, sorts it and
    writes it anew: that costs two and a half times as much.
    """

    function = "JSON_AGG"
    output_field = TerbacaJson()

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_GROUP_ARRAY", **extra)


class LarikJson(JSONArray):
    """Values as a JSON list."""

    output_field = TerbacaJson()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_BUILD_ARRAY", **extra)


class ObyekJson(JSONObject):
    """Values with their names as a JSON object."""

    output_field = TerbacaJson()

    def as_postgresql(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, function="JSON_BUILD_OBJECT", **extra)


def json_list(rows: QuerySet, **kolom: Any) -> Subquery:
    """A sub-query that gives the rows (already filtered by OuterRef) as a list of dicts; None when there are none."""
    return _one_value(rows, ObyekJson(**kolom))


def json_rows(rows: QuerySet, *kolom: str) -> Subquery:
    """The same with each row as a list, for many rows or many columns."""
    return _one_value(rows, LarikJson(*kolom))


def _one_value(rows: QuerySet, isi: Func) -> Subquery:
    satu = rows.order_by().annotate(_satu=Value(1)).values("_satu").annotate(_isi=DaftarJson(isi))
    return Subquery(satu.values("_isi"))


class Berdiri(Subquery):
    """A sub-query that asks nothing of the query around it, and so is not read through again for it.

    Django resolves every part of a sub-query anew in its surroundings: half of what a page of many lists takes.
    """

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Self:
        return self.copy()

    def relabeled_clone(self, change_map: Mapping[str, str]) -> Self:
        return self


class KelompokJson(Berdiri):
    """The rows of a query that counts in groups, which no other aggregate can be made of, as one JSON list of lists."""

    output_field = TerbacaJson()
    template = "(SELECT %(daftar)s(%(larik)s(%(kolom)s)) FROM (%(subquery)s) AS kelompok)"

    def as_sql(self, compiler: Any, connection: Any, *args: Any, **extra: Any) -> Any:
        nama = (*self.query.values_select, *self.query.annotation_select)
        kolom = ", ".join(map(connection.ops.quote_name, nama))
        kata = {"daftar": "JSON_AGG", "larik": "JSON_BUILD_ARRAY", "kolom": kolom}
        return super().as_sql(compiler, connection, *args, **kata | extra)

    def as_sqlite(self, compiler: Any, connection: Any, **extra: Any) -> Any:
        return self.as_sql(compiler, connection, **extra, daftar="JSON_GROUP_ARRAY", larik="JSON_ARRAY")


def standing(daftar: Mapping[str, Subquery]) -> dict[str, Berdiri]:
    """Sub-queries without OuterRef as lists that stand side by side."""
    return {nama: s if isinstance(s, Berdiri) else Berdiri(s.query) for nama, s in daftar.items()}


def json_value(nilai: Any) -> Any:
    """JSON inside JSON; SQLite gives it as text."""
    return json.loads(nilai) if isinstance(nilai, str) else nilai


@lru_cache(maxsize=4096)
def key_of(teks: str) -> UUID:
    """A UUID as the database's JSON writes it, with dashes or without."""
    return UUID(teks)


def day_of(nilai: str) -> date:
    """A day as the database's JSON writes it."""
    return date.fromisoformat(nilai[:10])


def moment_of(nilai: str) -> datetime:
    """A moment as the database's JSON writes it; SQLite keeps UTC without saying so."""
    saat = datetime.fromisoformat(nilai)
    return saat if saat.tzinfo else saat.replace(tzinfo=UTC)


def decimal_of(nilai: Any, tempat: int = 2) -> Decimal | None:
    """A number of the database's JSON with fixed decimals."""
    return None if nilai is None else Decimal(str(nilai)).quantize(Decimal(1).scaleb(-tempat))


def read_lists(user: Pengguna, daftar: Mapping[str, Subquery]) -> Mapping[str, Any]:
    """Independent lists side by side. One query.

    They stand on one row, the reader's own; a reader without an account (the API, public pages) takes the first there is.
    """
    semua = Pengguna.objects.visible_to(user)
    daftar = standing(daftar)
    if user.pk is not None:
        return semua.filter(pk=user.pk).order_by().values(**daftar).get()
    return semua.order_by("pk").values(**daftar).first() or dict.fromkeys(daftar)


def _words(daftar: Subquery) -> tuple[str, Sequence[Any]]:
    """A list as SQL and its values; one that cannot hold anything as no list."""
    penyusun = daftar.query.get_compiler(router.db_for_read(Pengguna))
    try:
        teks, isian = penyusun.compile(daftar)
    except EmptyResultSet:
        return "NULL", ()
    return teks, isian


class Pertanyaan:
    """Lists side by side with their words written out once: Django writes thirty lists longer than they take to read.

    They stand on no row, so that one question serves every reader.
    """

    def __init__(self, daftar: Mapping[str, Subquery]) -> None:
        self._nama = tuple(daftar)
        bagian = [_words(s) for s in standing(daftar).values()]
        self._sql = f"SELECT {', '.join(teks for teks, _ in bagian)}"
        self._isian = tuple(chain.from_iterable(isian for _, isian in bagian))

    def read(self, ganti: Mapping[Any, Any] | None = None) -> Mapping[str, Any]:
        """With other values (`ganti`) in place of some that it was written with. One query."""
        isian = [ganti.get(n, n) for n in self._isian] if ganti else self._isian
        with connections[router.db_for_read(Pengguna)].cursor() as kursor:
            kursor.execute(self._sql, isian)
            baris = kursor.fetchone()
        return {n: json_value(isi) for n, isi in zip(self._nama, baris, strict=True)}


SEDIKIT = 64
"""Up to how many rows are asked about in words that were written out before."""
SIAPA_SAJA = -(2**40)
"""In those words the first of the ids that are asked about; the others are the numbers above it."""


def read_about(pk: Sequence[int], daftar: Callable[..., Mapping[str, Subquery]], *lain: Hashable) -> Mapping[str, Any]:
    """The lists `daftar(pk, *lain)`, which are the same for every reader, of rows with these ids. One query.

    Of a few they are written out for the next power of two; the last id stands for those that are not there.
    """
    if not 0 < len(pk) <= SEDIKIT:
        return Pertanyaan(daftar(pk, *lain)).read()
    banyak = 1 << (len(pk) - 1).bit_length()
    return _written(daftar, banyak, *lain).read({SIAPA_SAJA + n: pk[min(n, len(pk) - 1)] for n in range(banyak)})


@lru_cache(maxsize=128)
def _written(daftar: Callable[..., Mapping[str, Subquery]], banyak: int, *lain: Hashable) -> Pertanyaan:
    return Pertanyaan(daftar(range(SIAPA_SAJA, SIAPA_SAJA + banyak), *lain))
