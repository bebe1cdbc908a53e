"""OPDs, their other names, their heads, their mergers, decrees, and which OPD acts on which indicator."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import slugify

from desa.validators import kunci_nama
from opd.admin.berkas import BerkasMixin
from opd.admin.dasar import ORGANISASI, PEMELIHARA, TUGAS, PanelAdmin, RujukanAdmin, RujukanForm, SaringBerakhir
from opd.enums import Peran
from opd.forms.isian import BerkasField


class SkForm(RujukanForm):
    """A decree with its paper."""

    berkas = BerkasField(label="Berkas SK", required=False)


class SkAdmin(BerkasMixin, RujukanAdmin):
    """Decrees."""

    form = SkForm
    kelompok = TUGAS
    list_display = ("nomor", "tanggal", "tentang", "mulai", "selesai")
    search_fields = ("nomor", "tentang")
    fields = ("nomor", "tanggal", "tentang", "berkas", "unduh", "mulai", "selesai", "mengubah", "sumber", "catatan")
    readonly_fields = ("unduh",)
    lingkup_pilihan = {"mengubah": "visible_to"}


class OpdAdmin(RujukanAdmin):
    """OPDs: confirmed with a source; merged only by a merger."""

    kelompok = ORGANISASI
    list_display = ("nama", "singkatan", "jenis", "bukti", "berlaku_mulai", "berlaku_selesai")
    list_filter = ("bukti", "jenis", ("berlaku_selesai", SaringBerakhir))
    search_fields = ("nama", "singkatan")
    fields = (
        "nama", "singkatan", "jenis", "induk", "bukti", "sumber", "tanggal_data", ("berlaku_mulai", "berlaku_selesai"),
        "dilebur_ke", "catatan",
    )  # fmt: skip
    readonly_fields = ("dilebur_ke",)

    def complete(self, request: HttpRequest, obj: Any) -> None:
        obj.slug = slugify(obj.singkatan or obj.nama)[:60]

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        return [("Buka di situs", reverse("opd:detail", args=[obj.slug]))]


class AliasOpdAdmin(RujukanAdmin):
    """Other names of OPDs, used when annexes are read."""

    kelompok = ORGANISASI
    list_display = ("nama", "opd", "mulai", "selesai", "dicatat_oleh")
    search_fields = ("nama", "opd__nama")
    list_select_related = ("opd",)
    fields = ("opd", "nama", "mulai", "selesai")

    def complete(self, request: HttpRequest, obj: Any) -> None:
        obj.kunci, obj.dicatat_oleh = kunci_nama(obj.nama), request.user.label  # type: ignore[union-attr]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("nama",) if obj else ()


class JabatanForm(RujukanForm):
    """An office; the NIP is only ever typed in."""

    nip_baru = forms.CharField(
        label="NIP",
        required=False,
        max_length=18,
        widget=forms.TextInput(attrs={"data-pribadi": ""}),
        validators=[RegexValidator(r"^[0-9]{18}$", "NIP terdiri atas 18 angka. Periksa nomornya.")],
        help_text="Kosongkan bila tidak berubah. Isi tersimpan tidak ditampilkan di panel ini.",
    )


class JabatanAdmin(RujukanAdmin):
    """Who heads which OPD. The rights of a head follow from the account, so only admin_sistem ties one."""

    form = JabatanForm
    kelompok = ORGANISASI
    minta_sandi = True
    pribadi = {"nip_baru": "nip"}
    list_display = ("pemegang", "status", "opd", "mulai", "selesai", "pengguna")
    list_filter = ("status", ("selesai", SaringBerakhir))
    search_fields = ("pemegang", "opd__nama", "opd__singkatan")
    fields = ("opd", "nama_jabatan", "pemegang", "nip_baru", "status", "mulai", "selesai", "pengguna", "sumber")
    autocomplete_fields = ("pengguna",)

    def rows(self, request: HttpRequest) -> QuerySet:
        return (
            super()
            .rows(request)
            .select_related("opd", "pengguna")
            .defer("nip", "pengguna__password", "pengguna__surel")
        )

    def may_change(self, user: Any, obj: Any = None) -> bool:
        terhubung = obj is not None and obj.pengguna_id
        return super().may_change(user) and (not terhubung or user.holds(Peran.ADMIN_SISTEM))

    def get_autocomplete_fields(self, request: HttpRequest) -> tuple[str, ...]:
        return ("pengguna",) if request.user.holds(Peran.ADMIN_SISTEM) else ()  # type: ignore[union-attr]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return () if request.user.holds(Peran.ADMIN_SISTEM) else ("pengguna",)  # type: ignore[union-attr]


class IndikatorOpdAdmin(RujukanAdmin):
    """Which OPD can act on which IDM indicator."""

    kelompok = ORGANISASI
    list_display = ("indikator", "opd", "catatan")
    list_select_related = ("indikator", "opd")
    search_fields = ("indikator__nama", "opd__nama")
    fields = ("indikator", "opd", "catatan")


class PenggabunganOpdAdmin(PanelAdmin):
    """Reported mergers: read here, confirmed and executed on their page."""

    kelompok = ORGANISASI
    pelihat = PEMELIHARA
    list_display = ("nama_baru", "status", "tanggal", "menjadi")
    list_filter = ("status",)
    list_select_related = ("menjadi",)
    search_fields = ("nama_baru",)
    fields = ("nama_baru", "status_nama", "dari", "menjadi", "status", "tanggal", "sumber", "dijalankan_pada", "alasan")

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        return [("Tinjau dan putuskan", reverse("penggabungan:detail", args=[obj.pk]))]
