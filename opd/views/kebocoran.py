"""The page of a breach: from an account and a period to the affected persons and the draft notices (UU 27/2022 art. 46)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from desa.waktu import WIT, hari_ini
from opd.actions.kebocoran import trace_leak
from opd.actions.subjek import record_wrong_password
from opd.forms.kebocoran import FormKebocoran, FormUnduhTerdampak
from opd.permissions_subjek import BUKAN_PENJAWAB, can_trace_account
from opd.rekap.kebocoran import Penelusuran, Tingkat
from opd.rekap.surat_kebocoran import letter_to_authority, letter_to_person, sheet_of
from opd.views.buka_keluarga import check_password
from opd.views.halaman import render, send_file, try_deed

TAMPIL_TERBANYAK = 200


@require_http_methods(["GET", "HEAD", "POST"])
def telusur(request: HttpRequest) -> HttpResponse:
    """Ask for the account and the days; the answer to the POST lists the persons and drafts the notices."""
    _require_right(request)
    kini = timezone.now().astimezone(WIT)
    awal = {"sampai": hari_ini(), "diketahui": hari_ini(), "jam": f"{kini:%H.%M}"}
    form = FormKebocoran(request.POST if request.method == "POST" else None, user=request.user, initial=awal)
    hasil = try_deed(form, lambda: _trace(request, form))
    unduh = FormUnduhTerdampak(user=request.user, initial=request.POST.dict()) if hasil is not None else None
    return _page(request, form, hasil, unduh)


def _require_right(request: HttpRequest) -> None:
    if not can_trace_account(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENJAWAB)


def _trace(request: HttpRequest, form: FormKebocoran, alasan: str | None = None) -> Penelusuran:
    d = form.cleaned_data
    bahan = {"jangkauan": d["jangkauan"], "by": request.user, "at": timezone.now(), "alasan": alasan}
    return trace_leak(form.account(), d["dari"], d["sampai"], **bahan)


def _page(
    request: HttpRequest,
    form: FormKebocoran,
    hasil: Penelusuran | None,
    unduh: FormUnduhTerdampak | None,
    status: int | None = None,
) -> HttpResponse:
    konteks: dict[str, Any] = {"form": form, "hasil": hasil, "unduh": unduh}
    if hasil is not None:
        bocor = form.breach()
        konteks |= {
            "bocor": bocor,
            "hitungan": [(t.label, hasil.count(t)) for t in Tingkat],
            "baris": hasil.terdampak[:TAMPIL_TERBANYAK],
            "lebih": max(len(hasil.terdampak) - TAMPIL_TERBANYAK, 0),
            "surat": [
                ("Kepada orang yang terdampak", letter_to_person(bocor, hasil.jenis)),
                ("Kepada lembaga", letter_to_authority(bocor, hasil)),
            ],
        }
    return render(request, "subjek/kebocoran.html", konteks, status=status)


@sensitive_post_parameters("sandi")
@require_POST
def unduh(request: HttpRequest) -> HttpResponse:
    """The list and the notices as a workbook, after password and reason; refused, the page comes back."""
    _require_right(request)
    form, status = FormUnduhTerdampak(request.POST, user=request.user), None
    if form.is_valid():
        status = check_password(request, form, lambda: record_wrong_password(by=request.user, at=timezone.now()))
        hasil = try_deed(form, lambda: _trace(request, form, form.cleaned_data["alasan"]))
        if hasil is not None:
            return send_file(sheet_of(form.breach(), hasil), "terdampak-kebocoran.xlsx")
    dasar = FormKebocoran(request.POST, user=request.user)
    hasil = try_deed(dasar, lambda: _trace(request, dasar))
    return _page(request, dasar, hasil, form if hasil is not None else None, status)
