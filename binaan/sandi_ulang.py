"""Middleware: ask for the password where `opd.sandi_ulang.require_password` wants it, and go on with what was sent."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters

from opd.actions.masuk import TERLALU_SERING, begin_reentry
from opd.forms.isian import FormSandi
from opd.sandi_ulang import SandiDiminta, note_typed

AWALAN = "sandi_ulang"
"""How the fields of the question are named, so that none of the page that waits has that name."""
SALAH = "Kata sandi ini tidak cocok dengan akun Anda. Ketik ulang."


class MintaSandi:
    """A page that waits for the password is asked for again by itself once it is right; nothing typed is lost."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.method == "POST" and f"{AWALAN}-sandi" in request.POST and request.user.is_authenticated:
            return _answered(request) or self.get_response(request)
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _ask(request, FormSandi(prefix=AWALAN)) if isinstance(exception, SandiDiminta) else None


@sensitive_post_parameters(f"{AWALAN}-sandi")
def _answered(request: HttpRequest) -> HttpResponse | None:
    """The question once more when the password was wrong; the page it was asked for, or None to let what was sent go on."""
    form, at = FormSandi(request.POST, prefix=AWALAN), timezone.now()
    if not form.is_valid():
        return _ask(request, form)
    percobaan = begin_reentry(request.user, at=at)
    if percobaan is None or not request.user.check_password(form.cleaned_data["sandi"]):
        form.add_error("sandi", SALAH if percobaan else TERLALU_SERING)
        return _ask(request, form, status=200 if percobaan else 429)
    percobaan.delete()
    note_typed(request, at=at)
    return redirect(request.get_full_path()) if request.POST.get(f"{AWALAN}-buka") else None


def _ask(request: HttpRequest, form: FormSandi, *, status: int = 200) -> HttpResponse:
    """The question, with all that was sent beside it; files cannot be, so a page that sends some is opened anew."""
    kecuali = ("csrfmiddlewaretoken", f"{AWALAN}-sandi", f"{AWALAN}-buka")
    kirim = [(nama, nilai) for nama, semua in request.POST.lists() if nama not in kecuali for nilai in semua]
    buka = request.method != "POST" or bool(request.FILES) or bool(request.POST.get(f"{AWALAN}-buka"))
    isi = {"form": form, "kirim": [] if buka else kirim, "buka": buka, "berkas": bool(request.FILES)}
    jawaban = render(request, "akun/sandi_ulang.html", isi, status=status)
    jawaban["Cache-Control"] = "private, no-store"
    return jawaban
