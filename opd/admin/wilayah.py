"""Villages and what is kept about them by hand: local kind and title, contacts, condition, priority lists."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone

from desa.angka import BulanField, DesimalField, RupiahField
from desa.models import KondisiDesa
from desa.rumus_makro import AngkaMakroField
from opd.actions.kondisi import IsiKondisi, record_kondisi
from opd.admin.dasar import PEMELIHARA, WILAYAH, PanelAdmin, RujukanAdmin, RujukanForm, TeleponField, UuidForm
from opd.forms.isian import TeksField


class DesaAdmin(RujukanAdmin):
    """Villages: three columns are kept here, the rest comes from the reference files."""

    kelompok = WILAYAH
    penambah = ()
    list_display = ("nama", "kode", "jenis", "kecamatan", "kabupaten")
    list_filter = ("jenis",)
    search_fields = ("nama", "kode", "kecamatan__nama")
    ordering = ("kode",)
    fields = ("kode", "nama", "kecamatan", "jenis", "sebutan_kepala_lain", "kode_bps", "sumber")
    readonly_fields = ("kode", "nama", "kecamatan", "sumber")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).with_place()

    @admin.display(description="kabupaten/kota")
    def kabupaten(self, obj: Any) -> str:
        return obj.kecamatan.kabupaten.nama_singkat

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        return [("Buka di situs", reverse("desa:detail", args=[obj.kode]))]


class KecamatanAdmin(PanelAdmin):
    """Districts, to be looked up."""

    kelompok = WILAYAH
    pelihat = PEMELIHARA
    list_display = ("nama", "kode", "kabupaten")
    list_select_related = ("kabupaten",)
    search_fields = ("nama", "kode")
    fields = ("kode", "nama", "kabupaten", "sumber")


class KontakForm(RujukanForm):
    """A contact; the phone is only ever typed in."""

    telepon_baru = TeleponField(
        label="Telepon",
        required=False,
        max_length=30,
        help_text="Kosongkan bila tidak berubah. Isi tersimpan tidak ditampilkan di panel ini.",
    )


class KontakAdmin(RujukanAdmin):
    """Camat, village heads and companions."""

    form = KontakForm
    kelompok = WILAYAH
    pribadi = {"telepon_baru": "telepon"}
    autocomplete_fields = ("desa", "kecamatan")
    list_display = ("nama", "jabatan", "desa", "kecamatan", "mulai", "selesai")
    list_filter = ("jabatan",)
    search_fields = ("nama", "desa__nama", "kecamatan__nama")
    fields = ("jabatan", "nama", "desa", "kecamatan", "telepon_baru", "mulai", "selesai", "sumber")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).select_related("desa__kecamatan__kabupaten", "kecamatan")


class DaftarPrioritasAdmin(RujukanAdmin):
    """Named lists of villages that come first."""

    kelompok = WILAYAH
    autocomplete_fields = ("desa",)
    list_display = ("nama", "dasar", "tanggal", "jumlah")
    search_fields = ("nama",)
    fields = ("nama", "dasar", "tanggal", "sumber", "catatan", "desa")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).annotate(n_desa=Count("desa"))

    @admin.display(description="desa", ordering="n_desa")
    def jumlah(self, obj: Any) -> str:
        return str(obj.n_desa)


class IndeksHargaForm(RujukanForm):
    """A month's index; the month as people write it."""

    bulan = BulanField(label="Bulan")
    nilai = DesimalField(label="IHK", tempat=2)


class IndeksHargaAdmin(RujukanAdmin):
    """Consumer prices by month, typed from the releases of BPS."""

    form = IndeksHargaForm
    kelompok = WILAYAH
    list_display = ("bulan", "nilai", "tahun_dasar", "sumber")
    list_filter = ("tahun_dasar",)
    search_fields = ("sumber",)
    fields = ("bulan", "nilai", "tahun_dasar", "sumber")


class KondisiForm(UuidForm):
    """A condition, or with a reason the correction of one."""

    jam_tempuh = DesimalField(label="Lama tempuh (jam)", tempat=1, required=False)
    alasan = TeksField(label="Alasan koreksi", max_length=500, required=False, help_text="Baris lama tetap tersimpan.")


class KondisiDesaAdmin(PanelAdmin):
    """How villages are reached and connected; a correction is a new row."""

    form = KondisiForm
    kelompok = WILAYAH
    pelihat = penambah = pengubah = PEMELIHARA
    awal = ("desa",)
    autocomplete_fields = ("desa",)
    list_display = ("desa", "tanggal", "sinyal", "listrik_jam", "jam_tempuh", "sumber")
    list_filter = ("sinyal",)
    search_fields = ("desa__nama", "desa__kode")
    fields = ("pengenal", "desa", "tanggal", "sinyal", "listrik_jam", "moda", "jam_tempuh", "biaya_rp", "sumber")

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).in_force().select_related("desa__kecamatan__kabupaten")

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return (*self.fields, "alasan") if obj else self.fields

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("desa",) if obj else ()

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> KondisiDesa:
        desa, isi = form.cleaned_data["desa"], self._isi(form)
        return record_kondisi(desa, isi, uuid=form.cleaned_data["pengenal"], by=request.user, at=timezone.now())

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> KondisiDesa:
        lama = self.get_object(request, str(form.instance.pk))
        d = form.cleaned_data
        return record_kondisi(
            lama.desa,
            self._isi(form),
            uuid=d["pengenal"],
            by=request.user,
            at=timezone.now(),
            lama=lama,
            alasan=d["alasan"],
        )

    def response_change(self, request: HttpRequest, obj: Any) -> HttpResponse:
        """The new row has an address of its own: back to the list."""
        super().response_change(request, obj)
        return redirect("admin:desa_kondisidesa_changelist")

    def _isi(self, form: Any) -> IsiKondisi:
        return IsiKondisi(**{k: form.cleaned_data[k] for k in IsiKondisi.__dataclass_fields__})


class BatasStatusForm(RujukanForm):
    """Upper bounds with the decimals that the law prints."""

    sangat_tertinggal = DesimalField(label="Sangat Tertinggal sampai dengan", tempat=4)
    tertinggal = DesimalField(label="Tertinggal sampai dengan", tempat=4)
    berkembang = DesimalField(label="Berkembang sampai dengan", tempat=4)
    maju = DesimalField(label="Maju sampai dengan", tempat=4)


class BatasStatusAdmin(RujukanAdmin):
    """From which value a status is expected; it warns and never decides."""

    form = BatasStatusForm
    kelompok = WILAYAH
    list_display = ("jenis", "mulai_tahun", "tertinggal", "maju", "dipastikan")
    fields = (
        "jenis", "mulai_tahun", "sangat_tertinggal", "tertinggal", "berkembang", "maju", "dipastikan", "sumber",
    )  # fmt: skip


class IndikatorMakroAdmin(RujukanAdmin):
    """The indicators of the context page."""

    kelompok = WILAYAH
    awal = ("kode",)
    list_display = ("nama", "satuan", "arah", "urutan")
    fields = ("kode", "nama", "satuan", "arah", "definisi", "urutan")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("kode",) if obj else ()


class NilaiMakroForm(RujukanForm):
    """A macro figure as people write it: a comma for decimals, and a minus where prices or output fell."""

    nilai = AngkaMakroField(label="Nilai")
    nilai_atas = AngkaMakroField(label="Sampai dengan", required=False, help_text="Hanya target berupa rentang.")


class NilaiMakroAdmin(RujukanAdmin):
    """Targets and realised figures, each with its source."""

    form = NilaiMakroForm
    kelompok = WILAYAH
    list_display = ("indikator", "jenis", "tahun", "periode", "nilai", "sumber")
    list_filter = ("jenis",)
    list_select_related = ("indikator",)
    search_fields = ("indikator__nama", "sumber")
    fields = ("indikator", "jenis", "tahun", "periode", "nilai", "nilai_atas", "sumber", "tanggal_data", "catatan")


class DataKemiskinanForm(RujukanForm):
    """BPS figures of one place and period as one release prints them."""

    persen_miskin = DesimalField(label="Penduduk miskin (%)", tempat=2)
    jumlah_ribu = DesimalField(label="Penduduk miskin (ribu jiwa)", tempat=2, required=False)
    p1 = DesimalField(label="Kedalaman (P1)", tempat=3, required=False)
    p2 = DesimalField(label="Keparahan (P2)", tempat=3, required=False)
    garis_rp = RupiahField(label="Garis kemiskinan (Rp per kapita per bulan)", required=False, max_value=2_000_000_000)


class DataKemiskinanAdmin(RujukanAdmin):
    """BPS poverty of the province and its kabupaten; another release of the same period is another row."""

    form = DataKemiskinanForm
    kelompok = WILAYAH
    list_display = ("wilayah", "tahun", "periode", "persen_miskin", "jumlah_ribu", "sumber")
    list_filter = ("periode",)
    list_select_related = ("kabupaten",)
    search_fields = ("kabupaten__nama", "sumber")
    fields = (
        "kabupaten", "tahun", "periode", "persen_miskin", "presisi", "jumlah_ribu", "p1", "p2", "garis_rp", "sumber", "catatan",
    )  # fmt: skip

    @admin.display(description="wilayah", empty_value="Provinsi Maluku")
    def wilayah(self, obj: Any) -> str:
        return obj.kabupaten.nama_singkat if obj.kabupaten else "Provinsi Maluku"
