"""The panel's pages of the top floor: read only, for every deed on a ranking has a page of its own."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from binaan.models import Bobot
from opd.admin.dasar import PEMELIHARA, TUGAS, PanelAdmin
from opd.enums import Peran


class BobotAdmin(PanelAdmin):
    """Every version of the weights and who enacted it."""

    kelompok = TUGAS
    lingkup = "visible_to"
    pelihat = (*PEMELIHARA, Peran.KEPALA_OPD)
    list_display = ("tahun", "nomor", "keadaan", "disusun_pada", "ditetapkan_pada", "ditetapkan_sebagai")
    list_filter = ("tahun",)
    ordering = ("-tahun", "-nomor")
    fields = (
        "tahun", "nomor", "keadaan", "komponen", "keterangan", "disusun_pada", "ditetapkan_pada", "ditetapkan_sebagai",
    )  # fmt: skip
    readonly_fields = ("keadaan", "komponen")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).defer("disusun_oleh", "ditetapkan_oleh")

    @admin.display(description="keadaan")
    def keadaan(self, obj: Any) -> str:
        return "ditetapkan" if obj.ditetapkan else "rancangan"

    @admin.display(description="komponen")
    def komponen(self, obj: Any) -> str:
        return ", ".join(f"{k['nama']} {k['bobot']}" for k in obj.isi if k["bobot"])


DAFTAR_ATAS = {Bobot: BobotAdmin}
