"""A page whose figures are those of one moment, though it asks the database several times while others write."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextvars import ContextVar

from django.conf import settings
from django.db import connection, transaction
from psycopg import IsolationLevel

_membaca: ContextVar[bool] = ContextVar("membaca_satu_saat", default=False)
in_one_moment = _membaca.get
"""Whether the transaction that runs is one of `one_moment`, which began to read something and not to write it."""


@contextlib.contextmanager
def one_moment() -> Iterator[None]:
    """Everything read in the block is as it was at its first question.

    Inside a transaction it is that one's moment. SQLite reads each statement for itself: a transaction would take its one writer;
    so do pages whose figures come from a replica, which has moments of its own (desa/replika.py).
    """
    if connection.vendor != "postgresql" or connection.in_atomic_block or settings.ADA_REPLIKA:
        yield
        return
    connection.close_if_health_check_failed()
    connection.ensure_connection()
    sambungan = connection.connection
    lama, sambungan.isolation_level = sambungan.isolation_level, IsolationLevel.REPEATABLE_READ
    tanda = _membaca.set(True)
    try:
        with transaction.atomic():
            yield
    finally:
        _membaca.reset(tanda)
        if not sambungan.closed:
            sambungan.isolation_level = lama
