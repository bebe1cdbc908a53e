"""How often one network or application may ask, counted by all web processes of a machine together.

The counts stand in memory that gunicorn's processes share (--preload forks them after it was made) and not in the database:
a question writes nothing there, so what the dashboard keeps between writes is not lost to who reads the API.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import threading
import time
from hashlib import sha256

from django.utils.crypto import salted_hmac

from opd.actions.masuk import network_of

SEL, TEBAKAN = 8192, 16
"""Cells, and how many of them are looked at for a key: more keys than that at once go uncounted."""
KUNCI, MULAI, BANYAK = range(3)


class Hitungan:
    """Per key how often it was counted since when. A process that is killed frees its lock, and loses nothing else."""

    def __init__(self) -> None:
        self._kunci = threading.Lock()

    def open(self) -> None:
        """Make the shared memory, before processes are forked; without it each counts alone."""
        if not hasattr(self, "_sel"):
            self._berkas, nama = tempfile.mkstemp()
            os.unlink(nama)
            self._sel = memoryview(mmap.mmap(-1, 8 * 3 * SEL)).cast("Q")

    def add(self, kunci: str, *, detik: int, tambah: int = 1) -> int:
        """How often this key was counted in its running stretch of time, this once included; with `tambah` 0 only read."""
        sidik = int.from_bytes(sha256(kunci.encode()).digest()[:8], "big") or 1
        with self._kunci:
            self.open()
            fcntl.lockf(self._berkas, fcntl.LOCK_EX)
            try:
                return self._add(sidik, int(time.monotonic() * 1000), detik * 1000, tambah)
            finally:
                fcntl.lockf(self._berkas, fcntl.LOCK_UN)

    def _add(self, sidik: int, kini: int, lama: int, tambah: int = 1) -> int:
        bebas = -1
        for ke in range(TEBAKAN):
            awal = (sidik + ke) % SEL * 3
            jalan = kini - self._sel[awal + MULAI] < lama and self._sel[awal + KUNCI] != 0
            if jalan and self._sel[awal + KUNCI] == sidik:
                self._sel[awal + BANYAK] += tambah
                return self._sel[awal + BANYAK]
            if not jalan and bebas < 0:
                bebas = awal
        if bebas >= 0 and tambah:
            self._sel[bebas + KUNCI], self._sel[bebas + MULAI], self._sel[bebas + BANYAK] = sidik, kini, tambah
        return tambah

    def forget(self) -> None:
        """Begin anew, for tests."""
        with self._kunci:
            self.open()
            self._sel[:] = memoryview(bytes(8 * 3 * SEL)).cast("Q")


HITUNGAN = Hitungan()


def within_rate(jenis: str, alamat: str, *, paling_banyak: int, detik: int) -> bool:
    """Whether this network asked for this at most so often in the running stretch of time. Its address is not kept."""
    sidik = salted_hmac(f"opd.laju.{jenis}", network_of(alamat), algorithm="sha256").hexdigest()
    return count_within(f"{jenis}:{sidik}", paling_banyak=paling_banyak, detik=detik)


def count_within(kunci: str, *, paling_banyak: int, detik: int) -> bool:
    """Count once more under this key; whether that is at most so often in the running stretch of time."""
    return HITUNGAN.add(kunci, detik=detik) <= paling_banyak
