"""Encryption of personal values at rest (UU 27/2022 art. 35): AES-256-GCM with a key id.

A stored text reads `id:base64(nonce + ciphertext)`. The additional data binds it to model, field and row uuid, so a value
copied to another row does not open. Keys come from the setting KUNCI_DATA, `id:base64[,id:base64]`, the first is current.
Values that must be found again without being stored are kept as a keyed hash with keys of its own (KUNCI_INDEKS).
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured


class SandiRusak(ValueError):
    """The stored text was altered, moved to another row, or its key is missing."""


@lru_cache(maxsize=4)
def _kunci(teks: str) -> dict[str, AESGCM]:
    hasil: dict[str, AESGCM] = {}
    for bagian in teks.split(","):
        nama, _, isi = bagian.strip().partition(":")
        try:
            mentah = base64.b64decode(isi, validate=True)
        except ValueError:
            mentah = b""
        if not nama or len(mentah) != 32:
            raise ImproperlyConfigured("KUNCI_DATA harus berbentuk id:base64 dari 32 bita.")
        hasil[nama] = AESGCM(mentah)
    return hasil


def kunci_terbaca(teks: str) -> None:
    """Raise ImproperlyConfigured unless `teks` is a usable KUNCI_DATA."""
    _kunci(teks)


def seal(nilai: str, *, konteks: str) -> str:
    """The encrypted text of `nilai`, bound to `konteks` ("model.field:uuid"); the empty text stays empty."""
    if not nilai:
        return ""
    nama, kunci = next(iter(_kunci(settings.KUNCI_DATA).items()))
    nonce = os.urandom(12)
    isi = nonce + kunci.encrypt(nonce, nilai.encode(), konteks.encode())
    return f"{nama}:{base64.b64encode(isi).decode()}"


def unseal(teks: str, *, konteks: str) -> str:
    """The value sealed in `teks`. Raises SandiRusak when it does not open."""
    if not teks:
        return ""
    nama, _, isi = teks.partition(":")
    kunci = _kunci(settings.KUNCI_DATA).get(nama)
    if kunci is None:
        raise SandiRusak("Kunci data ini tidak tersedia. Hubungi admin sistem.")
    try:
        mentah = base64.b64decode(isi, validate=True)
        return kunci.decrypt(mentah[:12], mentah[12:], konteks.encode()).decode()
    except (ValueError, InvalidTag) as e:
        raise SandiRusak("Data ini rusak dan tidak dapat dibuka. Hubungi admin sistem.") from e


SEGEL = b"\x00segel:"
"""How sealed bytes begin, before the id of their key."""


def current_key(teks: str) -> str:
    """The id of the key that seals now."""
    return teks.split(",")[0].strip().partition(":")[0]


def key_of_bytes(isi: bytes) -> str:
    """The id of the key that sealed these bytes; "" when they are not sealed. Their beginning is enough."""
    if not isi.startswith(SEGEL):
        return ""
    return isi[:80].removeprefix(SEGEL).partition(b":")[0].decode(errors="replace")


def seal_bytes(isi: bytes, *, konteks: str) -> bytes:
    """A file's bytes encrypted as `seal` does a text; nothing stays nothing."""
    if not isi:
        return b""
    nama, kunci = next(iter(_kunci(settings.KUNCI_DATA).items()))
    nonce = os.urandom(12)
    return SEGEL + nama.encode() + b":" + nonce + kunci.encrypt(nonce, isi, konteks.encode())


def unseal_bytes(isi: bytes, *, konteks: str) -> bytes:
    """The bytes sealed in `isi`. Raises SandiRusak when they do not open."""
    if not isi:
        return b""
    nama, _, sisa = isi.removeprefix(SEGEL).partition(b":")
    kunci = _kunci(settings.KUNCI_DATA).get(nama.decode(errors="replace")) if isi.startswith(SEGEL) else None
    if kunci is None:
        raise SandiRusak("Kunci data berkas ini tidak tersedia. Hubungi admin sistem.")
    try:
        return kunci.decrypt(sisa[:12], sisa[12:], konteks.encode())
    except (ValueError, InvalidTag) as e:
        raise SandiRusak("Berkas ini rusak dan tidak dapat dibuka. Hubungi admin sistem.") from e


@lru_cache(maxsize=4)
def keys_by_id(teks: str) -> dict[str, bytes]:
    """The keys of a setting by id, the current first."""
    bagian = (b.strip().partition(":") for b in teks.split(","))
    return {nama: base64.b64decode(isi) for nama, _, isi in bagian}


def blind_index(nilai: str, *, konteks: str) -> str:
    """`nilai` as a keyed hash, `id:hex`, by which equal values are found without being stored (keys: KUNCI_INDEKS)."""
    return blind_indexes(nilai, konteks=konteks)[0]


def blind_indexes(nilai: str, *, konteks: str) -> tuple[str, ...]:
    """The same under every key, the current first: a value hashed before the keys changed is found by one of them."""
    pesan = f"{konteks}\0{nilai}".encode()
    kunci = keys_by_id(settings.KUNCI_INDEKS)
    return tuple(f"{nama}:{hmac.new(isi, pesan, hashlib.sha256).hexdigest()}" for nama, isi in kunci.items())


def samarkan(nilai: str) -> str:
    """`nilai` with all but its last two characters hidden."""
    return "•" * max(len(nilai) - 2, 0) + nilai[-2:] if nilai else ""


def samarkan_nik(nik: str) -> str:
    """A NIK with all but its last four digits hidden."""
    return "*" * max(len(nik) - 4, 0) + nik[-4:]
