"""A logo for a letterhead: PNG or JPEG alone, decoded and written anew, so that nothing but its pixels is kept."""

from __future__ import annotations

import io

from django.core.exceptions import ValidationError
from PIL import Image

BATAS_LOGO = 2 * 1024 * 1024
BATAS_PIKSEL = 12_000_000
SISI_LOGO = 480
"""Pixels of the longer side: 2.3 cm at more than 500 dots an inch."""
_TANDA = {b"\x89PNG\r\n\x1a\n": "PNG", b"\xff\xd8\xff": "JPEG"}


def olah_logo(isi: bytes) -> tuple[bytes, str]:
    """The logo as it is kept, and the ending of its file. Raises ValidationError with one sentence."""
    if len(isi) > BATAS_LOGO:
        raise ValidationError("Logo ini lebih besar dari 2 MB. Kecilkan gambarnya, lalu unggah lagi.", code="besar")
    jenis = next((j for tanda, j in _TANDA.items() if isi.startswith(tanda)), None)
    if jenis is None:
        raise ValidationError(_not_a_picture(isi), code="jenis")
    try:
        with Image.open(io.BytesIO(isi), formats=[jenis]) as gambar:
            if gambar.width * gambar.height > BATAS_PIKSEL:
                raise ValidationError("Logo ini lebih besar dari 12 megapiksel. Kecilkan gambarnya.", code="piksel")
            bening = gambar.has_transparency_data
            gambar.thumbnail((SISI_LOGO, SISI_LOGO))
            rata = gambar.convert("RGBA" if bening else "RGB")
    except ValidationError:
        raise
    except Exception:  # noqa: BLE001 decoders raise almost anything on hostile bytes; to the user all of it is one thing
        raise ValidationError("Logo ini rusak atau terpotong. Simpan ulang gambarnya, lalu unggah lagi.") from None
    bersih = Image.new(rata.mode, rata.size)
    bersih.paste(rata)
    wadah = io.BytesIO()
    bersih.save(wadah, "PNG", optimize=True)
    return wadah.getvalue(), ".png"


def _not_a_picture(isi: bytes) -> str:
    """Why the file is none; a drawing with markup is named, for it is what people have at hand."""
    awal = isi[:1024].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if awal.startswith((b"<svg", b"<?xml", b"<!doctype svg", b"<!--")):
        return "Logo SVG tidak diterima karena dapat memuat skrip. Simpan logonya sebagai PNG, lalu unggah lagi."
    return "Logo harus berupa PNG atau JPEG. Simpan ulang gambarnya, lalu unggah lagi."
