"""`manage.py segel_catatan`: seal the audit rows written since the last run. Once a minute, and safe to run twice at once."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from desa.angka import format_ribuan
from desa.models import SegelCatatan
from desa.rantai.segel import TUNGGU, seal_rows


class Command(BaseCommand):
    help = "Menyegel catatan yang ditulis sejak penyegelan terakhir. Jalankan setiap menit; aman diulang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--tunggu", type=float, default=TUNGGU, help="Paling lama menunggu penulis yang belum selesai, dalam detik."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        hasil = seal_rows(at=timezone.now(), tunggu=options["tunggu"])
        akhir = SegelCatatan.objects.defer("tanda").order_by("nomor").last()
        if hasil.segel and akhir is not None:
            # The journal of the server keeps this line, which makes it an anchor of its own.
            self.stdout.write(
                f"{format_ribuan(hasil.baris)} catatan disegel sampai nomor {akhir.sampai_id}: segel nomor {akhir.nomor}, "
                f"sidik {akhir.sidik}."
            )
        elif hasil.tertunda:
            self.stdout.write("Penulis lain belum selesai; sisanya disegel pada putaran berikutnya.")
        elif options["verbosity"] > 1:
            self.stdout.write("Tidak ada catatan baru.")
