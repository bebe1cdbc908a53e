"""`manage.py jangkar_catatan`: write the end of the chain to a file and to mail, outside the database. Once a day."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.mail import send_mail
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desa.angka import format_ribuan, format_waktu
from desa.rantai.jangkar import Jangkar, JangkarRusak, append, current, read, require_outside
from desa.rantai.keadaan import note_anchor

BELUM_DIATUR = "Isi JANGKAR_CATATAN (berkas) atau JANGKAR_SUREL (alamat, dipisahkan koma) lebih dahulu."


class Command(BaseCommand):
    help = "Menulis ujung rantai catatan ke berkas dan surel di luar basis data. Jalankan setiap hari; aman diulang."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--sesudah-pemulihan", default="", metavar="ALASAN",
            help="Basis data dipulihkan dari cadangan: jangkar yang lebih baru daripada ujungnya tidak berlaku lagi.",
        )  # fmt: skip

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.JANGKAR_CATATAN and not settings.JANGKAR_SUREL:
            raise CommandError(BELUM_DIATUR)
        jangkar = current(at=timezone.now(), pemulihan=options["sesudah_pemulihan"])
        if jangkar is None:
            raise CommandError("Belum ada catatan yang disegel. Jalankan manage.py segel_catatan lebih dahulu.")
        try:
            baru = _write(jangkar)
        except (JangkarRusak, OSError) as galat:
            raise CommandError(f"Jangkar tidak tertulis. {galat}") from galat
        if not baru:
            self.stdout.write(f"Segel nomor {jangkar.nomor} sudah dijangkar; tidak ada catatan baru sesudahnya.")
            return
        note_anchor(jangkar, at=timezone.now())
        self.stdout.write(f"Segel nomor {jangkar.nomor} dijangkar: {format_ribuan(jangkar.jumlah)} catatan.")
        try:
            _mail(jangkar)
        except OSError as galat:
            raise CommandError("Jangkar tertulis, tetapi surelnya tidak terkirim. Periksa EMAIL_URL.") from galat


def _write(jangkar: Jangkar) -> bool:
    """Add the anchor to the file; False when the file names this link last already."""
    if not settings.JANGKAR_CATATAN:
        return True
    berkas = Path(settings.JANGKAR_CATATAN)
    require_outside(berkas, Path(settings.MEDIA_ROOT), settings.BASE_DIR)
    lama = read(berkas)
    if lama and lama[-1].nomor == jangkar.nomor and not jangkar.pemulihan:
        return False
    append(berkas, jangkar)
    return True


def _mail(jangkar: Jangkar) -> None:
    if settings.JANGKAR_SUREL:
        isi = (
            f"Ujung rantai catatan Binaan Maluku pada {format_waktu(jangkar.pada)}:\n\n{jangkar.line()}\n\n"
            "Simpan surel ini. Baris di atas membuktikan bahwa catatan sampai saat itu tidak dipotong."
        )
        send_mail(f"Jangkar catatan nomor {jangkar.nomor}", isi, settings.DEFAULT_FROM_EMAIL, settings.JANGKAR_SUREL)
