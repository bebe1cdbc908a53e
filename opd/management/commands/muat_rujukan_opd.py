"""`manage.py muat_rujukan_opd`: load or reload OPDs, reported mergers, who can act on what, the known pairings."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desa.rujukan.baca import RujukanRusak
from opd.rujukan.muat import MAP, muat_rujukan_opd


class Command(BaseCommand):
    help = "Memuat OPD, penggabungan yang dilaporkan, SK 90/2023, dan dua penugasan yang diketahui. Aman diulang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=MAP, help="Folder berkas rujukan lain.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            hasil = muat_rujukan_opd(at=timezone.now(), folder=options["folder"])
        except (RujukanRusak, FileNotFoundError) as e:
            raise CommandError(f"Data rujukan OPD tidak dimuat. {e}") from e
        for h in hasil:
            self.stdout.write(h.baris())
            if options["verbosity"] > 0:
                for baris in h.rincian():
                    self.stdout.write(baris)
