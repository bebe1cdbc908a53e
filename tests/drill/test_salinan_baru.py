"""A fresh clone starts by itself, starts again fast, and the second start changes nothing."""

import hashlib
import os
import sqlite3
import subprocess
import time
from pathlib import Path

import pytest
from django.conf import settings

pytestmark = pytest.mark.drill


def run(salinan: Path, *argumen: str, **lain: str) -> subprocess.CompletedProcess[str]:
    lingkungan = {k: os.environ[k] for k in ("PATH", "HOME", "PIP_INDEX_URL", "PIP_CONFIG_FILE") if k in os.environ}
    perintah = ["sh", "script/run", "--siapkan-saja", *argumen]
    return subprocess.run(perintah, cwd=salinan, env=lingkungan | lain, capture_output=True, text=True, check=False)


def rows(salinan: Path, basis: str) -> str:
    """A print of every row of the database."""
    with sqlite3.connect(salinan / "var" / f"{basis}.sqlite3") as db:
        return hashlib.sha256("\n".join(db.iterdump()).encode()).hexdigest()


@pytest.fixture(scope="module")
def salinan(tmp_path_factory) -> Path:
    tempat = tmp_path_factory.mktemp("salinan") / "binaan"
    subprocess.run(["git", "clone", "-q", str(settings.BASE_DIR), str(tempat)], check=True)
    return tempat


def test_a_fresh_clone_starts_and_starts_again(salinan):
    pertama = run(salinan)
    assert pertama.returncode == 0, pertama.stderr
    assert "Kata sandi:" in pertama.stdout
    assert (salinan / "var/rahasia.env").stat().st_mode & 0o777 == 0o600
    sebelum = rows(salinan, "contoh")
    mulai = time.monotonic()
    kedua = run(salinan)
    assert (kedua.returncode, kedua.stderr) == (0, "")
    assert "Kata sandi:" in kedua.stdout
    assert time.monotonic() - mulai < 5
    assert rows(salinan, "contoh") == sebelum
    bersih = subprocess.run(["git", "status", "--short"], cwd=salinan, capture_output=True, text=True, check=True)
    assert bersih.stdout == ""


def test_the_real_database_asks_for_its_first_admin(salinan):
    tanpa = run(salinan, "--nyata")
    assert tanpa.returncode == 1
    assert "Belum ada akun admin sistem." in tanpa.stderr
    akun = {"BINAAN_ADMIN_AKUN": "admin", "BINAAN_ADMIN_NAMA": "Admin Uji", "BINAAN_ADMIN_SANDI": "ikan-asar-ambon-88"}
    assert run(salinan, "--nyata", **akun).returncode == 0
    sebelum = rows(salinan, "nyata")
    assert run(salinan, "--nyata").returncode == 0
    assert rows(salinan, "nyata") == sebelum
    with sqlite3.connect(salinan / "var/nyata.sqlite3") as db:
        hitung = [db.execute(f"select count(*) from {t}").fetchone()[0] for t in ("opd_pengguna", "desa_umkm")]
        assert hitung == [1, 0]


def test_sample_data_never_goes_to_a_given_database(salinan):
    hasil = run(salinan, DATABASE_URL="postgresql://binaan@127.0.0.1:1/binaan")
    assert (hasil.returncode, hasil.stdout) == (1, "")
    assert hasil.stderr.startswith("Data contoh hanya untuk basis data di komputer ini.")
