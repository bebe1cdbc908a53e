"""What many pages share: which page of a list the address asks for, the history of a row, a file, a deed tried from a form."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from django import forms, shortcuts
from django.core.exceptions import ValidationError
from django.core.paginator import Page, Paginator
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from desa.models import Catatan
from desa.nama_dikosongkan import name_of_emptied
from desa.riwayat import BarisRiwayat, baca_riwayat
from opd.actions.dasar import MintaYakin
from opd.forms.isian import FormYakin, put_errors, refused
from opd.rekap.pembacaan import BERDAFTAR, starts_with

T = TypeVar("T")
R = TypeVar("R", bound=HttpResponseBase)

PER_HALAMAN = 25
RIWAYAT_TERBANYAK = 20
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
JENIS_BERKAS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "zip": "application/zip",
}
"""Of the files that are made here, by the end of their names."""


def render(
    request: HttpRequest, templat: str, isi: dict[str, Any] | None = None, status: int | None = None
) -> HttpResponse:
    """The page; what was sent and refused, any form in `isi` with errors, is answered 422 where no `status` is given."""
    if status is None:
        status = 422 if request.method == "POST" and refused(isi or {}) else 200
    return shortcuts.render(request, templat, isi, status=status)


def paged(request: HttpRequest, rows: Any, *, per: int = PER_HALAMAN, nama: str = "halaman") -> tuple[Page, str]:
    """The page the address asks for (the nearest that exists) and the query string without the page number."""
    kueri = request.GET.copy()
    nomor = kueri.pop(nama, ["1"])[-1]
    return Paginator(rows, per).get_page(nomor), kueri.urlencode()


def history(request: HttpRequest, objek: Model, *lain: int | None) -> list[BarisRiwayat]:
    """What was done to a row, and to the earlier rows of its kind named in `lain`, newest first, in words. One query.

    Who read the names on a page is not told here: that is for the subject file (opd/rekap/berkas_subjek.py).
    """
    ids = [str(pk) for pk in (objek.pk, *lain) if pk is not None]
    catatan = Catatan.objects.visible_to(request.user).filter(objek_jenis=objek._meta.label_lower, objek_id__in=ids)
    catatan = catatan.exclude(starts_with(BERDAFTAR))
    terbaru = catatan.order_by("-pada", "-pk")[:RIWAYAT_TERBANYAK]
    return baca_riwayat(type(objek), terbaru, sebutan=name_of_emptied(objek))


def send_file(isi: bytes, nama: str, jenis: str = XLSX) -> HttpResponse:
    """A file to keep; its name is made safe for every system."""
    return name_file(HttpResponse(isi, content_type=jenis), nama)


def name_file(jawaban: R, nama: str) -> R:
    """The answer as a file of that name, which no cache keeps."""
    aman = "".join(h if h.isascii() and (h.isalnum() or h in "._-") else "-" for h in nama)[-100:]
    jawaban["Content-Disposition"] = f'attachment; filename="{aman}"'
    jawaban["Cache-Control"] = "no-store"
    return jawaban


def try_deed(form: forms.Form, lakukan: Callable[[], T]) -> T | None:
    """What `lakukan` returned for a form that was sent and is right; None leaves the errors on the form."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return lakukan()
    except ValidationError as galat:
        put_errors(form, galat)
        return None


def try_sure(form: FormYakin, lakukan: Callable[[], T]) -> T | None:
    """What `lakukan` saved, or None with the refusal on the form; a question shows its box."""
    if not form.is_bound or not form.is_valid():
        return None
    try:
        return lakukan()
    except ValidationError as galat:
        form.tanya = form.cleaned_data["yakin"] or isinstance(galat, MintaYakin)
        put_errors(form, galat)
        return None
