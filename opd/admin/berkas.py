"""Papers of decrees: taken in as PDF or picture under a name of our own, given out only to who may open the page."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

BATAS_BITA = 10 * 1024 * 1024
JENIS = {b"%PDF-": ".pdf", b"\xff\xd8\xff": ".jpg", b"\x89PNG\r\n\x1a\n": ".png"}
"""First bytes of a file -> the ending it is stored under; what a file is called does not matter."""
TIPE = {".pdf": "application/pdf", ".jpg": "image/jpeg", ".png": "image/png"}


class BerkasField(forms.FileField):
    """A PDF, JPEG or PNG of at most 10 MB; its name becomes a uuid."""

    widget = forms.FileInput

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "PDF, JPG, atau PNG, paling besar 10 MB.")
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        berkas = super().clean(data, initial)
        if not data or berkas is initial or not berkas:
            return berkas
        if berkas.size > BATAS_BITA:
            raise ValidationError("Berkas ini lebih dari 10 MB. Perkecil pindaiannya, lalu unggah lagi.", code="besar")
        awal = berkas.read(16)
        berkas.seek(0)
        akhiran = next((a for tanda, a in JENIS.items() if awal.startswith(tanda)), None)
        if akhiran is None:
            raise ValidationError(
                "Berkas harus berupa PDF, JPG, atau PNG. Pindai atau simpan ulang berkasnya.", code="jenis"
            )
        berkas.name = f"{uuid4().hex}{akhiran}"
        return berkas


class BerkasMixin:
    """An admin page whose rows carry a paper in `berkas`, opened at `<pk>/berkas/`."""

    def extra_urls(self) -> list[Any]:
        nama = f"{self.opts.app_label}_{self.opts.model_name}_berkas"  # type: ignore[attr-defined]
        return [path("<int:pk>/berkas/", self.admin_site.admin_view(self.berkas_view), name=nama)]  # type: ignore[attr-defined]

    def berkas_view(self, request: HttpRequest, pk: int) -> FileResponse:
        obj = self.get_object(request, unquote(str(pk)))  # type: ignore[attr-defined]
        if not self.has_view_permission(request, obj):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method not in ("GET", "HEAD") or not obj.berkas:
            raise Http404("Berkas tidak ada.")
        akhiran = PurePath(obj.berkas.name).suffix
        try:
            isi = obj.berkas.open("rb")
        except FileNotFoundError as galat:
            raise Http404("Berkas tidak ada.") from galat
        jawaban = FileResponse(
            isi,
            as_attachment=True,
            filename=f"sk-{obj.pk}{akhiran}",
            content_type=TIPE.get(akhiran, "application/octet-stream"),
        )
        jawaban.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
        return jawaban

    def unduh(self, obj: Any) -> SafeString | str:
        """A link to the paper."""
        if not obj.pk or not obj.berkas:
            return "belum ada"
        nama = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_berkas"
        return format_html('<a href="{}">Unduh berkas</a>', reverse(nama, args=[obj.pk]))

    unduh.short_description = "berkas tersimpan"  # type: ignore[attr-defined]
