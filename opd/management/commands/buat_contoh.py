"""`manage.py buat_contoh`: fill an empty database with sample data, or say again how to sign in."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from desa.models import Desa, Instalasi, Umkm
from desa.waktu import hari_ini
from opd.contoh.akun import kartu_akun, sandi_baru, simpan_sandi
from opd.contoh.buat import buat_contoh
from opd.models import Opd, Pengguna, Penugasan
from opd.rujukan.muat import jumlah_penugasan_rujukan


class Command(BaseCommand):
    help = "Mengisi basis data kosong dengan data contoh yang ditandai CONTOH. Menolak basis data nyata dan produksi."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--per", type=date.fromisoformat, default=None, help="Hari terakhir data contoh (TTTT-BB-HH)."
        )
        parser.add_argument("--tampilkan", action="store_true", help="Hanya menampilkan akun contoh dan kata sandinya.")
        parser.add_argument("--umkm", type=int, default=600, help="Jumlah UMKM.")
        parser.add_argument("--foto", type=int, default=None, help="Paling banyak foto (semua bila kosong).")
        parser.add_argument("--berkas-akun", type=Path, default=settings.VAR / "akun-contoh.json")

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.LINGKUNGAN == "produksi":
            raise CommandError("Data contoh tidak dibuat pada lingkungan produksi.")
        if options["tampilkan"] or Instalasi.objects.filter(contoh=True).exists():
            self._tampilkan(options["berkas_akun"])
            return
        self._periksa()
        sandi = sandi_baru()
        per = options["per"] or hari_ini()
        dunia = buat_contoh(per=per, sandi=sandi, jumlah_umkm=options["umkm"], maks_foto=options["foto"])
        call_command("hitung_kelangsungan", per=per)
        call_command("hitung_dampak", per=per, ulangan=200)
        call_command("contoh_peringkat", per=per)
        simpan_sandi(options["berkas_akun"], sandi)
        buka = sum(p.selesai is None for p in dunia.penugasan)
        self.stdout.write(f"Data contoh dibuat: {buka} penugasan terbuka, {Umkm.objects.count()} UMKM.")
        self._tampilkan(options["berkas_akun"])

    def _periksa(self) -> None:
        """Refuse every database but one that holds reference data alone."""
        if settings.BASIS_DATA == "nyata":
            raise CommandError("Data contoh tidak dibuat di basis data nyata.")
        if not Desa.objects.exists() or not Opd.objects.exists():
            raise CommandError("Data rujukan belum ada. Jalankan muat_rujukan dan muat_rujukan_opd lebih dahulu.")
        if Pengguna.objects.exists() or Penugasan.objects.count() > jumlah_penugasan_rujukan():
            raise CommandError(
                "Basis data ini sudah berisi pengguna atau penugasan. Data contoh hanya untuk basis data kosong."
            )

    def _tampilkan(self, berkas: Path) -> None:
        if not Instalasi.objects.filter(contoh=True).exists():
            raise CommandError("Basis data ini tidak berisi data contoh.")
        for baris in kartu_akun(berkas):
            self.stdout.write(baris)
