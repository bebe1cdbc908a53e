"""What admin_sistem does for somebody else's account: a temporary password, the second factor reset, devices signed out."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils import timezone

from opd.actions.faktor import reset_factor
from opd.actions.pengguna import make_password, reset_password
from opd.actions.sesi import end_sessions_of
from opd.admin.dasar import PanelAdmin
from opd.forms.isian import FormAlasanFaktor
from opd.models import Sesi
from opd.models.pengguna import MASA_SANDI_SEMENTARA
from opd.sandi_ulang import require_password

PERBUATAN = ("GET", "HEAD", "POST")


class KeamananAkun(PanelAdmin):
    """The pages of one deed on one account."""

    def extra_urls(self) -> list[Any]:
        lihat = self.admin_site.admin_view
        return [
            path("<int:pk>/sandi/", lihat(self.sandi_view), name="opd_pengguna_sandi"),
            path("<int:pk>/verifikasi/", lihat(self.verifikasi_view), name="opd_pengguna_verifikasi"),
            path("<int:pk>/perangkat/", lihat(self.perangkat_view), name="opd_pengguna_perangkat"),
        ]

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        return [
            ("Setel ulang kata sandi", reverse("admin:opd_pengguna_sandi", args=[obj.pk])),
            ("Setel ulang verifikasi dua langkah", reverse("admin:opd_pengguna_verifikasi", args=[obj.pk])),
            ("Perangkat yang masuk", reverse("admin:opd_pengguna_perangkat", args=[obj.pk])),
        ]

    def _account(self, request: HttpRequest, pk: int) -> Any:
        """The account a deed is about. Raises PermissionDenied; doing it asks for the password again."""
        obj = self.get_object(request, str(pk))
        if not self.has_change_permission(request, obj):
            raise PermissionDenied
        if request.method == "POST":
            require_password(request)
        return obj

    def sandi_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and on POST set and show a temporary password."""
        obj = self._account(request, pk)
        if request.method not in PERBUATAN:
            return HttpResponseNotAllowed(PERBUATAN)
        if request.method != "POST":
            return self.deed_page(request, obj, "admin/sandi_tanya.html", "Setel ulang kata sandi")
        sandi = make_password()
        reset_password(obj, sandi=sandi, by=request.user, at=timezone.now())  # type: ignore[arg-type]
        return self.show_password(request, obj, sandi)

    def show_password(self, request: HttpRequest, obj: Any, sandi: str) -> HttpResponse:
        """The temporary password, shown this once and kept nowhere."""
        hari = MASA_SANDI_SEMENTARA.days
        return self.deed_page(
            request, obj, "admin/sandi_sementara.html", "Kata sandi sementara", sandi=sandi, hari=hari
        )

    def perangkat_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Where the account is signed in, and on POST nowhere any more."""
        obj = self._account(request, pk)
        if request.method not in PERBUATAN:
            return HttpResponseNotAllowed(PERBUATAN)
        if request.method == "POST":
            jumlah = end_sessions_of(obj, by=request.user, at=timezone.now())  # type: ignore[arg-type]
            messages.success(request, f"{jumlah} perangkat {obj} dikeluarkan.")
            return HttpResponseRedirect(reverse("admin:opd_pengguna_change", args=[obj.pk]))
        sesi = Sesi.objects.managed_by(request.user).filter(pengguna=obj).alive_at(timezone.now())  # type: ignore[arg-type]
        return self.deed_page(request, obj, "admin/perangkat.html", "Perangkat yang masuk", sesi=sesi)

    def verifikasi_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask why, and on POST take the second factor of somebody else away."""
        obj = self._account(request, pk)
        if request.method not in PERBUATAN:
            return HttpResponseNotAllowed(PERBUATAN)
        form, judul = FormAlasanFaktor(request.POST if request.method == "POST" else None), "Setel ulang verifikasi"
        if form.is_bound and form.is_valid():
            try:
                reset_factor(obj, alasan=form.cleaned_data["alasan"], by=request.user, at=timezone.now())  # type: ignore[arg-type]
            except ValidationError as galat:
                form.add_error("alasan", galat.messages)
            else:
                messages.success(
                    request, f"Verifikasi dua langkah {obj} disetel ulang; semua perangkatnya dikeluarkan."
                )
                return HttpResponseRedirect(reverse("admin:opd_pengguna_change", args=[obj.pk]))
        sendiri = obj.pk == request.user.pk
        return self.deed_page(request, obj, "admin/setel_faktor.html", judul, form=form, sendiri=sendiri)
