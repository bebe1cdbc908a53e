"""`manage.py periksa_peringkat`: whether frozen rankings fit their seal, give every bit again, and are all still there."""

from argparse import ArgumentParser
from collections.abc import Collection
from typing import Any
from uuid import UUID

from django.core.management.base import BaseCommand, CommandError

from binaan.models import Peringkat
from binaan.peringkat.hitung import verify
from binaan.peringkat.tindakan_beku import MEMBEKUKAN
from desa.models import Catatan


class Command(BaseCommand):
    help = "Memeriksa segel peringkat beku dan menghitungnya ulang, dan menyebut bila ada yang berbeda. Tidak mengubah apa pun."

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
        if not options["uuid"] and (hilang := _missing({p.pk for p in pilihan})):
            self.stdout.write(f"HILANG, padahal pernah dibekukan: {', '.join(hilang)}.")
            beda += len(hilang)
        if beda:
            raise CommandError(f"{beda} peringkat hilang atau berbeda dari segel dan hitungan ulangnya.")


def _missing(ada: Collection[int]) -> list[str]:
    """What the audit saw frozen and the table no longer holds. One query."""
    catatan = Catatan.objects.filter(objek_jenis=Peringkat._meta.label_lower, tindakan__in=MEMBEKUKAN).order_by("pk")
    return [objek for pk, objek in catatan.values_list("objek_id", "objek") if int(pk) not in ada]
