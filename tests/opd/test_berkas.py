"""Papers and evidence: told by their first bytes, stored under a name of our own, photos without place."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from opd.berkas import BATAS_BITA, check_berkas, check_bukti
from opd.foto import BATAS_FOTO
from tests.opd.foto_uji import jpeg

PDF = b"%PDF-1.7\nisi"


def unggah(isi: bytes, nama: str = "../../bukti.html") -> SimpleUploadedFile:
    return SimpleUploadedFile(nama, isi)


@pytest.mark.parametrize(
    ("isi", "akhiran"), [(PDF, ".pdf"), (b"\xff\xd8\xffx", ".jpg"), (b"\x89PNG\r\n\x1a\nx", ".png")]
)
def test_berkas_is_named_after_its_bytes(isi, akhiran):
    berkas = check_berkas(unggah(isi))
    assert (berkas.name[-4:], len(berkas.name), berkas.read()) == (akhiran, 36, isi)


@pytest.mark.parametrize("periksa", [check_berkas, check_bukti])
@pytest.mark.parametrize(
    ("isi", "kode"), [(b"<html><script>", "jenis"), (b"MZ", "jenis"), (PDF + b"x" * BATAS_BITA, "besar")]
)
def test_berkas_of_another_kind_or_too_large_is_refused(periksa, isi, kode):
    with pytest.raises(ValidationError) as galat:
        periksa(unggah(isi))
    assert galat.value.code == kode


def test_bukti_keeps_a_pdf_and_makes_a_photo_small_and_clean():
    assert check_bukti(unggah(PDF)).read() == PDF
    bersih = check_bukti(unggah(jpeg(1, waktu="2026:07:01 09:00:00", titik=(-3.5, 128.0)), "foto.jpg"))
    with Image.open(bersih) as gambar:
        assert (gambar.format, dict(gambar.getexif())) == ("JPEG", {})
    assert bersih.size <= BATAS_FOTO


def test_bukti_that_is_a_broken_photo_says_so():
    with pytest.raises(ValidationError, match="rusak atau terpotong"):
        check_bukti(unggah(b"\xff\xd8\xff" + b"x" * 50))
