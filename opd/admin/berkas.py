"""Papers of decrees on the panel: opened at `<pk>/berkas/`, and only by who may see the row."""

from __future__ import annotations

from typing import Any

from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.http import FileResponse, Http404, HttpRequest
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from opd.berkas import send_berkas


class BerkasMixin:
    """An admin page whose rows carry a paper in `berkas`, opened at `<pk>/berkas/`."""

    def extra_urls(self) -> list[Any]:
        nama = f"{self.opts.app_label}_{self.opts.model_name}_berkas"  # type: ignore[attr-defined]
        return [path("<int:pk>/berkas/", self.admin_site.admin_view(self.berkas_view), name=nama)]  # type: ignore[attr-defined]

    def berkas_view(self, request: HttpRequest, pk: int) -> FileResponse:
        obj = self.get_object(request, unquote(str(pk)))  # type: ignore[attr-defined]
        if not self.has_view_permission(request, obj):  # type: ignore[attr-defined]
            raise PermissionDenied
        if request.method not in ("GET", "HEAD") or obj is None:
            raise Http404("Berkas tidak ada.")
        return send_berkas(obj.berkas, f"sk-{obj.pk}")

    def unduh(self, obj: Any) -> SafeString | str:
        """A link to the paper."""
        if not obj.pk or not obj.berkas:
            return "belum ada"
        nama = f"admin:{obj._meta.app_label}_{obj._meta.model_name}_berkas"
        return format_html('<a href="{}">Unduh berkas</a>', reverse(nama, args=[obj.pk]))

    unduh.short_description = "berkas tersimpan"  # type: ignore[attr-defined]
