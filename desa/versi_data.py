"""What was worked out once, kept as long as nothing has been written since.

The database itself says whether anything was committed: PostgreSQL by its snapshot, SQLite by its data version, which a
connection of our own watches. Equal answers mean equal rows, so nothing that is shown can be out of date, whoever wrote
and by whatever way. Inside a transaction, whose own writes no such answer tells, nothing is kept, but in one that only reads.
"""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

from django.db import connection

from desa.replika import figures_from_replica
from desa.satu_saat import in_one_moment

TERBANYAK = 32
"""How many results one process keeps: a few readers, dates and orders of one page."""
SNAPSHOT = (
    "SELECT CASE WHEN pg_is_in_recovery() OR pg_current_xact_id_if_assigned() IS NOT NULL"
    " THEN NULL ELSE pg_current_snapshot()::text END"
)
"""A replica's snapshot leaves out which transactions ended, and the own one's what it wrote itself: there nothing is kept."""

T = TypeVar("T")


class _Pengamat:
    """A connection that reads nothing but the version of an SQLite file; another file under its name is another version."""

    def __init__(self) -> None:
        self._kunci = threading.Lock()
        self._berkas: tuple[object, ...] = ()
        self._sambungan: sqlite3.Connection | None = None
        self._ke = 0

    def version(self, nama: str) -> str | None:
        try:
            keadaan = os.stat(nama)
        except OSError:  # a database in memory is nobody else's
            return None
        with self._kunci:
            berkas = (nama, keadaan.st_dev, keadaan.st_ino, os.getpid())
            if self._sambungan is None or berkas != self._berkas:
                if self._sambungan is not None:
                    self._sambungan.close()
                self._sambungan = sqlite3.connect(nama, check_same_thread=False)
                self._berkas, self._ke = berkas, self._ke + 1  # each connection counts from the start again
            (angka,) = self._sambungan.execute("PRAGMA data_version").fetchone()
        return f"{os.getpid()}:{self._ke}:{angka}"


class Ingatan:
    """The results of one version of the data; those of an older one are let go at once."""

    def __init__(self) -> None:
        self._kunci = threading.Lock()
        self._versi = ""
        self._isi: OrderedDict[Hashable, Any] = OrderedDict()

    def read(self, versi: str, kunci: Hashable) -> tuple[Any, ...]:
        """(result,), or () when there is none."""
        with self._kunci:
            if versi != self._versi or kunci not in self._isi:
                return ()
            self._isi.move_to_end(kunci)
            return (self._isi[kunci],)

    def write(self, versi: str, kunci: Hashable, nilai: Any) -> None:
        with self._kunci:
            if versi != self._versi:
                self._isi.clear()
                self._versi = versi
            self._isi[kunci] = nilai
            while len(self._isi) > TERBANYAK:
                self._isi.popitem(last=False)

    def forget(self) -> None:
        with self._kunci:
            self._isi.clear()


_pengamat, _ingatan = _Pengamat(), Ingatan()
forget = _ingatan.forget
"""Let go of everything, for who measures what the first page after a write costs."""


def data_version() -> str | None:
    """What changes with every commit; None where nobody can tell. No query on SQLite, one on PostgreSQL."""
    if connection.in_atomic_block and not in_one_moment():
        return None
    if connection.vendor == "sqlite":
        return _pengamat.version(str(connection.settings_dict["NAME"]))
    with connection.cursor() as kursor:
        kursor.execute(SNAPSHOT)
        (versi,) = kursor.fetchone()
    return versi


def remember(kunci: Hashable, buat: Callable[[], T], *, di: Ingatan = _ingatan) -> T:
    """`buat()`, or what it gave before under this key while nothing has been written since.

    The version is asked for first: a write in between makes the result newer than its version, never older; of a replica
    likewise, which is asked afterwards whether it has all of it. `di` keeps it: who may ask for many things keeps them apart
    from the pages.
    """
    versi = data_version()
    if versi is None:
        return figures_from_replica(buat)
    ada = di.read(versi, kunci)
    if ada:
        hasil: T = ada[0]
        return hasil
    hasil = figures_from_replica(buat)
    di.write(versi, kunci, hasil)
    return hasil


class Sementara:
    """Results that may be a little old, each kept for so many seconds whatever is written; one thread at a time makes one."""

    def __init__(self) -> None:
        self._kunci = threading.Lock()
        self._isi: OrderedDict[Hashable, tuple[float, Any]] = OrderedDict()
        self._giliran: dict[Hashable, threading.Lock] = {}

    def remember(self, kunci: Hashable, buat: Callable[[], T], *, detik: int) -> T:
        """`buat()`, or what it gave at most so many seconds ago. Inside a transaction nothing is kept."""
        if connection.in_atomic_block:
            return buat()
        with self._kunci:
            giliran = self._giliran.setdefault(kunci, threading.Lock())
        with giliran:
            sampai, hasil = self._isi.get(kunci, (0.0, None))
            if time.monotonic() >= sampai:
                hasil = figures_from_replica(buat)
                with self._kunci:
                    self._isi[kunci] = (time.monotonic() + detik, hasil)
                    self._isi.move_to_end(kunci)
                    while len(self._isi) > TERBANYAK:
                        self._giliran.pop(self._isi.popitem(last=False)[0], None)
        lama: T = hasil
        return lama
