"""Pytest plugin, loaded before Django's settings: the environment of every test run.

BINAAN_TEST_DB=postgres runs the tests on PostgreSQL, else they run on an SQLite file (a file, not memory, so that WAL,
IMMEDIATE and several connections are as they are in use).
"""

import os
import shutil
import tempfile
from pathlib import Path

from tests.peladen_pg import PeladenPg

SEMENTARA = Path(tempfile.mkdtemp(prefix="binaan-uji-"))
DIHAPUS = (
    "LINGKUNGAN",
    "ALLOWED_HOSTS",
    "DATABASE_URL",
    "BINAAN_DB",
    "PROXY_SSL_HEADER",
    "KUNCI_CADANGAN",
    "JANGKAR_CATATAN",
)
KUNCI = "uji:" + "A" * 43 + "="

for nama in DIHAPUS:
    os.environ.pop(nama, None)
os.environ |= {
    "BINAAN_UJI": "1",
    "BINAAN_HALAMAN_PUBLIK": "1",
    "SECRET_KEY": "kunci-khusus-uji-" * 4,
    "KUNCI_DATA": KUNCI,
    "KUNCI_INDEKS": "uji:" + "B" * 42 + "A=",
    "MEDIA_ROOT": str(SEMENTARA / "media"),
    "BINAAN_UJI_SQLITE": str(SEMENTARA / "uji.sqlite3"),
}
peladen: PeladenPg | None = None
if os.environ.get("BINAAN_TEST_DB") == "postgres":
    peladen = PeladenPg(Path(tempfile.mkdtemp(prefix="binaan-pg-")))
    os.environ["DATABASE_URL"] = peladen.url


def pytest_unconfigure() -> None:
    if peladen is not None:
        peladen.stop()
    shutil.rmtree(SEMENTARA, ignore_errors=True)
