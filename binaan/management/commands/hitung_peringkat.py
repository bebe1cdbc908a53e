"""`manage.py hitung_peringkat`: the draft ranking of this year and the last, with intervals. Once a night, safe to run twice."""

from argparse import ArgumentParser
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from binaan.models import HitunganPeringkat
from binaan.peringkat.hitung import compute_objection, compute_year, waiting, years
from binaan.peringkat.masukan import ULANGAN
from desa.waktu import hari_ini

ULANGAN_TERKECIL, ULANGAN_TERBESAR = 100, 100_000


class Command(BaseCommand):
    help = (
        "Menghitung peringkat OPD tahun ini dan tahun lalu beserta selangnya, dan menyimpannya sebagai nilai sementara."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tahun", type=int, default=None, help="Hanya tahun ini (TTTT).")
        parser.add_argument("--ulangan", type=int, default=ULANGAN, help="Banyaknya hitungan ulang untuk selang.")
        parser.add_argument("--benih", type=int, default=None, help="Bilangan awal pengacak; hanya untuk mencoba.")

    def handle(self, *args: Any, **options: Any) -> None:
        if not ULANGAN_TERKECIL <= options["ulangan"] <= ULANGAN_TERBESAR or (options["benih"] or 0) < 0:
            raise CommandError(f"--ulangan {ULANGAN_TERKECIL} sampai {ULANGAN_TERBESAR}, --benih nol atau lebih.")
        pilihan = {"until": hari_ini(), "known_at": None, "ulangan": options["ulangan"], "benih": options["benih"]}
        for tahun in years(options["tahun"], on=hari_ini()):
            try:
                self._say(compute_year(tahun, at=timezone.now(), **pilihan))
            except ValidationError as galat:
                raise CommandError(" ".join(galat.messages)) from galat
        for s in waiting():
            self._say(compute_objection(s, at=timezone.now(), **pilihan))

    def _say(self, draf: HitunganPeringkat) -> None:
        tabel = draf.hasil["tabel"]
        n = sum(h["peringkat"] is not None for h in tabel)
        untuk = f" untuk {draf.sanggahan}" if draf.sanggahan else ""
        keadaan = (
            "dihitung" if draf.dihitung_pada == draf.diperiksa_pada else "diperiksa ulang, masukannya tidak berubah"
        )
        self.stdout.write(f"Peringkat {draf.tahun}{untuk} {keadaan}: {n} dari {len(tabel)} OPD diperingkat.")
