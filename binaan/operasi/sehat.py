"""Whether this process can serve: the parts it stands on, each with a word and a sentence. No secret and no name in it.

Without the database, its migrations or a place for files nothing can be served ("tidak siap"). A worker that is silent, an
old backup or a disk that fills up disturbs ("terganggu") and is no reason to take the pages away.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection, connections
from django.db.migrations.loader import MigrationLoader

from binaan.cadangan.keadaan import state_of_backup
from desa.rantai.keadaan import SEGEL_PALING_LAMA, oldest_unsealed
from desa.replika import BACA
from opd.models import Pengguna
from opd.pekerja import NAMA_SAMBUNGAN, OTOMATIS
from opd.rekap.antrean import queue

BAIK, TERGANGGU, TIDAK_SIAP = "baik", "terganggu", "tidak siap"
TINGKAT = (BAIK, TERGANGGU, TIDAK_SIAP)
KATA = {
    BAIK: "Aplikasi siap melayani.",
    TERGANGGU: "Aplikasi melayani, tetapi ada bagian yang terganggu.",
    TIDAK_SIAP: "Aplikasi tidak dapat melayani saat ini.",
}
DATABASE_LAMBAT_MS = 400
ANTRE_TERLAMA = 120
"""Seconds: work that nobody took for so long waits for a worker that is not there."""
DIAM_TERLAMA = 60
"""Seconds without a question to the database after which a worker, which asks twice a second, is taken for hanging."""
SISA_RUANG = 0.05


@dataclass(frozen=True)
class Bagian:
    """One part, how it is, and why in a sentence."""

    nama: str
    keadaan: str
    kata: str


@dataclass(frozen=True)
class Kesehatan:
    """All parts, and the worst of them."""

    bagian: tuple[Bagian, ...]

    @property
    def keadaan(self) -> str:
        return max((b.keadaan for b in self.bagian), key=TINGKAT.index)

    @property
    def siap(self) -> bool:
        return self.keadaan != TIDAK_SIAP

    def as_json(self) -> dict[str, object]:
        bagian = {b.nama: {"keadaan": b.keadaan, "kata": b.kata} for b in self.bagian}
        return {"siap": self.siap, "keadaan": self.keadaan, "kata": KATA[self.keadaan], "bagian": bagian}


def check_health(at: datetime) -> Kesehatan:
    """Every part as it is now. Four queries at most, in production eight, with a replica one more, and one small file written
    and taken away.
    """
    basis = tuple(_database())
    lanjut = (_worker(at),) if basis[-1].keadaan == BAIK else ()
    if lanjut and settings.LINGKUNGAN == "produksi":
        lanjut = (*lanjut, _backup(at), _seal(at))
    replika = (_replica(),) if settings.ADA_REPLIKA else ()
    return Kesehatan((*basis, *replika, _files(), *lanjut))


@cache
def expected_migrations() -> frozenset[tuple[str, str]]:
    """What the code of this process asks of its database."""
    return frozenset(MigrationLoader(None, ignore_no_migrations=True).disk_migrations)


def _database() -> Iterator[Bagian]:
    """The database and its migrations, by one query. One that is ahead of this code, as after going back a release, will do."""
    awal = time.monotonic()
    try:
        with connection.cursor() as kursor:
            kursor.execute("SELECT app, name FROM django_migrations" if expected_migrations() else "SELECT NULL, NULL")
            ada = set(kursor.fetchall())
    except DatabaseError:
        yield Bagian("basis_data", TIDAK_SIAP, "Basis data tidak menjawab, atau belum disiapkan.")
        return
    ms = round((time.monotonic() - awal) * 1000)
    yield Bagian("basis_data", BAIK if ms < DATABASE_LAMBAT_MS else TERGANGGU, f"Menjawab dalam {ms} ms.")
    kurang = len(expected_migrations() - ada)
    kata = (
        f"{kurang} migrasi belum dijalankan; jalankan manage.py migrate."
        if kurang
        else "Semua migrasi sudah dijalankan."
    )
    yield Bagian("migrasi", TIDAK_SIAP if kurang else BAIK, kata)


def _replica() -> Bagian:
    """Whether the second PostgreSQL answers and follows the first, which else keeps whoever saves waiting."""
    try:
        with connections[BACA].cursor() as kursor:
            kursor.execute("SELECT pg_is_in_recovery() AND EXISTS (SELECT FROM pg_stat_wal_receiver)")
            (mengikuti,) = kursor.fetchone()
    except DatabaseError:
        mengikuti = False
    if mengikuti:
        return Bagian("replika", BAIK, "Replika mengikuti basis data utama.")
    return Bagian("replika", TERGANGGU, "Replika tidak mengikuti basis data utama; penyimpanan mungkin menunggunya.")


def _files() -> Bagian:
    """The place for files takes one, and has room."""
    tempat = Path(settings.MEDIA_ROOT)
    try:
        tempat.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=tempat, prefix=".kesehatan-") as berkas:
            berkas.write(bytes(4096))
            berkas.flush()
        ruang = shutil.disk_usage(tempat)
    except OSError:
        return Bagian("berkas", TIDAK_SIAP, "Tempat berkas tidak dapat ditulisi; periksa ruang dan izinnya.")
    sisa = ruang.free / ruang.total
    kata = f"Dapat ditulisi; ruang tersisa {sisa:.0%}."
    return Bagian("berkas", BAIK if sisa >= SISA_RUANG else TERGANGGU, kata)


def _worker(at: datetime) -> Bagian:
    """Whether long work is taken, and the worker of its own unit is heard."""
    diam = queue(at).diam_detik
    if diam > ANTRE_TERLAMA:
        return Bagian("pekerja", TERGANGGU, f"Pekerjaan di latar menunggu {diam // 60} menit tanpa dikerjakan.")
    if settings.PEKERJA == OTOMATIS or connection.vendor != "postgresql":
        return Bagian("pekerja", BAIK, "Tidak ada pekerjaan yang menunggu terlalu lama.")
    jeda = _silence()
    if jeda is None or jeda > DIAM_TERLAMA:
        return Bagian("pekerja", TERGANGGU, "Pekerja di latar tidak terdengar; periksa unit binaan-pekerja.")
    return Bagian("pekerja", BAIK, f"Pekerja terdengar {jeda} detik yang lalu.")


def _backup(at: datetime) -> Bagian:
    """Whether there is a backup of the last 26 hours, and the last trial gave every row back."""
    c = state_of_backup(Pengguna(), at=at)
    if c.terlambat:
        return Bagian("cadangan", TERGANGGU, "Belum ada cadangan dalam 26 jam terakhir; periksa pewaktu cadangkan.")
    if c.kalimat_uji:
        return Bagian(
            "cadangan", TERGANGGU, "Cadangan terakhir yang diuji tidak dapat dipulihkan; jalankan periksa_cadangan."
        )
    if c.uji_terlambat:
        return Bagian(
            "cadangan", TERGANGGU, "Cadangan belum diuji dalam 26 jam terakhir; periksa pewaktu periksa_cadangan."
        )
    return Bagian("cadangan", BAIK, "Dicadangkan dan diuji dalam 26 jam terakhir.")


def _seal(at: datetime) -> Bagian:
    """Whether audit rows are sealed as they should be, once a minute."""
    sejak = oldest_unsealed(Pengguna())
    if sejak is not None and at - sejak > SEGEL_PALING_LAMA:
        menit = int((at - sejak).total_seconds()) // 60
        return Bagian("catatan", TERGANGGU, f"Catatan belum disegel {menit} menit; periksa pewaktu segel_catatan.")
    return Bagian("catatan", BAIK, "Catatan disegel.")


def _silence() -> int | None:
    """Seconds since a worker last asked the database anything, wherever it runs; None without one. Nothing is written for it."""
    with connection.cursor() as kursor:
        kursor.execute(
            "SELECT min(extract(epoch FROM clock_timestamp() - state_change))::int FROM pg_stat_activity"
            " WHERE datname = current_database() AND application_name = %s",
            [NAMA_SAMBUNGAN],
        )
        return kursor.fetchone()[0]
