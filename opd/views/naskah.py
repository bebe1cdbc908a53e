"""The decision on a plan or a report, for every desk: what the paper's page shows of it, and the page that carries it out."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.waktu import hari_ini
from opd.forms.naskah import FormPutusan, decision_parts
from opd.models.naskah import Naskah
from opd.rekap.hak import HakNaskah
from opd.rekap.meja import JENIS, address_of
from opd.views.halaman import render

NAMA = ("penugasan__opd__dilebur_ke", "penugasan__desa__kecamatan__kabupaten")
"""What a page about a paper loads with it."""


def decision_context(request: HttpRequest, naskah: Naskah, dikirim: FormPutusan | None = None) -> dict[str, Any]:
    """`hak`, `putusan` for `_parts/_putusan.html` and `perjalanan` for `_parts/_perjalanan.html`. At most five queries.

    Load the paper with `select_related(*NAMA)`. `dikirim` is a form that was refused and is shown again.
    """
    return decision_parts(request.user, naskah, on=hari_ini(), dikirim=dikirim)


@require_http_methods(["GET", "HEAD", "POST"])
def putuskan(request: HttpRequest, jenis: str, uuid: UUID) -> HttpResponse:
    """Decide on a paper; a refusal stays on this page with its sentence and what was typed."""
    naskah, form = _paper(request, jenis, uuid), None
    if request.method == "POST":
        form = FormPutusan(request.POST, naskah=naskah, hak=HakNaskah())
        pesan = form.carry_out(by=request.user, at=timezone.now())
        if pesan:
            messages.success(request, pesan)
            return redirect(address_of(jenis, uuid))
        naskah = _paper(request, jenis, uuid)
    isi = {"naskah": naskah, **decision_context(request, naskah, form)}
    return render(request, "naskah/putuskan.html", isi, status=422 if form else 200)


def _paper(request: HttpRequest, jenis: str, uuid: UUID) -> Naskah:
    if jenis not in JENIS:
        raise Http404
    return get_object_or_404(JENIS[jenis].objects.visible_to(request.user).select_related(*NAMA), uuid=uuid)
