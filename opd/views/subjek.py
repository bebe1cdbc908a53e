"""Pages that answer a data subject: find the person, see all that is stored, hand it over. Nothing asked stands in an address."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from desa.waktu import hari_ini
from opd.actions.buka_keluarga import TAMPIL_DETIK
from opd.actions.subjek import TANPA_PILIHAN, open_subject, record_wrong_password, release_subject, search_subject
from opd.forms.subjek import FormCariSubjek, FormPilihSubjek, FormSerahSubjek
from opd.permissions_subjek import BUKAN_PENJAWAB, can_read_subject
from opd.rekap.berkas_subjek import BerkasSubjek
from opd.rekap.cari_subjek import TERBANYAK
from opd.rekap.lembar_subjek import sheet_of
from opd.rekap.permintaan_subjek import request_query
from opd.views.buka_keluarga import check_password
from opd.views.halaman import render, send_file, try_deed


def _require_right(request: HttpRequest) -> None:
    if not can_read_subject(request.user, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENJAWAB)


@require_http_methods(["GET", "HEAD", "POST"])
def cari(request: HttpRequest) -> HttpResponse:
    """Look for the records of a person; found ones are offered with boxes to tick."""
    _require_right(request)
    form = FormCariSubjek(request.POST if request.method == "POST" else None, user=request.user)
    temuan = try_deed(form, lambda: search_subject(form.question(), by=request.user, at=timezone.now()))
    konteks: dict[str, Any] = {"form": form, "dicari": temuan is not None}
    if temuan is not None:
        konteks |= {"temuan": temuan[:TERBANYAK], "lebih": len(temuan) > TERBANYAK, "terbanyak": TERBANYAK}
    return render(request, "subjek/cari.html", konteks)


@require_POST
def berkas(request: HttpRequest) -> HttpResponse:
    """All that is stored on the person whose records were ticked, numbers masked."""
    _require_right(request)
    form = FormPilihSubjek(request.POST)
    hasil = try_deed(form, lambda: open_subject(form.cleaned_data["catatan"], by=request.user, at=timezone.now()))
    if hasil is None:
        messages.error(request, TANPA_PILIHAN)
        return redirect("subjek:cari")
    return _file_page(request, hasil, FormSerahSubjek(initial={"catatan": form.cleaned_data["catatan"]}))


def _file_page(
    request: HttpRequest, hasil: BerkasSubjek, form: FormSerahSubjek, status: int | None = None
) -> HttpResponse:
    konteks = {"berkas": hasil, "form": form, "per": timezone.now(), "detik": TAMPIL_DETIK}
    konteks["diminta"] = request_query(hasil.kunci)
    return render(request, "subjek/berkas.html", konteks, status=status)


@sensitive_post_parameters("sandi")
@require_POST
def serah(request: HttpRequest) -> HttpResponse:
    """The file in full, on paper or as Excel, after password and reason; refused, the masked page comes back."""
    _require_right(request)
    form, status = FormSerahSubjek(request.POST), None
    if form.is_valid():
        status = check_password(request, form, lambda: record_wrong_password(by=request.user, at=timezone.now()))
        d = form.cleaned_data
        hasil = try_deed(
            form, lambda: release_subject(d["catatan"], alasan=d["alasan"], by=request.user, at=timezone.now())
        )
        if hasil is not None:
            return _released(request, hasil, d["bentuk"])
    try:
        kunci = form.cleaned_data.get("catatan", ())
        return _file_page(request, open_subject(kunci, by=request.user, at=timezone.now()), form, status)
    except ValidationError:
        messages.error(request, TANPA_PILIHAN)
        return redirect("subjek:cari")


def _released(request: HttpRequest, hasil: BerkasSubjek, bentuk: str) -> HttpResponse:
    """The workbook, or the page to print, which leaves the screen after a minute."""
    if bentuk == "excel":
        return send_file(sheet_of(hasil, timezone.now()), "berkas-subjek-data.xlsx")
    konteks = {"berkas": hasil, "per": timezone.now(), "detik": TAMPIL_DETIK}
    jawaban = render(request, "subjek/terbuka.html", konteks)
    jawaban["Refresh"] = f"{TAMPIL_DETIK}; url={reverse('subjek:cari')}"
    jawaban["Cache-Control"] = "private, no-store"
    return jawaban
