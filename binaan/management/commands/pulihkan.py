"""`manage.py pulihkan`: put a backup in place of what is there. Everything is checked before; what fails changes nothing."""

from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection, connections
from django.utils import timezone

from binaan.cadangan.arsip import verify
from binaan.cadangan.buat import archive_keys
from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.keadaan import note_restore
from binaan.cadangan.pulih import restore
from desa.angka import format_ribuan, format_waktu
from desa.models import Catatan
from opd.enums import StatusPermintaan
from opd.models import Pengguna, PermintaanSubjek

PINTU_DITUTUP = (
    "Sesi, kode pemulihan, dan token aplikasi dari cadangan tidak dipakai lagi: semua orang masuk lagi, pemilik verifikasi "
    "dua langkah membuat kode pemulihan baru, dan admin sistem memberi setiap aplikasi token baru."
)
AKUN = (
    "mengganti kata sandi",
    "menyetel ulang kata sandi",
    "menyetel ulang verifikasi dua langkah",
    "mengubah akun",
    "mengubah peran",
)


class Command(BaseCommand):
    help = "Memulihkan cadangan ke basis data dan folder berkas yang kosong, atau dengan --timpa menggantikan yang ada."
    requires_system_checks: list[str] = []  # noqa: RUF012  the database may be empty, or be what is broken

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("berkas", type=Path, help="Berkas cadangan.")
        parser.add_argument("--timpa", action="store_true", help="Gantikan yang ada; yang lama disimpan di sampingnya.")
        parser.add_argument("--periksa", action="store_true", help="Hanya memeriksa keutuhan berkas cadangan.")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self._restore(options)
        except CadanganGagal as galat:
            raise CommandError(f"{galat} Basis data dan berkas tidak berubah.") from galat
        except OSError as galat:
            raise CommandError(f"{galat} Basis data dan berkas tidak berubah.") from galat

    def _restore(self, options: dict[str, Any]) -> None:
        berkas, at = options["berkas"], timezone.now()
        if options["periksa"]:
            manifes, banyak = verify(berkas, archive_keys())
            self.stdout.write(f"Cadangan utuh: {manifes.dibuat}, {len(manifes.tabel)} tabel, {banyak} berkas.")
            return
        sesudah = _decided_requests() + _account_deeds()
        connections.close_all()
        hasil = restore(berkas, connection.settings_dict, timpa=options["timpa"], cap=f"{at:%Y%m%dT%H%M%S}")
        connections.close_all()
        dibuat = datetime.fromisoformat(hasil.manifes.dibuat)
        self.stdout.write(
            f"Dipulihkan: keadaan {format_waktu(dibuat)}, {format_ribuan(hasil.baris)} baris dalam {len(hasil.manifes.tabel)} "
            f"tabel dan {format_ribuan(hasil.media)} berkas, sama dengan yang dicadangkan."
        )
        for lama in hasil.lama:
            self.stdout.write(
                f"Yang lama disimpan: {lama}. Hapus sesudah hasilnya diyakini, karena memuat data pribadi."
            )
        self.stdout.write(PINTU_DITUTUP)
        self._next_steps(hasil.migrasi_sama, [s for s, pada in sesudah if pada > dibuat], dibuat)

    def _next_steps(self, migrasi_sama: bool, hilang: list[str], dibuat: datetime) -> None:
        if migrasi_sama:
            note_restore(dibuat, at=timezone.now())
        else:
            self.stdout.write("Cadangan ini dari versi aplikasi yang lebih lama. Jalankan manage.py migrate.")
        self.stdout.write(
            f"Kata sandi, akun, dan peran kembali seperti pada {format_waktu(dibuat)}: ulangi yang diganti, ditutup, atau "
            "diakhiri sesudahnya."
        )
        for sebutan in hilang:
            self.stdout.write(f"Laksanakan lagi, karena diputus sesudah cadangan ini: {sebutan}.")
        self.stdout.write("Lalu jalankan manage.py jangkar_catatan --sesudah-pemulihan dengan alasannya.")


def _account_deeds() -> list[tuple[str, datetime]]:
    """Who lost a right or got another password, by the same database: the backup gives back what they had."""
    semua = Catatan.objects.filter(tindakan__in=AKUN, objek_jenis=Pengguna._meta.label_lower).order_by("id")
    try:
        return [(f"{c.tindakan} {c.objek}", c.pada) for c in semua]
    except DatabaseError:
        return []


def _decided_requests() -> list[tuple[str, datetime]]:
    """What data subjects were granted, by the database that is about to go; none when it cannot be asked."""
    semua = PermintaanSubjek.objects.filter(status=StatusPermintaan.DILAKSANAKAN, diputus_pada__isnull=False)
    try:
        return [(f"permintaan subjek {p}", p.diputus_pada) for p in semua.order_by("diputus_pada") if p.diputus_pada]
    except DatabaseError:
        return []
