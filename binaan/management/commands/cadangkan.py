"""`manage.py cadangkan`: one encrypted archive of database and files, read back before it counts. Nightly, beside writers."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from binaan.cadangan.buat import make_backup
from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.keadaan import note_backup
from binaan.cadangan.simpan import rotate
from binaan.instalasi import is_sample
from desa.angka import format_ribuan


class Command(BaseCommand):
    help = "Membuat cadangan tersandi dari basis data dan berkas, memeriksanya, lalu melepas yang lama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ke", type=Path, default=Path(settings.CADANGAN_FOLDER), help="Folder cadangan.")
        parser.add_argument("--tanpa-lepas", action="store_true", help="Jangan melepas cadangan lama.")

    def handle(self, *args: Any, **options: Any) -> None:
        folder, at = options["ke"], timezone.now()
        try:
            hasil = make_backup(connection.settings_dict, folder, contoh=is_sample(), at=at)
        except CadanganGagal as galat:
            raise CommandError(str(galat)) from galat
        note_backup(hasil, at=at)
        self.stdout.write(
            f"{hasil.berkas}: {format_ribuan(hasil.bita // 1024)} KB, {format_ribuan(hasil.baris)} baris dalam {hasil.tabel} "
            f"tabel, {format_ribuan(hasil.media)} berkas."
        )
        if not options["tanpa_lepas"]:
            pergi = rotate(folder, harian=settings.CADANGAN_HARIAN, bulanan=settings.CADANGAN_BULANAN)
            self.stdout.write(f"{len(pergi)} cadangan lama dilepas.")
