"""Keys of this installation, and seals that only the application can set.

A key lies in the database, sealed by KUNCI_DATA: who only writes to the database can neither read it nor put one there that he
knows. When KUNCI_DATA rotates the key is sealed again and stays the same, so that what it marked holds.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
import os

from desa.models import Instalasi
from desa.sandi import SandiRusak


def own_key(nama: str) -> bytes:
    """The key `nama` ("nisan", "segel") of this installation, made when it is first asked for. One query, then."""
    instalasi = Instalasi.objects.get_or_create(pk=1)[0]
    kolom = f"kunci_{nama}_sandi"
    if not getattr(instalasi, kolom):
        setattr(instalasi, f"kunci_{nama}", base64.b64encode(os.urandom(32)).decode())
        Instalasi.objects.filter(pk=1, **{kolom: ""}).update(**{kolom: getattr(instalasi, kolom)})
        instalasi.refresh_from_db()
    return base64.b64decode(getattr(instalasi, f"kunci_{nama}"))


def known_key(nama: str) -> bytes:
    """The same for readers; empty where it was never made, or does not open any more. One query."""
    instalasi = Instalasi.objects.filter(pk=1).first()
    try:
        return base64.b64decode(getattr(instalasi, f"kunci_{nama}", ""))
    except SandiRusak:
        return b""


def keyed_hash(kunci: bytes, *, untuk: str, isi: str) -> str:
    """HMAC-SHA256 of a text, bound to what it is for."""
    return hmac.new(kunci, f"{untuk}\0{isi}".encode(), hashlib.sha256).hexdigest()
