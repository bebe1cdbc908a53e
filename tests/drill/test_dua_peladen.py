"""Two web processes behind nginx, a primary and its replica, by the commands of binaan/deploy/README.md: each is killed once
under load, and whatever was answered stays true.

An answer is a sign-in: a session and an audit row in one transaction. Seen red: without synchronous_standby_names (answers
that one machine alone has), and with figures taken from the replica without asking how far it is.
"""

from __future__ import annotations

import contextlib
import http.client
import http.cookiejar
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest
from django.conf import settings

from tests.gugus_pg import Gugus, open_folder
from tests.proses import free_port

pytestmark = [
    pytest.mark.drill,
    pytest.mark.skipif(shutil.which("nginx") is None, reason="pasang paket nginx-light"),
]
DEPLOY = settings.BASE_DIR / "binaan" / "deploy"
SANDI = "kalimat-panjang-sekali-88"
ISI = f"""
from django.contrib.auth.hashers import make_password
from tests.pabrik import buat_pengguna
buat_pengguna("pembaca", username="pembaca", password=make_password("{SANDI}"))
"""
DESA_BARU = """
import itertools, os
from tests import pabrik
pabrik._nomor = itertools.count(os.getpid() * 13)
print("DESA", pabrik.buat_penugasan().desa.nama)
"""


def recipe(bahasa: str, pertama: str) -> str:
    """The only block of the README that begins so."""
    [isi] = set(
        re.findall(rf"```{bahasa}\n({re.escape(pertama)}.*?)```", (DEPLOY / "README.md").read_text(), re.DOTALL)
    )
    return isi


def wait_for(benar: Callable[[], object], detik: float = 120) -> None:
    batas = time.monotonic() + detik
    while not benar():
        assert time.monotonic() < batas, "terlalu lama"
        time.sleep(0.1)


class Pasangan:
    """A primary and its replica on two addresses of this computer, made as the README says."""

    def __init__(self, biner: Path, map_: Path) -> None:
        port = free_port()
        self.pertama = Gugus(biner, map_ / "pertama", alamat="127.0.0.1", port=port)
        self.kedua = Gugus(biner, map_ / "kedua", alamat="127.0.0.2", port=port)
        self.pertama.init()
        with (self.pertama.data / "pg_hba.conf").open("a") as hba:
            hba.write("host all,replication all 127.0.0.0/8 trust\n")
        self.pertama.start()
        with self.pertama.connect() as s:
            s.execute("CREATE DATABASE binaan")

    def add_replica(self) -> None:
        perintah = recipe("sh", "pg_basebackup").replace("/var/lib/postgresql/15/main", str(self.kedua.data))
        self.kedua.run(
            perintah.replace("host=10.0.0.1 user=replika", f"host=127.0.0.1 port={self.pertama.port} user=uji")
        )
        self.kedua.start()
        self.wait_for_each_other()

    def wait_for_each_other(self) -> None:
        """The replica follows, then the primary waits for it."""
        with self.pertama.connect() as s:
            lihat = "SELECT state, sync_state FROM pg_stat_replication WHERE application_name = 'kedua'"
            wait_for(lambda: (s.execute(lihat).fetchone() or "-")[0] == "streaming")
            execute_all(s, recipe("sql", "ALTER SYSTEM SET synchronous_standby_names = 'kedua'"))
            wait_for(lambda: s.execute(lihat).fetchone() == ("streaming", "sync"))

    def stand_alone(self) -> None:
        with self.pertama.connect() as s:
            execute_all(s, recipe("sql", "ALTER SYSTEM SET synchronous_standby_names = '';"))

    def promote(self) -> None:
        self.kedua.run(recipe("sh", "psql --dbname=postgres --command='SELECT pg_promote()'"))

    def environment(self, tempat: Path) -> dict[str, str]:
        alamat = f"127.0.0.1,127.0.0.2:{self.pertama.port}/binaan?target_session_attrs=read-write"
        return os.environ | {
            "DATABASE_URL": f"postgresql://uji@{alamat}",
            "DATABASE_URL_BACA": f"postgresql://uji@127.0.0.2:{self.pertama.port}/binaan",
            "BINAAN_DB": "nyata",
            "MEDIA_ROOT": str(tempat / "media"),
            "PEKERJA": "luar",
        }


def execute_all(s: psycopg.Connection, perintah: str) -> None:
    for satu in filter(str.strip, perintah.split(";")):
        s.execute(satu)


def manage(lingkungan: dict[str, str], *perintah: str) -> str:
    jalan = [sys.executable, "-W", "ignore", "manage.py", *perintah]
    hasil = subprocess.run(jalan, cwd=settings.BASE_DIR, env=lingkungan, capture_output=True, text=True, check=False)
    assert hasil.returncode == 0, hasil.stderr[-2000:]
    return hasil.stdout


def start_web(port: int, lingkungan: dict[str, str], log: Path) -> subprocess.Popen[bytes]:
    perintah = [sys.executable, "-m", "gunicorn", "binaan.wsgi", "-b", f"127.0.0.1:{port}", "--threads", "4"]
    perintah += ["--preload", "--no-control-socket", "--log-level", "error"]
    with log.open("wb") as keluaran:
        proses = subprocess.Popen(
            perintah, cwd=settings.BASE_DIR, env=lingkungan, stdout=keluaran, stderr=keluaran, process_group=0
        )
    wait_for(lambda: listens(port))
    return proses


def listens(port: int) -> bool:
    with socket.socket() as s:
        return s.connect_ex(("127.0.0.1", port)) == 0


def start_nginx(map_: Path, port: int, web: list[int]) -> subprocess.Popen[bytes]:
    """nginx with the installation's own way to the application, and a line for each of these."""
    teks = (DEPLOY / "nginx.conf").read_text()
    [lokasi] = re.findall(r"    location / \{\n        proxy_pass.*?\n    \}\n", teks, re.DOTALL)
    [pilihan] = re.findall(r'"server 10\.0\.0\.2:8000( [^"]*;)"', teks)
    server = "".join(f"server 127.0.0.1:{p}{pilihan}\n" for p in web)
    tempat = "".join(f"{n}_temp_path {map_}/{n};\n" for n in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    (map_ / "nginx.conf").write_text(
        f"daemon off;\npid {map_}/nginx.pid;\nerror_log {map_}/nginx.log;\nevents {{}}\nhttp {{\naccess_log off;\n{tempat}"
        f"upstream binaan {{\n{server}}}\nserver {{\nlisten 127.0.0.1:{port};\n{lokasi}}}\n}}\n"
    )
    proses = subprocess.Popen(["nginx", "-c", map_ / "nginx.conf", "-p", map_], stderr=subprocess.DEVNULL)
    wait_for(lambda: listens(port))
    return proses


class Pemasuk:
    """Somebody who signs in again and again, from three places; `sesi` are those that the site acknowledged."""

    def __init__(self, situs: str) -> None:
        self.situs, self.sesi, self.galat = situs, [], 0
        self._cukup = threading.Event()
        self._utas = [threading.Thread(target=self._run, daemon=True) for _ in range(3)]

    def __enter__(self) -> Pemasuk:
        for u in self._utas:
            u.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._cukup.set()
        for u in self._utas:
            u.join(90)

    def _run(self) -> None:
        while not self._cukup.is_set():
            try:
                self.sesi.append(sign_in(self.situs))
            except (OSError, http.client.HTTPException, AssertionError) as galat:
                if isinstance(galat, urllib.error.HTTPError):
                    galat.close()
                self.galat += 1
                time.sleep(0.2)

    def more(self, banyak: int) -> None:
        """Wait until so many more were acknowledged."""
        sampai = len(self.sesi) + banyak
        wait_for(lambda: len(self.sesi) >= sampai)


class _Diam(urllib.request.HTTPRedirectHandler):
    def redirect_request(self, *_: object) -> None:
        return None


def sign_in(situs: str) -> str:
    """The session's key, once the site has said yes."""
    kue = http.cookiejar.CookieJar()
    buka = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(kue), _Diam).open
    with buka(f"{situs}/masuk/", timeout=80) as halaman:
        tanda = re.search(r'csrfmiddlewaretoken" value="([^"]+)"', halaman.read().decode())
    assert tanda is not None
    isi = {"csrfmiddlewaretoken": tanda[1], "username": "pembaca", "sandi": SANDI}
    kirim = urllib.request.Request(
        f"{situs}/masuk/", urllib.parse.urlencode(isi).encode(), {"Origin": "https://127.0.0.1"}
    )
    with pytest.raises(urllib.error.HTTPError) as jawab:
        buka(kirim, timeout=80)
    with jawab.value:
        assert jawab.value.code == 302
    [sesi] = [k.value for k in kue if k.name == "sesi"]
    return str(sesi)


def page(situs: str, sesi: str, alamat: str) -> str:
    minta = urllib.request.Request(f"{situs}{alamat}", headers={"Cookie": f"sesi={sesi}"})
    with urllib.request.build_opener(_Diam).open(minta, timeout=80) as jawab:
        return jawab.read().decode()


def replica_state(situs: str) -> str:
    with urllib.request.urlopen(f"{situs}/kesehatan/siap/", timeout=80) as jawab:
        return str(json.load(jawab)["bagian"]["replika"]["keadaan"])


@pytest.fixture
def tempat() -> Iterator[tuple[Path, Path]]:
    with open_folder("pertama", "kedua", "media") as isi:
        yield isi


def test_each_is_killed_once_and_no_answer_is_lost(tempat):
    biner, map_ = tempat
    pasangan = Pasangan(biner, map_)
    lingkungan = pasangan.environment(map_)
    with contextlib.ExitStack() as akhir:
        for g in (pasangan.pertama, pasangan.kedua):
            akhir.callback(g.kill)
        manage(lingkungan, "migrate", "-v", "0")
        manage(lingkungan, "shell", "-v", "0", "-c", ISI)
        pasangan.add_replica()
        web = [free_port() for _ in range(2)]
        proses = [start_web(p, lingkungan, map_ / f"web-{p}.log") for p in web]
        for p in proses:
            akhir.callback(kill_all, p)
        depan = free_port()
        nginx = start_nginx(map_, depan, web)
        akhir.callback(nginx.wait)
        akhir.callback(nginx.terminate)
        situs = f"http://127.0.0.1:{depan}"
        figures_are_never_behind(pasangan, situs, lingkungan)
        pemasuk = killed_one_after_the_other(pasangan, situs, proses)
        nothing_lost(pasangan, situs, pemasuk)


def kill_all(p: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(p.pid, signal.SIGKILL)
    p.wait(30)


def figures_are_never_behind(pasangan: Pasangan, situs: str, lingkungan: dict[str, str]) -> None:
    """The replica computes them, and while it lags the primary does."""
    sesi = sign_in(situs)
    hitung = "SELECT coalesce(sum(seq_tup_read + idx_tup_fetch), 0)::bigint FROM pg_stat_user_tables"
    replika = f"host=127.0.0.2 port={pasangan.kedua.port} user=uji dbname=binaan"
    with psycopg.connect(replika, autocommit=True) as s:

        def written_and_read() -> bool:
            """Whether the replica computed the page that has what was written just now."""
            nama = manage(lingkungan, "shell", "-v", "0", "-c", DESA_BARU).split("DESA ")[1].strip()
            (sebelum,) = s.execute(hitung).fetchone()
            assert nama in page(situs, sesi, "/dasbor/opd/")
            time.sleep(1.5)  # PostgreSQL tells of what was read a second later
            (sesudah,) = s.execute(hitung).fetchone()
            return sesudah > sebelum

        assert written_and_read()
        assert replica_state(situs) == "baik"
        s.execute("SELECT pg_wal_replay_pause()")
        assert not written_and_read()
        s.execute("SELECT pg_wal_replay_resume()")
        assert written_and_read()


def killed_one_after_the_other(pasangan: Pasangan, situs: str, proses: list[subprocess.Popen[bytes]]) -> Pemasuk:
    with Pemasuk(situs) as p:
        p.more(10)
        kill_all(proses[0])
        p.more(10)
        pasangan.kedua.kill()
        time.sleep(3)
        menunggu = len(p.sesi)
        time.sleep(3)
        assert len(p.sesi) == menunggu  # nobody is told what one machine alone has
        assert replica_state(situs) == "terganggu"
        pasangan.stand_alone()
        p.more(10)
        pasangan.kedua.start()
        pasangan.wait_for_each_other()
        p.more(10)
        pasangan.pertama.kill()
        pasangan.promote()
        p.more(10)
    return p


def nothing_lost(pasangan: Pasangan, situs: str, p: Pemasuk) -> None:
    with psycopg.connect(host=str(pasangan.kedua.map), port=pasangan.kedua.port, user="uji", dbname="binaan") as s:
        ada = {b[0] for b in s.execute("SELECT session_key FROM opd_sesi").fetchall()}
        (masuk,) = s.execute("SELECT count(*) FROM desa_catatan WHERE tindakan = 'masuk'").fetchone()
    print(f"{len(p.sesi)} jawaban, {p.galat} permintaan tanpa jawaban, {masuk} catatan masuk")
    assert set(p.sesi) - ada == set()
    assert masuk >= len(p.sesi)
    for sesi in (p.sesi[0], p.sesi[-1]):
        assert "pembaca" in page(situs, sesi, "/akun/")
