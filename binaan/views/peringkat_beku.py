"""Open a draft for correction and freeze a ranking."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from binaan.models import MasaKoreksi, Peringkat, Sanggahan
from binaan.peringkat.formulir import FormBekukan
from binaan.peringkat.hak import can_freeze
from binaan.peringkat.hasil import read_sheet, sheets
from binaan.peringkat.tangan import nobody_left
from binaan.peringkat.tindakan_beku import BUKAN_SEKDA, freeze, freeze_answer, open_draft, refusal_to_freeze
from desa.waktu import hari_ini
from opd.sandi_ulang import require_password
from opd.views.halaman import render, try_deed


@require_POST
def buka(request: HttpRequest, tahun: int) -> HttpResponse:
    """Open the draft of a year to every head."""
    try:
        open_draft(tahun, by=request.user, at=timezone.now())
        messages.success(request, f"Nilai sementara {tahun} terbuka untuk koreksi.")
    except ValidationError as galat:
        for kalimat in galat.messages:
            messages.error(request, kalimat)
    return redirect(f"{reverse('peringkat:daftar')}?lembar={tahun}")


@require_http_methods(["GET", "HEAD", "POST"])
def bekukan(request: HttpRequest, tahun: int) -> HttpResponse:
    """Read once more what will be frozen, and freeze it."""
    user, hari = request.user, hari_ini()
    if not can_freeze(user, on=hari):
        raise PermissionDenied(BUKAN_SEKDA)
    if request.method == "POST":
        require_password(request)
    if str(tahun) not in sheets(user):
        raise Http404
    lembar = read_sheet(user, str(tahun))
    masa = MasaKoreksi.objects.visible_to(user).filter(tahun=tahun).first()
    form = FormBekukan(request.POST or None, initial={"sidik": lembar.sidik})
    beku = try_deed(form, lambda: freeze(tahun, sidik=form.cleaned_data["sidik"], by=user, at=timezone.now()))
    tolak = refusal_to_freeze(tahun, lembar.draf, masa, on=hari) or nobody_left(tahun, on=hari)
    return _answer(request, beku, {"form": form, "lembar": lembar, "tolak": tolak})


@require_http_methods(["GET", "HEAD", "POST"])
def kabulkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Freeze the version that answers a granted objection."""
    user = request.user
    if not can_freeze(user, on=hari_ini()):
        raise PermissionDenied(BUKAN_SEKDA)
    if request.method == "POST":
        require_password(request)
    semua = Sanggahan.objects.visible_to(user).select_related("peringkat", "opd")
    s = get_object_or_404(semua, uuid=uuid)
    kunci = f"{s.peringkat.tahun}-{s.pk}"
    if kunci not in sheets(user):
        messages.error(request, "Belum ada hitungan untuk sanggahan ini. Tekan Hitung ulang lebih dahulu.")
        return redirect("peringkat:sanggahan", s.uuid)
    lembar = read_sheet(user, kunci)
    form = FormBekukan(request.POST or None, initial={"sidik": lembar.sidik})
    beku = try_deed(form, lambda: freeze_answer(s, sidik=form.cleaned_data["sidik"], by=user, at=timezone.now()))
    tolak = nobody_left(s.peringkat.tahun, on=hari_ini())
    return _answer(request, beku, {"form": form, "lembar": lembar, "sanggahan": s, "tolak": tolak})


def _answer(request: HttpRequest, beku: Peringkat | None, isi: dict[str, Any]) -> HttpResponse:
    if beku is None:
        return render(request, "peringkat/bekukan.html", isi)
    messages.success(request, f"{beku} dibekukan.")
    return redirect(f"{reverse('peringkat:daftar')}?lembar={beku.uuid}")
