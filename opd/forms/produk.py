"""Forms of products and of the consent to show them."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from desa.angka import RupiahField, TanggalField
from desa.enums import CaraPersetujuan, KategoriProduk, Ketersediaan
from desa.models import Produk
from desa.validators import baca_telepon
from opd.actions.persetujuan import IsiPersetujuan
from opd.actions.produk import IsiProduk
from opd.enums import KeadaanTayang
from opd.forms.fakta import opd_choices
from opd.forms.isian import BerkasField, BuktiField, FormVersi, TeksField
from opd.forms.saring import UMUM, Saringan, teks_cari
from opd.foto import BATAS_BERKAS, FotoTayang, siapkan_tayang
from opd.models import Pengguna
from opd.rekap.etalase import SaringTayang, published_kabupaten, published_sektor

BUKAN_PONSEL = "Nomor WhatsApp harus nomor ponsel, diawali 08 atau +628. Periksa nomornya, atau kosongkan."
ISI_PRODUK = ("nama", "kategori", "harga_rp", "satuan", "uraian", "ketersediaan", "cara_pesan")


class FotoTayangField(BerkasField):
    """One photo of a product, cleaned and made light for the public pages."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/*"}))
        super().__init__(**kwargs)

    def check(self, berkas: UploadedFile) -> FotoTayang:
        if (berkas.size or 0) > BATAS_BERKAS:
            raise ValidationError(
                "Foto ini lebih besar dari 10 MB. Kecilkan atau ambil ulang dengan mutu sedang.", code="besar"
            )
        return siapkan_tayang(berkas.read())


class FormProduk(forms.Form):
    """A new product of an enterprise."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    nama = TeksField(label="Nama produk", max_length=120, help_text="Misalnya Sagu lempeng kenari.")
    kategori = forms.ChoiceField(label="Jenis produk", choices=KategoriProduk.choices)
    harga_rp = RupiahField(label="Harga (Rp)", min_value=1)
    satuan = TeksField(label="Per", max_length=60, help_text="Misalnya bungkus 250 g, botol 500 ml, lembar.")
    ketersediaan = forms.ChoiceField(label="Ketersediaan", choices=Ketersediaan.choices)
    uraian = TeksField(
        label="Cerita produk",
        max_length=2000,
        baris=5,
        required=False,
        help_text="Bahan, cara membuat, dan apa yang membuatnya khas. Tanpa nama orang dan nomor telepon.",
    )
    cara_pesan = TeksField(
        label="Cara pesan dan kirim",
        max_length=400,
        baris=2,
        required=False,
        help_text="Misalnya dikirim dari Ambon tiap Selasa, paling sedikit 10 bungkus.",
    )
    foto = FotoTayangField(
        label="Foto produk",
        required=False,
        help_text="Foto barangnya saja, tanpa wajah orang, paling besar 10 MB. Foto dibuat kecil dan lokasinya dihapus.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        awal = {"uuid": uuid.uuid4(), "ketersediaan": Ketersediaan.TERSEDIA}
        kwargs["initial"] = awal | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["kategori"].choices = [("", "Pilih jenisnya"), *KategoriProduk.choices]  # type: ignore[attr-defined]

    def clean_satuan(self) -> str:
        """Without the "per" that the page writes itself."""
        satuan: str = self.cleaned_data["satuan"]
        return satuan[4:].strip() if satuan.lower().startswith("per ") else satuan

    def isi(self) -> IsiProduk:
        return IsiProduk(**{n: self.cleaned_data[n] for n in ISI_PRODUK})


class FormUbahProduk(FormProduk, FormVersi):
    """A change; without a new photo the stored one stays, unless it is to go."""

    sunting = "versi"
    hapus_foto = forms.BooleanField(label="Hapus foto yang tersimpan", required=False)

    def __init__(self, *args: Any, ada_foto: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["uuid"]
        if not ada_foto:
            del self.fields["hapus_foto"]


class FormAlasanProduk(FormVersi):
    """Withdrawing a product or bringing it back."""

    alasan = TeksField(label="Alasan", max_length=300, help_text="Misalnya tidak diproduksi lagi, kemasan diganti.")


class FormCabut(forms.Form):
    """Ending a consent."""

    alasan = TeksField(
        label="Alasan",
        max_length=300,
        help_text="Misalnya diminta pemilik lewat telepon. Jangan tulis nama atau nomor.",
    )


class FormPersetujuan(forms.Form):
    """What an owner agreed to, product by product and item by item."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal persetujuan")
    penyetuju = TeksField(
        label="Nama pemberi persetujuan",
        max_length=120,
        pribadi=True,
        help_text="Pemilik usaha atau ketua kelompoknya.",
    )
    cara = forms.ChoiceField(label="Cara", choices=CaraPersetujuan.choices, widget=forms.RadioSelect)
    surat = BuktiField(
        label="Surat yang ditandatangani",
        required=False,
        widget=forms.FileInput(attrs={"data-pribadi": ""}),
        help_text="Wajib bila bertanda tangan. PDF atau satu foto, paling besar 10 MB; lokasi pada foto dihapus.",
    )
    saksi = TeksField(
        label="Nama saksi", max_length=120, required=False, pribadi=True, help_text="Wajib bila persetujuannya lisan."
    )
    produk = forms.TypedMultipleChoiceField(
        label="Produk yang boleh tampil",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih sedikitnya satu produk."},
    )
    tampil_foto = forms.BooleanField(label="Foto produk boleh tampil", required=False)
    tampil_desa = forms.BooleanField(
        label="Nama desa boleh tampil",
        required=False,
        help_text="Nama OPD pendamping ikut tampil atau ikut tersembunyi, karena dari namanya desa dapat diketahui.",
    )
    nama_tampil = TeksField(
        label="Nama pemilik yang boleh tampil",
        max_length=120,
        required=False,
        pribadi=True,
        help_text="Kosongkan bila nama pemilik tidak boleh tampil.",
    )
    whatsapp = TeksField(
        label="Nomor WhatsApp yang boleh tampil",
        max_length=40,
        required=False,
        pribadi=True,
        help_text="Kosongkan bila nomor tidak boleh tampil. Pembeli lalu diarahkan ke OPD pendamping, atau "
        "ke Pemerintah Provinsi Maluku bila nama desa tidak boleh tampil.",
    )

    def __init__(self, *args: Any, pilihan: Sequence[Produk], **kwargs: Any) -> None:
        awal = {"uuid": uuid.uuid4(), "cara": CaraPersetujuan.TERTULIS, "produk": [p.pk for p in pilihan]}
        kwargs["initial"] = awal | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["produk"].choices = [(p.pk, p.nama) for p in pilihan]  # type: ignore[attr-defined]
        for nama in ("penyetuju", "saksi", "nama_tampil", "whatsapp"):
            self.fields[nama].widget.attrs["autocomplete"] = "off"

    def clean_whatsapp(self) -> str:
        """A mobile number that WhatsApp knows, as +62…"""
        if not self.cleaned_data["whatsapp"]:
            return ""
        nomor = baca_telepon(self.cleaned_data["whatsapp"])
        if not nomor.startswith("+628"):
            raise ValidationError(BUKAN_PONSEL, code="ponsel")
        return nomor

    def isi(self) -> IsiPersetujuan:
        d = self.cleaned_data
        kolom = {k: v for k, v in d.items() if k not in ("uuid", "surat", "produk")}
        return IsiPersetujuan(produk=frozenset(d["produk"]), **kolom)


class SaringProduk(Saringan):
    """Filters of the list of products that the signed-in read."""

    q = teks_cari("Produk atau UMKM", "misalnya sagu")
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    keadaan = forms.ChoiceField(
        label="Keadaan", required=False, choices=[("", "Semua keadaan"), *KeadaanTayang.choices]
    )
    milik = forms.ChoiceField(label="Milik", required=False, choices=[("", "Semua desa"), ("1", "Desa saya")])

    def prepare(self) -> None:
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(self.user)]  # type: ignore[attr-defined]


class SaringEtalase(forms.Form):
    """The filter of the public pages; nobody is signed in, and an unknown value means "no filter"."""

    q = teks_cari("Cari produk", "misalnya sagu, tenun", nomor=UMUM)
    kategori = forms.ChoiceField(label="Jenis", required=False, choices=[("", "Semua jenis"), *KategoriProduk.choices])
    sektor = forms.ChoiceField(label="Sektor usaha", required=False)
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)

    def __init__(self, *args: Any, on: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["sektor"].choices = [("", "Semua sektor"), *published_sektor(on=on)]  # type: ignore[attr-defined]
        self.fields["kabupaten"].choices = [("", "Seluruh Maluku"), *published_kabupaten(on=on)]  # type: ignore[attr-defined]
        self.is_valid()
        self.isi = SaringTayang(**{n: self.cleaned_data.get(n) or "" for n in self.fields})

    @property
    def dipakai(self) -> bool:
        return self.isi != SaringTayang()


class PilihLabel(forms.Form):
    """How many labels of a product go on the sheet."""

    lembar = forms.ChoiceField(
        label="Cetak", required=False, choices=[("", "Satu label besar"), ("1", "Satu lembar penuh (12 label)")]
    )

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    @property
    def penuh(self) -> bool:
        return self.is_valid() and self.cleaned_data["lembar"] == "1"
