"""Kept sums beside writers at once (M10): six of them write, delete, move and take back for a minute, in whatever order they
come to commit; what a reader is shown of one moment is what the rows of that moment give, and so it is in the end.

Seen red: without KABUPATEN in the triggers (opd/pemicu.py).
"""

from __future__ import annotations

import random
import threading
import time
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import DatabaseError, connection, transaction

from binaan.dasbor.bangun import compare
from binaan.dasbor.pokok import ringkas
from desa.satu_saat import one_moment
from desa.waktu import akhir_hari
from opd.models import Pengguna
from tests.binaan.dunia_dasbor import DuniaDasbor, anew, fact, raw_write, reader
from tests.binaan.kembar_pokok import as_shown, slow_pokok
from tests.binaan.test_simpanan_wilayah import dunia_luas
from tests.dunia import AKHIR, AWAL

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite mempunyai satu penulis"),
]
PENULIS, DETIK, SEDIKITNYA = 6, 60, 50
TANYA: tuple[tuple[Any, Any], ...] = ((AKHIR, None), (AWAL, akhir_hari(AWAL)), (AKHIR, akhir_hari(AKHIR)))


class Dibatalkan(Exception):
    """A writer that changes its mind."""


class Penulis(threading.Thread):
    """Writes transactions of a few statements until told to stop; every fourth is rolled back."""

    def __init__(self, dunia: DuniaDasbor, benih: int, usai: threading.Event) -> None:
        super().__init__()
        self.dunia, self.acak, self.usai, self.jadi = dunia, random.Random(benih), usai, 0

    def run(self) -> None:
        try:
            while not self.usai.is_set():
                try:
                    self._write()
                    self.jadi += 1
                except (DatabaseError, ValidationError, Dibatalkan):
                    continue
        finally:
            connection.close()

    @transaction.atomic
    def _write(self) -> None:
        for _ in range(self.acak.randint(1, 3)):
            raw_write(self.acak) if self.acak.random() < 0.8 else fact(self.dunia)
            time.sleep(self.acak.random() * 0.05)
        if self.acak.random() < 0.25:
            raise Dibatalkan


def differs(orang: Pengguna, hari: Any, tahu: Any) -> bool:
    """Whether what is kept shows another sum than the rows of the same moment."""
    with one_moment():
        return as_shown(ringkas(orang, until=hari, known_at=tahu)) != slow_pokok(anew(orang, hari, tahu))


def test_kept_sums_are_those_of_the_rows_beside_writers_in_any_order():
    dunia, orang, usai = dunia_luas(3), reader(), threading.Event()
    semua = [Penulis(dunia, n, usai) for n in range(PENULIS)]
    for p in semua:
        p.start()
    beda, mulai, dibaca = [], time.monotonic(), 0
    try:
        while time.monotonic() - mulai < DETIK:
            tanya, dibaca = TANYA[dibaca % len(TANYA)], dibaca + 1
            if differs(orang, *tanya):
                beda.append((dibaca, tanya))
    finally:
        usai.set()
        for p in semua:
            p.join()
    print(f"{sum(p.jadi for p in semua)} transaksi, {dibaca} bacaan, {len(beda)} berbeda")
    assert beda == []
    assert not [t for t in TANYA if differs(orang, *t)]
    assert compare(lambda n: None) == []
    assert min(p.jadi for p in semua) > 0
    assert sum(p.jadi for p in semua) > SEDIKITNYA
