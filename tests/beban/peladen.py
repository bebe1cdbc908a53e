"""The web processes and the worker, started by the lines of the systemd units, and what they hold of the machine."""

from __future__ import annotations

import contextlib
import http.client
import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.pangkalan import Pangkalan
from tests.proses import free_port

UNIT = Path("binaan/deploy/unit")
PEMASANG = Path("binaan/deploy/bagian.sh")
TANDA = "ukur"
"""Opens /metrik/ to who measures."""
Hitungan = dict[str, dict[str, float]]
"""By page, what the site counted of it."""
METRIK = re.compile(r'^(binaan_\w+)\{nama="([^"]*)"(?:,[^}]*)?\} (\S+)$', re.M)


def _children(pid: int) -> list[int]:
    return [int(n) for n in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def _processor(pid: int) -> float:
    """Seconds of the processor that a process and its children used, those that have ended included."""
    detak = 0
    for satu in (pid, *_children(pid)):
        with contextlib.suppress(OSError):
            kolom = Path(f"/proc/{satu}/stat").read_text().rpartition(") ")[2].split()
            detak += sum(map(int, kolom[11:15]))
    return detak / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Isi:
    """What the processes hold at a moment: memory and open files of all of them, connections, temporary files; and how many
    seconds of the processor web, PostgreSQL and who sends the load have used so far.
    """

    rss_mb: float
    berkas: int
    koneksi: int
    sementara: int
    detik: tuple[float, float, float] = (0.0, 0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Peladen:
    """The site on a port of this machine."""

    port: int
    induk: subprocess.Popen[bytes]
    pangkalan: Pangkalan

    @property
    def pekerja(self) -> list[int]:
        """The web processes that gunicorn forked."""
        return _children(self.induk.pid)

    def held(self) -> Isi:
        rss = berkas = 0
        for pid in self.pekerja:
            rss += int(re.findall(r"VmRSS:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())[0])
            berkas += len(list(Path(f"/proc/{pid}/fd").iterdir()))
        with self.pangkalan.connect() as sambungan:
            aktif = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
            [koneksi] = sambungan.execute(aktif).fetchone() or (0,)
        sementara = len(list((self.pangkalan.map / "tmp").iterdir()))
        pg = int((self.pangkalan.map / "pg" / "postmaster.pid").read_text().split()[0])
        detik = (_processor(self.induk.pid), _processor(pg), time.process_time())
        return Isi(rss / 1024, berkas, koneksi - 1, sementara, detik)

    def counted(self) -> Hitungan:
        """What the site counted itself, by page: answers, seconds, queries, seconds of queries."""
        sambungan = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        sambungan.request("GET", "/metrik/", headers={"Authorization": f"Bearer {TANDA}"})
        teks = sambungan.getresponse().read().decode()
        hasil: Hitungan = {}
        for ukuran, nama, angka in METRIK.findall(teks):
            if not ukuran.endswith("_bucket"):
                satu = hasil.setdefault(nama, {})
                satu[ukuran] = satu.get(ukuran, 0) + float(angka)
        return hasil


def _command(unit: str) -> list[str]:
    """What the unit starts, by this Python."""
    baris = re.findall(r"^ExecStart=\S+python (.+)$", (UNIT / unit).read_text(), re.M)[0]
    return [sys.executable, *baris.split()]


def _setting(nama: str) -> str:
    """What the installer gives the processes."""
    return re.findall(rf"^{nama}=(\S+)$", PEMASANG.read_text(), re.M)[0]


@contextlib.contextmanager
def served(p: Pangkalan) -> Iterator[Peladen]:
    """Web and worker over the database; what they log stays in its folder."""
    port = free_port()
    (p.map / "tmp").mkdir(exist_ok=True)
    untuk = {
        "METRIK_TOKEN": TANDA,
        "BENTUK_LOG": "json",
        "JUMLAH_PROKSI": "1",
        "PEKERJA": "luar",
        "WEB_CONCURRENCY": _setting("WEB_CONCURRENCY"),
    }
    untuk |= {"TMPDIR": str(p.map / "tmp"), "DJANGO_SETTINGS_MODULE": "tests.beban.settings"}
    env = p.lingkungan | untuk
    subprocess.run([sys.executable, "manage.py", "collectstatic", "--noinput", "-v", "0"], env=env, check=True)
    with (p.map / "web.log").open("wb") as log:
        isi = {"env": env, "stdout": log, "stderr": log}
        web = subprocess.Popen([*_command("binaan-web.service"), "-b", f"127.0.0.1:{port}"], **isi)
        pekerja = subprocess.Popen(_command("binaan-pekerja.service"), **isi)
        try:
            _wait(port, web)
            yield Peladen(port, web, p)
            if pekerja.poll() is not None:
                sys.exit("Pekerja latar berhenti selagi diukur.")
        finally:
            for proses in (web, pekerja):
                proses.terminate()
            for proses in (web, pekerja):
                _end(proses)


def _end(proses: subprocess.Popen[bytes]) -> None:
    try:
        proses.wait(30)
    except subprocess.TimeoutExpired:
        proses.kill()
        proses.wait()


def _wait(port: int, web: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        sambungan = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.suppress(OSError):
            sambungan.request("GET", "/kesehatan/hidup/")
            if sambungan.getresponse().status == 200:
                return
        if web.poll() is not None:
            break
        time.sleep(0.1)
    sys.exit(f"Peladen web tidak mau mulai; lihat catatannya ({os.getpid()}).")
