"""Enterprises in the panel: open data is shown, the owner's name and phone are only ever typed in."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from desa.enums import JenisKelamin, KeluargaMiskin
from desa.models import Desa, Umkm
from desa.models.kbli import kunci_kbli
from desa.validators import baca_kbli, baca_nik
from opd.actions.dasar import BERUBAH
from opd.actions.isi_umkm import PRIBADI, TERBUKA, IsiUmkm
from opd.actions.umkm import change_umkm, count_nik_check, create_umkm
from opd.admin.dasar import (
    KEPALA,
    PEKERJAAN,
    WILAYAH,
    PanelAdmin,
    RujukanAdmin,
    RujukanForm,
    SaringBerakhir,
    SaringTerbatas,
    TeleponField,
    UuidForm,
    susulan_if_sent,
)
from opd.forms.isian import PilihanPribadi, TeksField

TIDAK_BERUBAH = ("", "– tidak diubah –")
TETAP = "Kosongkan bila tidak berubah. Isi tersimpan tidak ditampilkan di panel ini."


class UmkmForm(UuidForm):
    """An enterprise; blank owner fields leave what is stored."""

    mulai_usaha = TeksField(label="Tahun mulai usaha", max_length=10, required=False, help_text="Misalnya 2019.")
    pemilik_baru = TeksField(pribadi=True, label="Nama pemilik", max_length=120, required=False, help_text=TETAP)
    telepon_baru = TeleponField(label="Telepon pemilik", max_length=30, required=False, help_text=TETAP)
    nik_baru = TeksField(pribadi=True, label="NIK pemilik", max_length=30, required=False, help_text=TETAP)
    jenis_kelamin_baru = PilihanPribadi(
        label="Jenis kelamin pemilik", required=False, choices=[TIDAK_BERUBAH, *JenisKelamin.choices]
    )
    keluarga_miskin_baru = PilihanPribadi(
        label="Pemilik dari keluarga miskin", required=False, choices=[TIDAK_BERUBAH, *KeluargaMiskin.choices]
    )
    kode_kbli = TeksField(
        label="Kode KBLI",
        max_length=10,
        required=False,
        help_text="Lima angka. Mencari dengan kata: ubah UMKM ini di situs.",
    )
    yakin = forms.BooleanField(label="Sudah diperiksa, tetap simpan", required=False)
    alasan_susulan = TeksField(label="Alasan susulan", max_length=300, required=False)
    versi_dilihat = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk is not None:
            self.initial |= {"versi_dilihat": self.instance.versi, "kode_kbli": self.instance.kbli_id or ""}

    def clean_mulai_usaha(self) -> int | None:
        """The year as a number; which years make sense is for the deed to say."""
        tahun = self.cleaned_data["mulai_usaha"]
        if tahun and not re.fullmatch(r"[0-9]{4}", tahun):
            raise ValidationError("Tahun ditulis dengan empat angka, misalnya 2019.", code="tahun")
        return int(tahun) if tahun else None

    def clean_nik_baru(self) -> str:
        nik = self.cleaned_data["nik_baru"]
        return baca_nik(nik) if nik else ""

    def clean_kode_kbli(self) -> str | None:
        """The code; whether the list has it is for the deed to say."""
        kode = self.cleaned_data["kode_kbli"]
        if not kode:
            return None
        return baca_kbli(kode)


class UmkmAdmin(PanelAdmin):
    """Enterprises of the own villages."""

    form = UmkmForm
    kelompok = PEKERJAAN
    pelihat = penambah = pengubah = KEPALA
    awal = ("desa",)
    lingkup_pilihan = {"desa": "visible_to"}
    list_display = ("nama", "bentuk", "desa", "produk", "dibina_sejak", "tutup_pada")
    list_filter = (("desa", SaringTerbatas), "bentuk", ("tutup_pada", SaringBerakhir))
    search_fields = ("nama", "produk", "nib")
    fields = (
        "pengenal", "versi_dilihat", "desa", "nama", "bentuk", "nib", "kode_kbli", "makanan_minuman", "produk",
        "mulai_usaha", "modal_usaha_rp", "penjualan_setahun_rp", "dibina_sejak", "pemilik_baru", "jenis_kelamin_baru",
        "nik_baru", "telepon_baru", "keluarga_miskin_baru",
    )  # fmt: skip

    def rows(self, request: HttpRequest) -> QuerySet:
        return super().rows(request).select_related("desa__kecamatan__kabupaten")

    def choices_for(self, db_field: Any, request: HttpRequest) -> QuerySet:
        """Own villages only, for verifikator who head an OPD too."""
        desa = super().choices_for(db_field, request)
        return desa.filter(pk__in=request.user.own_desa().values("pk")).with_place()  # type: ignore[union-attr]

    def get_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        ditanya = ("yakin",) if request.method == "POST" else ()
        return (*self.fields, *(susulan_if_sent(request) if obj is None else ()), *ditanya)

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> tuple[str, ...]:
        return ("desa",) if obj else ()

    def links(self, request: HttpRequest, obj: Any) -> list[tuple[str, str]]:
        kata, nama = ("Catat buka kembali", "buka") if obj.tutup_pada else ("Catat tutup", "tutup")
        tutup = (kata, reverse(f"umkm:{nama}", args=[obj.uuid]))
        produk = ("Produk dan etalase", reverse("produk:umkm", args=[obj.uuid]))
        gabung = ("Gabungkan catatan ganda", reverse("umkm:gabung", args=[obj.uuid]))
        return [tutup, gabung, produk, ("Buka di situs", reverse("umkm:detail", args=[obj.uuid]))]

    def create(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Umkm:
        d = form.cleaned_data
        kirim = {"uuid": d["pengenal"], "susulan": d["alasan_susulan"], "yakin": d["yakin"]}
        self._count_nik(request, d, d["desa"])
        return create_umkm(d["desa"], self._isi(d), by=request.user, at=timezone.now(), **kirim)

    def change(self, request: HttpRequest, form: Any, formsets: list[Any]) -> Umkm:
        d = form.cleaned_data
        if d["versi_dilihat"] is None:
            raise ValidationError(BERUBAH, code="berubah")
        kirim = {"versi": d["versi_dilihat"], "yakin": d["yakin"]}
        self._count_nik(request, d, form.instance.desa)
        return change_umkm(form.instance, self._isi(d), by=request.user, at=timezone.now(), **kirim)

    def _count_nik(self, request: HttpRequest, d: dict[str, Any], desa: Desa) -> None:
        if d["nik_baru"] and not d["yakin"]:
            count_nik_check(desa, by=request.user, at=timezone.now())

    def _isi(self, d: dict[str, Any]) -> IsiUmkm:
        isi = d | {"kbli_id": d["kode_kbli"]}
        return IsiUmkm(**{k: isi[k] for k in TERBUKA}, **{k: d[f"{k}_baru"] or None for k in PRIBADI})


class KbliForm(RujukanForm):
    """A code that the shipped list lacks."""

    def clean_kode(self) -> str:
        return baca_kbli(self.cleaned_data["kode"])


class KbliAdmin(RujukanAdmin):
    """The list of KBLI: codes are added where an enterprise's NIB names one that is missing, and never changed."""

    form = KbliForm
    kelompok = WILAYAH
    pengubah = ()
    list_display = ("kode", "nama", "kata")
    search_fields = ("kode", "nama", "kata")
    fields = ("kode", "nama", "kata", "sumber")

    def complete(self, request: HttpRequest, obj: Any) -> None:
        obj.kunci = kunci_kbli(obj.nama, obj.kata)
