"""Upload an extract of target families and say which of its columns is what; the preview is that of every import."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.impor.berkas import BerkasDitolak
from desa.waktu import hari_ini
from opd.actions.impor_keluarga import layout_before, map_columns, upload_extract
from opd.enums import JenisImpor, StatusImpor
from opd.forms.impor_keluarga import FormEkstrak, FormPeta
from opd.forms.isian import put_errors
from opd.impor.kolom import KELUARGA
from opd.impor.peta import offer
from opd.models import Impor
from opd.permissions import can_import
from opd.views.halaman import render
from opd.views.impor import require_open


def _require_right(request: HttpRequest) -> None:
    if not can_import(request.user, JenisImpor.KELUARGA, on=hari_ini()):
        raise PermissionDenied("Impor ini tidak termasuk tugas peran Anda.")


@require_http_methods(["GET", "HEAD", "POST"])
def unggah(request: HttpRequest) -> HttpResponse:
    """The file and what holds for all its rows; a layout that was read before leads straight to the preview."""
    _require_right(request)
    kirim = (request.POST, request.FILES) if request.method == "POST" else ()
    form = FormEkstrak(*kirim, user=request.user)
    if form.is_bound and form.is_valid() and form.ekstrak:
        impor = upload_extract(form.ekstrak, by=request.user, at=timezone.now())
        return redirect("keluarga:kolom" if impor.unmapped else "impor:pratinjau", uuid=impor.uuid)
    isi = {"form": form, "kolom": KELUARGA}
    return render(request, "keluarga/unggah.html", isi)


@require_http_methods(["GET", "HEAD", "POST"])
def kolom(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Which column is what, with three rows of the file, masked."""
    _require_right(request)
    semua = Impor.objects.personal_for(request.user).select_related("sk", "diunggah_oleh")
    impor = get_object_or_404(semua, uuid=uuid, jenis=JenisImpor.KELUARGA)
    require_open(request, impor)
    if impor.status != StatusImpor.PRATINJAU:
        return redirect("impor:pratinjau", uuid=uuid)
    tawaran = offer(impor, layout_before(impor))
    awal = {"desa_semua": impor.pilihan["semua"].get("desa", "")}
    form = FormPeta(
        request.POST if request.method == "POST" else None, user=request.user, tawaran=tawaran, initial=awal
    )
    if form.is_bound and form.is_valid():
        try:
            desa = form.cleaned_data["desa_semua"]
            map_columns(impor, form.peta(), desa=desa, by=request.user, at=timezone.now())
            return redirect("impor:pratinjau", uuid=uuid)
        except ValidationError as galat:
            put_errors(form, galat)
        except BerkasDitolak as galat:
            form.add_error(None, str(galat))
    isi = {"form": form, "impor": impor, "tawaran": tawaran}
    return render(request, "keluarga/kolom.html", isi)
