"""`manage.py periksa_catatan`: whether the audit rows are those that were sealed, and the chain the one that was anchored."""

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from desa.angka import format_ribuan
from desa.rantai.jangkar import Jangkar, JangkarRusak, read
from desa.rantai.keadaan import note_check
from desa.rantai.periksa import check_chain

TAMPIL = 20


class Command(BaseCommand):
    help = "Memeriksa rantai catatan dan menyebut baris pertama yang diubah, hilang, disisipkan, atau ditukar."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--jangkar", type=Path, help="Berkas jangkar (pengaturan JANGKAR_CATATAN bila kosong).")
        parser.add_argument("--tanpa-catat", action="store_true", help="Jangan mencatat hasilnya.")

    def handle(self, *args: Any, **options: Any) -> None:
        hasil = check_chain(self._anchors(options["jangkar"]))
        if not options["tanpa_catat"]:
            note_check(hasil, at=timezone.now())
        self.stdout.write(
            f"Diperiksa: {format_ribuan(hasil.baris)} catatan, {format_ribuan(hasil.segel)} segel, {hasil.jangkar} jangkar."
        )
        if not hasil.jangkar:
            self.stdout.write("Tanpa jangkar di luar, terpotongnya ekor rantai tidak terlihat.")
        if hasil.banyak_mundur:
            self.stdout.write(f"{format_ribuan(hasil.banyak_mundur)} catatan bertanggal jauh sebelum disegel:")
        for t in hasil.mundur[:TAMPIL]:
            self.stdout.write(f"Perlu dilihat: {t.kalimat}")
        for t in hasil.temuan[:TAMPIL]:
            self.stdout.write(t.kalimat)
        if hasil.temuan:
            raise CommandError(f"{format_ribuan(hasil.banyak_temuan)} temuan. Yang pertama: {hasil.temuan[0].kalimat}")
        self.stdout.write("Rantai catatan utuh.")

    def _anchors(self, berkas: Path | None) -> list[Jangkar]:
        if berkas is None and not settings.JANGKAR_CATATAN:
            return []
        try:
            return read(berkas or Path(settings.JANGKAR_CATATAN))
        except JangkarRusak as galat:
            raise CommandError(str(galat)) from galat
