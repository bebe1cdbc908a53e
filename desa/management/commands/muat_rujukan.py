"""`manage.py muat_rujukan`: load or reload the ground floor's reference data."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desa.rujukan.baca import RujukanRusak
from desa.rujukan.muat import MAP, muat_rujukan


class Command(BaseCommand):
    help = "Memuat data rujukan wilayah, IDM, indikator, kemiskinan, dan daftar prioritas. Aman diulang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=MAP, help="Folder berkas rujukan lain.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            hasil = muat_rujukan(at=timezone.now(), folder=options["folder"])
        except (RujukanRusak, FileNotFoundError) as e:
            raise CommandError(f"Data rujukan tidak dimuat. {e}") from e
        for h in hasil:
            self.stdout.write(h.baris())
            if options["verbosity"] > 0:
                for baris in h.rincian():
                    self.stdout.write(baris)
