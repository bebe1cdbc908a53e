"""The password typed again before a deed that a borrowed, unlocked phone must not be enough for.

A view calls `require_password` before it does anything; what asks, remembers what was typed and goes on is the middleware
`binaan.sandi_ulang`. Signing in counts, for the password was typed there.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.http import HttpRequest
from django.utils import timezone

MENIT = 10
MASA = timedelta(minutes=MENIT)
"""How long a password that was typed is good for the next such deed."""
SESI_SANDI = "sandi_diketik"


class SandiDiminta(Exception):
    """The deed waits until the password has been typed again; nothing was done yet."""


def typed_lately(request: HttpRequest, *, at: datetime) -> bool:
    """Whether the password of this session was typed in the last minutes."""
    ketik = request.session.get(SESI_SANDI, 0)
    return at.timestamp() - max(ketik, request.session.baris.mulai.timestamp()) < MASA.total_seconds()


def note_typed(request: HttpRequest, *, at: datetime) -> None:
    """That it was typed just now."""
    request.session[SESI_SANDI] = int(at.timestamp())


def require_password(request: HttpRequest) -> None:
    """Raise SandiDiminta unless the password was typed in the last minutes."""
    if not typed_lately(request, at=timezone.now()):
        raise SandiDiminta
