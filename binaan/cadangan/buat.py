"""Make a backup: written under another name, read back to its last byte, and only then given its own."""

from __future__ import annotations

import hashlib
import hmac
import os
import sqlite3
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings

from binaan.cadangan import media
from binaan.cadangan.arsip import ArsipBaru, Manifes, verify
from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.postgres import Postgres
from binaan.cadangan.simpan import SEBAGIAN, name_at
from binaan.cadangan.sqlite import Sqlite
from desa.sandi import keys_by_id

TANPA_KUNCI = (
    "Isi KUNCI_CADANGAN lebih dahulu (id:base64 dari 32 bita) dan simpan salinannya di luar peladen: tanpa kunci itu "
    "cadangan tidak dapat dipulihkan."
)
TAK_TERTULIS = (
    "Cadangan tidak dapat ditulis ke {} ({}). Tidak ada cadangan setengah jadi; kosongkan tempat, lalu ulangi."
)
TAK_TERBACA = (
    "Basis data tidak dapat dicadangkan ({}). Tidak ada cadangan setengah jadi; periksa basis datanya, lalu ulangi."
)


@dataclass(frozen=True)
class Cadangan:
    """An archive that was made and read back."""

    berkas: Path
    bita: int
    tabel: int
    baris: int
    media: int


def database_of(setelan: dict[str, Any]) -> Sqlite | Postgres:
    return Sqlite(setelan) if setelan["ENGINE"].endswith("sqlite3") else Postgres(setelan)


def archive_keys() -> dict[str, bytes]:
    """The keys of archives by id, the current first. Raises CadanganGagal when there is none."""
    if not settings.KUNCI_CADANGAN:
        raise CadanganGagal(TANPA_KUNCI)
    return keys_by_id(settings.KUNCI_CADANGAN)


def make_backup(setelan: dict[str, Any], folder: Path, *, contoh: bool, at: datetime) -> Cadangan:
    """One archive of database and files in `folder`. Raises CadanganGagal; then nothing stands there under an archive's name."""
    kunci = archive_keys()
    sementara = folder / f".{name_at(at)}.{os.getpid()}{SEBAGIAN}"
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        manifes, banyak = _write(sementara, setelan, kunci, contoh=contoh, at=at)
        if verify(sementara, kunci) != (manifes, banyak):
            raise CadanganGagal("Cadangan yang baru ditulis tidak terbaca sama. Periksa penyimpanannya, lalu ulangi.")
        bita, berkas = sementara.stat().st_size, folder / name_at(at)
        sementara.rename(berkas)
        _sync(folder)
    except OSError as galat:
        raise CadanganGagal(TAK_TERTULIS.format(folder, galat.strerror or galat)) from galat
    except (sqlite3.Error, psycopg.Error) as galat:
        raise CadanganGagal(TAK_TERBACA.format(galat)) from galat
    finally:
        sementara.unlink(missing_ok=True)
    return Cadangan(berkas, bita, len(manifes.tabel), sum(t.jumlah for t in manifes.isi_tabel.values()), banyak)


def _write(
    berkas: Path, setelan: dict[str, Any], kunci: Mapping[str, bytes], *, contoh: bool, at: datetime
) -> tuple[Manifes, int]:
    basis, akar = database_of(setelan), Path(settings.MEDIA_ROOT)
    nama_kunci, isi_kunci = next(iter(kunci.items()))
    with ExitStack() as tutup:
        tabel, migrasi, potongan = tutup.enter_context(basis.frozen())
        keluaran = tutup.enter_context(os.fdopen(os.open(berkas, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb"))
        arsip = ArsipBaru(keluaran, nama_kunci, isi_kunci)
        manifes = Manifes(
            dibuat=at.isoformat(),
            jenis=basis.jenis,
            peladen=basis.versi,
            contoh=contoh,
            migrasi=migrasi,
            kunci=key_prints(),
            tabel={nama: t.as_json() for nama, t in tabel.items()},
        )
        arsip.add_manifest(manifes)
        arsip.add_database(potongan)
        for nama, isi in media.files(akar):
            arsip.add_file(nama, isi)
        banyak = len(arsip.finish().media)
        keluaran.flush()
        os.fsync(keluaran.fileno())
    return manifes, banyak


def key_prints() -> dict[str, dict[str, str]]:
    """Of the keys that seal what the database holds: their ids, and a hash by which a wrong one is told without holding any."""
    hasil = {}
    for nama in ("KUNCI_DATA", "KUNCI_INDEKS"):
        isi = keys_by_id(getattr(settings, nama))
        hasil[nama] = {
            k: hmac.new(v, f"cadangan:{nama}".encode(), hashlib.sha256).hexdigest()[:16] for k, v in isi.items()
        }
    return hasil


def _sync(folder: Path) -> None:
    """Have the new name itself on the disk."""
    pegangan = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(pegangan)
    finally:
        os.close(pegangan)
