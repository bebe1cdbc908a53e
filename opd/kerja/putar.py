"""The worker's loop: take, do, end. Each kind of work is a function that prepares without a transaction and returns what writes.

`Kerja`: given the work and `Lapor`, prepare as long as it takes, say how far it is now and then, and return the function that
stores the result. That one runs inside the transaction that ends the work. What is refused is raised as ValidationError or
PermissionDenied with the sentence its owner reads.
"""

from __future__ import annotations

import contextlib
import logging
import os
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, OperationalError, connection
from django.utils import timezone

from desa.rantai.segel import seal_rows
from desa.sandi import SandiRusak
from desa.waktu import tanggal_wit
from opd.actions.antrean import (
    Dibatalkan,
    HasilKerja,
    SewaHilang,
    complete_work,
    fail_work,
    release_work,
    renew_lease,
    report_progress,
    stop_work,
    take_work,
    work_waits,
)
from opd.actions.dasar import Bergerak
from opd.models import Pekerjaan
from opd.pekerja import due, wake

DENYUT = 10.0
TERLAMA = timedelta(hours=1)
"""Work that is not done by then is hanging: its process ends, and the lease with it."""
TIDUR = 0.5
PERSIAPAN_TERBANYAK = 3
BARU_DIMINTA = timedelta(seconds=20)
"""What was asked for so recently is in the hands of the process that asked: it starts a worker itself."""
PUTARAN_SEGEL = 60.0
"""Seconds between two rounds of one process in which it seals audit rows."""
JARANG = 1.0
"""Seconds between two reports that are written; each lets go of what desa/versi_data.py keeps."""
LOG = logging.getLogger("opd.kerja")
TUNGGU_PENULIS = 0.2
_disegel = [-PUTARAN_SEGEL]
GANGGUAN = "Pekerjaan ini terhenti karena gangguan pada aplikasi. Tidak ada yang disimpan; coba lagi, atau hubungi admin sistem."
TIDAK_BERHAK = "Anda tidak lagi berhak atas pekerjaan ini, jadi tidak dijalankan. Tidak ada yang disimpan."
TIDAK_DIKENAL = "Jenis pekerjaan ini tidak dapat dijalankan di sini. Hubungi admin sistem."


class Dihentikan(BaseException):
    """The worker was told to leave; its work goes back into the queue."""


class Lapor:
    """`lapor(3, 10, "Menyandi keluarga")` writes how far the work is, once a second at most, and ends it when it must."""

    def __init__(self, pekerjaan: Pekerjaan) -> None:
        self.pekerjaan, self._kabar, self._pada = pekerjaan, "", 0.0

    def __call__(self, langkah: int, dari: int, kabar: str) -> None:
        kini = time.monotonic()
        if kabar == self._kabar and kini - self._pada < JARANG:
            return
        self._kabar, self._pada = kabar, kini
        with contextlib.suppress(OperationalError):  # the one writer of SQLite is busy: say it next time
            report_progress(self.pekerjaan, langkah, dari, kabar, at=timezone.now())


Kerja = Callable[[Pekerjaan, Lapor], Callable[[], HasilKerja]]


def run_until_empty(kerja: Mapping[str, Kerja], *, diam: float) -> int:
    """Do what waits, one after the other, and leave when nothing came for `diam` seconds; how many were done."""
    jumlah, terakhir = 0, time.monotonic()
    while True:
        seal_if_due()
        if run_next(kerja):
            jumlah, terakhir = jumlah + 1, time.monotonic()
        elif time.monotonic() - terakhir >= diam:
            return jumlah
        else:
            time.sleep(TIDUR)


def run_next(kerja: Mapping[str, Kerja]) -> bool:
    """Do the next piece of work to its end; False when there was none to take."""
    try:
        p = take_work(at=timezone.now()) if work_waits(timezone.now()) else None
    except OperationalError:
        _leave_broken()
        return False
    if p is None:
        return False
    with _heartbeat(p):
        _run(p, kerja)
    return True


def _leave_broken() -> None:
    """Let go of a connection that the database ended, as it does when it restarts; the next statement opens another."""
    if not connection.is_usable():
        connection.close()


def _run(p: Pekerjaan, kerja: Mapping[str, Kerja]) -> None:
    try:
        if not p.diminta_oleh.is_active or not p.diminta_oleh.roles_on(tanggal_wit(timezone.now())):
            raise PermissionDenied(TIDAK_BERHAK)
        if p.jenis not in kerja:
            raise ValidationError(TIDAK_DIKENAL)
        _do(p, kerja[p.jenis])
    except Dibatalkan:
        stop_work(p, at=timezone.now())
    except SewaHilang:
        LOG.warning("Sewa pekerjaan %s habis; hasilnya tidak disimpan.", p.uuid)
    except (Dihentikan, KeyboardInterrupt):
        connection.close()  # it may have been in the middle of a statement
        release_work(p, at=timezone.now())
        raise
    except OperationalError:
        LOG.exception("Basis data tidak menjawab pekerjaan %s.", p.uuid)
        _leave_broken()
        release_work(p, at=timezone.now(), diulang=True)
    except PermissionDenied as galat:
        fail_work(p, str(galat) or TIDAK_BERHAK, at=timezone.now())
    except ValidationError as galat:
        fail_work(p, " ".join(galat.messages), at=timezone.now())
    except SandiRusak as galat:
        fail_work(p, str(galat), at=timezone.now())
    except Exception:
        LOG.exception("Pekerjaan %s gagal.", p.uuid)
        fail_work(p, GANGGUAN, at=timezone.now())


def _do(p: Pekerjaan, kerja: Kerja) -> None:
    """Prepare and store; once more from the start when what was read has moved meanwhile."""
    for kali in range(1, PERSIAPAN_TERBANYAK + 1):
        tulis = kerja(p, Lapor(p))
        try:
            complete_work(p, tulis, at=timezone.now())
        except Bergerak:
            if kali == PERSIAPAN_TERBANYAK:
                raise
        else:
            return


@contextlib.contextmanager
def _heartbeat(p: Pekerjaan) -> Iterator[None]:
    """Renew the lease from a thread of its own while the block runs, for at most an hour."""
    usai = threading.Event()
    benang = threading.Thread(target=_beat, args=(p, usai), daemon=True)
    benang.start()
    try:
        yield
    finally:
        usai.set()


def _beat(p: Pekerjaan, usai: threading.Event) -> None:
    batas = time.monotonic() + TERLAMA.total_seconds()
    try:
        while not usai.wait(DENYUT):
            if time.monotonic() > batas:
                os._exit(1)
            try:
                if not renew_lease(p, at=timezone.now()):
                    return
            except DatabaseError:  # busy or restarting now, asked again in ten seconds
                _leave_broken()
    finally:
        connection.close()


def look_after_queue() -> None:
    """Start a worker for what waits or lost its own, and seal audit rows.

    Called by the web process with its requests; it never fails a page.
    """
    if not due():
        return
    seal_if_due(terbanyak=1)
    try:
        if work_waits(timezone.now(), sejak=BARU_DIMINTA):
            wake()
    except DatabaseError:
        LOG.exception("Antrean pekerjaan tidak terbaca.")


def seal_if_due(*, terbanyak: int | None = None) -> None:
    """Seal the audit rows of the last minute, at most so many links, and hardly wait for writers that are still at work."""
    kini = time.monotonic()
    if kini - _disegel[0] < PUTARAN_SEGEL:
        return
    _disegel[0] = kini
    try:
        seal_rows(at=timezone.now(), tunggu=TUNGGU_PENULIS, terbanyak=terbanyak)
    except DatabaseError:
        LOG.exception("Catatan belum dapat disegel; dicoba lagi semenit kemudian.")
        _leave_broken()
