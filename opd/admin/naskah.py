"""Plans and quarterly reports in the panel: the head reads the whole text and decides; nothing else is written here."""

from __future__ import annotations

from typing import Any

from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.utils import timezone

from desa.angka import format_tanggal
from desa.waktu import hari_ini, tanggal_wit
from opd.admin.dasar import KEPALA, PEKERJAAN, PanelAdmin, SaringTerbatas
from opd.enums import StatusNaskah
from opd.forms.naskah import FormPutusan, decision_parts
from opd.models import LaporanTriwulan, RencanaAksi
from opd.rekap.hak import HakNaskah
from opd.rekap.isi_rencana import read_rencana
from opd.rekap.laporan import shown
from opd.rekap.tertahan import TEKS


class NaskahAdmin(PanelAdmin):
    """Papers of the own OPDs. The page of a row is its text and the decision; only deeds of opd/actions move it."""

    kelompok = PEKERJAAN
    pelihat = KEPALA
    list_display = ("naskah", "status", "hari", "sejak", "desa")
    list_filter = ("status", ("penugasan", SaringTerbatas))
    search_fields = ("penugasan__desa__nama",)
    ordering = ("di_meja_sejak", "pk")

    def rows(self, request: HttpRequest) -> QuerySet:
        kueri = super().rows(request).filter(penugasan__dikoreksi_pada__isnull=True)
        return kueri.select_related("penugasan__opd__dilebur_ke", "penugasan__desa__kecamatan__kabupaten")

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        return super().choices_for(db_field, request).in_force().with_names()

    @admin.display(description="naskah", ordering="tahun")
    def naskah(self, obj: Any) -> str:
        return str(obj)

    @admin.display(description="desa", ordering="penugasan__desa__nama")
    def desa(self, obj: Any) -> str:
        return obj.penugasan.desa.nama_lengkap

    @admin.display(description="di meja ini sejak", ordering="di_meja_sejak")
    def sejak(self, obj: Any) -> str:
        return format_tanggal(tanggal_wit(obj.di_meja_sejak))

    @admin.display(description="hari kalender")
    def hari(self, obj: Any) -> str:
        selesai = obj.status == StatusNaskah.DIVERIFIKASI
        return "–" if selesai else str((hari_ini() - tanggal_wit(obj.di_meja_sejak)).days)

    def changeform_view(
        self, request: HttpRequest, object_id: str | None = None, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """The text and the decision; a refusal comes back with its sentence and what was typed."""
        if object_id is None or not self.may_view(request.user):
            raise PermissionDenied
        if request.method not in ("GET", "HEAD", "POST"):
            return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
        obj, form = self.get_object(request, unquote(object_id)), None
        if request.method == "POST":
            form = FormPutusan(request.POST, naskah=obj, hak=HakNaskah())
            pesan = form.carry_out(by=request.user, at=timezone.now())
            if pesan:
                messages.success(request, pesan)
                return redirect("admin:index")
            obj = self.get_object(request, unquote(object_id))
        bagian = decision_parts(request.user, obj, on=hari_ini(), dikirim=form)
        isi = {
            **self.admin_site.each_context(request),
            "title": f"{obj}, {obj.penugasan.desa.nama}",
            "original": obj,
            "opts": self.opts,
            "has_view_permission": True,
            "tautan": self.links(request, obj),
            **bagian,
            **self.text_of(request, obj),
        }
        return TemplateResponse(request, "admin/naskah.html", isi)

    def text_of(self, request: HttpRequest, obj: Any) -> dict[str, Any]:
        """What the paper says, for its template."""
        raise NotImplementedError


class RencanaAksiAdmin(NaskahAdmin):
    """Yearly plans."""

    list_filter = ("status", "tahun", ("penugasan", SaringTerbatas))

    def text_of(self, request: HttpRequest, obj: RencanaAksi) -> dict[str, Any]:
        return {"rencana": read_rencana(request.user, obj)}


class LaporanTriwulanAdmin(NaskahAdmin):
    """Quarterly reports."""

    list_filter = ("status", "tahun", "triwulan", ("penugasan", SaringTerbatas))

    def get_queryset(self, request: HttpRequest) -> QuerySet:
        """Lists leave the long texts in the database."""
        kueri = super().get_queryset(request).select_related("penugasan__sk")
        satu = request.resolver_match and "object_id" in request.resolver_match.kwargs
        return kueri if satu else kueri.defer(*TEKS)

    def text_of(self, request: HttpRequest, obj: LaporanTriwulan) -> dict[str, Any]:
        return {"laporan": obj, "isi": shown(obj, until=hari_ini())}  # type: ignore[arg-type]
