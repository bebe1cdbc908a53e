"""`manage.py periksa_uji_petik`: draw again from the stored frames and say whether the same facts come out."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from binaan.models import UjiPetik
from binaan.mutu.cakupan import recheck


class Command(BaseCommand):
    help = "Mengundi ulang uji petik dari kerangka dan benihnya, dan menyebut bila ada yang berbeda. Tidak mengubah apa pun."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("triwulan", nargs="*", help="Misalnya 2026-3 (semua bila kosong).")

    def handle(self, *args: Any, **options: Any) -> None:
        semua = {f"{u.tahun}-{u.triwulan}": u for u in UjiPetik.objects.newest()}
        if asing := [t for t in options["triwulan"] if t not in semua]:
            raise CommandError(f"Tidak ada uji petik {', '.join(asing)}. Tulis misalnya 2026-3.")
        pilihan = [u for t, u in semua.items() if not options["triwulan"] or t in options["triwulan"]]
        beda = 0
        for u in pilihan:
            salah = recheck(u)
            beda += bool(salah)
            self.stdout.write(f"{u}: {'BERBEDA: ' + ', '.join(salah) if salah else 'sama dengan undian ulangnya'}.")
        if beda:
            raise CommandError(f"{beda} uji petik berbeda dari undian ulangnya.")
