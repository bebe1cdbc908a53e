"""Keys of the files on the disk: which are in use, whether they open what they sealed, and sealing again under the current one.

A file that an older version left unsealed counts as sealed by a key without a name, and is sealed by the same walk.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from django.conf import settings
from django.core.files.storage import default_storage

from desa.sandi import SandiRusak, current_key, key_of_bytes
from desa.simpanan import stored_files

KEPALA = 80
"""Bytes of a file that tell its key."""
JENIS = "berkas"


def key_of_file(nama: str) -> str | None:
    """The id of the key that sealed a file, "" for one that is not sealed, None for one that is empty or gone."""
    try:
        with Path(default_storage.path(nama)).open("rb") as berkas:
            awal = berkas.read(KEPALA)
    except FileNotFoundError:
        return None
    return key_of_bytes(awal) if awal else None


def files_by_key() -> Iterator[tuple[str, str]]:
    """(name, key id) of every file that holds anything."""
    for nama in stored_files():
        if (kunci := key_of_file(nama)) is not None:
            yield nama, kunci


def file_keys_in_use() -> Counter[str]:
    """How many files each key id sealed; those not sealed yet are under "". Reads the first bytes of each."""
    return Counter(kunci for _, kunci in files_by_key())


def opens_file(nama: str) -> bool:
    """Whether its key is there and opens it."""
    try:
        default_storage.open(nama)
    except SandiRusak:
        return False
    return True


def rewrite_file(nama: str, *, tersegel: bool = True) -> bool:
    """Seal one file under the current key, or leave it open. Raises SandiRusak when no key opens it; False when it is gone."""
    try:
        isi = default_storage.open(nama).read()
        default_storage.replace(nama, isi, tersegel=tersegel)  # type: ignore[attr-defined]  settings.STORAGES
    except FileNotFoundError:
        return False
    return True


def reseal_files() -> Iterator[tuple[str, bool]]:
    """Seal every file again that an older key sealed or none; yields (name, whether it opened) of each."""
    kini = current_key(settings.KUNCI_DATA)
    for nama, kunci in files_by_key():
        if kunci == kini:
            continue
        try:
            if rewrite_file(nama):
                yield nama, True
        except SandiRusak:
            yield nama, False
