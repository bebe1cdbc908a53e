"""Where uploads are kept: sealed on the disk, and a file that a deed wrote goes again when the deed fails, as its rows do.

Law: UU 27/2022 art. 35. Papers and photos name and show persons, so every file is sealed with the keys of desa/sandi.py,
bound to its own name; a field needs no word for it. Files from before that are read as they lie until `manage.py putar_kunci`
(or the migration) has sealed them.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from contextvars import ContextVar
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import FileSystemStorage, default_storage
from django.db import InterfaceError, OperationalError

from desa.gangguan import surely_refused
from desa.sandi import SEGEL, seal_bytes, unseal_bytes

SEMENTARA = ".baru"
"""How the name of a file ends that is being written in place of another."""

_tertulis: ContextVar[list[str] | None] = ContextVar("berkas_tertulis", default=None)


class PenyimpananTindakan(FileSystemStorage):
    """The disk: it seals what it is given, opens it again, and tells the deed that is running what it wrote."""

    def _save(self, name: str, content: Any) -> str:
        isi = b"".join(content.chunks())
        nama = super()._save(name, ContentFile(b""))  # takes a name that is nobody's
        try:
            self.replace(nama, isi)
        except BaseException:  # a disk without room
            self.delete(nama)
            raise
        tertulis = _tertulis.get()
        if tertulis is not None:
            tertulis.append(nama)
        return nama

    def _open(self, name: str, mode: str = "rb") -> ContentFile:
        """The bytes in the clear. Raises SandiRusak when they do not open."""
        if mode != "rb":
            raise ValueError("Berkas tersegel hanya dibuka untuk dibaca.")
        mentah = Path(self.path(name)).read_bytes()
        isi = unseal_bytes(mentah, konteks=file_context(name)) if mentah.startswith(SEGEL) else mentah
        return ContentFile(isi, name=name)

    def size(self, name: str) -> int:
        return self._open(name).size

    def replace(self, name: str, isi: bytes, *, tersegel: bool = True) -> None:
        """Put these bytes, sealed with the current key, in place of what the file holds; a reader sees one or the other."""
        jalan = Path(self.path(name))
        sementara = Path(f"{jalan}{SEMENTARA}")
        try:
            sementara.write_bytes(seal_bytes(isi, konteks=file_context(name)) if tersegel else isi)
            sementara.chmod(settings.FILE_UPLOAD_PERMISSIONS)
            sementara.replace(jalan)
        except BaseException:
            sementara.unlink(missing_ok=True)
            raise


def file_context(nama: str) -> str:
    """What a file's seal is bound to: its name below MEDIA_ROOT."""
    return f"berkas:{str(nama).replace(os.sep, '/')}"


def stored_files(folder: str = "") -> Iterator[str]:
    """The names of all files on the disk, in order."""
    if folder and not default_storage.exists(folder):
        return
    with contextlib.suppress(FileNotFoundError):
        folders, berkas = default_storage.listdir(folder)
        awalan = f"{folder}/" if folder else ""
        yield from (f"{awalan}{nama}" for nama in sorted(berkas) if not nama.endswith(SEMENTARA))
        for nama in sorted(folders):
            yield from stored_files(f"{awalan}{nama}")


@contextlib.contextmanager
def files_with_rows() -> Iterator[None]:
    """Around a transaction: what was written to the disk in it is removed when it fails, be it while committing.

    A lost connection leaves open whether the rows are there; then the files stay, for evidence outweighs disk space.
    """
    luar, sendiri = _tertulis.get(), list[str]()
    token = _tertulis.set(sendiri)
    try:
        yield
    except BaseException as galat:
        if not isinstance(galat, OperationalError | InterfaceError) or surely_refused(galat):
            for nama in sendiri:
                default_storage.delete(nama)
        raise
    finally:
        _tertulis.reset(token)
    if luar is not None:
        luar.extend(sendiri)
