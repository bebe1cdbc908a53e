"""Note that a list left the application: who took it, narrowed by what, how many rows, and of persons which."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from desa.models import record
from desa.scoped import deed
from opd.models import Pengguna
from opd.rekap.pembacaan import MELIHAT_NAMA, MENGUNDUH_DAFTAR, rows_shown
from opd.rekap.simpanan_pribadi import Kunci


@deed
def record_export(
    nama: str, *, bentuk: str, baris: int, saring: str, by: Pengguna, at: datetime, orang: Iterable[Kunci] = ()
) -> None:
    """One audit row on the person who took the list `nama`. Never a value of it, nor what was typed to look for rows.

    A list that names persons is a reading of names: its row says which records it named, so that a breach can be traced.
    """
    isi: dict[str, list[Any]] = {"bentuk": [None, bentuk], "baris": [None, baris], "saring": [None, saring]}
    tampil = rows_shown(orang)
    apa = f"{MELIHAT_NAMA} pada unduhan daftar {nama}" if tampil else f"{MENGUNDUH_DAFTAR} {nama}"
    record(by, apa, by, at=at, perubahan=isi | tampil)
