"""Photos are served here and nowhere else."""

from __future__ import annotations

from uuid import UUID

from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from opd.models import Bukti


@require_safe
def berkas(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """The photo, or with `?kecil=1` its thumbnail, as a JPEG that can be nothing else; kept by the browser alone."""
    bukti = get_object_or_404(Bukti.objects.visible_to(request.user), uuid=uuid)
    kecil = request.GET.get("kecil") == "1"
    isi = bukti.kecil if kecil else bukti.berkas
    try:
        terbuka = isi.open("rb")
    except FileNotFoundError:
        raise Http404 from None
    nama = f"{bukti.uuid}{'-kecil' if kecil else ''}.jpg"
    jawaban = FileResponse(terbuka, content_type="image/jpeg", filename=nama, as_attachment=False)
    jawaban.headers["X-Content-Type-Options"] = "nosniff"
    jawaban.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    jawaban.headers["Cross-Origin-Resource-Policy"] = "same-origin"
    jawaban.headers["Cache-Control"] = "private, max-age=86400, immutable"
    return jawaban
