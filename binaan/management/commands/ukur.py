"""`manage.py ukur`: how fast the pages answer on the database the settings point to, against a plain page in the same run."""

from __future__ import annotations

import gc
import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path, reverse

from binaan.halaman_polos import halaman_polos
from opd.enums import Peran
from opd.models import Penugasan
from opd.models.pengguna import PeranPengguna

SASARAN_RASIO, SASARAN_MS, SASARAN_KUERI, SASARAN_BITA = 10, 100, 15, 60_000

urlpatterns = [path("ukur/polos/", halaman_polos), path("", include("binaan.urls"))]
"""The site's addresses and the plain page; in use while measuring only."""


class Command(BaseCommand):
    help = "Mengukur dasbor, halaman polos 40 baris, dan daftar desa, OPD, UMKM pada basis data yang sedang dipakai."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ulang", type=int, default=40, help="Berapa kali setiap halaman dibuka.")
        parser.add_argument("--ketat", action="store_true", help="Gagal bila sasaran tidak tercapai.")

    def handle(self, *args: Any, **options: Any) -> None:
        pengguna = self._pengguna()
        with override_settings(ROOT_URLCONF=__name__, ALLOWED_HOSTS=["testserver"], SECURE_SSL_REDIRECT=False):
            klien = Client(SERVER_NAME="testserver")
            klien.force_login(pengguna)
            self.stdout.write(f"Basis data: {connection.vendor}, {Penugasan.objects.count()} penugasan")
            self._ukur_semua(klien, options["ulang"], ketat=options["ketat"])

    def _pengguna(self) -> Any:
        """A reader of the dashboard: the first account that holds the role pimpinan."""
        peran = PeranPengguna.objects.filter(peran=Peran.PIMPINAN).order_by("pk").first()
        if peran is None:
            raise CommandError("Belum ada pengguna berperan pimpinan. Jalankan buat_contoh lebih dahulu.")
        return get_user_model().objects.get(pk=peran.pengguna_id)

    def _ukur_semua(self, klien: Client, ulang: int, *, ketat: bool) -> None:
        halaman = [("halaman polos", "/ukur/polos/"), ("dasbor", reverse("dasbor"))]
        halaman += [(f"daftar {n}", reverse(f"{n}:daftar")) for n in ("desa", "opd", "umkm")]
        # The pages take turns, so that a busy machine slows all of them alike.
        hasil = measure({nama: lambda a=alamat: klien.get(a) for nama, alamat in halaman}, ulang)
        for nama, (p50, p95, kueri, bita, status) in hasil.items():
            catatan = "" if status == 200 else f"  (status {status})"
            self.stdout.write(
                f"{nama:14} p50 {p50:6.1f} ms  p95 {p95:6.1f} ms  {kueri:3} kueri  {bita:7,} bita{catatan}"
            )
        p50, _, kueri, bita, _ = hasil["dasbor"]
        rasio = p50 / hasil["halaman polos"][0]
        self.stdout.write(f"dasbor rasio {rasio:.1f} (sasaran ≤ {SASARAN_RASIO})")
        lebih = rasio > SASARAN_RASIO or p50 > SASARAN_MS or kueri > SASARAN_KUERI or bita > SASARAN_BITA
        if ketat and lebih:
            raise CommandError("Dasbor melewati sasaran: rasio 10, 100 ms, 15 kueri, atau 60.000 bita.")


def measure(buka: dict[str, Callable[[], HttpResponse]], ulang: int) -> dict[str, tuple[float, float, int, int, int]]:
    """p50 and p95 in ms, queries, bytes of HTML and status of each page; two rounds to warm up are not counted."""
    hasil: dict[str, tuple[int, int, int]] = {}
    waktu: dict[str, list[float]] = {nama: [] for nama in buka}
    for nama, buka_satu in buka.items():
        buka_satu()
        with CaptureQueriesContext(connection) as kueri:
            respons = buka_satu()
        hasil[nama] = (len(kueri), len(respons.content), respons.status_code)
    gc.collect()
    gc.freeze()  # as the web process does once it is loaded (binaan/wsgi.py)
    for _ in range(max(ulang, 2)):
        for nama, buka_satu in buka.items():
            mulai = time.perf_counter()
            buka_satu()
            waktu[nama].append((time.perf_counter() - mulai) * 1000)
    return {n: (statistics.median(w), statistics.quantiles(w, n=20)[-1], *hasil[n]) for n, w in waktu.items()}
