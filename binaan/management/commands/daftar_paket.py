"""`manage.py daftar_paket`: the packages of this installation with licence and reason, or as an SBOM. Writes nothing."""

import json
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from binaan.operasi.paket import LisensiTidakDikenal, packages, sbom, table


class Command(BaseCommand):
    help = "Menyebut setiap paket yang terpasang beserta lisensi dan alasannya; dengan --sbom sebagai dokumen CycloneDX (JSON)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--sbom", action="store_true", help="Tulis dokumen CycloneDX 1.6, bukan tabel.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            daftar = packages(settings.BASE_DIR)
        except (LisensiTidakDikenal, LookupError) as galat:
            raise CommandError(str(galat)) from galat
        self.stdout.write(json.dumps(sbom(daftar), indent=2) if options["sbom"] else table(daftar), ending="")
