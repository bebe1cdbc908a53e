"""Photos for tests, drawn by the program."""

from __future__ import annotations

import io
import random

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw


def jpeg(benih: int = 1, *, waktu: str | None = None, titik: tuple[float, float] | None = None) -> bytes:
    """A JPEG of coloured shapes that depends on `benih` alone, with the camera's time and place if asked for."""
    acak = random.Random(benih)
    gambar = Image.new("RGB", (320, 240), (120, 120, 120))
    lukis = ImageDraw.Draw(gambar)
    for _ in range(25):
        x, y = acak.randrange(320), acak.randrange(240)
        lukis.ellipse((x, y, x + 70, y + 60), fill=tuple(acak.randrange(256) for _ in range(3)))
    exif = Image.Exif()
    if waktu:
        exif.get_ifd(0x8769)[0x9003] = waktu
    if titik:
        lintang, bujur = titik
        exif.get_ifd(0x8825).update(
            {1: "S" if lintang < 0 else "N", 2: (abs(lintang), 0.0, 0.0), 3: "E", 4: (bujur, 0.0, 0.0)}
        )
    wadah = io.BytesIO()
    gambar.save(wadah, "JPEG", quality=80, exif=exif)
    return wadah.getvalue()


def unggahan(benih: int = 1, nama: str = "foto.jpg", **exif: object) -> SimpleUploadedFile:
    """The same as an uploaded file."""
    return SimpleUploadedFile(nama, jpeg(benih, **exif), content_type="image/jpeg")
