"""Figures read from a streaming replica, when there is one and it has all that the primary had when they were asked for.

Off unless DATABASE_URL_BACA names a replica. Nobody is shown less than was saved: the replica serves a reading only after
it has replayed the primary's log to its end of that moment, else the primary serves it, as it does when the replica is
gone. Writes, locks, single pages and everything inside a transaction stay with the primary.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any, TypeVar

from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, InterfaceError, OperationalError, connection, connections

BACA = "baca"
JEDA_DETIK = 30
"""Seconds in which a replica that did not answer is not asked again: each question may wait for its time-out."""
UJUNG = "SELECT pg_current_wal_flush_lsn()"
SAMPAI = "SELECT pg_is_in_recovery() AND pg_last_wal_replay_lsn() >= %s::pg_lsn"

T = TypeVar("T")
_membaca: ContextVar[bool] = ContextVar("membaca_replika", default=False)
_diam_sampai = 0.0
LOG = logging.getLogger("desa.replika")


class PembagiBaca:
    """Django's router: the replica inside `figures_from_replica`, the primary everywhere else, also for what was read there."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        return BACA if _membaca.get() else DEFAULT_DB_ALIAS

    def db_for_write(self, model: Any, **hints: Any) -> str:
        return DEFAULT_DB_ALIAS

    def allow_relation(self, obj1: Any, obj2: Any, **hints: Any) -> bool:
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        return db == DEFAULT_DB_ALIAS


def figures_from_replica(buat: Callable[[], T]) -> T:
    """`buat()`, which only reads, from the replica where that shows all that is saved by now. Two queries more with one."""
    if not settings.ADA_REPLIKA or _membaca.get() or connection.in_atomic_block:
        return buat()
    try:
        if _caught_up():
            with _reading():
                return buat()
    except (OperationalError, InterfaceError) as galat:
        _silence(galat)
    return buat()


def _caught_up() -> bool:
    """Whether the replica has everything that anybody was told is saved."""
    if time.monotonic() < _diam_sampai:
        return False
    with connection.cursor() as kursor:
        kursor.execute(UJUNG)
        (ujung,) = kursor.fetchone()
    with connections[BACA].cursor() as kursor:
        kursor.execute(SAMPAI, [ujung])
        return bool(kursor.fetchone()[0])


@contextmanager
def _reading() -> Iterator[None]:
    tanda = _membaca.set(True)
    try:
        yield
    finally:
        _membaca.reset(tanda)


def _silence(galat: Exception) -> None:
    """Leave a replica that broke down alone for a while, and say so once."""
    global _diam_sampai  # noqa: PLW0603  of this process, and a late reader asks once more at worst
    _diam_sampai = time.monotonic() + JEDA_DETIK
    LOG.warning(
        "replika tidak menjawab (%s); angka dibaca dari basis data utama %d detik", type(galat).__name__, JEDA_DETIK
    )
