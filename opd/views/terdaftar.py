"""What the pages of the registers of outside parties share. A contact shows only on the answer to a recorded request."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone

from desa.waktu import hari_ini
from opd.actions.terdaftar import Register
from opd.forms.terdaftar import FormAlasan
from opd.models.terdaftar import Terdaftar
from opd.permissions_mitra import can_add_terdaftar, can_edit_terdaftar
from opd.views.halaman import render, try_deed


def with_rights(request: HttpRequest, model: type[Terdaftar]) -> QuerySet:
    """The register with who recorded each row, and whether the reader may read its contact."""
    kontak = model.objects.personal_for(request.user).filter(pk=OuterRef("pk"))
    nama = ("kabupaten", "opd__dilebur_ke", "dicatat_oleh")
    return model.objects.visible_to(request.user).select_related(*nama).annotate(boleh_kontak=Exists(kontak))


def require_add(request: HttpRequest, register: Register) -> None:
    """403 unless the reader may add to the register."""
    if not can_add_terdaftar(request.user, on=hari_ini()):
        raise PermissionDenied(register.bukan_pencatat)


def own(request: HttpRequest, register: Register, semua: QuerySet, uuid: UUID) -> Any:
    """A row that the reader may change; 403 otherwise."""
    baris = get_object_or_404(semua, uuid=uuid)
    if not can_edit_terdaftar(request.user, baris, on=hari_ini()):
        raise PermissionDenied(register.bukan_pemilik)
    return baris


def close_or_reopen(request: HttpRequest, register: Register, baris: Any, tindakan: Callable[..., Any]) -> HttpResponse:
    """The page that closes a row, or opens a closed one again, with the reason."""
    kata = register.kata
    form = FormAlasan(request.POST if request.method == "POST" else None, initial={"versi": baris.versi})
    if try_deed(form, lambda: tindakan(baris, **form.cleaned_data, by=request.user, at=timezone.now())) is not None:
        ditutup = baris.ditutup_pada is None
        messages.success(request, f"{kata.capitalize()} {'ditutup' if ditutup else 'dibuka kembali'}.")
        return redirect(f"{kata}:detail", baris.uuid)
    return render(request, f"{kata}/tutup.html", {"form": form, kata: baris})
