"""What the pages of the panel share on this floor: roles open them, deeds of `opd/actions` write for them."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.utils import timezone

from desa.scoped_admin import ScopedAdmin, ScopedForm
from desa.validators import baca_telepon
from opd.actions.dasar import BERUBAH
from opd.actions.rujukan import ATURAN, change_reference, create_reference, fingerprint
from opd.enums import Peran
from opd.forms.isian import refused
from opd.sandi_ulang import require_password

PEMELIHARA = (Peran.VERIFIKATOR, Peran.ADMIN_SISTEM)
KEPALA = (Peran.KEPALA_OPD,)
ADMIN = (Peran.ADMIN_SISTEM,)

PEKERJAAN = "Pekerjaan OPD"
TUGAS = "SK dan penugasan"
ORGANISASI = "OPD dan pejabat"
WILAYAH = "Desa dan wilayah"
AKUN = "Akun dan catatan"
KELOMPOK = (PEKERJAAN, TUGAS, ORGANISASI, WILAYAH, AKUN)
"""The groups of the panel's first page, in their order."""


class PanelAdmin(ScopedAdmin):
    """A page opened to roles: who may see, who may add, who may change."""

    pelihat: tuple[Peran, ...] = ()
    penambah: tuple[Peran, ...] = ()
    pengubah: tuple[Peran, ...] = ()
    minta_sandi = False
    """Whether saving asks for the password again: accounts, roles, and what lends rights."""

    def may_view(self, user: Any) -> bool:
        return user.holds(*self.pelihat)

    def may_add(self, user: Any) -> bool:
        return user.holds(*self.penambah)

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return user.holds(*self.pengubah)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        if self.minta_sandi and request.method == "POST":
            require_password(request)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def deed_page(self, request: HttpRequest, obj: Any, templat: str, judul: str, **isi: Any) -> HttpResponse:
        """A page of one deed on one row, 422 with a refused form or a `galat`; its template stands on admin/perbuatan.html."""
        kerangka = self.admin_site.each_context(request) | {"title": judul, "original": obj, "opts": self.opts}
        tolak = request.method == "POST" and (isi.get("galat") or refused(isi))
        return TemplateResponse(request, templat, kerangka | isi, status=422 if tolak else 200)


class UuidForm(ScopedForm):
    """A form whose uuid makes sending it twice harmless."""

    pengenal = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


def susulan_if_sent(request: HttpRequest) -> tuple[str, ...]:
    """The reason of a late fact: asked for once the form was sent and its date turned out to lie in a locked quarter."""
    return ("alasan_susulan",) if request.method == "POST" else ()


class RujukanForm(ScopedForm):
    """A form that carries the fingerprint of the row it shows."""

    sidik = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            aturan = ATURAN[type(self.instance)]
            self.initial["sidik"] = fingerprint(self.instance, aturan.kolom, aturan.banyak)


class RujukanAdmin(PanelAdmin):
    """Reference data: kept by verifikator and admin_sistem through `opd/actions/rujukan.py`."""

    form = RujukanForm
    pelihat = penambah = pengubah = PEMELIHARA
    pribadi: dict[str, str] = {}
    """Form field -> PERSONAL attribute; a blank input leaves what is stored."""

    def get_fields(self, request: HttpRequest, obj: Any = None) -> list[str]:
        """Inputs that show nothing stored are left out where nothing can be typed."""
        medan = list(super().get_fields(request, obj))
        if obj is None:
            return medan
        if not self.has_change_permission(request, obj):
            return [m for m in medan if m not in self.pribadi]
        return [*medan, "sidik"]

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> models.Model:
        banyak, pribadi = self._banyak(form), self._pribadi(form)
        self.complete(request, form.instance)
        return create_reference(form.instance, banyak=banyak, pribadi=pribadi, by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> models.Model:
        kolom = ATURAN[self.model].kolom & set(form.cleaned_data)
        isi = {k: form.cleaned_data[k] for k in kolom}
        if not form.cleaned_data.get("sidik"):
            raise ValidationError(BERUBAH, code="berubah")
        return change_reference(
            form.instance,
            isi,
            sidik=form.cleaned_data["sidik"],
            banyak=self._banyak(form),
            pribadi=self._pribadi(form),
            by=request.user,
            at=timezone.now(),
        )

    def complete(self, request: HttpRequest, obj: Any) -> None:
        """Fill the columns that no form asks for, before a new row is saved."""

    def _banyak(self, form: Any) -> dict[str, Any]:
        return {k: form.cleaned_data[k] for k in ATURAN[self.model].banyak if k in form.cleaned_data}

    def _pribadi(self, form: Any) -> dict[str, str]:
        return {v: form.cleaned_data[k] for k, v in self.pribadi.items() if form.cleaned_data.get(k)}


class SaringTerbatas(admin.RelatedFieldListFilter):
    """A filter by foreign key that offers only rows which the page's own choices would offer."""

    def field_choices(self, field: Any, request: HttpRequest, model_admin: Any) -> list[tuple[Any, str]]:
        return [(satu.pk, str(satu)) for satu in model_admin.choices_for(field, request)]


class SaringBerakhir(admin.EmptyFieldListFilter):
    """Rows that still run or have ended, by whether their end date is filled."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.title = "keadaan"

    def choices(self, changelist: Any) -> Any:
        kata = iter(("Semua", "Masih berlaku", "Sudah berakhir"))
        for pilihan in super().choices(changelist):
            yield pilihan | {"display": next(kata)}


class TeleponField(forms.CharField):
    """A phone number, read the same way everywhere; blank stays blank."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"data-pribadi": ""}

    def to_python(self, value: Any) -> str:
        teks = super().to_python(value)
        return baca_telepon(teks) if teks else ""
