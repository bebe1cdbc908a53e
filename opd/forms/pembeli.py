"""Forms of buyers and of who supplies them: register, supply, end, filter."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import RupiahField, TanggalField
from desa.enums import KategoriProduk
from desa.models import Umkm
from opd.actions.pasokan import IsiPasokan
from opd.actions.pembeli import IsiPembeli
from opd.enums import JenisPembeli, ModaAngkut
from opd.forms.isian import FormVersi, TeksField
from opd.forms.saring import Saringan, teks_cari
from opd.forms.terdaftar import PRIBADI, FormTerdaftar, UbahTerdaftar, kabupaten_choices
from opd.models import Pembeli, Pengguna
from opd.models.pembeli import HARGA, TEMPAT

LUAR = "luar"


class FormPembeli(FormTerdaftar):
    """A buyer of the register."""

    kata = "pembeli"
    jenis = forms.ChoiceField(label="Jenis", choices=JenisPembeli.choices)
    kabupaten = forms.TypedChoiceField(label="Kabupaten/kota", coerce=int, empty_value=None, required=False)
    kota_luar = TeksField(
        label="Kota di luar Maluku",
        max_length=80,
        required=False,
        help_text="Misalnya Makassar; hanya bila kabupaten/kota tidak dipilih.",
    )
    kategori = forms.ChoiceField(
        label="Jenis barang yang dicari", required=False, choices=[("", "Berbagai jenis"), *KategoriProduk.choices]
    )
    dicari = TeksField(
        label="Barang yang dicari",
        max_length=300,
        help_text="Sebut nama barangnya, misalnya abon tuna, minyak kayu putih; dengan kata itu UMKM dicocokkan.",
    )
    kebutuhan = TeksField(
        label="Jumlah yang dibutuhkan", max_length=100, required=False, help_text="Misalnya 50 kg tiap bulan."
    )
    harga_rp = RupiahField(label="Harga yang ditawarkan (Rp)", required=False)
    satuan_harga = TeksField(label="Satuan harga", max_length=40, required=False, help_text="Misalnya kg, botol, ikat.")
    tanggal_harga = TanggalField(label="Tanggal harga", required=False)
    moda = forms.ChoiceField(label="Angkutan", required=False, choices=[("", "Belum diketahui"), *ModaAngkut.choices])
    pelabuhan = TeksField(label="Pelabuhan atau terminal", max_length=80, required=False)
    hari_kapal = TeksField(
        label="Hari kapal atau angkutan", max_length=100, required=False, help_text="Misalnya Selasa dan Jumat."
    )

    field_order = (
        "uuid", "versi", "nama", "jenis", "kabupaten", "kota_luar", "alamat", "kategori", "dicari", "kebutuhan", "harga_rp",
        "satuan_harga", "tanggal_harga", "moda", "pelabuhan", "hari_kapal", *PRIBADI, "yakin",
    )  # fmt: skip

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kabupaten"].choices = [("", "Di luar Maluku"), *kabupaten_choices(user)]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if {"kabupaten", "kota_luar"} <= set(isi) and (isi["kabupaten"] is None) != bool(isi["kota_luar"]):
            self.add_error("kota_luar", TEMPAT)
        harga = [isi.get(k) or None for k in ("harga_rp", "satuan_harga", "tanggal_harga")]
        if any(harga) and not all(harga) and not {"harga_rp", "tanggal_harga"} & set(self.errors):
            self.add_error("harga_rp", HARGA)
        return isi

    def isi(self) -> IsiPembeli:
        """The checked form as the action takes it; an empty contact field means "leave as stored"."""
        tetap = {k: v for k, v in self.cleaned_data.items() if k in IsiPembeli.__dataclass_fields__}
        return IsiPembeli(**tetap | {"kabupaten_id": self.cleaned_data["kabupaten"]} | self.kontak())


class FormUbahPembeli(UbahTerdaftar, FormPembeli):
    """A change; contact fields never show what is stored, and empty they change nothing."""


class PilihUmkm(forms.ModelChoiceField):
    """Enterprises by uuid, each with its village."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nama} ({obj.desa.nama})"


class PilihPembeli(forms.ModelChoiceField):
    """Buyers by uuid, each with its place."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.nama}, {obj.tempat}"


class FormPasokan(forms.Form):
    """Which enterprise of the reader's villages supplies which buyer."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    umkm = PilihUmkm(label="UMKM", queryset=None, empty_label="Pilih UMKM", to_field_name="uuid")
    pembeli = PilihPembeli(label="Pembeli", queryset=None, empty_label="Pilih pembeli", to_field_name="uuid")
    barang = TeksField(label="Barang yang dipasok", max_length=200, help_text="Misalnya abon tuna, 20 kg tiap bulan.")
    mulai = TanggalField(label="Memasok sejak")

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        milik = Umkm.objects.visible_to(user).filter(desa__in=user.own_desa(), tutup_pada__isnull=True)
        self.fields["umkm"].queryset = milik.select_related("desa").order_by("nama", "pk")  # type: ignore[attr-defined]
        aktif = Pembeli.objects.visible_to(user).active().select_related("kabupaten")
        self.fields["pembeli"].queryset = aktif.order_by("nama", "pk")  # type: ignore[attr-defined]

    def isi(self) -> IsiPasokan:
        """The checked form as the action takes it."""
        return IsiPasokan(self.cleaned_data["barang"], self.cleaned_data["mulai"])


class FormHenti(FormVersi):
    """Until when an enterprise supplied, and why no longer."""

    selesai = TanggalField(label="Memasok sampai")
    alasan = TeksField(label="Alasan berhenti", max_length=300)


class SaringPembeli(Saringan):
    """Filters of the register of buyers."""

    q = teks_cari("Nama atau barang yang dicari", "misalnya abon")
    jenis = forms.ChoiceField(label="Jenis", required=False, choices=[("", "Semua jenis"), *JenisPembeli.choices])
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    moda = forms.ChoiceField(label="Angkutan", required=False, choices=[("", "Semua angkutan"), *ModaAngkut.choices])
    keadaan = forms.ChoiceField(
        label="Keadaan", required=False, choices=[("", "Aktif"), ("ditutup", "Ditutup"), ("semua", "Semua")]
    )

    def prepare(self) -> None:
        semua = [("", "Semua"), *kabupaten_choices(self.user), (LUAR, "Luar Maluku")]
        self.fields["kabupaten"].choices = semua  # type: ignore[attr-defined]

    def condition(self) -> Q:
        """The buyers that the filters leave."""
        d, q = self.isi, Q()
        if d["q"]:
            q &= Q(nama__icontains=d["q"]) | Q(dicari__icontains=d["q"])
        if d["jenis"]:
            q &= Q(jenis=d["jenis"])
        if d["kabupaten"]:
            q &= Q(kabupaten__isnull=True) if d["kabupaten"] == LUAR else Q(kabupaten=d["kabupaten"])
        if d["moda"]:
            q &= Q(moda=d["moda"])
        if d["keadaan"] != "semua":
            q &= Q(ditutup_pada__isnull=d["keadaan"] != "ditutup")
        return q
