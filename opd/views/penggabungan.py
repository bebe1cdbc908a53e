"""Reported mergers of OPDs: the list, a preview of every open paper, the act and the refusal."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from desa.waktu import hari_ini
from opd.actions.penggabungan import execute_penggabungan, preview_penggabungan, reject_penggabungan
from opd.ekspor.naskah import PENGGABUNGAN
from opd.enums import StatusPenggabungan
from opd.forms.isian import put_errors
from opd.forms.penggabungan import FormPenggabungan, FormTolakPenggabungan
from opd.forms.saring import Saringan
from opd.models import Opd, PenggabunganOpd, Pengguna
from opd.permissions import can_maintain_penugasan
from opd.views.halaman import render
from opd.views.unduh import export


@require_safe
def daftar(request: HttpRequest) -> HttpResponse:
    """Every reported, executed or refused merger."""
    user = request.user
    gabung = PenggabunganOpd.objects.visible_to(user).select_related("menjadi")
    gabung = gabung.prefetch_related(Prefetch("dari", Opd.objects.visible_to(user), to_attr="asal"))
    if (berkas := export(request, PENGGABUNGAN, list(gabung), Saringan(request.GET, user=user))) is not None:
        return berkas
    return render(request, "penggabungan/daftar.html", {"daftar": gabung})


@require_http_methods(["GET", "HEAD", "POST"])
def detail(request: HttpRequest, pk: int) -> HttpResponse:
    """The preview. With a successor and a date it shows where each paper goes; POST executes or refuses."""
    user = request.user
    gabung = get_object_or_404(PenggabunganOpd.objects.visible_to(user).select_related("menjadi"), pk=pk)
    boleh = can_maintain_penugasan(user, on=hari_ini()) and gabung.status == StatusPenggabungan.DILAPORKAN
    form = FormPenggabungan(request.POST or request.GET or None, user=user, gabung=gabung)
    tolak = FormTolakPenggabungan(request.POST if "tolak" in request.POST else None)
    if request.method == "POST":
        if not can_maintain_penugasan(user, on=hari_ini()):
            raise PermissionDenied
        if "pratinjau" not in request.POST and _carry_out(request, gabung, tolak if "tolak" in request.POST else form):
            return redirect("penggabungan:detail", pk=pk)
    return render(request, "penggabungan/detail.html", _isi(user, gabung, form, tolak, boleh=boleh))


def _isi(
    user: Pengguna, gabung: PenggabunganOpd, form: FormPenggabungan, tolak: FormTolakPenggabungan, *, boleh: bool
) -> dict[str, Any]:
    d = form.cleaned_data if form.is_bound and form.is_valid() else {}
    menjadi, tanggal = d.get("menjadi") or gabung.menjadi, d.get("tanggal")
    return {
        "gabung": gabung,
        "dampak": preview_penggabungan(gabung, menjadi=menjadi, by=user, tanggal=tanggal),
        "menjadi": menjadi,
        "tanggal": tanggal,
        "form": form,
        "tolak": tolak,
        "boleh": boleh,
    }


def _carry_out(request: HttpRequest, gabung: PenggabunganOpd, form: FormPenggabungan | FormTolakPenggabungan) -> bool:
    """Do what the posted form says; False leaves its errors for the page."""
    if not form.is_valid():
        return False
    d, user, at = form.cleaned_data, request.user, timezone.now()
    try:
        if isinstance(form, FormTolakPenggabungan):
            reject_penggabungan(gabung, alasan=d["alasan"], by=user, at=at)
            messages.success(request, "Laporan penggabungan ditandai tidak benar.")
        else:
            execute_penggabungan(gabung, menjadi=d["menjadi"], tanggal=d["tanggal"], by=user, at=at)
            messages.success(request, "Penggabungan OPD sudah dijalankan.")
    except ValidationError as galat:
        put_errors(form, galat)
        return False
    return True
