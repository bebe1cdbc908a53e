"""`manage.py hapus_kedaluwarsa`: what is kept longer than it is needed; counts it, and with --laksanakan lets it go."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desa.angka import format_ribuan
from desa.putar_kunci import KunciKeliru, require_data_keys
from opd.actions.retensi import count_due, remove_due
from opd.putar_indeks import require_index_keys
from opd.retensi import TABEL


class Command(BaseCommand):
    help = "Menghitung data yang melewati masa simpannya; dengan --laksanakan menghapus atau mengosongkannya."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--laksanakan", action="store_true", help="Hapus sekarang; tanpa ini hanya dihitung.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            require_data_keys(berkas=False)
            require_index_keys()
        except KunciKeliru as galat:
            raise CommandError(f"{galat} Tidak ada yang dihapus.") from galat
        jumlah = (remove_due if options["laksanakan"] else count_due)(timezone.now())
        for masa in TABEL:
            self.stdout.write(f"{format_ribuan(jumlah[masa.nama]):>7}  {masa.nama}: {masa.lama} sejak {masa.sejak}.")
            self.stdout.write(f"         {masa.menjadi}. {masa.dasar}.")
        if options["laksanakan"]:
            self.stdout.write("Selesai. Yang dihapus tercatat pada riwayat, tanpa nama dan nomor.")
        else:
            self.stdout.write("Belum ada yang dihapus. Jalankan dengan --laksanakan.")
