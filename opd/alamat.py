"""From where a request came, for counting wrong passwords."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def client_address(request: HttpRequest) -> str:
    """The caller's address. X-Forwarded-For counts only as far as settings.JUMLAH_PROKSI proxies of our own wrote it."""
    jumlah = getattr(settings, "JUMLAH_PROKSI", 0)
    lewat = [bagian.strip() for bagian in request.headers.get("X-Forwarded-For", "").split(",")]
    return lewat[-jumlah] if jumlah and len(lewat) >= jumlah else request.META.get("REMOTE_ADDR", "")
