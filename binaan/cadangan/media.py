"""The uploaded files: read as they lie sealed on the disk, restored beside their folder, which is then exchanged."""

from __future__ import annotations

import secrets
import shutil
from collections.abc import Iterator
from pathlib import Path

from binaan.cadangan.galat import CadanganGagal
from binaan.cadangan.simpan import remove_forgotten
from desa.simpanan import SEMENTARA


def files(akar: Path) -> Iterator[tuple[str, bytes]]:
    """The name below MEDIA_ROOT and the bytes of every file, in order; one that goes meanwhile is left out."""
    for jalan in sorted(akar.rglob("*")):
        if jalan.is_file() and not jalan.name.startswith(".") and not jalan.name.endswith(SEMENTARA):
            try:
                isi = jalan.read_bytes()
            except FileNotFoundError:
                continue
            yield jalan.relative_to(akar).as_posix(), isi


def is_empty(akar: Path) -> bool:
    return next(akar.rglob("*"), None) is None if akar.exists() else True


class FolderBaru:
    """A folder beside MEDIA_ROOT that takes its place, or goes again."""

    def __init__(self, akar: Path) -> None:
        self.akar = akar
        self.folder = akar.with_name(f".{akar.name}.pulih-{secrets.token_hex(4)}")
        self.lama: Path | None = None
        self._ditukar = False
        akar.parent.mkdir(parents=True, exist_ok=True)
        remove_forgotten(akar.parent, f".{akar.name}.pulih-*")
        self.folder.mkdir(mode=0o700)

    def write(self, nama: str, isi: bytes) -> None:
        jalan = (self.folder / nama).resolve()
        if not jalan.is_relative_to(self.folder.resolve()):
            raise CadanganGagal(f"Nama berkas {nama} menunjuk ke luar folder berkas.")
        jalan.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        jalan.write_bytes(isi)
        jalan.chmod(0o600)

    def take_place(self, *, cap: str) -> None:
        """Exchange the two folders; the old one is kept under another name."""
        try:
            if self.akar.exists():
                lama = self.akar.with_name(f"{self.akar.name}.lama-{cap}")
                self.akar.rename(lama)
                self.lama = lama
            self.folder.rename(self.akar)
        except OSError as galat:
            self.give_back()
            raise CadanganGagal(f"Folder berkas {self.akar} tidak dapat ditukar ({galat.strerror}).") from galat
        self._ditukar = True

    def give_back(self) -> None:
        """Undo `take_place`."""
        if self._ditukar:
            self.akar.rename(self.folder)
            self._ditukar = False
        if self.lama is not None:
            self.lama.rename(self.akar)
            self.lama = None

    def settle(self) -> str:
        """The old folder's name, once nothing is undone any more; "" when nothing was in it."""
        if self.lama is not None and is_empty(self.lama):
            self.lama.rmdir()
            self.lama = None
        return str(self.lama or "")

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)
