"""Accounts with their roles, and the audit rows: pages of admin_sistem."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from desa.nama_dikosongkan import with_names_of_today, without_names
from desa.scoped_admin import ScopedForm, ScopedInline
from opd.actions.pengguna import IsiPeran, account_seen, change_pengguna, create_pengguna, make_password
from opd.admin.dasar import ADMIN, AKUN, PanelAdmin
from opd.admin.keamanan import KeamananAkun
from opd.models import Pengguna, PeranPengguna


class PenggunaForm(ScopedForm):
    """An account; the address is only ever typed in, the password is never typed here."""

    surel_baru = forms.EmailField(
        label="Surel",
        required=False,
        help_text="Kosongkan bila tidak berubah. Isi tersimpan tidak ditampilkan di panel ini.",
    )
    hapus_surel = forms.BooleanField(
        label="Hapus surel yang tersimpan",
        required=False,
        help_text="Akun ini tidak lagi menerima pengingat lewat surel.",
    )
    sidik = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial["sidik"] = account_seen(self.instance)

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if isi.get("hapus_surel") and isi.get("surel_baru"):
            self.add_error("hapus_surel", "Isi surel baru atau centang ini, jangan keduanya.")
        return isi


class PeranInline(ScopedInline):
    """The roles of an account, from-to."""

    model = PeranPengguna
    dapat_tambah = dapat_ubah = True
    extra = 2
    fields = ("peran", "opd", "mulai", "selesai")
    lingkup_pilihan = {"opd": "visible_to"}
    verbose_name_plural = "peran (kepala OPD dicatat sebagai jabatan)"

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        return super().choices_for(db_field, request).order_by("nama")


class PenggunaAdmin(KeamananAkun):
    """Accounts: opened with a temporary password, closed by taking the tick away."""

    form = PenggunaForm
    kelompok = AKUN
    pelihat = penambah = pengubah = ADMIN
    minta_sandi = True
    inlines = (PeranInline,)
    list_display = ("nama", "username", "is_active", "last_login", "faktor_sejak", "dibuat_pada")
    list_filter = ("is_active",)
    search_fields = ("nama", "username")
    readonly_fields = ("last_login", "faktor_sejak", "dibuat_pada")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        if obj is None:
            return ("username", "nama", "surel_baru")
        return (
            "username",
            "nama",
            "surel_baru",
            "hapus_surel",
            "is_active",
            "last_login",
            "faktor_sejak",
            "dibuat_pada",
            "sidik",
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.readonly_fields, "username") if obj else self.readonly_fields

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Pengguna:
        d = form.cleaned_data
        request.sandi_sementara = sandi = make_password()  # type: ignore[attr-defined]
        return create_pengguna(
            username=d["username"],
            nama=d["nama"],
            surel=d["surel_baru"],
            peran=self._peran(formsets),
            sandi=sandi,
            by=request.user,
            at=timezone.now(),
        )

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Pengguna:
        d = form.cleaned_data
        return change_pengguna(
            form.instance,
            nama=d["nama"],
            is_active=d["is_active"],
            surel="" if d["hapus_surel"] else d["surel_baru"] or None,
            peran=self._peran(formsets),
            sidik=d["sidik"],
            by=request.user,
            at=timezone.now(),
        )

    def _peran(self, formsets: list[Any]) -> tuple[IsiPeran, ...]:
        baris = [f for fs in formsets for f in fs.forms if f.cleaned_data.get("peran")]
        kolom = ("peran", "opd", "mulai", "selesai")
        return tuple(IsiPeran(*(f.cleaned_data[k] for k in kolom), f.instance.pk) for f in baris)

    def response_add(self, request: HttpRequest, obj: Any, post_url_continue: Any = None) -> HttpResponse:
        """The temporary password, shown this once and kept nowhere."""
        return self.show_password(request, obj, request.sandi_sementara)  # type: ignore[attr-defined]


class CatatanAdmin(PanelAdmin):
    """What was done: read and searched, never written."""

    kelompok = AKUN
    lingkup = "visible_to"
    pelihat = ADMIN
    list_display = ("pada", "oleh", "sebagai", "tindakan", "tentang")
    list_filter = ("pada",)
    search_fields = ("oleh", "tindakan", "tampil")
    ordering = ("-pada", "-id")
    fields = ("pada", "oleh", "sebagai", "tindakan", "tentang", "ringkasan", "alasan")
    readonly_fields = ("tentang", "ringkasan")

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Each row with today's name of an enterprise that was emptied: what is shown is what is searched."""
        return with_names_of_today(super().get_queryset(request))

    @admin.display(description="objek", ordering="tampil")
    def tentang(self, obj: Any) -> str:
        return obj.tampil

    @admin.display(description="perubahan")
    def ringkasan(self, obj: Any) -> str:
        perubahan = without_names(obj.perubahan, obj.sebutan)
        return "; ".join(f"{k}: {lama or '–'} → {baru or '–'}" for k, (lama, baru) in perubahan.items()) or "–"
