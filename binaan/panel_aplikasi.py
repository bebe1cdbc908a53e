"""The panel's pages of applications and their tokens, for admin_sistem. A token shows once, on the answer that makes it."""

from __future__ import annotations

import re
from typing import Any
from uuid import uuid4

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.urls import path, reverse
from django.utils import timezone

from binaan.actions.aplikasi import (
    IsiAplikasi,
    change_aplikasi,
    create_aplikasi,
    issue_token,
    revoke_token,
)
from binaan.api.token import mint_token
from binaan.enums import Cakupan
from binaan.models import Aplikasi, TokenAplikasi
from desa.scoped_admin import ScopedForm
from opd.actions.dasar import ULANGI
from opd.admin.dasar import ADMIN, AKUN, PanelAdmin, SaringTerbatas, UuidForm
from opd.forms.isian import TeksField
from opd.sandi_ulang import require_password


class AplikasiForm(UuidForm):
    """An application; what it may read is chosen by ticks."""

    cakupan = forms.MultipleChoiceField(
        label="Cakupan",
        choices=Cakupan.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text="Hanya data terbuka yang dibaca setiap akun pembaca; data pribadi tidak pernah keluar lewat API.",
    )
    versi_dibaca = forms.CharField(widget=forms.HiddenInput, required=False, max_length=9)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial |= {"cakupan": self.instance.daftar_cakupan, "versi_dibaca": self.instance.versi}

    def _post_clean(self) -> None:
        """The model keeps the words in one text."""
        pilihan = self.cleaned_data.get("cakupan")
        if pilihan is not None:
            self.cleaned_data["cakupan"] = " ".join(pilihan)
        super()._post_clean()
        if pilihan is not None:
            self.cleaned_data["cakupan"] = pilihan

    def validate_unique(self) -> None:
        """Left to the deed, which knows a form that was sent twice."""

    def isi(self) -> IsiAplikasi:
        d = self.cleaned_data
        return IsiAplikasi(d["nama"], d["pemilik"], d["tujuan"], tuple(d["cakupan"]), d["berlaku_sampai"])


class AplikasiAdmin(PanelAdmin):
    """Programs outside that read the API."""

    form = AplikasiForm
    kelompok = AKUN
    minta_sandi = True
    pelihat = penambah = pengubah = ADMIN
    list_display = ("nama", "pemilik", "cakupan", "berlaku_sampai", "dipakai")
    search_fields = ("nama", "pemilik")
    readonly_fields = ("dipakai", "dibuat_pada")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        isi = ("nama", "pemilik", "tujuan", "cakupan", "berlaku_sampai", "pengenal")
        return isi if obj is None else (*isi, "versi_dibaca", "dipakai", "dibuat_pada")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).annotate(terakhir=Max("token__terakhir_dipakai"))

    @admin.display(description="terakhir dipakai", ordering="terakhir")
    def dipakai(self, obj: Any) -> Any:
        return obj.terakhir or "belum pernah"

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Aplikasi:
        return create_aplikasi(
            form.isi(),
            uuid=form.cleaned_data["pengenal"],
            by=request.user,
            at=timezone.now(),  # type: ignore[arg-type]
        )

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Aplikasi:
        versi = form.cleaned_data["versi_dibaca"]
        return change_aplikasi(
            form.instance,
            form.isi(),
            versi=int(versi) if re.fullmatch("[0-9]+", versi) else 0,
            by=request.user,
            at=timezone.now(),  # type: ignore[arg-type]
        )

    def extra_urls(self) -> list[Any]:
        lihat = self.admin_site.admin_view(self.token_view)
        return [path("<int:pk>/token/", lihat, name="binaan_aplikasi_token")]

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        token = f"{reverse('admin:binaan_tokenaplikasi_changelist')}?aplikasi__id__exact={obj.pk}"
        return [("Buat token", reverse("admin:binaan_aplikasi_token", args=[obj.pk])), ("Lihat tokennya", token)]

    def token_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and on POST make a token and show it this once."""
        obj = self.get_object(request, str(pk))
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        if request.method == "POST":
            require_password(request)
        form = PengenalForm(request.POST if request.method == "POST" else None)
        templat, token, galat = "admin/token_aplikasi.html", mint_token(), ULANGI if form.errors else ""
        if form.is_bound and form.is_valid():
            try:
                issue_token(obj, token=token, uuid=form.cleaned_data["pengenal"], by=request.user, at=timezone.now())  # type: ignore[arg-type]
                return self.deed_page(request, obj, templat, "Token baru", token=token)
            except ValidationError as salah:
                galat = " ".join(salah.messages)
        return self.deed_page(request, obj, templat, "Buat token", form=PengenalForm(), galat=galat)


class PengenalForm(forms.Form):
    """What makes sending the page twice harmless."""

    pengenal = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)


class TokenForm(ScopedForm):
    """The reason for which a token is revoked."""

    alasan = TeksField(
        label="Alasan pencabutan",
        max_length=300,
        help_text="Menyimpan alasan ini mencabut token seketika; token itu tidak dapat dihidupkan lagi.",
    )


class TokenAplikasiAdmin(PanelAdmin):
    """Every token there was: whose, since when, last used, revoked by whom. Saving a reason revokes it."""

    form = TokenForm
    kelompok = AKUN
    pelihat = pengubah = ADMIN
    list_display = ("awalan", "aplikasi", "keadaan", "dibuat_pada", "terakhir_dipakai")
    list_filter = (("aplikasi", SaringTerbatas),)
    list_select_related = ("aplikasi",)
    readonly_fields = ("aplikasi", "awalan", "keadaan", "dibuat_pada", "terakhir_dipakai", "dicabut_pada")
    fields = ("aplikasi", "awalan", "keadaan", "dibuat_pada", "terakhir_dipakai", "dicabut_pada", "alasan")

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return super().may_change(user, obj) and (obj is None or not obj.dicabut)

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).select_related("aplikasi")

    @admin.display(description="keadaan")
    def keadaan(self, obj: Any) -> str:
        return "dicabut" if obj.dicabut else "berlaku"

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> TokenAplikasi:
        return revoke_token(form.instance, alasan=form.cleaned_data["alasan"], by=request.user, at=timezone.now())  # type: ignore[arg-type]

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """Say what was done: nobody changes a token."""
        messages.success(request, f"Token {obj} dicabut. Program yang memakainya tidak dilayani lagi.")
        return self.response_post_save_change(request, obj)


DAFTAR_APLIKASI = {Aplikasi: AplikasiAdmin, TokenAplikasi: TokenAplikasiAdmin}
