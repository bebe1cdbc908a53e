"""`manage.py rekap`: keep what the dashboard counts of each village and kabupaten, so that no page has to count them all."""

from argparse import ArgumentParser
from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from binaan.dasbor.bangun import build, compare, empty, sweep
from desa.angka import format_ribuan, format_tanggal, format_waktu
from desa.waktu import tanggal_wit

MENJELANG = timedelta(hours=3)
"""How long before midnight in Maluku the next day is counted too."""
TAMPIL = 20


class Command(BaseCommand):
    help = "Menyiapkan hitungan dasbor setiap desa untuk hari ini, dan mulai pukul 21.00 WIT juga untuk besok."

    def add_arguments(self, parser: ArgumentParser) -> None:
        pilih = parser.add_mutually_exclusive_group()
        pilih.add_argument("--bangun", action="store_true", help="Buang yang tersimpan dan hitung semuanya lagi.")
        pilih.add_argument("--periksa", action="store_true", help="Bandingkan yang tersimpan dengan catatannya.")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["periksa"]:
            return self._check()
        if options["bangun"]:
            empty()
        kini = timezone.now()
        for hari in sorted({tanggal_wit(kini), tanggal_wit(kini + MENJELANG)}):
            self.stdout.write(f"{format_tanggal(hari)}: {format_ribuan(build(hari))} desa dihitung.")
        self.stdout.write(f"{format_ribuan(sweep())} hitungan yang tidak berlaku lagi dibuang.")
        return None

    def _check(self) -> None:
        banyak: list[int] = []
        beda = compare(banyak.append)
        self.stdout.write(f"Diperiksa: {format_ribuan(sum(banyak))} hitungan desa dan kabupaten/kota.")
        for b in beda[:TAMPIL]:
            hari, saat = b.tanya
            dulu = f", menurut catatan sampai {format_waktu(saat)}," if saat else ""
            self.stdout.write(f"{b.sebutan} {b.kode} pada {format_tanggal(hari)}{dulu} berbeda: {', '.join(b.bidang)}.")
        if beda:
            raise CommandError(
                f"{format_ribuan(len(beda))} hitungan berbeda dari catatannya. Jalankan manage.py rekap --bangun."
            )
        self.stdout.write("Semuanya sama dengan catatannya.")
