"""The panel's site: one sign-in for site and panel, only scoped pages, no popups, no log beside Catatan."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import admin
from django.contrib.admin.options import IS_POPUP_VAR, TO_FIELD_VAR
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import ImproperlyConfigured, PermissionDenied, SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from binaan.panel_aplikasi import DAFTAR_APLIKASI
from binaan.panel_peringkat import DAFTAR_ATAS
from binaan.views.masuk import keluar
from desa.scoped_admin import ScopedAdmin
from desa.waktu import hari_ini
from opd.admin import DAFTAR
from opd.admin.beranda import first_page
from opd.admin.dasar import KELOMPOK

TERTUTUP = frozenset({"view_on_site"})
"""Addresses of the stock site that would tell of rows outside every scope."""


class BinaanAdminSite(admin.AdminSite):
    """The admin panel of Binaan."""

    site_title = "Binaan"
    site_header = "Panel admin Binaan"
    index_title = "Panel admin"
    enable_nav_sidebar = False

    def __init__(self, name: str = "admin") -> None:
        super().__init__(name)
        for model, halaman in (DAFTAR | DAFTAR_ATAS | DAFTAR_APLIKASI).items():
            self.register(model, halaman)

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        """Only pages that are closed unless opened."""
        if admin_class is None or not issubclass(admin_class, ScopedAdmin):
            raise ImproperlyConfigured(f"{admin_class} bukan ScopedAdmin.")
        super().register(model_or_iterable, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.is_active and request.user.is_staff)

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:
        """No page opens as a popup or points at another column of a row."""

        def tanpa_popup(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            for nama in (IS_POPUP_VAR, TO_FIELD_VAR):
                if nama in request.GET or nama in request.POST:
                    raise SuspiciousOperation(f"{nama} tidak dipakai di panel ini.")
            return view(request, *args, **kwargs)

        return super().admin_view(tanpa_popup, cacheable)

    def get_urls(self) -> list[Any]:
        return [u for u in super().get_urls() if getattr(u, "name", None) not in TERTUTUP]

    @method_decorator(never_cache)
    @method_decorator(login_not_required)
    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """The one sign-in page; it refuses to lead back here whoever may not enter."""
        tujuan = request.GET.get("next") or reverse("admin:index")
        return redirect(f"{reverse('masuk')}?{urlencode({'next': tujuan})}")

    def logout(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return keluar(request)

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("kata_sandi")

    def password_change_done(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return redirect("kata_sandi")

    def autocomplete_view(self, request: HttpRequest) -> HttpResponse:
        """Only for fields that a page of this person declares as searched."""
        for model, halaman in self._registry.items():
            asal = (model._meta.app_label, model._meta.model_name)
            if asal != (request.GET.get("app_label"), request.GET.get("model_name")):
                continue
            boleh = halaman.has_add_permission(request) or halaman.has_change_permission(request)
            if boleh and request.GET.get("field_name") in halaman.get_autocomplete_fields(request):
                return super().autocomplete_view(request)
        raise PermissionDenied

    def index(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """What waits for me and my villages, then the pages."""
        isi = first_page(request.user, until=hari_ini()) | (extra_context or {})
        return super().index(request, isi)

    def app_index(self, request: HttpRequest, app_label: str, extra_context: Any = None) -> HttpResponse:
        return redirect("admin:index")

    def get_log_entries(self, request: HttpRequest) -> tuple[()]:
        """Django's log stays empty."""
        return ()

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[dict[str, Any]]:
        """The pages in the groups of `KELOMPOK`, in the order of `DAFTAR`."""
        per_model = {m["model"]: m for app in self._build_app_dict(request).values() for m in app["models"]}
        hasil = []
        for kelompok in KELOMPOK:
            isi = [per_model[m] for m, a in self._registry.items() if m in per_model and a.kelompok == kelompok]
            if isi:
                hasil.append({"name": kelompok, "app_label": "panel", "app_url": "", "models": isi})
        return hasil
