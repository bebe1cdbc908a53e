"""Pages for machines that watch the site: alive, ready, and how much of what. Nobody signs in; nothing of it is anybody's."""

from __future__ import annotations

import hmac

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from binaan.operasi.keadaan import state_exposition
from binaan.operasi.metrik import exposition
from binaan.operasi.sehat import check_health
from opd.alamat import client_address

TEKS = "text/plain; charset=utf-8"
TEKS_METRIK = "text/plain; version=0.0.4; charset=utf-8"
PENANDA = "Bearer "


@login_not_required
@never_cache
@require_safe
def hidup(request: HttpRequest) -> HttpResponse:
    """This process answers. It asks nobody else."""
    return HttpResponse("Hidup.\n", content_type=TEKS)


@login_not_required
@never_cache
@require_safe
def siap(request: HttpRequest) -> HttpResponse:
    """Whether pages can be served from here; 503 with the reason in words when they can not."""
    kesehatan = check_health(timezone.now())
    isi = {"ensure_ascii": False, "indent": 1}
    return JsonResponse(kesehatan.as_json(), status=200 if kesehatan.siap else 503, json_dumps_params=isi)


@login_not_required
@never_cache
@require_safe
def metrik(request: HttpRequest) -> HttpResponse:
    """Counters and states for Prometheus; whoever may not read them finds nothing here."""
    if not _may_read(request):
        return HttpResponse("Tidak ada.\n", status=404, content_type=TEKS)
    baris = (*exposition(), *state_exposition(timezone.now()), "")
    return HttpResponse("\n".join(baris), content_type=TEKS_METRIK)


def _may_read(request: HttpRequest) -> bool:
    """From an address in METRIK_ALAMAT, or with METRIK_TOKEN."""
    if client_address(request) in settings.METRIK_ALAMAT:
        return True
    token = request.headers.get("Authorization", "").removeprefix(PENANDA)
    return bool(settings.METRIK_TOKEN) and hmac.compare_digest(token.encode(), settings.METRIK_TOKEN.encode())
