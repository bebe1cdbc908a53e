"""Photos that were accepted while the rest of a form was refused: kept a day, so that nobody chooses them twice.

Each is one file (sealed, as all are) under the form's uuid and its owner; only cleaned pixels, the camera's time and place
(needed to compare when the form comes back) are inside, and the files go when the form is saved or a day has passed.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from desa.sandi import SandiRusak
from opd.foto import FotoTerbaca
from opd.retensi import FOTO_TITIPAN

FOLDER = "titipan"
MASA_SIMPAN = FOTO_TITIPAN.masa


@dataclass(frozen=True)
class Titipan:
    """A kept photo and the name its file had."""

    nama: str
    foto: FotoTerbaca


def keep(pengguna_id: int, formulir: UUID, titipan: Titipan) -> None:
    """Keep one photo for this form; keeping it twice changes nothing."""
    jalan = f"{_folder(pengguna_id, formulir)}/{titipan.foto.sha256}"
    if not default_storage.exists(jalan):
        default_storage.save(jalan, ContentFile(_tulis(titipan).encode()))


def kept(pengguna_id: int, formulir: UUID) -> list[Titipan]:
    """The photos kept for this form by this person, in the order they came."""
    hasil = []
    for jalan in _files(_folder(pengguna_id, formulir)):
        try:
            isi = default_storage.open(jalan).read().decode()
            hasil.append((default_storage.get_modified_time(jalan), _baca(isi)))
        except (SandiRusak, ValueError, KeyError):
            continue
    return [titipan for _, titipan in sorted(hasil, key=lambda p: p[0])]


def drop(pengguna_id: int, formulir: UUID) -> None:
    """Forget the photos kept for this form."""
    folder = _folder(pengguna_id, formulir)
    for jalan in _files(folder):
        default_storage.delete(jalan)
    if default_storage.exists(folder):
        default_storage.delete(folder)


def sweep(before: datetime) -> int:
    """Forget everything kept before that moment; returns how many photos that was."""
    lama = list(_older(before))
    for jalan in lama:
        default_storage.delete(jalan)
    return len(lama)


def count_before(before: datetime) -> int:
    """How many photos `sweep` would forget."""
    return sum(1 for _ in _older(before))


def _older(before: datetime) -> Iterator[str]:
    for jalan in (j for p in _folders(FOLDER) for f in _folders(p) for j in _files(f)):
        if default_storage.get_modified_time(jalan) < before:
            yield jalan


def _folder(pengguna_id: int, formulir: UUID) -> str:
    return f"{FOLDER}/{pengguna_id}/{formulir}"


def _files(folder: str) -> Iterator[str]:
    if default_storage.exists(folder):
        yield from (f"{folder}/{nama}" for nama in sorted(default_storage.listdir(folder)[1]))


def _folders(folder: str) -> Iterator[str]:
    if default_storage.exists(folder):
        yield from (f"{folder}/{nama}" for nama in sorted(default_storage.listdir(folder)[0]))


def _tulis(titipan: Titipan) -> str:
    f = titipan.foto
    return json.dumps(
        {
            "nama": titipan.nama,
            "isi": base64.b64encode(f.isi).decode(),
            "kecil": base64.b64encode(f.kecil).decode(),
            "lebar": f.lebar,
            "tinggi": f.tinggi,
            "sha256": f.sha256,
            "phash": f.phash,
            "waktu": f.waktu.isoformat() if f.waktu else None,
            "titik": f.titik,
        }
    )


def _baca(teks: str) -> Titipan:
    d = json.loads(teks)
    foto = FotoTerbaca(
        isi=base64.b64decode(d["isi"]),
        kecil=base64.b64decode(d["kecil"]),
        lebar=d["lebar"],
        tinggi=d["tinggi"],
        sha256=d["sha256"],
        phash=d["phash"],
        waktu=datetime.fromisoformat(d["waktu"]) if d["waktu"] else None,
        titik=tuple(d["titik"]) if d["titik"] else None,
    )
    return Titipan(d["nama"], foto)
