"""At most so many costly answers at a time on one machine, so that nobody who only reads waits behind files and papers.

A place is the lock on one byte of a file without a name, which ends with its process whatever becomes of that. Processes
share the file when it was opened before they were forked (gunicorn --preload).
"""

from __future__ import annotations

import fcntl
import os
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings


class Jatah:
    """The places: `with JATAH.place() as dapat` takes one, unless all are taken."""

    def __init__(self) -> None:
        self._kunci = threading.Lock()
        self._dipakai: set[int] = set()
        """Places of this process: to it, its own locks look free."""

    def open(self) -> None:
        """Make the file, before processes are forked; without that each process counts for itself."""
        if not hasattr(self, "_berkas"):
            self._berkas, nama = tempfile.mkstemp()
            os.unlink(nama)

    @contextmanager
    def place(self) -> Iterator[bool]:
        """Whether a place was free; it is given back at the end of the block."""
        tempat = self._take()
        try:
            yield tempat is not None
        finally:
            if tempat is not None:
                self._give_back(tempat)

    def _take(self) -> int | None:
        with self._kunci:
            self.open()
            for tempat in sorted({*range(settings.BERAT_SERENTAK)} - self._dipakai):
                try:
                    fcntl.lockf(self._berkas, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, tempat)
                except OSError:
                    continue
                self._dipakai.add(tempat)
                return tempat
        return None

    def _give_back(self, tempat: int) -> None:
        with self._kunci:
            fcntl.lockf(self._berkas, fcntl.LOCK_UN, 1, tempat)
            self._dipakai.discard(tempat)


JATAH = Jatah()
