"""What stops a deed from outside, told apart: a disk without room, a database that is away or too slow, a reader who left."""

from __future__ import annotations

import errno
import sqlite3
from enum import Enum, auto

from django.db import InterfaceError, OperationalError


class Sebab(Enum):
    """Why nothing could be done for anybody, whatever was asked."""

    PENUH = auto()
    PUTUS = auto()
    LAMBAT = auto()
    DITINGGAL = auto()


TANPA_RUANG = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
PER_SQLSTATE = {
    "53100": Sebab.PENUH,
    "57014": Sebab.LAMBAT,  # statement_timeout
    "55P03": Sebab.LAMBAT,  # lock_timeout
    "40001": Sebab.LAMBAT,
    "40P01": Sebab.LAMBAT,
}
SAMBUNGAN_PUTUS = ("08", "57P", "53")
"""How an SQLSTATE begins when the server went away, or takes nobody in."""
PER_SQLITE = {
    sqlite3.SQLITE_FULL: Sebab.PENUH,
    sqlite3.SQLITE_BUSY: Sebab.LAMBAT,
    sqlite3.SQLITE_LOCKED: Sebab.LAMBAT,
    sqlite3.SQLITE_CANTOPEN: Sebab.PUTUS,
}


class TerlaluLama(OperationalError):
    """So much time has gone that nobody waits for the answer any more."""


class Ditinggal(TerlaluLama):
    """Whoever asked closed the connection, so nobody waits for the answer."""


def cause_of(galat: BaseException | None) -> Sebab | None:
    """Why this error came, when it came from outside; None for a mistake of our own."""
    if isinstance(galat, TerlaluLama):
        return Sebab.DITINGGAL if isinstance(galat, Ditinggal) else Sebab.LAMBAT
    if isinstance(galat, OSError):
        return Sebab.PENUH if galat.errno in TANPA_RUANG else None
    if not isinstance(galat, OperationalError | InterfaceError):
        return None
    asal = galat.__cause__
    if isinstance(asal, sqlite3.Error):
        return PER_SQLITE.get(getattr(asal, "sqlite_errorcode", 0) & 0xFF)
    negara = _state(galat)
    return PER_SQLSTATE.get(negara) or (Sebab.PUTUS if not negara or negara.startswith(SAMBUNGAN_PUTUS) else None)


def surely_refused(galat: OperationalError | InterfaceError) -> bool:
    """Whether the database itself said no, so that nothing of the transaction is there; a lost connection leaves it open."""
    if isinstance(galat, TerlaluLama) or isinstance(galat.__cause__, sqlite3.Error):
        return True
    return bool(_state(galat)) and cause_of(galat) is not Sebab.PUTUS


def _state(galat: BaseException) -> str:
    """The SQLSTATE that PostgreSQL answered with; "" when it did not answer."""
    return getattr(galat.__cause__, "sqlstate", None) or ""
