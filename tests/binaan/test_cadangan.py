"""A backup comes back row for row and byte for byte, or not at all.

Seen red: the comparison left out, the manifest written after another snapshot, the archive named before it was whole, and
the exchange before the comparison.
"""

from __future__ import annotations

import dataclasses
import os
import shutil
import sqlite3
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import check_password, make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from binaan.cadangan.arsip import ArsipBaru, opened
from binaan.cadangan.buat import database_of, keys, make_backup
from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.media import FolderBaru
from binaan.cadangan.pulih import SESI, restore, try_restore
from binaan.cadangan.simpan import archives, name_at, rotate, surplus
from desa.models import Catatan, record
from opd.enums import Peran
from opd.models import Bukti, Sesi
from tests import pabrik
from tests.halaman_ketat import visible_text
from tests.pabrik import SEKARANG
from tests.proses import database_url

pytestmark = pytest.mark.django_db(transaction=True)
KUNCI = "c1:" + "C" * 42 + "A="
FOTO = b"\xff\xd8" + bytes(range(256)) * 1000
CAP = "20260630T010203"
Isi = dict[str, Any]


@pytest.fixture(autouse=True)
def tempat(settings, tmp_path) -> Path:
    """A world with a photo, folders of its own, and the key of backups."""
    settings.KUNCI_CADANGAN, settings.CADANGAN_FOLDER = KUNCI, str(tmp_path / "cadangan")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    pabrik.buat_pengguna(Peran.VERIFIKATOR, username="pemulih", password=make_password("kalimat-panjang-sekali"))
    bukti = pabrik.buat_bukti(kegiatan=pabrik.buat_kegiatan(pabrik.buat_penugasan(), SEKARANG.date()))
    default_storage.save(bukti.berkas.name, ContentFile(FOTO))
    Client().force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    for n in range(3):
        record(None, f"memuat {n}", pabrik.buat_umkm(), at=SEKARANG)
    return tmp_path


def backup(tempat: Path, at: datetime = SEKARANG) -> Path:
    return make_backup(connection.settings_dict, tempat / "cadangan", contoh=False, at=at).berkas


def tables(setelan: Isi) -> Any:
    with database_of(setelan).frozen() as (tabel, _, potongan):
        del potongan
        return {n: t for n, t in tabel.items() if n not in SESI}


def media_of(akar: Path) -> dict[str, bytes]:
    return {p.relative_to(akar).as_posix(): p.read_bytes() for p in sorted(akar.rglob("*")) if p.is_file()}


def left_behind(tempat: Path) -> list[str]:
    """Whatever a restore leaves that is neither archive nor what was there before."""
    sisa = [p.name for p in tempat.rglob("*") if ".pulih" in p.name or ".sebagian" in p.name or ".cadangan-" in p.name]
    return sisa + databases("%\\_pulih\\_%")


def databases(pola: str) -> list[str]:
    if connection.vendor != "postgresql":
        return []
    with connection.cursor() as kursor:
        kursor.execute("SELECT datname FROM pg_database WHERE datname LIKE %s", [pola])
        return [b[0] for b in kursor.fetchall()]


@contextmanager
def empty_database(tempat: Path) -> Iterator[Isi]:
    """The settings of a database of the same kind with nothing in it."""
    if connection.vendor == "sqlite":
        yield connection.settings_dict | {"NAME": str(tempat / "lain.sqlite3")}
        return
    with connection.cursor() as kursor:
        kursor.execute("CREATE DATABASE tujuan_uji TEMPLATE template0")
    try:
        yield connection.settings_dict | {"NAME": "tujuan_uji"}
    finally:
        for nama in databases("tujuan\\_uji%"):
            with connection.cursor() as kursor:
                kursor.execute(f'DROP DATABASE "{nama}" WITH (FORCE)')


def one_value(setelan: Isi, perintah: str) -> Any:
    if connection.vendor == "sqlite":
        with closing(sqlite3.connect(setelan["NAME"])) as s:
            return s.execute(perintah).fetchone()[0]
    with database_of(setelan).connect() as s:
        return s.execute(perintah).fetchone()[0]


def test_restore_drill(tempat, settings):
    """K6: into nothing, then over what is there: every table, every file, and the password."""
    asal, foto = tables(connection.settings_dict), media_of(tempat / "media")
    assert len(asal) > 80
    assert foto
    berkas = backup(tempat)
    assert b"memuat" not in berkas.read_bytes()
    settings.MEDIA_ROOT = str(tempat / "media-baru")
    with empty_database(tempat) as tujuan:
        hasil = restore(berkas, tujuan, timpa=False, cap=CAP)
        assert (hasil.lama, hasil.media, hasil.migrasi_sama) == ((), len(foto), True)
        assert tables(tujuan) == asal
        assert media_of(tempat / "media-baru") == foto
        assert check_password("kalimat-panjang-sekali", one_value(tujuan, SANDI))
        assert one_value(tujuan, f"SELECT count(*) FROM {Sesi._meta.db_table}") == 0

        (tempat / "media-baru" / "baru.txt").write_text("sesudah cadangan")
        with pytest.raises(CadanganGagal, match="sudah berisi"):
            restore(berkas, tujuan, timpa=False, cap=CAP)
        hasil = restore(berkas, tujuan, timpa=True, cap=CAP)
        assert [CAP.lower() in nama.lower() for nama in hasil.lama] == [True, True]
        assert tables(tujuan) == asal
        assert media_of(tempat / "media-baru") == foto
        assert (tempat / f"media-baru.lama-{CAP}" / "baru.txt").exists()
        assert left_behind(tempat) == []
        if connection.vendor == "postgresql":
            assert one_value(tujuan, SISIPAN) > one_value(tujuan, "SELECT max(id) FROM desa_catatan")


SANDI = "SELECT password FROM opd_pengguna WHERE username = 'pemulih'"
SISIPAN = "SELECT nextval(pg_get_serial_sequence('desa_catatan', 'id'))"


def altered(berkas: Path, ubah: Callable[[bytearray], Any]) -> Path:
    isi = bytearray(berkas.read_bytes())
    ubah(isi)
    lain = berkas.with_name("diubah.cadangan")
    lain.write_bytes(isi)
    return lain


def _flip(isi: bytearray) -> None:
    isi[len(isi) // 2] ^= 1


def _cut(isi: bytearray) -> None:
    del isi[-1000:]


def _newer_form(isi: bytearray) -> None:
    isi[16:17] = b"2"


def test_what_does_not_fit_is_refused_and_nothing_changes(tempat, settings):
    """K7: wrong key, cut, one flipped bit, other version, other keys of data, sample data in production."""
    berkas, dulu, foto = backup(tempat), tables(connection.settings_dict), media_of(tempat / "media")

    def refused(kalimat: str, arsip: Path = berkas) -> None:
        with pytest.raises(CadanganGagal, match=kalimat):
            restore(arsip, connection.settings_dict, timpa=True, cap=CAP)
        assert tables(connection.settings_dict) == dulu
        assert media_of(tempat / "media") == foto
        assert left_behind(tempat) == []

    for ubah in (_flip, _cut):
        refused("terpotong, berubah", altered(berkas, ubah))
    refused("bentuk yang tidak dikenal", altered(berkas, _newer_form))
    for nama, nilai, kalimat in (
        ("KUNCI_CADANGAN", "c1:" + "D" * 42 + "A=", "disandi dengan kunci lain"),
        ("KUNCI_CADANGAN", "c2:" + "C" * 42 + "A=", "“c1”, yang tidak ada"),
        ("KUNCI_CADANGAN", "", "Isi KUNCI_CADANGAN"),
        ("KUNCI_DATA", "uji:" + "E" * 42 + "A=", "KUNCI_DATA “uji” bukan kunci"),
        ("KUNCI_INDEKS", "lain:" + "B" * 42 + "A=", "KUNCI_INDEKS “uji” bukan kunci"),
    ):
        lama = getattr(settings, nama)
        setattr(settings, nama, nilai)
        refused(kalimat)
        setattr(settings, nama, lama)


def rewritten(berkas: Path, **isi: Any) -> Path:
    """The same archive with another manifest, whole and under the right key."""
    kunci, lain = keys(KUNCI), berkas.with_name("ditulis-ulang.cadangan")
    with opened(berkas, kunci) as asal, lain.open("wb") as keluaran:
        baru, semua = ArsipBaru(keluaran, "c1", kunci["c1"]), list(asal.contents())
        baru.add_manifest(dataclasses.replace(asal.manifes, **isi))
        baru.add_database(b for nama, b in semua if not nama)
        for nama, b in semua:
            if nama:
                baru.add_file(nama, b)
        baru.finish()
    return lain


@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        ({"peladen": 99}, "versi yang sama atau lebih baru"),
        ({"jenis": "oracle"}, "Pulihkan ke jenis yang sama"),
        ({"migrasi": [["desa", "9999_masa_depan"]]}, r"lebih baru \(desa\.9999_masa_depan\)"),
        ({"format": 2}, "bentuk yang tidak dikenal"),
        ({"contoh": True}, "data contoh"),
        ({"tabel": {"desa_catatan": [1, "x"]}}, "tidak sama dengan yang dicadangkan"),
    ],
)
def test_an_archive_of_another_place_or_version_is_refused(tempat, settings, isi, kalimat):
    """Whole and under the right key, but not for here: as a newer application would have written it."""
    dulu, berkas = tables(connection.settings_dict), rewritten(backup(tempat), **isi)
    settings.LINGKUNGAN = "produksi"
    with pytest.raises(CadanganGagal, match=kalimat):
        restore(berkas, connection.settings_dict, timpa=True, cap=CAP)
    assert tables(connection.settings_dict) == dulu
    assert left_behind(tempat) == []


def test_backup_beside_writers_is_one_moment(tempat):
    """K8: each transaction writes two rows; the archive holds both or none of each."""
    usai, desa = threading.Event(), pabrik.buat_desa()
    sebelum = Catatan.objects.count()

    def tulis() -> None:
        try:
            while not usai.is_set():
                with transaction.atomic():
                    record(None, "pasangan", desa, at=SEKARANG)
                    record(None, "pasangan", desa, at=SEKARANG)
        finally:
            connection.close()

    benang = [threading.Thread(target=tulis) for _ in range(3)]
    for b in benang:
        b.start()
    try:
        while Catatan.objects.count() < sebelum + 10:
            pass
        berkas = backup(tempat)
    finally:
        usai.set()
        for b in benang:
            b.join(30)
    pasangan = try_restore(berkas, connection.settings_dict).manifes.isi_tabel["desa_catatan"].jumlah - sebelum
    assert pasangan >= 10
    assert pasangan % 2 == 0


FS_PENUH = (
    "import resource, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
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
    hasil = run_apart(tempat, FS_PENUH, str(bita), "cadangkan", "--ke", str(tempat / "cadangan"))
    assert hasil.returncode == 1, hasil.stdout
    assert "Tidak ada cadangan setengah jadi" in hasil.stderr
    assert [p.name for p in (tempat / "cadangan").iterdir()] == []
    assert left_behind(tempat) == []


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


def test_a_key_let_go_after_the_backup_is_not_asked_for(tempat, settings):
    """Only the key that sealed then has to be there; another one under its name never."""
    kini, lama = settings.KUNCI_DATA, "lama:" + "F" * 42 + "A="
    settings.KUNCI_DATA = f"{kini},{lama}"
    berkas = backup(tempat)
    settings.KUNCI_DATA = kini
    assert try_restore(berkas, connection.settings_dict).baris > 0
    settings.KUNCI_DATA = f"{kini},lama:" + "G" * 42 + "A="
    with pytest.raises(CadanganGagal, match="KUNCI_DATA “lama” bukan kunci"):
        try_restore(berkas, connection.settings_dict)


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
    """K10."""
    berkas = backup(tempat, at=timezone.now() - timedelta(hours=27))
    with pytest.raises(CommandError, match="Cadangan terbaru sudah lama"):
        run("periksa_cadangan")
    altered(berkas, _flip).rename(berkas)
    with pytest.raises(CommandError, match="terpotong, berubah"):
        run("periksa_cadangan")
    client.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    assert "tidak dapat dipulihkan" in visible_text(client.get(reverse("keutuhan")).content.decode())


def test_a_photo_sealed_on_the_disk_stays_readable(tempat, settings):
    """The files travel sealed; the keys of data stay outside the archive."""
    nama, berkas = Bukti.objects.get().berkas.name, backup(tempat)
    settings.MEDIA_ROOT = str(tempat / "lain")
    with empty_database(tempat) as tujuan:
        restore(berkas, tujuan, timpa=False, cap=CAP)
    assert Bukti.objects.get().berkas.storage.open(nama).read() == FOTO


def test_old_archives_go_but_the_newest_of_days_and_months_stay():
    akhir = datetime(2026, 11, 26, 18, tzinfo=UTC)
    semua = [Path(name_at(akhir - timedelta(hours=6 * n))) for n in range(4 * 500)]
    pergi = surplus(semua, harian=14, bulanan=12)
    tinggal = [p for p in semua if p not in pergi]
    assert len(tinggal) == 14 + 11
    assert tinggal[:2] == [semua[0], Path("binaan-20261125T180000Z.cadangan")]
    assert tinggal[-1].name == "binaan-20251231T180000Z.cadangan"
    assert surplus(semua[:1], harian=0, bulanan=0) == []
