"""A form that did not arrive whole is never acted on.

When a phone loses its connection in the middle of an upload, gunicorn hands over half a body that looks complete: the
view would run with the text fields and without the photos. So the bytes read are counted against Content-Length.
"""

import contextlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import TemporaryFileUploadHandler
from django.http import HttpRequest, HttpResponse, UnreadablePostError
from django.template.response import SimpleTemplateResponse

TERPUTUS = "Kiriman tidak sampai utuh karena sambungan terputus. Kembali ke formulir, lalu kirim lagi."
TERLALU_BESAR = "Kiriman ini terlalu besar. Kurangi jumlah atau ukuran berkas, lalu kirim lagi."
METODE_ASING = "Halaman ini hanya dibaca atau dikirimi formulir. Buka lagi lewat menu."
METODE_BERISI = frozenset({"POST", "PUT", "PATCH", "DELETE"})
METODE_HALAMAN = frozenset({"GET", "HEAD", "OPTIONS", "POST"})
"""What browsers send; views of Django's panel would take any other word for GET. The API answers others itself."""


class BadanTerhitung:
    """A WSGI input stream that counts the bytes it gave out in `terbaca`."""

    def __init__(self, asal: Any) -> None:
        self.asal = asal
        self.terbaca = 0

    def read(self, ukuran: int = -1) -> bytes:
        return self._hitung(self.asal.read(ukuran))

    def readline(self, ukuran: int = -1) -> bytes:
        return self._hitung(self.asal.readline(ukuran))

    def _hitung(self, potongan: bytes) -> bytes:
        self.terbaca += len(potongan)
        return potongan


class UnggahanSementara(TemporaryFileUploadHandler):
    """A large upload on the disk while it is read; nothing of it stays there when the disk is full."""

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        try:
            super().receive_data_chunk(raw_data, start)
        except OSError:
            with contextlib.suppress(OSError):  # closing writes what it still holds
                self.file.close()
            Path(self.file.temporary_file_path()).unlink(missing_ok=True)
            raise


def tolak(pesan: str, status: int) -> HttpResponse:
    """A short refusal page; the connection is closed because the rest of the body is not read."""
    jawaban = SimpleTemplateResponse("400.html", {"pesan": pesan}, status=status)
    jawaban["Connection"] = "close"
    return jawaban.render()


def read_whole(request: HttpRequest) -> bool:
    """Read the whole body of `request`; False when fewer bytes came than were announced."""
    try:
        if request.content_type in {"multipart/form-data", "application/x-www-form-urlencoded"}:
            request.POST  # noqa: B018  reading it parses the body
        else:
            request.body  # noqa: B018
    except UnreadablePostError:
        return False
    badan = request.META.get("wsgi.input")
    if not isinstance(badan, BadanTerhitung):
        return True
    return badan.terbaca == int(request.META.get("CONTENT_LENGTH") or 0)


def badan_utuh(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: refuse what no browser sends, and bodies too large (before reading them) or cut off (before any view runs)."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in METODE_HALAMAN and not request.path.startswith("/api/"):
            return tolak(METODE_ASING, 405)
        if request.method in METODE_BERISI:
            panjang = request.META.get("CONTENT_LENGTH") or "0"
            if not panjang.isdigit():
                return tolak(TERPUTUS, 400)
            if int(panjang) > settings.BATAS_KIRIMAN_BITA:
                return tolak(TERLALU_BESAR, 413)
            if not read_whole(request):
                return tolak(TERPUTUS, 400)
        return get_response(request)

    return middleware
