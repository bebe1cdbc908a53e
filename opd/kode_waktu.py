"""Codes of six digits that an app makes from a shared key and the clock (TOTP, RFC 6238), and codes that replace the app."""

from __future__ import annotations

import base64
import hashlib
import os
import re
import secrets
from datetime import datetime
from urllib.parse import quote
from uuid import UUID

from cryptography.hazmat.primitives import constant_time
from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.totp import TOTP

LANGKAH_DETIK = 30
GESER = (0, -1, 1)
"""Half minutes by which the clock of a phone may be off."""
PENERBIT = "Binaan Maluku"
HURUF = "abcdefghjkmnpqrstuvwxyz23456789"
PANJANG_PEMULIHAN = 16


def new_key() -> str:
    """A fresh key of 160 bits, base32."""
    return base64.b32encode(os.urandom(20)).decode()


def _totp(rahasia: str) -> TOTP:
    return TOTP(base64.b32decode(rahasia), 6, SHA1(), LANGKAH_DETIK)  # noqa: S303  RFC 6238: what every app knows


def code_at(rahasia: str, at: datetime) -> str:
    """What the app shows at that moment."""
    return _totp(rahasia).generate(int(at.timestamp())).decode()


def step_of(rahasia: str, kode: str, *, at: datetime, sesudah: int = 0) -> int | None:
    """The half minute whose code this is, of those near `at` and later than `sesudah`; None when it is of none."""
    teks = re.sub(r"\s", "", kode)
    if not re.fullmatch(r"[0-9]{6}", teks):
        return None
    kini, totp = int(at.timestamp()) // LANGKAH_DETIK, _totp(rahasia)
    for langkah in (kini + geser for geser in GESER):
        sama = constant_time.bytes_eq(totp.generate(langkah * LANGKAH_DETIK), teks.encode())
        if sama and langkah > sesudah:
            return langkah
    return None


def app_address(rahasia: str, akun: str) -> str:
    """What the QR code says: apps on the same phone open it as a link."""
    nama = quote(f"{PENERBIT}:{akun}")
    return f"otpauth://totp/{nama}?secret={rahasia}&issuer={quote(PENERBIT)}&period={LANGKAH_DETIK}"


def grouped(teks: str) -> str:
    """In groups of four, as it is read and typed."""
    return " ".join(teks[i : i + 4] for i in range(0, len(teks), 4))


def new_recovery_code() -> str:
    """A code of some 79 bits in groups of four, with nothing in it that looks like something else."""
    kode = "".join(secrets.choice(HURUF) for _ in range(PANJANG_PEMULIHAN))
    return grouped(kode).replace(" ", "-")


def recovery_hash(kode: str, faktor: UUID) -> str:
    """The hash by which a recovery code is known again, however it was typed; "" for what cannot be one."""
    teks = re.sub(r"[^a-z0-9]", "", kode.lower())
    if len(teks) != PANJANG_PEMULIHAN:
        return ""
    return hashlib.sha256(f"{faktor}:{teks}".encode()).hexdigest()
