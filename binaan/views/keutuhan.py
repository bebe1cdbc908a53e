"""Whether what is recorded is whole: the chain over the audit rows, when it was checked, what lies outside, and the backups."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from binaan.cadangan.keadaan import state_of_backup
from desa.rantai.keadaan import state_of_chain


@require_safe
def keutuhan(request: HttpRequest) -> HttpResponse:
    """Figures and moments only, so every role reads them."""
    at = timezone.now()
    isi = {"k": state_of_chain(request.user, at=at), "c": state_of_backup(request.user, at=at)}
    return render(request, "keutuhan/keutuhan.html", isi)
