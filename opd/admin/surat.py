"""The spool of e-mail: read by admin_sistem, written by `manage.py kirim_pengingat` alone."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from opd.admin.dasar import ADMIN, AKUN, PanelAdmin


class SuratKeluarAdmin(PanelAdmin):
    """What was or is to be sent to whom, and what went wrong; the address itself is not shown."""

    kelompok = AKUN
    lingkup = "visible_to"
    pelihat = ADMIN
    list_display = ("dibuat_pada", "kepada", "perihal", "keadaan", "galat")
    list_filter = ("dibuat_pada",)
    search_fields = ("perihal", "kepada__nama")
    ordering = ("-dibuat_pada", "-id")
    fields = ("kepada", "perihal", "isi", "batas", "langkah", "dibuat_pada", "dikirim_pada", "dilewati_pada", "galat")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).select_related("kepada").defer("kepada__password", "kepada__surel")

    @admin.display(description="keadaan")
    def keadaan(self, obj: Any) -> str:
        if obj.dikirim_pada:
            return "dikirim"
        return "dilewati" if obj.dilewati_pada else "menunggu"
