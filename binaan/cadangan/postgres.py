"""PostgreSQL: dumped by its own pg_dump in the snapshot that was counted, restored by pg_restore into a database of its own.

The restored database is compared first and then takes the other's name, both names in one transaction; the old one is kept
under another. So nothing that fails leaves a half database, and a restore can be taken back. The role needs CREATEDB.
"""

from __future__ import annotations

import os
import re
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.db.backends.postgresql.base import DatabaseWrapper
from psycopg import sql

from binaan.cadangan.arsip import SEPOTONG
from binaan.cadangan.galat import ArsipDitolak, CadanganGagal
from binaan.cadangan.sidik import Tabel, tables_of_postgres

TANPA_ALAT = (
    "{} untuk PostgreSQL {} tidak ditemukan. Pasang paket postgresql-client-{}, atau isi PG_BIN dengan foldernya."
)
TANPA_HAK = "Peran basis data {} tidak boleh membuat basis data. Jalankan sebagai pengelola: ALTER ROLE {} CREATEDB"
DIPAKAI = "Basis data {} masih dipakai sambungan lain. Hentikan layanan web dan pekerja, lalu ulangi."
PULIH = "_pulih_"
KENAL = "host port user password dbname sslmode sslrootcert sslcert sslkey service target_session_attrs".split()
"""What of a connection's settings concerns which server it is, of several the one that takes writes, and how it is reached."""
TERLUPA = """
SELECT datname FROM pg_database d WHERE starts_with(datname, %s)
AND NOT EXISTS (SELECT FROM pg_stat_activity a WHERE a.datname = d.datname)
"""
MEMBUAT = "CREATE DATABASE {} TEMPLATE template0 ENCODING {} LC_COLLATE {} LC_CTYPE {}"
RUPA = "SELECT pg_encoding_to_char(encoding), datcollate, datctype FROM pg_database WHERE datname = current_database()"
"""How a database holds and orders text; a new one would take it from the server, whatever this one was made with."""
UTAMA = ("postgres", "template1")
"""Databases from which others are made and renamed."""


class Postgres:
    """One PostgreSQL database, as Django's settings name it."""

    jenis = "postgresql"

    def __init__(self, setelan: dict[str, Any]) -> None:
        setelan = {"OPTIONS": {}, "CONN_MAX_AGE": 0, "TIME_ZONE": None} | setelan
        isi = DatabaseWrapper(setelan, "cadangan").get_connection_params()
        self._isi = {k: v for k, v in isi.items() if k in KENAL}
        self.nama = str(setelan["NAME"])

    @property
    def versi(self) -> int:
        """The server's major version."""
        with self.connect() as s:
            return s.info.server_version // 10000

    def connect(self, nama: str = "", **pilihan: Any) -> psycopg.Connection[Any]:
        try:
            return psycopg.connect(**self._isi | {"dbname": nama or self.nama}, **pilihan)
        except psycopg.OperationalError as galat:
            raise CadanganGagal(f"Basis data {nama or self.nama} tidak dapat dihubungi: {galat}") from galat

    @contextmanager
    def frozen(self) -> Iterator[tuple[Tabel, list[list[str]], Iterator[bytes]]]:
        """What the tables hold in one snapshot, the migrations, and the dump of that same snapshot."""
        with self.connect() as s:
            s.isolation_level, s.read_only = psycopg.IsolationLevel.REPEATABLE_READ, True
            migrasi = s.execute("SELECT app, name FROM django_migrations ORDER BY app, name").fetchall()
            (potret,) = s.execute("SELECT pg_export_snapshot()").fetchone() or ("",)
            yield tables_of_postgres(s), [list(b) for b in migrasi], self._dump(potret)

    def _dump(self, potret: str) -> Iterator[bytes]:
        perintah = [self._tool("pg_dump"), "-Fc", f"--snapshot={potret}", "--no-owner", "--no-privileges"]
        with tempfile.TemporaryFile() as keluhan:
            proses = subprocess.Popen(  # noqa: S603  found by _tool
                [*perintah, f"--dbname={self._conninfo()}"], stdout=subprocess.PIPE, stderr=keluhan, env=self._env()
            )
            assert proses.stdout is not None  # noqa: S101  a pipe was asked for
            try:
                while isi := proses.stdout.read(SEPOTONG):
                    yield isi
                if proses.wait() != 0:
                    raise CadanganGagal(f"pg_dump gagal. {_said(keluhan)}")
            finally:
                proses.kill()
                proses.wait()
                proses.stdout.close()

    def is_empty(self) -> bool:
        with self.connect() as s:
            hitung = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
            return s.execute(hitung).fetchone() == (0,)

    @contextmanager
    def scratch(self, potongan: Iterator[bytes]) -> Iterator[Uji]:
        """The archived database beside this one; dropped afterwards unless it took this one's place."""
        nama = f"{self.nama[:40]}{PULIH}{secrets.token_hex(4)}"
        with self.connect() as s:
            rupa = s.execute(RUPA).fetchone() or ()
        with self._main() as utama:
            self._drop_forgotten(utama)
            try:
                utama.execute(sql.SQL(MEMBUAT).format(sql.Identifier(nama), *map(sql.Literal, rupa)))
            except psycopg.errors.InsufficientPrivilege as galat:
                raise CadanganGagal(TANPA_HAK.format(self._isi.get("user", ""), self._isi.get("user", ""))) from galat
            try:
                self._restore(nama, potongan)
                yield Uji(self, nama)
            finally:
                with suppress(psycopg.Error):
                    utama.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(nama)))

    def _drop_forgotten(self, utama: psycopg.Connection[Any]) -> None:
        """Remove what killed restores left; one in use does not let itself be removed."""
        awal = f"{self.nama[:40]}{PULIH}"
        for (nama,) in utama.execute(TERLUPA, [awal]).fetchall():
            with suppress(psycopg.Error):
                utama.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(nama)))

    def _restore(self, nama: str, potongan: Iterator[bytes]) -> None:
        perintah = [self._tool("pg_restore"), "--exit-on-error", "--no-owner", "--no-privileges"]
        with tempfile.TemporaryFile() as keluhan:
            proses = subprocess.Popen(  # noqa: S603  found by _tool
                [*perintah, f"--dbname={self._conninfo(nama)}"], stdin=subprocess.PIPE, stderr=keluhan, env=self._env()
            )
            assert proses.stdin is not None  # noqa: S101  a pipe was asked for
            try:
                with suppress(BrokenPipeError):
                    for isi in potongan:
                        proses.stdin.write(isi)
                with suppress(BrokenPipeError):
                    proses.stdin.close()
                if proses.wait() != 0:
                    raise ArsipDitolak(f"pg_restore menolak isi cadangan ini. {_said(keluhan)}")
            finally:
                proses.kill()
                proses.wait()

    def _main(self) -> psycopg.Connection[Any]:
        """A connection to a database that is neither of the two."""
        try:
            return self.connect(UTAMA[0], autocommit=True)
        except CadanganGagal:
            return self.connect(UTAMA[1], autocommit=True)

    def swap(self, nama: str, lama: str) -> None:
        """Give the database `nama` this one's name, and this one the name `lama`; both or none."""
        ini, baru, tua = sql.Identifier(self.nama), sql.Identifier(nama), sql.Identifier(lama)
        with self._main() as utama:
            utama.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS false").format(ini))
            try:
                _end_connections(utama, self.nama)
                with utama.transaction():
                    utama.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(ini, tua))
                    utama.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(baru, ini))
            except psycopg.Error as galat:
                utama.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(ini))
                raise CadanganGagal(DIPAKAI.format(self.nama)) from galat
            utama.execute(sql.SQL("ALTER DATABASE {} WITH ALLOW_CONNECTIONS true").format(tua))

    def drop(self, nama: str) -> None:
        with self._main() as utama:
            utama.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(nama)))

    def _conninfo(self, nama: str = "") -> str:
        isi = {k: v for k, v in self._isi.items() if k != "password"}
        return psycopg.conninfo.make_conninfo(**isi | {"dbname": nama or self.nama})

    def _env(self) -> dict[str, str]:
        """The password goes by the environment, which other users do not see."""
        sandi = self._isi.get("password")
        return os.environ | {"LC_ALL": "C.UTF-8"} | ({"PGPASSWORD": str(sandi)} if sandi else {})

    def _tool(self, nama: str) -> str:
        """The program whose version is at least the server's."""
        versi = self.versi
        folder = [settings.PG_BIN] if settings.PG_BIN else []
        folder += sorted(map(str, Path("/usr/lib/postgresql").glob("*/bin")), key=_number)
        calon = [c for f in folder if (c := shutil.which(nama, path=f))] + [c for c in [shutil.which(nama)] if c]
        for c in calon:
            jawab = subprocess.run([c, "--version"], capture_output=True, text=True, check=False).stdout  # noqa: S603  as above
            if _number(jawab.partition(")")[2]) >= versi:
                return c
        raise CadanganGagal(TANPA_ALAT.format(nama, versi, versi))


class Uji:
    """The restored database, not in use yet."""

    def __init__(self, milik: Postgres, nama: str) -> None:
        self._milik, self._nama = milik, nama

    def tables(self) -> Tabel:
        with self._milik.connect(self._nama) as s:
            return tables_of_postgres(s)

    def empty(self, tabel: str) -> None:
        with self._milik.connect(self._nama) as s:
            s.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(tabel)))

    def take_place(self, *, cap: str) -> str:
        """Put it in place of the database; the name under which the old one is kept, "" when that was empty."""
        kosong = self._milik.is_empty()
        lama = f"{self._milik.nama[:40]}_lama_{cap.lower()}"
        self._milik.swap(self._nama, lama)
        if kosong:
            self._milik.drop(lama)
        return "" if kosong else lama


def _end_connections(utama: psycopg.Connection[Any], nama: str) -> None:
    utama.execute("SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE datname = %s", [nama])


def _number(teks: str) -> int:
    angka = re.search(r"\d+", teks)
    return int(angka.group()) if angka else 0


def _said(keluhan: Any) -> str:
    """The last line that a program complained in."""
    keluhan.seek(0)
    baris = keluhan.read().decode(errors="replace").strip().splitlines()
    return baris[-1] if baris else ""
