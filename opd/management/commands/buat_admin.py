"""Open the first account: an admin_sistem, who then opens the others in the panel."""

import getpass
import os
import sys
from datetime import datetime
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from desa.models import record
from desa.scoped import deed
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pengguna, PeranPengguna


@deed
def create_admin(username: str, nama: str, sandi: str, *, at: datetime) -> Pengguna:
    """Save an account with the open role admin_sistem. Raises ValidationError, also for a weak password."""
    pengguna = Pengguna(username=username, nama=nama)
    validate_password(sandi, pengguna)
    pengguna.set_password(sandi)
    pengguna.full_clean()
    pengguna.save()
    peran = PeranPengguna(pengguna=pengguna, peran=Peran.ADMIN_SISTEM, mulai=hari_ini())
    peran.full_clean()
    peran.save()
    record(None, "membuka akun admin sistem pertama", pengguna, at=at)
    return pengguna


def admin_exists() -> bool:
    """Whether somebody can already sign in as admin_sistem."""
    terbuka = PeranPengguna.objects.open_on(hari_ini()).filter(peran=Peran.ADMIN_SISTEM)
    return terbuka.filter(pengguna__is_active=True).exists()


class Command(BaseCommand):
    help = "Membuka akun admin sistem. Kata sandi ditanyakan, atau diambil dari BINAAN_ADMIN_SANDI."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--username", default=os.environ.get("BINAAN_ADMIN_AKUN", ""))
        parser.add_argument("--nama", default=os.environ.get("BINAAN_ADMIN_NAMA", ""))
        parser.add_argument("--bila-belum-ada", action="store_true", help="Diam bila sudah ada admin sistem.")

    def handle(self, **options: Any) -> None:
        if options["bila_belum_ada"] and admin_exists():
            return
        tanya = sys.stdin.isatty()
        sandi = os.environ.get("BINAAN_ADMIN_SANDI", "")
        username, nama = options["username"], options["nama"]
        if tanya:
            self.stdout.write("Akun admin sistem pertama:")
            username = username or input("  Nama akun (huruf kecil, tanpa spasi): ").strip()
            nama = nama or input("  Nama lengkap: ").strip()
            sandi = sandi or self._ask_sandi()
        if not (username and nama and sandi):
            raise CommandError(
                "Belum ada akun admin sistem. Jalankan lagi di terminal, "
                "atau isi BINAAN_ADMIN_AKUN, BINAAN_ADMIN_NAMA, dan BINAAN_ADMIN_SANDI."
            )
        try:
            pengguna = create_admin(username, nama, sandi, at=timezone.now())
        except ValidationError as galat:
            raise CommandError(" ".join(galat.messages)) from galat
        self.stdout.write(f"Akun {pengguna.username} siap dipakai sebagai admin sistem.")

    def _ask_sandi(self) -> str:
        sandi = getpass.getpass("  Kata sandi (sedikitnya 12 karakter): ")
        if getpass.getpass("  Ulangi kata sandi: ") != sandi:
            raise CommandError("Kedua kata sandi tidak sama. Jalankan lagi, lalu ketik ulang.")
        return sandi
