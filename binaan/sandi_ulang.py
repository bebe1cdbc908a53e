"""Middleware: ask for the password where `opd.sandi_ulang.require_password` wants it, and go on with what was sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from opd.forms.isian import FormSandi
from opd.sandi_ulang import MENIT, SandiDiminta, note_typed
from opd.views.buka_keluarga import check_password
from opd.views.halaman import render

AWALAN = "sandi_ulang"
"""How the fields of the question are named, so that none of the page that waits has that name."""


class MintaSandi:
    """A page that waits for the password is asked for again by itself once it is right; nothing typed is lost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(self, request: HttpRequest, *view: Any) -> HttpResponse | None:
        """The password is looked at only after the middlewares before this one let the request through, CSRF among them."""
        if request.method == "POST" and f"{AWALAN}-sandi" in request.POST and request.user.is_authenticated:
            return _answered(request)
        return None

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _ask(request, FormSandi(prefix=AWALAN)) if isinstance(exception, SandiDiminta) else None


@sensitive_post_parameters(f"{AWALAN}-sandi")
def _answered(request: HttpRequest) -> HttpResponse | None:
    """The question once more when the password was wrong; the page it was asked for, or None to let what was sent go on."""
    form = FormSandi(request.POST, prefix=AWALAN)
    status = check_password(request, form, lambda: None) if form.is_valid() else None
    if form.errors:
        return _ask(request, form, status=status)
    note_typed(request, at=timezone.now())
    return redirect(request.get_full_path()) if request.POST.get(f"{AWALAN}-buka") else None


def _ask(request: HttpRequest, form: FormSandi, *, status: int | None = None) -> HttpResponse:
    """The question, with all that was sent beside it; files cannot be, so a page that sends some is opened anew."""
    kecuali = ("csrfmiddlewaretoken", f"{AWALAN}-sandi", f"{AWALAN}-buka")
    kirim = [(nama, nilai) for nama, semua in request.POST.lists() if nama not in kecuali for nilai in semua]
    buka = request.method != "POST" or bool(request.FILES) or bool(request.POST.get(f"{AWALAN}-buka"))
    isi = {"form": form, "kirim": [] if buka else kirim, "buka": buka, "berkas": bool(request.FILES)} | {"menit": MENIT}
    jawaban = render(request, "akun/sandi_ulang.html", isi, status=status)
    jawaban["Cache-Control"] = "private, no-store"
    return jawaban
