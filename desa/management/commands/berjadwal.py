"""`manage.py berjadwal COMMAND …`: what the daily timers run. Of several web machines one does it that day.

The machine that did any of it last goes on, for backups and anchors lie on its own disk. Every other waits ten minutes and then
does what is still undone: so a machine that is lost, or whose run failed, is stood in for in the same night, and nothing is set.
Its own run holds no machine up: what was started late, or by hand, is done again when its time comes.
"""

from __future__ import annotations

import contextlib
import platform
import time
import zlib
from argparse import REMAINDER, ArgumentParser
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.utils import timezone

from desa.models import Catatan
from desa.rantai.keadaan import JAM_MELENCENG, note_about_installation

MENJALANKAN = "menjalankan tugas terjadwal"
TUNGGU_DETIK = 600.0
SUDAH = timedelta(hours=12)
KUNCI = 20_261_127
"""The first half of the advisory lock, so that no other use of such locks meets it."""


class Command(BaseCommand):
    help = "Menjalankan perintah harian sekali saja, walaupun beberapa peladen web mempunyai pewaktunya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tunggu", type=float, default=TUNGGU_DETIK, help="Detik menunggu peladen yang biasa.")
        parser.add_argument("perintah")
        parser.add_argument("argumen", nargs=REMAINDER)

    def handle(self, *args: Any, **options: Any) -> None:
        nama, peladen = options["perintah"], platform.node()
        tugas = " ".join((nama, *options["argumen"]))
        biasa = _last()
        if biasa is not None and _machine(biasa) != peladen:
            time.sleep(options["tunggu"])
        with _claimed(tugas) as giliran:
            terakhir = _last(tugas)
            if not giliran:
                self.stdout.write(f"{tugas} sedang dijalankan peladen lain.")
            elif terakhir and _machine(terakhir) != peladen and timezone.now() - terakhir.pada < SUDAH:
                self.stdout.write(f"{tugas} sudah dijalankan {_machine(terakhir)}.")
            else:
                call_command(nama, *options["argumen"], stdout=self.stdout, stderr=self.stderr)
                note_about_installation(MENJALANKAN, {"tugas": tugas, "peladen": peladen}, at=timezone.now())


def _last(tugas: str = "") -> Catatan | None:
    """The newest run of this task, or of any."""
    semua = Catatan.objects.filter(tindakan=MENJALANKAN, pada__lte=timezone.now() + JAM_MELENCENG)
    return (semua.filter(perubahan__tugas__1=tugas) if tugas else semua).order_by("-pada", "-id").first()


def _machine(jalan: Catatan) -> str:
    return str(jalan.perubahan["peladen"][1])


@contextlib.contextmanager
def _claimed(tugas: str) -> Iterator[bool]:
    """Whether nobody else runs it now. Held by a connection of its own, for the task may close the usual one."""
    if connection.vendor != "postgresql":  # SQLite serves one machine
        yield True
        return
    sambungan = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        with sambungan.cursor() as kursor:
            kursor.execute("SELECT pg_try_advisory_lock(%s, %s)", [KUNCI, zlib.crc32(tugas.encode()) - 2**31])
            yield kursor.fetchone()[0]
    finally:
        sambungan.close()
