"""Take away the second factor of the only admin_sistem, whom no second person can help in the panel."""

from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from opd.actions.faktor import reset_factor
from opd.models import Pengguna


class Command(BaseCommand):
    help = "Menyetel ulang verifikasi dua langkah sebuah akun dari peladen, bila tidak ada admin sistem lain."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("akun")
        parser.add_argument("--alasan", required=True, help="Siapa yang meminta, dan cara memastikan orangnya.")

    def handle(self, *, akun: str, alasan: str, **options: Any) -> None:
        pengguna = Pengguna.objects.filter(username=akun).first()
        if pengguna is None:
            raise CommandError(f"Akun {akun} tidak ada.")
        try:
            reset_factor(pengguna, alasan=alasan, by=None, at=timezone.now())
        except ValidationError as galat:
            raise CommandError(" ".join(galat.messages)) from galat
        self.stdout.write(f"Verifikasi dua langkah {akun} disetel ulang; semua perangkatnya dikeluarkan.")
