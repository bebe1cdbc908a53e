"""`manage.py putar_kunci`: seal and hash everything again under the current keys, while the site runs. Safe to run twice."""

import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import timezone

from desa.angka import format_ribuan
from desa.models import Instalasi, record
from desa.putar_kunci import (
    HasilPutar,
    KunciKeliru,
    check_setting,
    data_keys_in_use,
    key_ids,
    require_data_keys,
    reseal,
)
from opd.putar_indeks import HasilIndeks, index_keys_in_use, rehash, require_index_keys

JEDA = 0.15
"""Seconds between two batches on SQLite: who waits for its one writer looks every 0.1 s whether it is free."""


class Command(BaseCommand):
    help = "Menyegel dan menyidik ulang data pribadi dengan kunci pertama di KUNCI_DATA dan KUNCI_INDEKS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--periksa", action="store_true", help="Hanya melaporkan kunci mana yang masih dipakai.")
        parser.add_argument(
            "--sebagai-nama",
            action="store_true",
            help="Penerima bantuan yang NIK-nya tidak tersimpan di mana pun dikenali dari namanya saja.",
        )

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            check_setting(settings.KUNCI_DATA)
            check_setting(settings.KUNCI_INDEKS)
            require_data_keys()
            require_index_keys()
        except KunciKeliru as galat:
            raise CommandError(f"{galat} Tidak ada yang diubah.") from galat
        data, indeks = HasilPutar(), HasilIndeks()
        if not options["periksa"]:
            self._run(data, indeks, sebagai_nama=options["sebagai_nama"])
        sisa = self._report(options["periksa"])
        if indeks.tanpa_nik:
            self.stdout.write(
                f"{format_ribuan(indeks.tanpa_nik)} penerima bantuan hanya dikenal dari NIK yang tidak tersimpan. Biarkan kunci "
                "lamanya, atau jalankan lagi dengan --sebagai-nama supaya mereka dikenali dari namanya."
            )
        rusak = data.rusak + indeks.rusak
        if rusak:
            raise CommandError(f"{len(rusak)} baris tidak dapat dibuka dan dibiarkan: {', '.join(rusak[:20])}.")
        if sisa and not options["periksa"]:
            raise CommandError("Masih ada kunci lama yang dipakai. Jalankan lagi; jangan hapus kuncinya.")

    def _run(self, data: HasilPutar, indeks: HasilIndeks, *, sebagai_nama: bool) -> None:
        for _ in reseal(data):
            self._progress(data.disegel)
            _give_way()
        for _ in rehash(indeks, sebagai_nama=sebagai_nama):
            self._progress(indeks.disidik)
            _give_way()
        if data.disegel or indeks.disidik:
            perubahan = {f"disegel ulang: {nama}": [None, n] for nama, n in data.disegel.items()}
            perubahan |= {f"disidik ulang: {nama}": [None, n] for nama, n in indeks.disidik.items()}
            instalasi = Instalasi.objects.get_or_create(pk=1)[0]
            record(None, "memutar kunci data pribadi", instalasi, at=timezone.now(), perubahan=perubahan)

    def _progress(self, jumlah: Counter[str]) -> None:
        if sum(jumlah.values()) % 10_000 < 500:
            self.stdout.write("  " + ", ".join(f"{nama} {format_ribuan(n)}" for nama, n in jumlah.items()))

    def _report(self, periksa: bool) -> bool:
        """Say of every key whether a row still uses it; whether an old one is in use."""
        sisa = False
        data = data_keys_in_use()
        if data[""]:
            self.stdout.write(f"{format_ribuan(data[''])} berkas belum tersegel. Jalankan putar_kunci tanpa --periksa.")
        for setelan, dipakai in (("KUNCI_DATA", data), ("KUNCI_INDEKS", index_keys_in_use())):
            for nama in key_ids(getattr(settings, setelan)):
                kini = nama == key_ids(getattr(settings, setelan))[0]
                self.stdout.write(f"{setelan} {nama}: {self._word(dipakai, nama, kini=kini)}")
                sisa |= not kini and bool(dipakai[nama])
        return sisa

    def _word(self, dipakai: Mapping[str, int], nama: str, *, kini: bool) -> str:
        n = format_ribuan(dipakai.get(nama, 0))
        if kini:
            return f"kunci sekarang, {n} nilai."
        if dipakai.get(nama, 0):
            return f"kunci lama, masih {n} nilai."
        return (
            "kunci lama, tidak dipakai lagi; boleh dihapus bila semua proses sudah dimuat ulang dengan kunci baru "
            "dan --periksa sehari kemudian tetap mengatakannya."
        )


def _give_way() -> None:
    """Let pages write between two batches; elsewhere a batch holds its own rows alone."""
    if connection.vendor == "sqlite":
        time.sleep(JEDA)
