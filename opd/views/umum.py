"""What pages for everybody share: no sign-in, no cookie, a frame of their own."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.cache import patch_cache_control
from django.views.decorators.http import conditional_page, require_safe

from opd.konteks import is_sample


def open_to_all(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A page that anybody reads and any cache may keep, if it asks again each time whether it still stands."""

    @wraps(view)
    def jalan(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        jawaban = view(request, *args, **kwargs)
        if jawaban.status_code == 200:
            patch_cache_control(jawaban, public=True, no_cache=True)
        return jawaban

    return login_not_required(require_safe(conditional_page(jalan)))


def bare_page(nama: str, isi: dict[str, Any], status: int = 200) -> HttpResponse:
    """A page of its own frame: no menu, no account, the same for everybody."""
    return HttpResponse(render_to_string(nama, isi | {"contoh": is_sample()}), status=status)
