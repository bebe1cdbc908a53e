"""Factories of letterheads and of editions of papers."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

from PIL import Image

from opd.models import Cetakan, KopSurat, Opd
from opd.models.cetakan import HURUF_KODE, PANJANG_KODE
from tests import pabrik


def buat_kop(opd: Opd | None = None, **isi: Any) -> KopSurat:
    return KopSurat.objects.create(opd=opd or pabrik.buat_opd(), **{"alamat": "Jalan Uji Nomor 1"} | isi)


def kode(n: int) -> str:
    """A code of its own for each number, as long as any; it begins with a letter: all digits are read as a person's number."""
    huruf = ""
    for _ in range(PANJANG_KODE - 1):
        n, sisa = divmod(n, len(HURUF_KODE))
        huruf = HURUF_KODE[sisa] + huruf
    return HURUF_KODE[-1] + huruf


def buat_cetakan(**isi: Any) -> Cetakan:
    """The first edition of some paper."""
    n = pabrik.nomor()
    dasar: dict[str, Any] = {
        "kode": kode(n),
        "jenis": "monev",
        "kunci": f"uji-{n}",
        "nomor": 1,
        "judul": f"Naskah Uji {n}",
        "per": date(2026, 6, 30),
        "sha256": f"{n:064x}",
        "terbit_pada": pabrik.SEKARANG,
    }
    return Cetakan.objects.create(**dasar | isi)


def gambar(jenis: str = "PNG", sisi: tuple[int, int] = (300, 200), **isi: Any) -> bytes:
    """A picture as people upload it."""
    wadah = io.BytesIO()
    Image.new(isi.pop("mode", "RGB"), sisi, isi.pop("warna", (10, 90, 80))).save(wadah, jenis, **isi)
    return wadah.getvalue()
