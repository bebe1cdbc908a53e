"""Forms of target families: put one on the list, change it, find it, filter the list."""

from __future__ import annotations

import re
import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef, Q

from desa.angka import BilanganField, TanggalField
from desa.enums import JenisKelamin, KeadaanKeluarga, SumberKesejahteraan
from desa.models import Desa, Kabupaten, Keluarga
from desa.validators import baca_nomor_keluarga
from opd.actions.isi_keluarga import PRIBADI, IsiKeluarga, IsiMasuk
from opd.forms.atas_permintaan import FormAtasPermintaan
from opd.forms.fakta import FormSusulan
from opd.forms.isian import FormNomorOrang, FormSandi, FormVersi, FormYakin, PilihanPribadi, TeksField, VersiField
from opd.forms.saring import Saringan
from opd.forms.umkm import DESA_PILIHAN, TETAP
from opd.rekap.keluarga import moves_to

DESIL = [(str(n), f"Desil {n}") for n in range(1, 11)]


class AnggotaField(BilanganField):
    """How many people, marked as personal data."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"data-pribadi": ""}


class FormDataKeluarga(FormNomorOrang, FormYakin):
    """Who a family is."""

    kepala = TeksField(label="Nama kepala keluarga", max_length=120, pribadi=True)
    nik = TeksField(
        label="NIK kepala keluarga", max_length=40, pribadi=True, required=False, help_text="16 angka pada KTP."
    )
    kk = TeksField(
        label="Nomor kartu keluarga (KK)",
        max_length=40,
        pribadi=True,
        required=False,
        help_text="16 angka di kepala kartu keluarga. Isi NIK, nomor KK, atau keduanya.",
    )
    jenis_kelamin = PilihanPribadi(label="Jenis kelamin kepala keluarga", required=False)
    jumlah_anggota = AnggotaField(
        label="Jumlah anggota keluarga",
        required=False,
        min_value=1,
        max_value=40,
        help_text="Orang, termasuk kepala keluarga.",
    )
    alamat_rumah = TeksField(
        label="Alamat rumah",
        max_length=200,
        pribadi=True,
        required=False,
        help_text="Dusun, RT/RW, atau petunjuk rumahnya.",
    )
    telepon = TeksField(label="Telepon", max_length=40, pribadi=True, required=False)
    yakin = forms.BooleanField(label="Sudah diperiksa, tetap simpan", required=False)
    PILIHAN_KOSONG = "belum dicatat"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nama in PRIBADI:
            self.fields[nama].widget.attrs["autocomplete"] = "off"
        kosong = ("", f"– {self.PILIHAN_KOSONG} –")
        self.fields["jenis_kelamin"].choices = [kosong, *JenisKelamin.choices]  # type: ignore[attr-defined]

    def isi(self) -> IsiKeluarga:
        """The checked form as the action takes it; an empty field means "leave as stored"."""
        return IsiKeluarga(**{nama: self.cleaned_data[nama] or None for nama in PRIBADI})

    @property
    def bernomor(self) -> bool:
        """Whether a number is about to be compared with other villages."""
        return bool(self.cleaned_data["nik"] or self.cleaned_data["kk"])


class FormKeluarga(FormSusulan, FormDataKeluarga):
    """A new family of a village, and how it came onto the list."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Masuk daftar sasaran pada")
    sumber = forms.ChoiceField(label="Sumber data", choices=SumberKesejahteraan.choices)
    periode_data = TanggalField(
        label="Tanggal data sumber",
        required=False,
        help_text="Tanggal pemutakhiran pada data sumber. Wajib bila desil diisi.",
    )
    desil = forms.ChoiceField(
        label="Desil",
        required=False,
        choices=[("", "– tidak disebut –"), *DESIL],
        help_text="Seperti tertulis pada data sumber. Aplikasi tidak menghitung desil.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def masuk(self) -> IsiMasuk:
        """How it came onto the list."""
        d = self.cleaned_data
        return IsiMasuk(d["tanggal"], d["sumber"], int(d["desil"]) if d["desil"] else None, d["periode_data"])


class FormUbahKeluarga(FormAtasPermintaan, FormDataKeluarga):
    """A change; numbers never show what is stored, and empty they change nothing."""

    sunting = "versi"
    versi = VersiField()
    PILIHAN_KOSONG = "tetap seperti tersimpan"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for nama in ("nik", "kk", "telepon"):
            self.fields[nama].help_text = f"Data {TETAP}."


class FormBukaKeluarga(FormSandi):
    """The own password again, and why a family's numbers are needed."""

    alasan = TeksField(
        label="Untuk apa nomornya dibuka",
        min_length=10,
        max_length=300,
        help_text="Misalnya mencocokkan berkas bantuan di kantor desa. Alasan ini dicatat; jangan menulis nama atau nomor.",
        error_messages={"min_length": "Tulis alasannya lebih lengkap, sedikitnya 10 huruf."},
    )
    field_order = ("alasan", "sandi")


class FormTautan(FormVersi):
    """Which family the owner of an enterprise belongs to; none takes the link away."""

    pilih = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args: Any, calon: list[Keluarga], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.calon = {str(k.uuid): k for k in calon}

    def clean_pilih(self) -> str:
        pilih = self.cleaned_data["pilih"]
        if pilih and pilih not in self.calon:
            raise ValidationError(
                "Keluarga ini tidak ber-NIK sama dengan pemilik UMKM. Muat ulang halaman.", code="lain"
            )
        return str(pilih)

    def chosen(self) -> Keluarga | None:
        """The family, or None."""
        return self.calon.get(self.cleaned_data["pilih"])


class FormCariKeluarga(forms.Form):
    """A NIK, a no. KK or a part of a name. Sent by POST alone: no address, log or history shall hold one."""

    cari = TeksField(
        label="NIK, nomor KK, atau nama",
        max_length=80,
        pribadi=True,
        help_text="Nomor dicari persis, 16 angka; nama cukup sebagian, sedikitnya 3 huruf.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cari"].widget.attrs |= {"autocomplete": "off", "spellcheck": "false"}

    def clean_cari(self) -> str:
        teks = self.cleaned_data["cari"]
        angka = re.sub(r"[ .'-]", "", teks)
        if angka.isascii() and angka.isdigit():
            return baca_nomor_keluarga(angka, "Nomor ini")
        if len(teks) < 3:
            raise ValidationError("Tulis sedikitnya 3 huruf dari namanya.", code="pendek")
        return teks

    @property
    def nomor(self) -> str:
        """The number that was asked for; "" for a name."""
        cari = self.cleaned_data["cari"]
        return cari if cari.isdigit() else ""


class SaringDesaKeluarga(Saringan):
    """Filters of the table of villages."""

    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)

    def prepare(self) -> None:
        kabupaten = Kabupaten.objects.visible_to(self.user).order_by("kode")
        self.fields["kabupaten"].choices = [("", "Semua"), *((k.kode, k.nama_singkat) for k in kabupaten)]

    def condition(self) -> Q:
        """The villages the filter asks for."""
        return Q(kode__startswith=f"{self.isi['kabupaten']}.") if self.isi["kabupaten"] else Q()


class SaringKeluarga(Saringan):
    """Filters of the list. No name and no number: those are looked for by POST."""

    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    desa = forms.ChoiceField(label="Desa", required=False)
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[
            ("", "Sasaran hari ini"),
            *((k.value, k.label) for k in list(KeadaanKeluarga)[1:]),
            ("semua", "Semua"),
        ],
    )

    def prepare(self) -> None:
        ada = Exists(Keluarga.objects.personal_for(self.user).filter(desa=OuterRef("pk")))
        kueri = self.user.personal_desa().filter(ada).order_by("nama", "kode").with_place()
        desa: list[Desa] = list(kueri)
        kabupaten = sorted({(d.kecamatan.kabupaten.kode, d.kecamatan.kabupaten.nama_singkat) for d in desa})
        self.fields["kabupaten"].choices = [("", "Semua kabupaten/kota"), *kabupaten]  # type: ignore[attr-defined]
        semua = [("", "Semua desa saya")]
        if len(desa) > DESA_PILIHAN:
            kode, dipilih = self.data.get("kabupaten", ""), self.data.get("desa", "")
            desa = [d for d in desa if d.kode == dipilih or (kode and d.kode.startswith(f"{kode}."))]
            semua = semua if kode else [("", "Pilih kabupaten lebih dahulu")]
        self.fields["desa"].choices = [*semua, *((d.kode, d.nama_lengkap) for d in desa)]  # type: ignore[attr-defined]

    def condition(self) -> Q:
        """The families that the filters leave; `peristiwa` is annotated."""
        q = Q()
        if self.isi["kabupaten"]:
            q &= Q(desa__kode__startswith=f"{self.isi['kabupaten']}.")
        if self.isi["desa"]:
            q &= Q(desa__kode=self.isi["desa"])
        if self.isi["keadaan"] != "semua":
            q &= Q(peristiwa__in=moves_to(self.isi["keadaan"] or KeadaanKeluarga.SASARAN))
        return q
