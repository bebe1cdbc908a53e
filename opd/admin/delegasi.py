"""The head's desk lent for an absence, and taken back, by its holder."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import path, reverse
from django.utils import timezone

from desa.scoped_admin import ScopedForm
from desa.waktu import hari_ini
from opd.actions.delegasi import BUKAN_PEMEGANG, TERLAMA_HARI, open_delegasi, revoke_delegasi
from opd.admin.dasar import KEPALA, PEKERJAAN, PanelAdmin, SaringTerbatas
from opd.enums import Peran
from opd.forms.isian import TeksField
from opd.models import Delegasi, Opd, Pengguna, PeranPengguna
from opd.models.naskah import TANPA_ALASAN
from opd.permissions import can_delegate, held_desks
from opd.sandi_ulang import require_password


class DelegasiForm(ScopedForm):
    """A delegation, beginning today unless said otherwise."""

    alasan = TeksField(label="Alasan", max_length=300, error_messages={"required": TANPA_ALASAN})

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "mulai" in self.fields:
            self.fields["mulai"].initial = hari_ini()
            self.fields[
                "selesai"
            ].help_text = f"Hari pertama Anda bertugas kembali; paling lama {TERLAMA_HARI} hari sesudah mulai."


class DelegasiAdmin(PanelAdmin):
    """Delegations of the own OPDs: opened and revoked by who holds the desk, never changed."""

    form = DelegasiForm
    kelompok = PEKERJAAN
    minta_sandi = True
    pelihat = penambah = KEPALA
    list_display = ("penerima", "opd", "mulai", "selesai", "alasan", "keadaan")
    list_filter = (("opd", SaringTerbatas),)
    search_fields = ("penerima__nama",)
    fields = ("opd", "penerima", "mulai", "selesai", "alasan")

    def rows(self, request: HttpRequest) -> QuerySet:
        kueri = super().rows(request).select_related("opd", "penerima", "jabatan")
        return kueri.defer("jabatan__nip", "penerima__password", "penerima__surel")

    def _desks(self, user: Any) -> QuerySet:
        """The OPDs whose desk the user holds by Jabatan today."""
        return Opd.objects.visible_to(user).filter(pk__in=held_desks(user, on=hari_ini()))

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """Whoever heads an OPD but does not hold its desk today (a Plh. does) is told so before typing."""
        if object_id is None and self.may_add(request.user) and not held_desks(request.user, on=hari_ini()):  # type: ignore[arg-type]
            raise PermissionDenied(BUKAN_PEMEGANG)
        return super().changeform_view(request, object_id, form_url, extra_context)

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """Own desks, and the operators of their OPDs."""
        user: Any = request.user
        if db_field.name == "opd":
            return self._desks(user)
        peran = PeranPengguna.objects.visible_to(user).open_on(hari_ini())
        operator = peran.filter(peran=Peran.OPERATOR_OPD, opd__in=self._desks(user).values("pk"))
        orang = Pengguna.objects.visible_to(user).filter(pk__in=operator.values("pengguna"), is_active=True)
        return orang.exclude(pk=user.pk)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fields, "keadaan", "dicatat_oleh", "dicatat_pada") if obj else self.fields

    @admin.display(description="keadaan")
    def keadaan(self, obj: Delegasi) -> str:
        hari = hari_ini()
        if obj.dicabut_pada:
            return "Dicabut"
        if obj.jabatan.selesai and obj.jabatan.selesai <= hari < obj.selesai:
            return "Berakhir bersama jabatannya"
        return "Belum mulai" if obj.mulai > hari else "Berlaku" if hari < obj.selesai else "Berakhir"

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Delegasi:
        delegasi = open_delegasi(**form.cleaned_data, by=request.user, at=timezone.now())
        form.instance.jabatan = delegasi.jabatan  # the panel's message names it
        return delegasi

    def links(self, request: HttpRequest, obj: Delegasi) -> list[tuple[str, str]]:
        berjalan = obj.dicabut_pada is None and obj.selesai > hari_ini()
        if not berjalan or not can_delegate(request.user, obj.opd_id, on=hari_ini()):  # type: ignore[arg-type]
            return []
        return [("Cabut delegasi", reverse("admin:opd_delegasi_cabut", args=[obj.pk]))]

    def extra_urls(self) -> list[Any]:
        return [path("<int:pk>/cabut/", self.admin_site.admin_view(self.cabut_view), name="opd_delegasi_cabut")]

    def cabut_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, and on POST end the delegation now."""
        obj = self.get_object(request, str(pk))
        if not self.may_view(request.user) or not can_delegate(request.user, obj.opd_id, on=hari_ini()):  # type: ignore[arg-type]
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        galat = ""
        if request.method == "POST":
            require_password(request)
            try:
                revoke_delegasi(obj, by=request.user, at=timezone.now())
                messages.success(request, "Delegasi sudah dicabut. Persetujuan kembali kepada Anda.")
                return redirect("admin:opd_delegasi_changelist")
            except ValidationError as e:
                galat = " ".join(e.messages)
        return self.deed_page(request, obj, "admin/cabut_delegasi.html", "Cabut delegasi", galat=galat)
