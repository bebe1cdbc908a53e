"""`manage.py periksa_peringkat`: recompute frozen rankings from their stored inputs and say whether every bit is the same."""

from argparse import ArgumentParser
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from binaan.models import Peringkat
from binaan.peringkat.hitung import verify


class Command(BaseCommand):
    help = "Menghitung ulang peringkat beku dari masukannya dan menyebut bila ada yang berbeda. Tidak mengubah apa pun."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("uuid", nargs="*", type=UUID, help="Pengenal peringkat (semua bila kosong).")

    def handle(self, *args: Any, **options: Any) -> None:
        semua = Peringkat.objects.select_related("bobot").newest()
        pilihan = list(semua.filter(uuid__in=options["uuid"]) if options["uuid"] else semua)
        if len(pilihan) < len(set(options["uuid"])):
            raise CommandError("Peringkat dengan pengenal itu tidak ada.")
        beda = 0
        for p in pilihan:
            salah = verify(p)
            beda += bool(salah)
            self.stdout.write(f"{p}: {'BERBEDA: ' + ', '.join(salah) if salah else 'sama sampai angka terakhir'}.")
        if beda:
            raise CommandError(f"{beda} peringkat berbeda dari hitungan ulangnya.")
