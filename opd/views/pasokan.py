"""Pages on which the OPD of a village says whom its enterprises supply."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from desa.waktu import hari_ini
from opd.actions.pasokan import BUKAN_PENDAMPING, cancel_pasokan, end_pasokan, record_pasokan
from opd.forms.pembeli import FormHenti, FormPasokan
from opd.forms.terdaftar import FormAlasan
from opd.models import Pasokan
from opd.permissions_pasar import can_market
from opd.views.halaman import render, try_deed


def supplies(request: HttpRequest) -> QuerySet[Pasokan]:
    """Supplies that were no mistake, newest first, and whether the reader may write each."""
    milik = request.user.own_desa().filter(pk=OuterRef("umkm__desa"))
    semua = Pasokan.objects.visible_to(request.user).in_force().with_names()
    return semua.annotate(boleh=Exists(milik)).order_by("-mulai", "-pk")


@require_http_methods(["GET", "HEAD", "POST"])
def baru(request: HttpRequest) -> HttpResponse:
    """A new supply; the address may name the enterprise and the buyer."""
    user = request.user
    if not user.opd_ids(hari_ini()):
        raise PermissionDenied(BUKAN_PENDAMPING)
    awal: dict[str, Any] = {"mulai": hari_ini()} | {k: request.GET.get(k) for k in ("umkm", "pembeli")}
    form = FormPasokan(request.POST if request.method == "POST" else None, user=user, initial=awal)

    def lakukan() -> Pasokan:
        d = form.cleaned_data
        return record_pasokan(d["umkm"], d["pembeli"], form.isi(), uuid=d["uuid"], by=user, at=timezone.now())

    pasokan = try_deed(form, lakukan)
    if pasokan is not None:
        messages.success(request, "Pasokan tersimpan.")
        return redirect("pembeli:detail", pasokan.pembeli.uuid)
    return render(request, "pembeli/pasokan.html", {"form": form})


def _own(request: HttpRequest, uuid: UUID) -> Pasokan:
    """A supply that the reader may write; 403 otherwise."""
    pasokan = get_object_or_404(Pasokan.objects.visible_to(request.user).with_names(), uuid=uuid)
    if not can_market(request.user, pasokan.umkm.desa_id, on=hari_ini()):
        raise PermissionDenied(BUKAN_PENDAMPING)
    return pasokan


@require_http_methods(["GET", "HEAD", "POST"])
def henti(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """End a supply on a day, with the reason."""
    pasokan = _own(request, uuid)
    awal = {"versi": pasokan.versi, "selesai": hari_ini()}
    form = FormHenti(request.POST if request.method == "POST" else None, initial=awal)
    if try_deed(form, lambda: end_pasokan(pasokan, **form.cleaned_data, by=request.user, at=timezone.now())):
        messages.success(request, "Pasokan dicatat berhenti.")
        return redirect("pembeli:detail", pasokan.pembeli.uuid)
    return render(request, "pembeli/henti.html", {"form": form, "pasokan": pasokan})


@require_http_methods(["GET", "HEAD", "POST"])
def batalkan(request: HttpRequest, uuid: UUID) -> HttpResponse:
    """Take back a supply recorded by mistake, with the reason."""
    pasokan = _own(request, uuid)
    form = FormAlasan(request.POST if request.method == "POST" else None, initial={"versi": pasokan.versi})
    if try_deed(form, lambda: cancel_pasokan(pasokan, **form.cleaned_data, by=request.user, at=timezone.now())):
        messages.success(request, "Pasokan dibatalkan dan tidak dihitung lagi.")
        return redirect("pembeli:detail", pasokan.pembeli.uuid)
    return render(request, "pembeli/henti.html", {"form": form, "pasokan": pasokan, "batal": True})
