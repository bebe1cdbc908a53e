"""Backups that cannot be made leave nothing half done, and those of each night say when something is wrong.

Seen red: the archive written under its own name from the beginning, its age not looked at, and the one dated furthest ahead tried
for ever.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from django.urls import reverse
from django.utils import timezone

from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.media import FolderBaru
from binaan.cadangan.pulih import try_restore
from binaan.cadangan.simpan import archives, name_at, rotate, surplus
from opd.enums import Peran
from tests import pabrik, pabrik_cadangan
from tests.halaman_ketat import visible_text
from tests.pabrik_cadangan import (
    KUNCI,
    altered,
    backup,
    flip,
    left_behind,
)
from tests.proses import database_url

tempat = pabrik_cadangan.tempat
pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("tempat")]


FS_PENUH = (
    "import resource, signal, sys; signal.signal(signal.SIGXFSZ, getattr(signal, sys.argv.pop(1))); "
    "resource.setrlimit(resource.RLIMIT_FSIZE, (int(sys.argv.pop(1)),) * 2); "
    "from django.core.management import execute_from_command_line as jalan; jalan(sys.argv)"
)


def run_apart(tempat: Path, kode: str, *pilihan: str) -> subprocess.CompletedProcess[str]:
    lingkungan = os.environ | {"DATABASE_URL": database_url(), "DJANGO_SETTINGS_MODULE": "binaan.settings"}
    lingkungan |= {"KUNCI_CADANGAN": KUNCI, "MEDIA_ROOT": str(tempat / "media")}
    perintah = [sys.executable, "-W", "ignore", "-c", kode, *pilihan]
    return subprocess.run(perintah, env=lingkungan, capture_output=True, text=True, check=False)


@pytest.mark.parametrize("bita", [20_000, 120_000])
def test_full_disk_leaves_no_half_archive(tempat, bita):
    """ENOSPC's likeness: no file grows beyond so many bytes."""
    hasil = run_apart(tempat, FS_PENUH, "SIG_IGN", str(bita), "cadangkan", "--ke", str(tempat / "cadangan"))
    assert hasil.returncode == 1, hasil.stdout
    assert "Tidak ada cadangan setengah jadi" in hasil.stderr
    assert [p.name for p in (tempat / "cadangan").iterdir()] == []
    assert left_behind(tempat) == []


def test_a_killed_run_leaves_nothing_under_the_name_of_an_archive(tempat):
    """Killed in the middle of writing, as by kill -9: what it leaves is hidden and goes after a day."""
    hasil = run_apart(tempat, FS_PENUH, "SIG_DFL", "120000", "cadangkan", "--ke", str(tempat / "cadangan"))
    assert hasil.returncode == -signal.SIGXFSZ, hasil.stderr
    assert archives(tempat / "cadangan") == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite is copied in the same process")
def test_a_dump_that_dies_leaves_no_half_archive(tempat, settings, tmp_path):
    """K8: pg_dump ends in the middle of its stream."""
    asli = shutil.which("pg_dump", path=settings.PG_BIN)
    tiruan = tmp_path / "bin" / "pg_dump"
    tiruan.parent.mkdir()
    tiruan.write_text(
        f'#!/bin/sh\n[ "$1" = --version ] && exec {asli} --version\n{asli} "$@" | head -c 20000\nexit 1\n'
    )
    tiruan.chmod(0o755)
    settings.PG_BIN = str(tiruan.parent)
    with pytest.raises(CadanganGagal, match="pg_dump gagal"):
        backup(tempat)
    assert list((tempat / "cadangan").iterdir()) == []


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="a program of PostgreSQL")
def test_without_a_fitting_program_it_says_what_to_install(tempat, settings, monkeypatch):
    monkeypatch.setattr("binaan.cadangan.postgres.Postgres.versi", 99)
    with pytest.raises(CadanganGagal, match="pg_dump untuk PostgreSQL 99 tidak ditemukan"):
        backup(tempat)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="roles are PostgreSQL's")
def test_a_role_that_may_not_make_databases_is_told_what_it_needs(tempat):
    berkas = backup(tempat)
    with connection.cursor() as kursor:
        kursor.execute("CREATE ROLE tanpa_hak LOGIN")
    try:
        with pytest.raises(CadanganGagal, match="ALTER ROLE tanpa_hak CREATEDB"):
            try_restore(berkas, connection.settings_dict | {"USER": "tanpa_hak"})
    finally:
        with connection.cursor() as kursor:
            kursor.execute("DROP ROLE tanpa_hak")


def test_what_killed_runs_left_goes_after_a_day(tempat):
    """A half archive, and a half restore of the files."""
    folder = tempat / "cadangan"
    folder.mkdir()
    semua = [folder / ".binaan-x.cadangan.1.sebagian", tempat / ".media.pulih-1234"]
    semua[0].touch()
    semua[1].mkdir()
    for p in semua:
        os.utime(p, (1, 1))
    baru = folder / ".binaan-y.cadangan.2.sebagian"
    baru.touch()
    assert rotate(folder, harian=1, bulanan=1) == []
    FolderBaru(tempat / "media").remove()
    assert [p.exists() for p in (*semua, baru)] == [False, False, True]


def run(nama: str, *pilihan: str) -> str:
    keluaran = StringIO()
    call_command(nama, *pilihan, stdout=keluaran)
    return keluaran.getvalue()


def test_commands_back_up_try_and_say_so_on_the_page(tempat, client):
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert "Belum pernah dicadangkan" in visible_text(client.get(reverse("keutuhan")).content.decode())
    with pytest.raises(CommandError, match="Belum ada cadangan"):
        run("periksa_cadangan")
    assert "0 cadangan lama dilepas" in run("cadangkan")
    assert "dapat dipulihkan" in run("periksa_cadangan")
    [berkas] = archives(tempat / "cadangan")
    assert berkas.stat().st_mode & 0o077 == 0
    teks = visible_text(client.get(reverse("keutuhan")).content.decode())
    assert teks.count(berkas.name) == 2
    assert run("pulihkan", "--periksa", str(berkas)).startswith("Cadangan utuh: ")
    assert left_behind(tempat) == []


def test_an_old_or_broken_newest_backup_is_an_alarm(tempat, client):
    """K10, K11: also while an archive lies there that was made under a clock that was ahead."""
    berkas = backup(tempat, at=timezone.now() - timedelta(hours=27))
    shutil.copy(berkas, berkas.with_name(name_at(timezone.now() + timedelta(days=300))))
    with pytest.raises(CommandError, match="Cadangan terbaru sudah lama"):
        run("periksa_cadangan")
    altered(berkas, flip).rename(berkas)
    with pytest.raises(CommandError, match="terpotong, berubah"):
        run("periksa_cadangan")
    client.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    assert "tidak dapat dipulihkan" in visible_text(client.get(reverse("keutuhan")).content.decode())


def test_old_archives_go_but_the_newest_of_days_and_months_stay():
    akhir = datetime(2026, 11, 26, 18, tzinfo=UTC)
    semua = [Path(name_at(akhir - timedelta(hours=6 * n))) for n in range(4 * 500)]
    pergi = surplus(semua, harian=14, bulanan=12)
    tinggal = [p for p in semua if p not in pergi]
    assert len(tinggal) == 14 + 11
    assert tinggal[:2] == [semua[0], Path("binaan-20261125T180000Z.cadangan")]
    assert tinggal[-1].name == "binaan-20251231T180000Z.cadangan"
    assert surplus(semua[:1], harian=0, bulanan=0) == []
