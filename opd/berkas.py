"""Papers and scans: taken in as PDF or picture under a name of our own, given out only by a view that has asked who reads."""

from __future__ import annotations

from pathlib import PurePath
from uuid import uuid4

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404

from opd.foto import baca_foto

BATAS_BITA = 10 * 1024 * 1024
JENIS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
"""First bytes of a file -> the ending it is stored under; what a file is called does not matter."""
CSP_BERKAS = "sandbox; default-src 'none'; frame-ancestors 'none'"
"""Opened by itself a file runs nothing, loads nothing, and stands in nobody's frame."""
TIPE = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}

TERLALU_BESAR = "Berkas ini lebih dari 10 MB. Perkecil pindaiannya, lalu unggah lagi."


def check_berkas(berkas: UploadedFile) -> UploadedFile:
    """The upload under a new name, its kind read from the first bytes. Raises ValidationError for any other kind or size."""
    if (berkas.size or 0) > BATAS_BITA:
        raise ValidationError(TERLALU_BESAR, code="besar")
    awal = berkas.read(16)
    berkas.seek(0)
    akhiran = next((a for tanda, a in JENIS.items() if awal.startswith(tanda)), None)
    if akhiran is None:
        raise ValidationError(
            "Berkas harus berupa PDF, JPG, atau PNG. Pindai atau simpan ulang berkasnya.", code="jenis"
        )
    berkas.name = f"{uuid4().hex}{akhiran}"
    return berkas


def check_bukti(berkas: UploadedFile) -> ContentFile | UploadedFile:
    """A PDF as it is, or a photo made small and freed of EXIF and place. Raises ValidationError for anything else."""
    if (berkas.size or 0) > BATAS_BITA:
        raise ValidationError(TERLALU_BESAR, code="besar")
    awal = berkas.read(5)
    berkas.seek(0)
    if awal == b"%PDF-":
        return check_berkas(berkas)
    try:
        foto = baca_foto(berkas.read())
    except ValidationError as galat:
        if galat.code != "bukan_gambar":
            raise
        raise ValidationError(
            "Berkas harus berupa PDF atau foto (JPEG, PNG, WebP, HEIC). Pindai atau foto ulang berkasnya.",
            code="jenis",
        ) from galat
    return ContentFile(foto.isi, name=f"{uuid4().hex}.jpg")


def send_berkas(berkas: FieldFile, nama: str) -> FileResponse:
    """The stored file as a download called `nama` that can be nothing else. Raises Http404 when there is none."""
    if not berkas:
        raise Http404("Berkas tidak ada.")
    akhiran = PurePath(str(berkas.name)).suffix
    try:
        isi = berkas.open("rb")
    except FileNotFoundError as galat:
        raise Http404("Berkas tidak ada.") from galat
    jawaban = FileResponse(
        isi,
        as_attachment=True,
        filename=f"{nama}{akhiran}",
        content_type=TIPE.get(akhiran, "application/octet-stream"),
    )
    jawaban.headers["Content-Security-Policy"] = CSP_BERKAS
    return jawaban
