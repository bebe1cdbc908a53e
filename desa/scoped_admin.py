"""The base of every page of the admin panel: rows, choices and deeds are closed unless a subclass opens them.

Rows come from `managed_by` (or the scope a subclass names), choices of foreign keys from the managed scope of their
model, filters and searches from what is declared. A write reaches the database only through the deed that a subclass
gives as `create` or `change`; nothing is ever deleted. Django's own log stays empty: Catatan is the record.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.contrib.admin.widgets import AutocompleteSelect, AutocompleteSelectMultiple, RelatedFieldWidgetWrapper
from django.core.exceptions import (
    NON_FIELD_ERRORS,
    FieldDoesNotExist,
    ImproperlyConfigured,
    PermissionDenied,
    ValidationError,
)
from django.core.paginator import Paginator
from django.db import models
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.template.response import TemplateResponse

from desa.angka import BilanganField, RupiahField, TanggalField
from desa.models import Catatan
from desa.nama_dikosongkan import name_of_emptied
from desa.riwayat import baca_riwayat
from desa.simpanan import files_with_rows
from desa.validators import rapikan

RIWAYAT_PER_HALAMAN = 50
AKHIRAN_SARINGAN = r"(__exact|__isnull|__isempty|__gte|__lt|__id__exact)?"


class TanpaTindakan(RuntimeError):
    """A write reached the panel for which no deed is named. A bug, never a user's mistake."""


def personal_names(model: type[models.Model]) -> frozenset[str]:
    """The PERSONAL fields of a model."""
    return getattr(model, "PERSONAL", frozenset())


def touches_personal(model: type[models.Model], jalur: str) -> bool:
    """Whether a lookup path such as "jabatan__nip" passes a PERSONAL field."""
    for bagian in jalur.lstrip("-^=@").split("__"):
        if bagian in personal_names(model):
            return True
        try:
            medan = model._meta.get_field(bagian)
        except FieldDoesNotExist:
            return False
        if medan.is_relation:
            model = medan.related_model  # type: ignore[assignment]
    return False


class ScopedForm(forms.ModelForm):
    """A form of the panel. A deed's refusal, kept on the request, is shown on the fields it names."""

    galat_tindakan: ValidationError | None = None

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]
        if self.galat_tindakan is None:
            return
        galat = self.galat_tindakan
        per_bidang = galat.error_dict if hasattr(galat, "error_dict") else {NON_FIELD_ERRORS: galat.error_list}
        for bidang, daftar in per_bidang.items():
            for satu in daftar:
                self.add_error(bidang if bidang in self.fields else None, satu)


class HanyaKunci:
    """A search box of the panel that is shown again with what was chosen: what is no key of a row is not looked for."""

    def optgroups(self, name: str, value: Iterable[str], attr: Any = None) -> Any:
        kunci = self.field.remote_field.model._meta.pk  # type: ignore[attr-defined]
        return super().optgroups(name, [v for v in value if _is_key(kunci, v)], attr)  # type: ignore[misc]


def _is_key(kunci: models.Field, nilai: str) -> bool:
    try:
        return kunci.to_python(nilai) is not None
    except ValidationError:
        return False


class SatuTerpilih(HanyaKunci, AutocompleteSelect):
    """One row, found by typing."""


class BanyakTerpilih(HanyaKunci, AutocompleteSelectMultiple):
    """Several rows, found by typing."""


class TeksRapi(forms.CharField):
    """Text as the forms of the pages keep it: what is hidden in it, and doubled spaces, are taken out before it is measured."""

    def to_python(self, value: Any) -> Any:
        teks = super().to_python(value)
        return (teks and rapikan(teks, baris=isinstance(self.widget, forms.Textarea))) or self.empty_value


class ScopedMixin:
    """What a page and its inlines share: scoped rows, scoped choices, the project's own fields for money and dates."""

    lingkup = "managed_by"
    lingkup_pilihan: dict[str, str] = {}
    personal_masuk: frozenset[str] = frozenset()
    formfield_overrides = {
        models.DateField: {"form_class": TanggalField, "widget": forms.TextInput(attrs=TanggalField.atribut)},
        models.PositiveBigIntegerField: {"form_class": RupiahField},
        models.PositiveIntegerField: {"form_class": BilanganField},
        models.PositiveSmallIntegerField: {"form_class": BilanganField},
        models.CharField: {"form_class": TeksRapi},
        models.TextField: {"form_class": TeksRapi},
        models.EmailField: {"form_class": forms.EmailField},
        models.SlugField: {"form_class": forms.SlugField},
    }
    show_change_link = False

    def rows(self, request: HttpRequest) -> models.QuerySet:
        """The rows this page may show. Subclasses add what their labels need, never other rows."""
        return getattr(self.model._default_manager, self.lingkup)(request.user)  # type: ignore[attr-defined]

    def get_queryset(self, request: HttpRequest) -> models.QuerySet:
        urutan = self.get_ordering(request)  # type: ignore[attr-defined]
        kueri = self.rows(request)
        return kueri.order_by(*urutan) if urutan else kueri

    def choices_for(self, db_field: Any, request: HttpRequest) -> models.QuerySet:
        """What a foreign key or many-to-many may point to: rows the user manages, or the scope named for the field."""
        lingkup = self.lingkup_pilihan.get(db_field.name, "managed_by")
        return getattr(db_field.remote_field.model._default_manager, lingkup)(request.user)

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = self.choices_for(db_field, request)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", SatuTerpilih(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_foreignkey(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        kwargs["queryset"] = self.choices_for(db_field, request)
        if db_field.name in self.get_autocomplete_fields(request):
            kwargs.setdefault("widget", BanyakTerpilih(db_field, self.admin_site))  # type: ignore[attr-defined]
        return super().formfield_for_manytomany(db_field, request, **kwargs)  # type: ignore[misc]

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Without the wrapper that offers to add or change the related row in a popup."""
        if db_field.name in personal_names(self.model) - self.personal_masuk:  # type: ignore[attr-defined]
            raise ImproperlyConfigured(f"{type(self).__name__} menampilkan data pribadi {db_field.name}.")
        bidang = super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]
        if bidang is not None and isinstance(bidang.widget, RelatedFieldWidgetWrapper):
            bidang.widget = bidang.widget.widget
        if bidang is not None and db_field.name in self.personal_masuk:
            bidang.widget.attrs["data-pribadi"] = ""
        return bidang

    def get_autocomplete_fields(self, request: HttpRequest) -> Iterable[str]:
        """Long lists are searched by those who maintain reference data; everybody else has a short plain list."""
        return self.autocomplete_fields if request.user.may_maintain_reference() else ()  # type: ignore[attr-defined, union-attr]

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class ScopedAdmin(ScopedMixin, admin.ModelAdmin):
    """One model in the panel. Subclasses give `may_view`, `may_add`, `may_change` and the deeds `create`, `change`."""

    form = ScopedForm
    kelompok = "Lainnya"
    awal: tuple[str, ...] = ()
    actions = ()
    view_on_site = False
    list_per_page = 50
    show_full_result_count = False
    save_on_top = False

    def __init__(self, model: type[models.Model], admin_site: Any) -> None:
        super().__init__(model, admin_site)
        saringan = [s[0] if isinstance(s, tuple | list) else s for s in self.list_filter]
        jalur = [*self.list_display, *self.search_fields, *(self.ordering or ()), *saringan]
        bocor = [j for j in jalur if isinstance(j, str) and touches_personal(model, j)]
        if bocor or self.list_editable:
            raise ImproperlyConfigured(f"{type(self).__name__} membuka {bocor or 'list_editable'}.")

    # --- which deeds -------------------------------------------------------------------------------------------

    def may_view(self, user: Any) -> bool:
        return False

    def may_add(self, user: Any) -> bool:
        return False

    def may_change(self, user: Any, obj: Any = None) -> bool:
        return False

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> models.Model:
        """The deed that adds a row; returns it."""
        raise TanpaTindakan(f"{type(self).__name__} tidak menyebut tindakan untuk menambah.")

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> models.Model:
        """The deed that changes `form.instance`; returns the row as it stands then."""
        raise TanpaTindakan(f"{type(self).__name__} tidak menyebut tindakan untuk mengubah.")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.may_view(request.user)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.may_view(request.user)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return type(self).create is not ScopedAdmin.create and self.may_add(request.user)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return type(self).change is not ScopedAdmin.change and self.may_change(request.user, obj)

    # --- the only way to write ---------------------------------------------------------------------------------

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        """Nothing yet: the deed needs the inlines too and runs in `save_related`."""
        nama = "change" if change else "create"
        if getattr(type(self), nama) is getattr(ScopedAdmin, nama):
            raise TanpaTindakan(f"{type(self).__name__} tidak menyebut tindakan {nama}.")

    def save_related(self, request: HttpRequest, form: Any, formsets: list[Any], change: bool) -> None:
        tindakan = self.change if change else self.create
        form.instance.pk = tindakan(request, form, formsets).pk

    def save_formset(self, request: HttpRequest, form: Any, formset: Any, change: bool) -> None:
        raise TanpaTindakan("Baris sisipan hanya disimpan oleh tindakan induknya.")

    def delete_model(self, request: HttpRequest, obj: Any) -> None:
        raise TanpaTindakan("Panel tidak menghapus apa pun.")

    def delete_queryset(self, request: HttpRequest, queryset: Any) -> None:
        raise TanpaTindakan("Panel tidak menghapus apa pun.")

    def construct_change_message(self, request: HttpRequest, form: Any, formsets: Any, add: bool = False) -> str:
        """Catatan says what changed."""
        return ""

    def log_addition(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Catatan is the record."""

    def log_change(self, request: HttpRequest, obj: Any, message: Any) -> None:
        """Catatan is the record."""

    def log_deletions(self, request: HttpRequest, queryset: Any) -> None:
        """Catatan is the record."""

    # --- doors that stay shut ----------------------------------------------------------------------------------

    def get_urls(self) -> list[Any]:
        """List, add, change, history and the subclass's own pages; no deletion and no guessing of addresses."""
        buka = ("_changelist", "_add", "_history", "_change")
        return [*self.extra_urls(), *(u for u in super().get_urls() if (u.name or "").endswith(buka))]

    def extra_urls(self) -> list[Any]:
        """Pages of the subclass's own."""
        return []

    def get_actions(self, request: HttpRequest) -> dict[str, Any]:
        return {}

    def to_field_allowed(self, request: HttpRequest, to_field: str) -> bool:
        return to_field == self.opts.pk.name

    def lookup_allowed(self, lookup: str, value: Any, request: HttpRequest) -> bool:
        """Only what a declared filter sends."""
        for saringan in self.get_list_filter(request):
            satu: Any = saringan[0] if isinstance(saringan, tuple | list) else saringan
            nama = satu if isinstance(satu, str) else satu.parameter_name
            if re.fullmatch(re.escape(nama) + AKHIRAN_SARINGAN, lookup):
                return True
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Any:
        """The row, or the same 404 for one that is missing and one that is somebody else's."""
        obj = super().get_object(request, object_id, from_field)
        if obj is None:
            raise Http404(f"{self.opts.verbose_name} ini tidak ada.")
        return obj

    def get_changeform_initial_data(self, request: HttpRequest) -> dict[str, Any]:
        """Only the choices named in `awal`, and only numbers."""
        return {k: request.GET[k] for k in self.awal if re.fullmatch(r"[0-9]{1,18}", request.GET.get(k, ""))}

    # --- pages -------------------------------------------------------------------------------------------------

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return HttpResponseNotAllowed(["GET", "HEAD"])
        judul = str(self.opts.verbose_name_plural)
        return super().changelist_view(request, {"title": judul[:1].upper() + judul[1:]} | (extra_context or {}))

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        kelas = super().get_form(request, obj, change=change, **kwargs)
        galat = getattr(request, "galat_tindakan", None)
        return type(kelas)(kelas.__name__, (kelas,), {"galat_tindakan": galat}) if galat else kelas

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The form; when the deed refuses, the same form once more with its sentence, and nothing written (422)."""
        isi = {"show_save_and_continue": False, "show_save_as_new": False} | (extra_context or {})
        if object_id is not None:
            isi["tautan"] = self.links(request, self.get_object(request, unquote(object_id)))
        try:
            with files_with_rows():
                jawaban = super().changeform_view(request, object_id, form_url, isi)
        except ValidationError as galat:
            request.galat_tindakan = galat  # type: ignore[attr-defined]
            jawaban = super().changeform_view(request, object_id, form_url, isi)
        if request.method == "POST" and (getattr(jawaban, "context_data", None) or {}).get("errors"):
            jawaban.status_code = 422
        return jawaban

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        """Buttons of a row as (words, address)."""
        return []

    def history_of(self, request: HttpRequest, obj: Any) -> models.QuerySet:
        """The audit rows of an object, newest first."""
        return Catatan.objects.visible_to(request.user).about(obj)  # type: ignore[arg-type]

    def history_view(self, request: HttpRequest, object_id: str, extra_context: Any = None) -> HttpResponse:
        obj = self.get_object(request, unquote(object_id))
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        halaman = Paginator(self.history_of(request, obj), RIWAYAT_PER_HALAMAN).get_page(request.GET.get("p"))
        isi = {
            **self.admin_site.each_context(request),
            "title": f"Riwayat {self.opts.verbose_name}",
            "subtitle": str(obj),
            "object": obj,
            "opts": self.opts,
            "halaman": halaman,
            "baris": baca_riwayat(self.model, halaman, sebutan=name_of_emptied(obj)),
            "has_view_permission": True,
            **(extra_context or {}),
        }
        return TemplateResponse(request, "admin/object_history.html", isi)


class ScopedFormSet(forms.models.BaseInlineFormSet):
    """Rows of one parent; the id of any other row is no valid choice."""

    def add_fields(self, form: Any, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields[self._pk_field.name].queryset = self.queryset


class ScopedInline(ScopedMixin, admin.TabularInline):
    """Rows inside a row. Saved by the parent's deed alone; never deleted, never opened in a popup."""

    formset = ScopedFormSet
    template = "admin/sisipan.html"
    can_delete = False
    extra = 0
    dapat_tambah = False
    dapat_ubah = False

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """New rows come with a new parent, or with one whose rows may change."""
        return self.dapat_tambah and (obj is None or self.dapat_ubah)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return self.dapat_ubah

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """In a table the heading is no label: each input says its own name."""
        bidang = super().formfield_for_dbfield(db_field, request, **kwargs)
        if bidang is not None:
            bidang.widget.attrs["aria-label"] = str(bidang.label or db_field.verbose_name)
        return bidang
