"""Pictures of a paper: photos small enough to print, the QR code of the seal."""

from __future__ import annotations

import io

import segno
from PIL import Image

SISI_CETAK, MUTU_CETAK = 640, 75
"""Pixels of the longer side: 8 cm at 200 dots an inch, and half of what is stored, which JPEG decodes fast."""
TEPI = 4
"""Empty modules around a QR code; readers need them."""


def shrink(jpeg: bytes) -> tuple[bytes, int, int] | None:
    """The photo at printing size with its width and height; None where it cannot be read."""
    try:
        with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as gambar:
            gambar.draft("RGB", (SISI_CETAK, SISI_CETAK))  # decoded at a fraction of its size
            gambar.thumbnail((SISI_CETAK, SISI_CETAK))
            kecil = gambar.convert("RGB")
    except (OSError, ValueError):
        return None
    wadah = io.BytesIO()
    kecil.save(wadah, "JPEG", quality=MUTU_CETAK)
    return wadah.getvalue(), kecil.width, kecil.height


def size_of(gambar: bytes) -> tuple[int, int]:
    """Width and height in pixels of a stored logo."""
    with Image.open(io.BytesIO(gambar), formats=["PNG", "JPEG"]) as isi:
        return isi.size


def qr_modules(alamat: str) -> list[list[int]]:
    """The rows of a code for an address, its margin included; level M still reads with 15 % of it dirty."""
    return [
        [1 if gelap else 0 for gelap in baris]
        for baris in segno.make(alamat, error="m", micro=False).matrix_iter(border=TEPI)
    ]


def qr_png(alamat: str) -> bytes:
    """The same as a picture."""
    wadah = io.BytesIO()
    segno.make(alamat, error="m", micro=False).save(wadah, kind="png", scale=6, border=TEPI)
    return wadah.getvalue()
