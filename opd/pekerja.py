"""The worker process: started by the web process when something waits, so that nobody has to start or watch a second server.

A process and not a thread: numpy and a long computation would take the interpreter away from the pages, and its memory goes
back when it ends. It ends by itself soon after the queue is empty. Which of several works is for the database to say
(opd/actions/antrean.py), so one too many does no harm. PEKERJA=luar leaves all of it to a unit that runs
`manage.py kerjakan --terus`.
"""

from __future__ import annotations

import logging
import subprocess
import sys
import threading
import time

from django.conf import settings

OTOMATIS = "otomatis"
NAMA_SAMBUNGAN = "binaan-pekerja"
"""What a worker calls itself to PostgreSQL, where the health page looks for it."""
JEDA = 15.0
"""Seconds between two looks of one web process at the queue."""

ULANG = 35.0
"""Seconds after which a worker that died is started again: its lease of 30 has ended by then, and its work is free."""
MATI_TERBANYAK = 5
"""Deaths in a row after which this process waits for the next request: something is wrong that a sixth would not cure."""

_kunci = threading.Lock()
_proses: subprocess.Popen[bytes] | None = None
_dilihat = 0.0
_mati = 0


def wake() -> None:
    """See to it that a worker is there, unless one that this process started still is."""
    global _proses  # noqa: PLW0603  one child per process, whoever asks
    if settings.PEKERJA != OTOMATIS:
        return
    with _kunci:
        if _proses is not None and _proses.poll() is None:
            return
        perintah = [sys.executable, str(settings.BASE_DIR / "manage.py"), "kerjakan"]
        try:
            _proses = subprocess.Popen(perintah, cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL)  # noqa: S603  our own
        except OSError:
            logging.getLogger("opd.pekerja").exception("Pekerja tidak dapat dimulai; antrean menunggu.")
        else:
            threading.Thread(target=_stand_by, args=(_proses,), daemon=True).start()


def _stand_by(proses: subprocess.Popen[bytes]) -> None:
    """Start another worker when this one dies, so that its work waits for no request; one that left by itself needs none."""
    global _mati  # noqa: PLW0603  as above
    _mati = _mati + 1 if proses.wait() else 0
    if 0 < _mati <= MATI_TERBANYAK:
        time.sleep(ULANG)
        wake()


def due() -> bool:
    """Whether this process should look at the queue again: on the first request, then every 15 seconds at most."""
    global _dilihat  # noqa: PLW0603  as above
    kini = time.monotonic()
    with _kunci:
        if settings.PEKERJA != OTOMATIS or (_dilihat and kini - _dilihat < JEDA):
            return False
        _dilihat = kini
    return True
