"""Forms of applications for money, their steps, and the filter of their sums."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import BilanganField, RupiahField, TanggalField
from desa.enums import JenisPembiayaan, StatusPembiayaan
from opd.actions.pembiayaan import IsiPengajuan, IsiPutusan
from opd.forms.fakta import opd_choices
from opd.forms.isian import FormVersi, FormYakin, TeksField
from opd.forms.saring import Saringan
from opd.forms.terdaftar import kabupaten_choices
from opd.models import Penugasan
from opd.rekap.pembiayaan import Hak, hak_of
from opd.rekap.umkm import BUKAN_UMKM

TANPA_ANGKA = "Jangan tulis jumlah rupiah; alasan ini tersimpan di riwayat."


class FormPengajuan(FormYakin):
    """An application."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    jenis = forms.ChoiceField(label="Jenis", choices=JenisPembiayaan.choices)
    lembaga = TeksField(label="Lembaga", max_length=120, help_text="Misalnya BRI Unit Saumlaki, Baznas Maluku.")
    diajukan_pada = TanggalField(label="Diajukan pada")
    diajukan_rp = RupiahField(label="Jumlah diajukan (Rp)", min_value=1, pribadi=True)

    field_order = ("uuid", "jenis", "lembaga", "diajukan_pada", "diajukan_rp", "yakin")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def isi(self) -> IsiPengajuan:
        """The checked form as the action takes it."""
        return IsiPengajuan(**{k: self.cleaned_data[k] for k in IsiPengajuan.__dataclass_fields__})


class FormPutusan(FormVersi, FormYakin):
    """What the lender decided."""

    tanggal = TanggalField(label="Diputuskan pada")
    putusan = forms.ChoiceField(
        label="Putusan", choices=[("setuju", "Disetujui"), ("tolak", "Ditolak")], widget=forms.RadioSelect
    )
    disetujui_rp = RupiahField(label="Jumlah disetujui (Rp)", required=False, min_value=1, pribadi=True)
    alasan_tolak = TeksField(label="Alasan ditolak", max_length=300, required=False, pribadi=True)

    field_order = ("versi", "tanggal", "putusan", "disetujui_rp", "alasan_tolak", "yakin")

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if isi.get("putusan") == "setuju":
            if isi.get("disetujui_rp") is None and "disetujui_rp" not in self.errors:
                self.add_error("disetujui_rp", "Isi jumlah yang disetujui.")
            if isi.get("alasan_tolak"):
                self.add_error("alasan_tolak", "Kosongkan alasan ditolak bila disetujui.")
        if isi.get("putusan") == "tolak":
            if not isi.get("alasan_tolak"):
                self.add_error("alasan_tolak", "Tulis alasan lembaga itu menolak.")
            if isi.get("disetujui_rp") is not None:
                self.add_error("disetujui_rp", "Kosongkan jumlahnya bila ditolak.")
        return isi

    def isi(self) -> IsiPutusan:
        """The checked form as the action takes it."""
        return IsiPutusan(**{k: self.cleaned_data[k] for k in IsiPutusan.__dataclass_fields__})


class FormPencairan(FormVersi):
    """What was paid."""

    tanggal = TanggalField(label="Dicairkan pada")
    dicairkan_rp = RupiahField(label="Jumlah dicairkan (Rp)", min_value=1, pribadi=True)

    field_order = ("versi", "tanggal", "dicairkan_rp")


class FormTarik(FormVersi):
    """Why the last step, or the whole application, is taken back."""

    alasan = TeksField(label="Alasan", max_length=300, help_text=TANPA_ANGKA)


class SaringPembiayaan(Saringan):
    """Kind, year of the application, and place; `milik` asks for the own villages alone."""

    milik = forms.ChoiceField(label="Milik", required=False, choices=[("", "Semua desa"), ("1", "Desa OPD saya")])
    jenis = forms.ChoiceField(label="Jenis", required=False, choices=[("", "Semua jenis"), *JenisPembiayaan.choices])
    bentuk = forms.ChoiceField(
        label="Bentuk",
        required=False,
        choices=[
            ("", "UMKM (tanpa koperasi dan BUM Desa)"),
            ("bersama", "Koperasi dan BUM Desa"),
            ("semua", "Semua bentuk"),
        ],
    )
    tahun = BilanganField(label="Tahun pengajuan", required=False, min_value=2000, max_value=2100)
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)

    def prepare(self) -> None:
        """Who reads large cells alone gets cuts that do not overlap: two filters would tell the few between them."""
        if self.terbatas:
            self.fields["bentuk"].choices = self.fields["bentuk"].choices[:-1]  # type: ignore[attr-defined]
            del self.fields["tahun"], self.fields["kabupaten"], self.fields["opd"]
            return
        self.fields["kabupaten"].choices = [("", "Semua kabupaten/kota"), *kabupaten_choices(self.user)]  # type: ignore[attr-defined]
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(self.user)]  # type: ignore[attr-defined]

    @property
    def terbatas(self) -> bool:
        """Whether sums of other OPDs are shown to somebody who may not read every one of them."""
        return hak_of(self.user, sendiri=self.data.get("milik") == "1") is Hak.TERBATAS

    def condition(self, *, until: date) -> Q:
        """The applications that the filters leave."""
        d, bersama = self.isi, Q(umkm__bentuk__in=BUKAN_UMKM)
        q = {"": ~bersama, "bersama": bersama}.get(d["bentuk"] or "", Q())
        if d["jenis"]:
            q &= Q(jenis=d["jenis"])
        if d.get("tahun"):
            q &= Q(diajukan_pada__year=d["tahun"])
        if d.get("kabupaten"):
            q &= Q(umkm__desa__kecamatan__kabupaten=d["kabupaten"])
        if d.get("opd"):
            berjalan = Penugasan.objects.visible_to(self.user).in_force().in_charge().active_on(until)
            q &= Q(umkm__desa__in=berjalan.filter(opd__slug=d["opd"]).values("desa"))
        return q


class SaringDaftar(SaringPembiayaan):
    """The same with the step; the list holds the own villages' rows only."""

    langkah = forms.ChoiceField(
        label="Langkah",
        required=False,
        choices=[("", "Semua"), ("menunggu", "Menunggu putusan"), *StatusPembiayaan.choices[1:]],
    )

    terbatas = False

    def prepare(self) -> None:
        super().prepare()
        del self.fields["milik"]

    def condition(self, *, until: date) -> Q:
        q, langkah = super().condition(until=until), self.isi["langkah"]
        ada = {
            "menunggu": Q(diputus_pada__isnull=True),
            "disetujui": Q(disetujui_rp__isnull=False),
            "ditolak": Q(status=StatusPembiayaan.DITOLAK),
            "dicairkan": Q(dicairkan_pada__isnull=False),
        }
        return q & ada.get(langkah or "", Q())
