"""SQLite: copied by its own online backup, so that a busy database is caught in one moment; put back the same way."""

from __future__ import annotations

import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3.base import DatabaseWrapper

from binaan.cadangan.arsip import SEPOTONG
from binaan.cadangan.galat import ArsipDitolak, CadanganGagal
from binaan.cadangan.sidik import Tabel, tables_of_sqlite
from binaan.cadangan.simpan import remove_forgotten

AWALAN = ".cadangan-"
RUSAK = "Basis data di dalam cadangan ini rusak. Tidak ada yang dipulihkan; pakai cadangan lain."


class Sqlite:
    """One SQLite file, as Django's settings name it."""

    jenis = "sqlite"

    def __init__(self, setelan: dict[str, Any]) -> None:
        self.berkas = Path(setelan["NAME"])

    @property
    def versi(self) -> int:
        return sqlite3.sqlite_version_info[0]

    @contextmanager
    def frozen(self) -> Iterator[tuple[Tabel, list[list[str]], Iterator[bytes]]]:
        """What the tables hold at one moment, the migrations, and the bytes of the same moment."""
        with self._beside() as salinan:
            with closing(_open(self.berkas, "ro")) as asal, closing(sqlite3.connect(salinan)) as tujuan:
                asal.backup(tujuan)
                isi = tables_of_sqlite(tujuan), _migrations(tujuan)
            yield *isi, _pieces(salinan)

    def is_empty(self) -> bool:
        if not self.berkas.exists():
            return True
        with closing(_open(self.berkas, "ro")) as s:
            return not tables_of_sqlite(s)

    @contextmanager
    def scratch(self, potongan: Iterator[bytes]) -> Iterator[Uji]:
        """The archived database beside this one, gone again afterwards. Raises ArsipDitolak when it does not open."""
        with self._beside() as berkas:
            with berkas.open("wb") as keluaran:
                for isi in potongan:
                    keluaran.write(isi)
            try:
                with closing(_with_functions(berkas)) as s:
                    if s.execute("PRAGMA integrity_check").fetchone() != ("ok",):
                        raise ArsipDitolak(RUSAK)
                with closing(sqlite3.connect(berkas)) as s:
                    yield Uji(self, s)
            except sqlite3.DatabaseError as galat:
                raise ArsipDitolak(RUSAK) from galat

    @contextmanager
    def _beside(self) -> Iterator[Path]:
        """A file on the same disk, closed to others, removed at the end."""
        self.berkas.parent.mkdir(parents=True, exist_ok=True)
        remove_forgotten(self.berkas.parent, f"{AWALAN}*")
        with tempfile.TemporaryDirectory(prefix=AWALAN, dir=self.berkas.parent) as folder:
            yield Path(folder) / "basis-data.sqlite3"


class Uji:
    """The restored database, not in use yet."""

    def __init__(self, milik: Sqlite, sambungan: sqlite3.Connection) -> None:
        self._milik, self._s = milik, sambungan

    def tables(self) -> Tabel:
        return tables_of_sqlite(self._s)

    def empty(self, tabel: str) -> None:
        with self._s:
            self._s.execute(f'DELETE FROM "{tabel}"')  # noqa: S608  a table of its own

    def take_place(self, *, cap: str) -> str:
        """Put it in place of the database, whose readers see the one or the other; the name of the copy kept of the old one."""
        berkas = self._milik.berkas
        lama = "" if self._milik.is_empty() else f"{berkas}.lama-{cap}"
        try:
            with closing(sqlite3.connect(berkas, timeout=20)) as tujuan:
                if lama:
                    with closing(sqlite3.connect(lama)) as simpanan:
                        tujuan.backup(simpanan)
                    Path(lama).chmod(0o600)
                self._s.backup(tujuan)
        except sqlite3.DatabaseError as galat:
            raise CadanganGagal(f"Basis data {berkas} sedang dipakai atau tidak dapat ditulis ({galat}).") from galat
        return lama


def _open(berkas: Path, cara: str) -> sqlite3.Connection:
    if not berkas.exists():
        raise CadanganGagal(f"Basis data {berkas} tidak ada. Periksa DATABASE_URL atau BINAAN_DB.")
    return sqlite3.connect(f"file:{berkas}?mode={cara}", uri=True, timeout=20)


def _with_functions(berkas: Path) -> sqlite3.Connection:
    """A connection that knows Django's functions, which stand in the tables' checks."""
    bungkus = DatabaseWrapper({"NAME": str(berkas), "OPTIONS": {}}, "cadangan")
    return bungkus.get_new_connection(bungkus.get_connection_params())


def _pieces(berkas: Path) -> Iterator[bytes]:
    with berkas.open("rb") as masukan:
        while isi := masukan.read(SEPOTONG):
            yield isi


def _migrations(s: sqlite3.Connection) -> list[list[str]]:
    return [list(b) for b in s.execute("SELECT app, name FROM django_migrations ORDER BY app, name")]
