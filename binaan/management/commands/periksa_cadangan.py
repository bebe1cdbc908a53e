"""`manage.py periksa_cadangan`: restore the newest backup beside the database, compare, and let it go. Once a night."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.keadaan import note_trial
from binaan.cadangan.pulih import try_restore
from binaan.cadangan.simpan import archives, moment_of
from desa.angka import format_ribuan, format_waktu
from desa.rantai.keadaan import HARIAN_PALING_LAMA, JAM_MELENCENG


class Command(BaseCommand):
    help = "Mencoba memulihkan cadangan terbaru ke basis data sementara, membandingkannya, dan menyebut bila sudah terlalu lama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("berkas", nargs="?", type=Path, help="Berkas cadangan (yang terbaru bila kosong).")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        berkas = options["berkas"] or _newest(at)
        try:
            hasil = try_restore(berkas, connection.settings_dict)
        except (CadanganGagal, OSError) as galat:
            note_trial(berkas.name, str(galat), at=at)
            raise CommandError(f"{berkas.name}: {galat}") from galat
        note_trial(berkas.name, "", at=at)
        self.stdout.write(
            f"{berkas.name} dapat dipulihkan: {format_ribuan(hasil.baris)} baris dalam {len(hasil.manifes.tabel)} tabel dan "
            f"{format_ribuan(hasil.media)} berkas sama dengan yang dicadangkan."
        )
        if options["berkas"] is None and at - moment_of(berkas) > HARIAN_PALING_LAMA:
            raise CommandError(
                f"Cadangan terbaru sudah lama: {format_waktu(moment_of(berkas))}. Periksa manage.py cadangkan."
            )


def _newest(at: datetime) -> Path:
    ada = [p for p in archives(Path(settings.CADANGAN_FOLDER)) if moment_of(p) <= at + JAM_MELENCENG]
    if not ada:
        raise CommandError(f"Belum ada cadangan di {settings.CADANGAN_FOLDER}. Jalankan manage.py cadangkan.")
    return ada[0]
