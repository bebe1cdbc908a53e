"""`manage.py ukur`: how fast the pages answer on the database the settings point to, against a plain page in the same run.

The ratio of processor times is what to compare between runs: other work on the machine hardly moves it. On PostgreSQL it
leaves out what the server works.
"""

from __future__ import annotations

import json
import statistics
import time
from argparse import ArgumentParser
from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, NamedTuple
from uuid import uuid4

from django.contrib.auth import get_user_model
from django.core.management.base import BaseCommand, CommandError
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings
from django.urls import include, path, reverse
from django.utils import timezone

from binaan.actions.aplikasi import IsiAplikasi, create_aplikasi, issue_token
from binaan.api.token import mint_token
from binaan.dasbor.bangun import empty
from binaan.enums import Cakupan
from binaan.halaman_polos import halaman_polos
from binaan.ingatan import settle
from desa.models import Desa, Umkm
from desa.versi_data import forget
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.laju import HITUNGAN
from opd.models import Kegiatan, Kunjungan, Penugasan
from opd.models.pengguna import PeranPengguna
from opd.rekap.simpanan_desa import SimpananDesa

SASARAN_RASIO, SASARAN_MS, SASARAN_KUERI, SASARAN_BITA = 3, 100, 15, 60_000
"""The ratio is that of a page of which nothing was written since it was opened last; the milliseconds those of the first
page after a write about one village.
"""
BANYAK, SASARAN_BANYAK_MS = 150, 150
"""From how many penugasan on a programme is a province's, and its milliseconds of processor time after a write."""
POLOS, SESUDAH_TULIS, PERTAMA, SEMUA = "halaman polos", "dasbor ditulis", "dasbor pertama", "dasbor dihitung"
DASBOR = ("dasbor", SESUDAH_TULIS, PERTAMA)
"""Of these a country may cost twice what a province does (tests/ukur_pg.py)."""
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
API = {"kegiatan": Kegiatan, "kunjungan": Kunjungan, "umkm": Umkm, "desa": None, "capaian": None, "kemajuan": None}
"""Resources of the API, full pages of 500 rows; of those with a table also a page near its end (`dalam`)."""
SASARAN_API = 500
"""The most milliseconds such a page of a table may take."""
SASARAN_DAFTAR = {"daftar umkm": 100, "pantau": 200}
"""The most milliseconds one of them may take."""


class Ukuran(NamedTuple):
    """One page: median and 95th percentile in ms, the least processor time in ms, queries, bytes of HTML, and the highest
    status of all that were timed.
    """

    p50: float
    p95: float
    cpu: float
    kueri: int
    bita: int
    status: int

    @property
    def words(self) -> str:
        waktu = f"p50 {self.p50:6.1f} ms  p95 {self.p95:6.1f} ms  prosesor {self.cpu:6.1f} ms"
        return f"{waktu}  {self.kueri:3} kueri  {self.bita:7,} bita"


urlpatterns = [path("ukur/polos/", halaman_polos), path("", include("binaan.urls"))]
"""The site's addresses and the plain page; in use while measuring only."""


class Command(BaseCommand):
    help = "Mengukur dasbor, halaman polos 40 baris, dan halaman yang membaca seluruh provinsi pada basis data yang dipakai."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--ulang", type=int, default=40, help="Berapa kali setiap halaman dibuka.")
        parser.add_argument(
            "--angka", type=Path, help="Berkas JSON untuk angka dasbor, agar dua basis data dapat dibandingkan."
        )
        parser.add_argument(
            "--dasbor-saja", action="store_true", help="Hanya dasbor dan halaman polos, seperti pada data senegara."
        )
        parser.add_argument("--ketat", action="store_true", help="Gagal bila sasaran tidak tercapai.")

    def handle(self, *args: Any, **options: Any) -> None:
        pengguna = self._pengguna()
        lokal = {"ALLOWED_HOSTS": ["testserver"], "SECURE_SSL_REDIRECT": False, "BACA_SEMENIT": 0}
        with override_settings(ROOT_URLCONF=__name__, **lokal):
            klien = Client(SERVER_NAME="testserver")
            klien.force_login(pengguna)
            self.stdout.write(f"Basis data: {connection.vendor}, {Penugasan.objects.count()} penugasan")
            saja = options["dasbor_saja"]
            hasil = self._ukur_semua(klien, options["ulang"], ketat=options["ketat"], saja=saja)
            if options["angka"]:
                angka = {nama: hasil[nama]._asdict() for nama in DASBOR}
                options["angka"].write_text(json.dumps(angka), encoding="utf-8")
            if not saja:
                self._ukur_api(min(options["ulang"], 10), ketat=options["ketat"])

    def _pengguna(self, dicari: Peran = Peran.PIMPINAN) -> Any:
        """The first account that holds a role; a leader reads the dashboard."""
        peran = PeranPengguna.objects.filter(peran=dicari).order_by("pk").first()
        if peran is None:
            raise CommandError(f"Belum ada pengguna berperan {dicari}. Jalankan buat_contoh lebih dahulu.")
        return get_user_model().objects.get(pk=peran.pengguna_id)

    def _ukur_semua(self, klien: Client, ulang: int, *, ketat: bool, saja: bool) -> dict[str, Ukuran]:
        halaman = {POLOS: "/ukur/polos/", "dasbor": reverse("dasbor")} | ({} if saja else _lists())
        # The pages take turns, so that a busy machine slows all of them alike.
        buka = {nama: lambda a=alamat: klien.get(a) for nama, alamat in halaman.items()}
        hasil = measure(buka | {SESUDAH_TULIS: buka["dasbor"]}, ulang, {SESUDAH_TULIS: _write})
        awal = {PERTAMA: _forget} if saja else {PERTAMA: _forget, SEMUA: _empty}
        hasil |= measure(dict.fromkeys(awal, buka["dasbor"]), min(ulang, 5), awal)
        for nama, u in hasil.items():
            catatan = "" if u.status == 200 else f"  (status {u.status})"
            rasio = f"rasio {u.cpu / hasil[POLOS].cpu:5.1f}"
            self.stdout.write(f"{nama:15} {u.words}  {rasio}{catatan}")
        require_opened(hasil)
        self._sebut_dasbor(hasil, ketat=ketat)
        lambat = [
            f"{nama} ({batas} ms)"
            for nama, batas in SASARAN_DAFTAR.items()
            if nama in hasil and hasil[nama].p50 > batas
        ]
        lambat += [f"{n} ({SASARAN_SARAN} ms prosesor)" for n in SARAN if n in hasil and hasil[n].cpu > SASARAN_SARAN]
        if ketat and lambat:
            raise CommandError(f"Melewati sasaran: {', '.join(lambat)}.")
        return hasil

    def _ukur_api(self, ulang: int, *, ketat: bool) -> None:
        """Pages of the API, with a token that is gone afterwards; nothing read before is kept, as just after a write."""
        with transaction.atomic():
            token = self._token()
            klien = Client(SERVER_NAME="testserver", headers={"Authorization": f"Bearer {token}"})
            alamat = {f"api {n}": f"{reverse(f'api:{n}')}?batas=500" for n in API}
            for n, model in API.items():
                if model is not None and (banyak := model.objects.count()):
                    pk = model.objects.order_by("pk").values_list("pk", flat=True)[banyak * 9 // 10]
                    alamat[f"api {n} dalam"] = f"{alamat[f'api {n}']}&setelah={pk}"
            buka = {nama: lambda a=a: klien.get(a) for nama, a in alamat.items()}
            hasil = measure(buka, ulang, dict.fromkeys(alamat, HITUNGAN.forget))
            transaction.set_rollback(True)
        for nama, u in hasil.items():
            self.stdout.write(f"{nama:19} {u.words}{'' if u.status == 200 else f'  (status {u.status})'}")
        require_opened(hasil)
        lambat = [n for n, u in hasil.items() if API[n.split()[1]] is not None and u.p50 > SASARAN_API]
        if ketat and lambat:
            raise CommandError(f"API melewati {SASARAN_API} ms: {', '.join(lambat)}.")

    def _token(self) -> str:
        """A token of an application made for this."""
        token, at, by = mint_token(), timezone.now(), self._pengguna(Peran.ADMIN_SISTEM)
        isi = IsiAplikasi("Ukur", "Ukur", "mengukur API", tuple(Cakupan.values), hari_ini())
        issue_token(create_aplikasi(isi, uuid=uuid4(), by=by, at=at), token=token, uuid=uuid4(), by=by, at=at)
        return token

    def _sebut_dasbor(self, hasil: dict[str, Ukuran], *, ketat: bool) -> None:
        """Say what the dashboard costs, unchanged and after a write. Raises CommandError where that is too much."""
        diam, tulis = hasil["dasbor"], hasil[SESUDAH_TULIS]
        rasio = diam.p50 / hasil[POLOS].p50
        besar = Penugasan.objects.count() > BANYAK
        batas, lama = (SASARAN_BANYAK_MS, tulis.cpu) if besar else (SASARAN_MS, tulis.p50)
        self.stdout.write(
            f"dasbor tanpa perubahan: prosesor {diam.cpu:.0f} ms, jam {diam.p50:.0f} ms, rasio {rasio:.1f} "
            f"(sasaran ≤ {SASARAN_RASIO})"
        )
        self.stdout.write(
            f"dasbor sesudah satu desa ditulis: prosesor {tulis.cpu:.0f} ms, jam {tulis.p50:.0f} ms "
            f"(sasaran ≤ {batas} ms {'prosesor' if besar else 'jam'}), {tulis.kueri} kueri, {tulis.bita:,} bita"
        )
        lebih = rasio > SASARAN_RASIO or lama > batas or tulis.kueri > SASARAN_KUERI or tulis.bita > SASARAN_BITA
        if ketat and lebih:
            raise CommandError(
                f"Dasbor melewati sasaran: rasio {SASARAN_RASIO}, {batas} ms sesudah tulis, {SASARAN_KUERI} kueri, "
                "atau 60.000 bita."
            )


def _lists() -> dict[str, str]:
    """The pages beside the dashboard, by what they are called here."""
    halaman = {f"daftar {n}": reverse(f"{n}:daftar") for n in ("desa", "opd")}
    halaman |= {nama: reverse(alamat) for nama, alamat in PROVINSI.items()}
    return halaman | {nama: f"{reverse('cari_saran')}?q={q}" for nama, q in SARAN.items()}


def _write() -> None:
    """Something was written about a village: the database renews its mark and that of its kabupaten."""
    desa = Penugasan.objects.filter(selesai=None).values_list("desa_id", flat=True).order_by("pk")[0]
    Desa.objects.filter(pk=desa).update(sumber=F("sumber"))


def _forget() -> None:
    """As in a process that begins: the table has what was counted of the villages."""
    forget()
    SimpananDesa.forget_all()


def _empty() -> None:
    """As on a new day for which `manage.py rekap` did not run: every village has to be counted."""
    empty()
    _forget()


def measure(
    buka: Mapping[str, Callable[[], HttpResponse]], ulang: int, sebelum: Mapping[str, Callable[[], None]] | None = None
) -> dict[str, Ukuran]:
    """Each page opened `ulang` times in turns; two rounds to warm up are not counted, nor what happens `sebelum` a page."""
    siap = defaultdict(lambda: _nothing, sebelum or {})
    isi: dict[str, tuple[int, int]] = {}
    status = dict.fromkeys(buka, 0)
    waktu: dict[str, list[float]] = {nama: [] for nama in buka}
    prosesor: dict[str, list[float]] = {nama: [] for nama in buka}
    for nama, buka_satu in buka.items():
        siap[nama]()
        buka_satu()
        siap[nama]()
        with CaptureQueriesContext(connection) as kueri:
            respons = buka_satu()
        isi[nama] = (len(kueri), len(respons.content))
    settle()  # as the web process does once it is loaded
    for _ in range(max(ulang, 2)):
        for nama, buka_satu in buka.items():
            siap[nama]()
            mulai, kerja = time.perf_counter(), time.process_time()
            respons = buka_satu()
            prosesor[nama].append((time.process_time() - kerja) * 1000)
            waktu[nama].append((time.perf_counter() - mulai) * 1000)
            status[nama] = max(status[nama], respons.status_code)
    return {
        n: Ukuran(statistics.median(w), statistics.quantiles(w, n=20)[-1], min(prosesor[n]), *isi[n], status[n])
        for n, w in waktu.items()
    }


def require_opened(hasil: Mapping[str, Ukuran]) -> None:
    """Raise CommandError for a page that answered anything but itself: how fast it was refused says nothing of it."""
    tutup = [f"{nama} (status {u.status})" for nama, u in hasil.items() if u.status != 200]
    if tutup:
        raise CommandError(f"Tidak terbuka, jadi tidak terukur: {', '.join(tutup)}.")


def _nothing() -> None:
    """Most pages need no preparation."""
