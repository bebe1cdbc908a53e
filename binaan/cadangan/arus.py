"""A stream of bytes under AES-256-GCM, in chunks: nothing is given out that was not authenticated, and a cut end is seen.

    "BINAAN-CADANGAN 1\\n" · length and id of the key · 32 bytes of salt · chunks of 1 MiB, each with its 16 bytes of tag

Each archive has a key of its own (HKDF of KUNCI_CADANGAN and the salt), so a chunk's nonce is its number and whether it is the
last one. A chunk that was altered, moved, left out or taken from another archive does not open, nor does the last one of a
stream that was cut, for it was not written as the last.
"""

from __future__ import annotations

import io
import os
from collections.abc import Mapping
from typing import BinaryIO

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from binaan.cadangan.galat import ArsipDitolak

AWAL = b"BINAAN-CADANGAN 1\n"
KELUARGA = b"BINAAN-CADANGAN "
POTONGAN = 1024 * 1024
TAG = 16
GARAM = 32
BUKAN_ARSIP = "Berkas ini bukan cadangan Binaan Maluku, atau permulaannya rusak."
VERSI_LAIN = (
    "Cadangan ini ditulis dalam bentuk yang tidak dikenal versi aplikasi ini. Pulihkan dengan versi yang membuatnya."
)
TANPA_KUNCI = "Cadangan ini disandi dengan kunci “{}”, yang tidak ada pada KUNCI_CADANGAN. Tambahkan kunci itu."
RUSAK = (
    "Cadangan ini terpotong, berubah, atau disandi dengan kunci lain. Tidak ada yang dipulihkan; pakai cadangan lain."
)


def _cipher(kunci: bytes, kepala: bytes) -> AESGCM:
    turunan = HKDF(algorithm=SHA256(), length=32, salt=kepala[-GARAM:], info=b"binaan.cadangan")
    return AESGCM(turunan.derive(kunci))


def _nonce(nomor: int, terakhir: bool) -> bytes:
    return nomor.to_bytes(11, "big") + bytes([terakhir])


class Penulis(io.RawIOBase):
    """Encrypts what is written to it. Only `finish` makes a whole stream of it; closing it does not."""

    def __init__(self, keluaran: BinaryIO, id_kunci: str, kunci: bytes) -> None:
        nama = id_kunci.encode()
        self._kepala = AWAL + bytes([len(nama)]) + nama + os.urandom(GARAM)
        self._keluaran, self._sandi = keluaran, _cipher(kunci, self._kepala)
        self._sisa, self._nomor = bytearray(), 0
        keluaran.write(self._kepala)

    def writable(self) -> bool:
        return True

    def write(self, isi: object) -> int:
        data = memoryview(isi)  # type: ignore[arg-type]
        self._sisa += data
        while len(self._sisa) > POTONGAN:  # at least one byte stays back for the last chunk
            self._chunk(bytes(self._sisa[:POTONGAN]), terakhir=False)
            del self._sisa[:POTONGAN]
        return len(data)

    def finish(self) -> None:
        self._chunk(bytes(self._sisa), terakhir=True)
        self._sisa.clear()

    def _chunk(self, isi: bytes, *, terakhir: bool) -> None:
        self._keluaran.write(self._sandi.encrypt(_nonce(self._nomor, terakhir), isi, self._kepala))
        self._nomor += 1


class Pembaca(io.RawIOBase):
    """Decrypts as it is read. Raises ArsipDitolak at the first chunk that does not open, at the latest at the end."""

    def __init__(self, masukan: BinaryIO, kunci: Mapping[str, bytes]) -> None:
        self._masukan = masukan
        self._kepala, id_kunci = _read_head(masukan)
        if id_kunci not in kunci:
            raise ArsipDitolak(TANPA_KUNCI.format(id_kunci))
        self._sandi = _cipher(kunci[id_kunci], self._kepala)
        self._nomor, self._siap = 0, memoryview(b"")
        self._berikut = masukan.read(POTONGAN + TAG)
        self._habis = False

    def readable(self) -> bool:
        return True

    def readinto(self, tujuan: object) -> int:
        sasaran = memoryview(tujuan)  # type: ignore[arg-type]
        if not self._siap and not self._habis:
            self._open_next()
        banyak = min(len(sasaran), len(self._siap))
        sasaran[:banyak] = self._siap[:banyak]
        self._siap = self._siap[banyak:]
        return banyak

    def drain(self) -> None:
        """Read to the end, so that everything was authenticated."""
        while self.read(POTONGAN):
            pass

    def _open_next(self) -> None:
        kini, self._berikut = self._berikut, self._masukan.read(POTONGAN + TAG)
        self._habis = not self._berikut
        try:
            isi = self._sandi.decrypt(_nonce(self._nomor, self._habis), kini, self._kepala)
        except (InvalidTag, ValueError) as galat:
            raise ArsipDitolak(RUSAK) from galat
        self._nomor, self._siap = self._nomor + 1, memoryview(isi)


def _read_head(masukan: BinaryIO) -> tuple[bytes, str]:
    awal = masukan.read(len(AWAL))
    if awal != AWAL:
        raise ArsipDitolak(VERSI_LAIN if awal.startswith(KELUARGA) else BUKAN_ARSIP)
    panjang = masukan.read(1)
    sisa = masukan.read((panjang[0] if panjang else 0) + GARAM)
    if not panjang or len(sisa) < panjang[0] + GARAM:
        raise ArsipDitolak(RUSAK)
    return awal + panjang + sisa, sisa[: panjang[0]].decode(errors="replace")
