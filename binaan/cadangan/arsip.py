"""What an archive holds, in order: manifest, the database in pieces, the files as they lie sealed on the disk, closing.

A tar inside the encrypted stream. The manifest says what the database must hold once it is restored; the closing, written last,
the SHA-256 of the database's bytes and of every file.
"""

from __future__ import annotations

import hashlib
import io
import json
import tarfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from binaan.cadangan.arus import POTONGAN, RUSAK, VERSI_LAIN, Pembaca, Penulis
from binaan.cadangan.galat import ArsipDitolak
from binaan.cadangan.sidik import SidikTabel, Tabel

FORMAT = 1
MANIFES, PENUTUP, BASIS, MEDIA = "manifes.json", "penutup.json", "basis-data/", "media/"
SEPOTONG = 8 * 1024 * 1024


@dataclass(frozen=True)
class Manifes:
    """What was backed up: of which kind and version, and what each table holds."""

    dibuat: str
    jenis: str
    peladen: int
    contoh: bool
    migrasi: list[list[str]]
    kunci: dict[str, dict[str, str]]
    tabel: dict[str, list[Any]]
    format: int = FORMAT

    @property
    def isi_tabel(self) -> Tabel:
        return {nama: SidikTabel(*isi) for nama, isi in self.tabel.items()}


@dataclass
class Penutup:
    """What was written between the manifest and the end."""

    basis_data: str = ""
    media: dict[str, str] = field(default_factory=dict)


class ArsipBaru:
    """An archive being written. `finish` ends it; without that it is no archive."""

    def __init__(self, keluaran: BinaryIO, id_kunci: str, kunci: bytes) -> None:
        self._arus = Penulis(keluaran, id_kunci, kunci)
        self._tar = tarfile.open(fileobj=self._arus, mode="w|", bufsize=POTONGAN, format=tarfile.PAX_FORMAT)  # type: ignore[call-overload]  # noqa: SIM115
        self._penutup = Penutup()

    def add_manifest(self, manifes: Manifes) -> None:
        self._add(MANIFES, json.dumps(asdict(manifes)).encode())

    def add_database(self, potongan: Iterable[bytes]) -> None:
        hash_ = hashlib.sha256()
        for n, isi in enumerate(potongan):
            hash_.update(isi)
            self._add(f"{BASIS}{n:06}", isi)
        self._penutup.basis_data = hash_.hexdigest()

    def add_file(self, nama: str, isi: bytes) -> None:
        self._penutup.media[nama] = hashlib.sha256(isi).hexdigest()
        self._add(f"{MEDIA}{nama}", isi)

    def finish(self) -> Penutup:
        self._add(PENUTUP, json.dumps(asdict(self._penutup)).encode())
        self._tar.close()
        self._arus.finish()
        return self._penutup

    def _add(self, nama: str, isi: bytes) -> None:
        anggota = tarfile.TarInfo(nama)
        anggota.size, anggota.mode = len(isi), 0o600
        self._tar.addfile(anggota, io.BytesIO(isi))


class ArsipTerbuka:
    """An archive being read once, front to back."""

    def __init__(self, masukan: BinaryIO, kunci: Mapping[str, bytes]) -> None:
        self._arus = Pembaca(masukan, kunci)
        self._anggota = self._members()
        nama, isi = self._next()
        if nama != MANIFES:
            raise ArsipDitolak(RUSAK)
        self.manifes = _manifest(isi)

    def _members(self) -> Iterator[tuple[str, bytes]]:
        try:
            with tarfile.open(fileobj=self._arus, mode="r|", bufsize=POTONGAN) as tar:
                for anggota in tar:
                    isi = tar.extractfile(anggota)
                    yield anggota.name, isi.read() if isi else b""
        except (tarfile.TarError, EOFError) as galat:
            raise ArsipDitolak(RUSAK) from galat
        self._arus.drain()

    def _next(self) -> tuple[str, bytes]:
        try:
            return next(self._anggota)
        except StopIteration:
            raise ArsipDitolak(RUSAK) from None

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """Each piece of the database as ("", bytes), then each file as (its name, bytes). Everything was checked once it ends."""
        hash_, media = hashlib.sha256(), dict[str, str]()
        for nama, isi in self._anggota:
            if nama.startswith(BASIS):
                hash_.update(isi)
                yield "", isi
            elif nama.startswith(MEDIA):
                media[nama.removeprefix(MEDIA)] = hashlib.sha256(isi).hexdigest()
                yield nama.removeprefix(MEDIA), isi
            elif nama == PENUTUP and Penutup(**json.loads(isi)) == Penutup(hash_.hexdigest(), media):
                for _ in self._anggota:
                    raise ArsipDitolak(RUSAK)
                return
            else:
                raise ArsipDitolak(RUSAK)
        raise ArsipDitolak(RUSAK)


def _manifest(isi: bytes) -> Manifes:
    teks = json.loads(isi)
    if teks.get("format") != FORMAT:
        raise ArsipDitolak(VERSI_LAIN)
    return Manifes(**teks)


@contextmanager
def opened(berkas: Path, kunci: Mapping[str, bytes]) -> Iterator[ArsipTerbuka]:
    """The archive in this file. Raises ArsipDitolak, OSError."""
    with berkas.open("rb") as masukan:
        yield ArsipTerbuka(masukan, kunci)


def verify(berkas: Path, kunci: Mapping[str, bytes]) -> tuple[Manifes, int]:
    """The manifest and the number of files of an archive that is whole to its last byte. Raises ArsipDitolak, OSError."""
    with opened(berkas, kunci) as arsip:
        return arsip.manifes, sum(nama != "" for nama, _ in arsip.contents())
