"""A PostgreSQL with the sample data in one of four sizes, made once and, when a folder is given, kept there for the next run.

It is filled without a thought for crashes and then started again as a server stands after its installation, autovacuum and
all. What is measured on it writes to a copy of the database, so the next run begins where this one began.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from argparse import ArgumentParser
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psycopg

from binaan.rahasia import ensure_rahasia
from tests.peladen_pg import PeladenPg

SKALA = {
    "contoh": ("600", ""),
    "sedang": ("600", "from tests.skala import multiply; print(multiply(150, 30_000, 60_000, 5_000, cepat=True))"),
    "provinsi": (
        "740",
        "from tests.skala import multiply; print(multiply(1250, 200_000, 500_000, 100_000, cepat=True))",
    ),
    "nasional": ("560", "from tests.skala_nasional import spread; print(spread())"),
}
"""How many UMKM the sample has, and what makes more of it."""
ATURAN_PASANG, GB_PELADEN = Path("binaan/deploy/postgresql.conf"), 4
"""What the installer sets of PostgreSQL, and the memory of the server that is measured as if it stood there."""
BESAR = ("max_connections=100", "shared_buffers=2GB", "effective_cache_size=8GB", "work_mem=16MB")
CEPAT = ("autovacuum=off", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "max_wal_size=16GB")
SIAP, SALINAN = "siap", "ukur"


@dataclass(frozen=True, slots=True)
class Pangkalan:
    """What a process needs to work on the database: its environment, and the folder that holds server and files."""

    lingkungan: dict[str, str]
    map: Path
    basis: str = "postgres"

    def run(self, *perintah: str, diam: bool = False) -> None:
        """`manage.py …` on it. Raises CalledProcessError."""
        keluaran = subprocess.DEVNULL if diam else None
        subprocess.run([sys.executable, "manage.py", *perintah], env=self.lingkungan, stdout=keluaran, check=True)

    def connect(self, basis: str = "") -> psycopg.Connection:
        """A connection of one's own to its database, or to another of the server."""
        return psycopg.connect(host=str(self.map / "soket"), user="uji", dbname=basis or self.basis, autocommit=True)


def add_scale(penilik: ArgumentParser) -> None:
    """The options `skala` and `simpan`."""
    besar = {
        "provinsi": "1.250 desa, 20.000 UMKM, 500.000 penjualan, 200.000 kegiatan",
        "nasional": "84.000 desa, 1 juta UMKM, 12 juta penjualan, 10 juta kegiatan",
    }
    for nama, isi in besar.items():
        penilik.add_argument(f"--{nama}", dest="skala", action="store_const", const=nama, help=isi)
    penilik.add_argument("--simpan", type=Path, help="Map tempat basis data disiapkan sekali dan dipakai lagi.")
    penilik.set_defaults(skala="contoh")


@contextlib.contextmanager
def prepared(skala: str, simpan: Path | None = None) -> Iterator[Pangkalan]:
    """The database of that size, from `simpan` when it is there already. What is written goes to a copy of it, but for the
    largest, which is written to itself.
    """
    folder = simpan or Path(tempfile.mkdtemp(prefix="ukur-pg-"))
    folder.mkdir(parents=True, exist_ok=True)
    if (siap := folder / SIAP).exists() and siap.read_text() != skala:
        sys.exit(f"{folder} berisi data {siap.read_text()}, bukan {skala}.")
    try:
        if not siap.exists():
            with _server(folder, CEPAT) as p:
                _fill(p, *SKALA[skala])
            siap.write_text(skala)
        with _server(folder, BESAR if skala == "nasional" else installed()) as p:
            hasil = p if skala == "nasional" else _copied(p)
            hasil.run("migrate", "-v", "0")  # what was kept may be of an older version
            yield hasil
    finally:
        if simpan is None:
            shutil.rmtree(folder, ignore_errors=True)


def installed(gb: int = GB_PELADEN) -> tuple[str, ...]:
    """The rules of a server with so much memory, as Debian and the installer write them."""
    isi = ATURAN_PASANG.read_text().replace("@SEPEREMPAT@", str(gb * 256)).replace("@SEPARUH@", str(gb * 512))
    return ("max_connections=100", *(f"{n}={v}" for n, v in re.findall(r"^(\w+) = (\S+)$", isi, re.M)))


@contextlib.contextmanager
def _server(folder: Path, aturan: tuple[str, ...]) -> Iterator[Pangkalan]:
    os.environ.pop("TEST_DATABASE_URL", None)  # a server of its own, whose settings are known
    peladen = PeladenPg(folder, aturan, disimpan=True)
    rahasia = ensure_rahasia(folder / "rahasia.env").read_text()  # of its own, else nobody reads it the next time
    kunci = dict(baris.split("=", 1) for baris in rahasia.splitlines())
    untuk = {"DATABASE_URL": peladen.url, "BINAAN_DB": "contoh", "MEDIA_ROOT": str(folder / "media")}
    try:
        yield Pangkalan(os.environ | kunci | untuk, folder)
    finally:
        peladen.stop()


def _fill(p: Pangkalan, umkm: str, perbanyak: str) -> None:
    for perintah in (["migrate", "-v", "0"], ["muat_rujukan"], ["muat_rujukan_opd"]):
        p.run(*perintah, diam=True)
    p.run("buat_contoh", "--foto", "20", "--umkm", umkm, "--berkas-akun", str(p.map / "akun.json"), diam=True)
    if perbanyak:
        p.run("shell", "--no-imports", "-c", perbanyak)
    with p.connect() as sambungan:
        sambungan.execute("VACUUM ANALYZE")
        sambungan.execute("CHECKPOINT")


def _copied(p: Pangkalan) -> Pangkalan:
    """A copy of the database to write into; that of an earlier run goes away."""
    with p.connect("template1") as sambungan:
        sambungan.execute(f"DROP DATABASE IF EXISTS {SALINAN}")
        sambungan.execute(f"CREATE DATABASE {SALINAN} TEMPLATE {p.basis} STRATEGY file_copy")
    dasar = p.lingkungan["DATABASE_URL"].rpartition("/")[0]
    return Pangkalan(p.lingkungan | {"DATABASE_URL": f"{dasar}/{SALINAN}"}, p.map, SALINAN)
