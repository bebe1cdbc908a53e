"""`manage.py kerjakan`: the worker. It does the long work that waits and leaves when the queue is empty; `--terus` stays."""

import os
import signal
from argparse import ArgumentParser
from math import inf
from typing import Any

from django.core.management.base import BaseCommand

from binaan.kerja import KERJA
from binaan.kunci import refuse_wrong_key
from opd.kerja.putar import Dihentikan, run_until_empty
from opd.pekerja import NAMA_SAMBUNGAN

DIAM = 30.0
SANTUN = 10
"""How far the worker stands behind the pages for the processor."""


class Command(BaseCommand):
    help = "Menjalankan pekerjaan yang antre: impor besar, naskah panjang, paket rakor, peringkat, dan dampak."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--terus", action="store_true", help="Tetap menunggu pekerjaan berikutnya.")
        parser.add_argument("--diam", type=float, default=DIAM, help="Berhenti sesudah sekian detik tanpa pekerjaan.")

    def handle(self, *args: Any, **options: Any) -> None:
        os.environ["PGAPPNAME"] = NAMA_SAMBUNGAN
        refuse_wrong_key()
        signal.signal(signal.SIGTERM, _leave)
        os.nice(SANTUN)
        try:
            jumlah = run_until_empty(KERJA, diam=inf if options["terus"] else options["diam"])
        except (Dihentikan, KeyboardInterrupt):
            return
        if options["verbosity"] > 1:
            self.stdout.write(f"{jumlah} pekerjaan dijalankan.")


def _leave(*_: Any) -> None:
    raise Dihentikan
