"""`manage.py hitung_dampak`: did assisted villages improve more than comparable ones? Run it after new indices or pairings."""

from argparse import ArgumentParser
from datetime import date, datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from binaan.dampak.hitung import BENIH, ULANGAN, work_out
from binaan.dampak.kalimat import verdict
from binaan.dampak.simpan import store_dampak
from binaan.models import HasilDampak
from desa.angka import format_tanggal
from desa.waktu import hari_ini
from opd.konteks import is_sample

ULANGAN_TERKECIL, ULANGAN_TERBESAR = 100, 100_000


class Command(BaseCommand):
    help = "Menghitung apakah desa binaan membaik lebih banyak daripada desa sebanding, dan menyimpannya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--per", type=date.fromisoformat, default=None, help="Data sampai hari ini (TTTT-BB-HH).")
        parser.add_argument("--ulangan", type=int, default=ULANGAN, help="Banyaknya kelompok tiruan dan undian.")
        parser.add_argument("--benih", type=int, default=BENIH, help="Bilangan awal pengacak.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not ULANGAN_TERKECIL <= options["ulangan"] <= ULANGAN_TERBESAR or options["benih"] < 0:
            raise CommandError(f"--ulangan {ULANGAN_TERKECIL} sampai {ULANGAN_TERBESAR}, --benih nol atau lebih.")
        per, kini = min(options["per"] or hari_ini(), hari_ini()), timezone.now()
        hasil = hitung(per, at=kini, ulangan=options["ulangan"], benih=options["benih"])
        keadaan = "dihitung" if hasil.dihitung_pada == kini else "diperiksa ulang, masukannya tidak berubah"
        putusan = verdict(hasil.putusan, contoh=is_sample())
        self.stdout.write(f"Dampak dari data sampai {format_tanggal(per)} {keadaan}: {putusan}.")


def hitung(per: date, *, at: datetime, ulangan: int, benih: int) -> HasilDampak:
    """Compute and keep the result of what is recorded for days up to `per`."""
    return store_dampak(per, at=at, **work_out(per, ulangan=ulangan, benih=benih))
