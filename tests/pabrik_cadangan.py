"""A small world to back up, and what is compared after a restore."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.hashers import make_password
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import connection
from django.test import Client

from binaan.cadangan.buat import database_of, make_backup
from binaan.cadangan.pulih import PINTU
from desa.models import record
from opd.enums import Peran
from opd.models import FaktorKedua, KodePemulihan
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_api import buat_token

KUNCI = "c1:" + "C" * 42 + "A="
FOTO = b"\xff\xd8" + bytes(range(256)) * 1000
CAP = "20260630T010203"
Isi = dict[str, Any]


@pytest.fixture
def tempat(settings, tmp_path) -> Path:
    """A world with a photo, folders of its own, and the key of backups."""
    settings.KUNCI_CADANGAN, settings.CADANGAN_FOLDER = KUNCI, str(tmp_path / "cadangan")
    settings.MEDIA_ROOT = str(tmp_path / "media")
    pabrik.buat_pengguna(Peran.VERIFIKATOR, username="pemulih", password=make_password("kalimat-panjang-sekali"))
    bukti = pabrik.buat_bukti(kegiatan=pabrik.buat_kegiatan(pabrik.buat_penugasan(), SEKARANG.date()))
    default_storage.save(bukti.berkas.name, ContentFile(FOTO))
    Client().force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    faktor = FaktorKedua(pengguna=pabrik.buat_pengguna(), dibuat_pada=SEKARANG)
    faktor.rahasia = "A" * 32
    faktor.save()
    KodePemulihan.objects.create(faktor=faktor, sidik_kode="0" * 64)
    buat_token()
    for n in range(3):
        record(None, f"memuat {n}", pabrik.buat_umkm(), at=SEKARANG)
    return tmp_path


def backup(tempat: Path, at: datetime = SEKARANG) -> Path:
    return make_backup(connection.settings_dict, tempat / "cadangan", contoh=False, at=at).berkas


def tables(setelan: Isi) -> Any:
    with database_of(setelan).frozen() as (tabel, _, potongan):
        del potongan
        return {n: t for n, t in tabel.items() if n not in PINTU}


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
    """The settings of a database of the same kind with nothing in it, on PostgreSQL ordered otherwise than the server's own."""
    if connection.vendor == "sqlite":
        yield connection.settings_dict | {"NAME": str(tempat / "lain.sqlite3")}
        return
    with connection.cursor() as kursor:
        kursor.execute("CREATE DATABASE tujuan_uji TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE 'C'")
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


def altered(berkas: Path, ubah: Callable[[bytearray], Any]) -> Path:
    isi = bytearray(berkas.read_bytes())
    ubah(isi)
    lain = berkas.with_name("diubah.cadangan")
    lain.write_bytes(isi)
    return lain


def flip(isi: bytearray) -> None:
    isi[len(isi) // 2] ^= 1
