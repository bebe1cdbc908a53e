"""Pages of the lines of a plan under way: add, change, move, remove."""

from __future__ import annotations

import uuid as uuid_
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from desa.waktu import hari_ini
from opd.actions.baris_rencana import isi_of, move_baris, remove_baris, save_baris
from opd.actions.dasar import MintaYakin
from opd.actions.naskah import BUKAN_MEJA
from opd.enums import Akumulasi, Polaritas, Strategi
from opd.forms.baris_rencana import FormBaris, initial_of
from opd.forms.isian import FormVersi, put_errors
from opd.forms.rencana import FormGeser
from opd.models import BarisRencana, RencanaAksi
from opd.permissions import can_write_naskah
from opd.rekap.pilihan_indikator import pilihan_indikator
from opd.views.halaman import render, try_deed
from opd.views.naskah import NAMA

AWAL = {"strategi": Strategi.PENDAPATAN, "akumulasi": Akumulasi.NON_KUMULATIF, "polaritas": Polaritas.POSITIF}


def _draft(request: HttpRequest, uuid: UUID) -> RencanaAksi:
    """A plan that the reader may write today; 403 otherwise."""
    rencana = get_object_or_404(RencanaAksi.objects.visible_to(request.user).select_related(*NAMA), uuid=uuid)
    if not can_write_naskah(request.user, rencana, on=hari_ini()):
        raise PermissionDenied(BUKAN_MEJA)
    return rencana


def _line(request: HttpRequest, rencana: RencanaAksi, kunci: UUID) -> BarisRencana | None:
    return BarisRencana.objects.managed_by(request.user).filter(rencana=rencana, kunci=kunci).first()


@require_http_methods(["GET", "POST"])
def isi(request: HttpRequest, uuid: UUID, kunci: UUID | None = None) -> HttpResponse:
    """Add a line to a draft, or change one."""
    rencana = _draft(request, uuid)
    lama = _line(request, rencana, kunci) if kunci else None
    if kunci and lama is None:
        raise Http404
    awal: dict[str, Any] = {"versi": rencana.versi, "kunci": uuid_.uuid4(), **AWAL}
    if lama:
        awal |= initial_of(isi_of(lama)) | {"kunci": lama.kunci}
    desa, juga = rencana.penugasan.desa, frozenset(awal.get("indikator", ()))
    pilihan = pilihan_indikator(request.user, desa, rencana.penugasan.opd_id, juga=juga)
    form = FormBaris(request.POST if request.method == "POST" else None, pilihan=pilihan, initial=awal)
    if _save(request, rencana, form, lama):
        messages.success(request, "Baris tersimpan.")
        return redirect("rencana:detail", rencana.uuid)
    return render(request, "rencana/baris.html", {"form": form, "rencana": rencana, "lama": lama})


def _save(request: HttpRequest, rencana: RencanaAksi, form: FormBaris, lama: BarisRencana | None) -> bool:
    """Whether the line was saved; a refusal goes on the form."""
    if not form.is_bound or not form.is_valid():
        return False
    d = form.cleaned_data
    pilihan = {"kunci": lama.kunci if lama else d["kunci"], "versi": d["versi"], "yakin": d["yakin"]}
    try:
        save_baris(rencana, form.isi(), **pilihan, by=request.user, at=timezone.now())
    except ValidationError as galat:
        form.tanya = d["yakin"] or isinstance(galat, MintaYakin)
        put_errors(form, galat)
        return False
    return True


@require_POST
def geser(request: HttpRequest, uuid: UUID, kunci: UUID) -> HttpResponse:
    """Move a line one place up or down; a refusal is said on the plan's page."""
    rencana, form = _draft(request, uuid), FormGeser(request.POST)
    if not form.is_valid():
        raise Http404
    try:
        move_baris(rencana, kunci, **form.cleaned_data, by=request.user, at=timezone.now())
    except ValidationError as galat:
        messages.warning(request, " ".join(galat.messages))
    return redirect("rencana:detail", rencana.uuid)


@require_http_methods(["GET", "POST"])
def hapus(request: HttpRequest, uuid: UUID, kunci: UUID) -> HttpResponse:
    """Ask, then take a line out of a draft; a line that is gone already needs no second time."""
    rencana = _draft(request, uuid)
    lama = _line(request, rencana, kunci)
    if lama is None:
        messages.info(request, "Baris itu sudah tidak ada pada rencana ini.")
        return redirect("rencana:detail", rencana.uuid)
    form = FormVersi(request.POST if request.method == "POST" else None, initial={"versi": rencana.versi})
    hasil = try_deed(
        form, lambda: remove_baris(rencana, kunci, **form.cleaned_data, by=request.user, at=timezone.now())
    )
    if hasil is not None:
        messages.success(request, "Baris dihapus dari draf.")
        return redirect("rencana:detail", rencana.uuid)
    return render(request, "rencana/hapus.html", {"form": form, "rencana": rencana, "baris": lama})
