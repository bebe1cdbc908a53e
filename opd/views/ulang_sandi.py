"""The own password again before a deed that cannot be taken back, slowed down as signing in is."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest
from django.utils import timezone

from opd.actions.masuk import TERLALU_SERING, begin_attempt
from opd.alamat import client_address

SANDI_TAK_COCOK = "Kata sandi ini tidak cocok dengan akun Anda. Ketik ulang."


def check_password_again(request: HttpRequest, form: forms.Form, *, untuk: str) -> int:
    """Put a wrong password, or too many of them, on the valid form; the status that goes with it (200: it is right)."""
    percobaan = begin_attempt(f"{untuk}:{request.user.pk}", alamat=client_address(request), at=timezone.now())
    if percobaan is None:
        form.add_error(None, TERLALU_SERING)
        return 429
    if request.user.check_password(form.cleaned_data["sandi"]):
        percobaan.delete()
        return 200
    form.add_error("sandi", SANDI_TAK_COCOK)
    return 422
