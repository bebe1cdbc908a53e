"""`manage.py kirim_pengingat`: remind by e-mail of the quarterly reports that wait. Once a day, and safe to run twice."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desa.waktu import tanggal_wit
from opd.actions.surat import receivers, send_digest, write_reminders
from opd.models import SuratKeluar
from opd.rekap.pengingat import rekap_pengingat


class Command(BaseCommand):
    help = (
        "Menulis pengingat laporan triwulan (14, 3, dan 0 hari sebelum tenggat, lalu setiap minggu), kemudian mengirim "
        "yang menunggu: satu surel per orang per hari. Jalankan setiap hari; aman diulang."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--tulis-saja", action="store_true", help="Menulis suratnya tanpa mengirim.")

    def handle(self, *args: Any, **options: Any) -> None:
        at = timezone.now()
        baru = write_reminders(rekap_pengingat(until=tanggal_wit(at), situs=settings.ALAMAT_SITUS), at=at)
        self.stdout.write(f"{baru} pengingat ditulis, {SuratKeluar.objects.waiting().count()} menunggu dikirim.")
        if options["tulis_saja"]:
            return
        if settings.EMAIL_BACKEND.endswith("dummy.EmailBackend"):
            self.stdout.write("Surel tidak dipakai di sini (EMAIL_URL); tidak ada yang dikirim.")
            return
        hasil = [send_digest(orang, situs=settings.ALAMAT_SITUS, at=timezone.now()) for orang in receivers(at)]
        self.stdout.write(f"{hasil.count(True)} surel dikirim, {hasil.count(False)} gagal.")
        if False in hasil:
            raise CommandError(
                "Sebagian surel belum terkirim dan menunggu giliran berikutnya. Sebabnya di panel admin."
            )
