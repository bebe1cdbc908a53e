"""`manage.py ukur`: how fast the pages answer on the database the settings point to, against a plain page in the same run.

The ratio of processor times is what to compare between runs: other work on the machine hardly moves it. On PostgreSQL it
leaves out what the server works.
"""

from __future__ import annotations

import statistics
import time
from argparse import ArgumentParser
from collections.abc import Callable
from typing import Any, NamedTuple

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path, reverse

from binaan.halaman_polos import halaman_polos
from binaan.ingatan import settle
from binaan.versi_data import forget
from opd.enums import Peran
from opd.models import Penugasan
from opd.models.pengguna import PeranPengguna

SASARAN_RASIO, SASARAN_MS, SASARAN_KUERI, SASARAN_BITA = 3, 100, 15, 60_000
"""The ratio is that of a page of which nothing was written since it was opened last; the milliseconds those of the first
page after a write.
"""
POLOS, SESUDAH_TULIS = "halaman polos", "dasbor ditulis"
PROVINSI = {
    "daftar umkm": "umkm:daftar",
    "pantau": "pantau:daftar",
    "pantau per opd": "pantau:opd",
    "naik kelas": "naik_kelas:ringkas",
    "naik kelas umkm": "naik_kelas:daftar",
    "pasar": "pasar:daftar",
    "legalitas": "legalitas:daftar",
    "omzet": "omzet:deret",
}
"""Pages that read every enterprise of the province."""
SARAN = {"saran": "keripik", "saran mirip": "kerpik"}
"""What is typed into the search: words that stand in names, and words that miss every name by a letter."""
SASARAN_SARAN = 60
"""The most milliseconds of processor time one suggestion may take."""
SASARAN_DAFTAR = {"daftar umkm": 100, "pantau": 200}
"""The most milliseconds one of them may take."""


class Ukuran(NamedTuple):
    """One page: median and 95th percentile in ms, the least processor time in ms, queries, bytes of HTML and status."""

    p50: float
    p95: float
    cpu: float
    kueri: int
    bita: int
    status: int


urlpatterns = [path("ukur/polos/", halaman_polos), path("", include("binaan.urls"))]
"""The site's addresses and the plain page; in use while measuring only."""


class Command(BaseCommand):
    help = "Mengukur dasbor, halaman polos 40 baris, dan halaman yang membaca seluruh provinsi pada basis data yang dipakai."

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
        halaman = {POLOS: "/ukur/polos/", "dasbor": reverse("dasbor")}
        halaman |= {f"daftar {n}": reverse(f"{n}:daftar") for n in ("desa", "opd")}
        halaman |= {nama: reverse(alamat) for nama, alamat in PROVINSI.items()}
        halaman |= {nama: f"{reverse('cari_saran')}?q={q}" for nama, q in SARAN.items()}
        # The pages take turns, so that a busy machine slows all of them alike.
        buka = {nama: lambda a=alamat: klien.get(a) for nama, alamat in halaman.items()}
        hasil = measure(buka | {SESUDAH_TULIS: lambda: _after_write(klien)}, ulang)
        for nama, u in hasil.items():
            catatan = "" if u.status == 200 else f"  (status {u.status})"
            self.stdout.write(
                f"{nama:15} p50 {u.p50:6.1f} ms  p95 {u.p95:6.1f} ms  prosesor {u.cpu:6.1f} ms  "
                f"rasio {u.cpu / hasil[POLOS].cpu:5.1f}  {u.kueri:3} kueri  {u.bita:7,} bita{catatan}"
            )
        tulis = hasil[SESUDAH_TULIS]
        rasio, rasio_tulis = (u.p50 / hasil[POLOS].p50 for u in (hasil["dasbor"], tulis))
        self.stdout.write(f"dasbor rasio {rasio:.1f} (sasaran ≤ {SASARAN_RASIO})")
        self.stdout.write(f"{SESUDAH_TULIS} rasio {rasio_tulis:.1f}, paling lama {SASARAN_MS} ms")
        lebih = rasio > SASARAN_RASIO or tulis.p50 > SASARAN_MS
        if ketat and (lebih or tulis.kueri > SASARAN_KUERI or tulis.bita > SASARAN_BITA):
            raise CommandError("Dasbor melewati sasaran: rasio 3, 100 ms sesudah tulis, 15 kueri, atau 60.000 bita.")
        lambat = [f"{nama} ({batas} ms)" for nama, batas in SASARAN_DAFTAR.items() if hasil[nama].p50 > batas]
        lambat += [f"{nama} ({SASARAN_SARAN} ms prosesor)" for nama in SARAN if hasil[nama].cpu > SASARAN_SARAN]
        if ketat and lambat:
            raise CommandError(f"Melewati sasaran: {', '.join(lambat)}.")


def _after_write(klien: Client) -> HttpResponse:
    """The dashboard when everything has to be read again."""
    forget()
    return klien.get(reverse("dasbor"))


def measure(buka: dict[str, Callable[[], HttpResponse]], ulang: int) -> dict[str, Ukuran]:
    """Each page opened `ulang` times in turns; two rounds to warm up are not counted."""
    isi: dict[str, tuple[int, int, int]] = {}
    waktu: dict[str, list[float]] = {nama: [] for nama in buka}
    prosesor: dict[str, list[float]] = {nama: [] for nama in buka}
    for nama, buka_satu in buka.items():
        buka_satu()
        with CaptureQueriesContext(connection) as kueri:
            respons = buka_satu()
        isi[nama] = (len(kueri), len(respons.content), respons.status_code)
    settle()  # as the web process does once it is loaded
    for _ in range(max(ulang, 2)):
        for nama, buka_satu in buka.items():
            mulai, kerja = time.perf_counter(), time.process_time()
            buka_satu()
            prosesor[nama].append((time.process_time() - kerja) * 1000)
            waktu[nama].append((time.perf_counter() - mulai) * 1000)
    return {
        n: Ukuran(statistics.median(w), statistics.quantiles(w, n=20)[-1], min(prosesor[n]), *isi[n])
        for n, w in waktu.items()
    }
