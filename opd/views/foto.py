"""Photos are served here and nowhere else."""

from __future__ import annotations

from typing import TypeVar
from uuid import UUID

from django.core.files.base import File
from django.db.models.fields.files import FieldFile
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from opd.berkas import CSP_BERKAS
from opd.models import Bukti

Jawaban = TypeVar("Jawaban", bound=HttpResponseBase)


@require_safe
def berkas(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The photo, or with `?kecil=1` its thumbnail, as a JPEG that can be nothing else; kept by the browser alone."""
    bukti = get_object_or_404(Bukti.objects.visible_to(request.user), uuid=uuid)
    kecil = request.GET.get("kecil") == "1"
    nama = f"{bukti.uuid}{'-kecil' if kecil else ''}.jpg"
    isi = bukti.kecil if kecil else bukti.berkas
    return send_foto(isi, nama, simpan="private, max-age=86400, immutable")


def send_foto(isi: FieldFile, nama: str, *, simpan: str) -> FileResponse:
    """A stored JPEG that can be nothing else, kept as `simpan` says. Raises Http404 when there is none."""
    jawaban = FileResponse(open_foto(isi), content_type="image/jpeg", filename=nama, as_attachment=False)
    return seal_image(jawaban, simpan=simpan)


def open_foto(isi: FieldFile) -> File:
    """The stored file, open for reading. Raises Http404 when there is none."""
    if not isi:
        raise Http404
    try:
        return isi.open("rb")
    except FileNotFoundError:
        raise Http404 from None


def seal_image(jawaban: Jawaban, *, simpan: str) -> Jawaban:
    """The answer with the headers by which no browser takes a picture for anything else."""
    jawaban.headers["X-Content-Type-Options"] = "nosniff"
    jawaban.headers["Content-Security-Policy"] = CSP_BERKAS
    jawaban.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    jawaban.headers.setdefault("Content-Disposition", "inline")
    jawaban.headers["Cache-Control"] = simpan
    return jawaban
