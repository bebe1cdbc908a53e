"""Forms of enterprises: register, change, close, open again, filter."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from desa.angka import BilanganField, RupiahField, TanggalField
from desa.enums import BentukUsaha, JenisKelamin, KeluargaMiskin
from desa.models import Desa, Kabupaten, Umkm
from desa.validators import NIB_DIKOSONGKAN, baca_nib, baca_nik, baca_telepon
from opd.actions.isi_umkm import PRIBADI, TERBUKA, IsiUmkm
from opd.forms.atas_permintaan import FormAtasPermintaan
from opd.forms.fakta import FormSusulan, SaringHari, opd_choices
from opd.forms.isian import FormYakin, PilihanPribadi, TeksField
from opd.forms.kbli import FormKbli
from opd.forms.saring import TANPA_NOMOR
from opd.models import Pengguna
from opd.rekap.umkm import BUKAN_UMKM, KeadaanUmkm

TETAP = "tersimpan; isi hanya bila berubah"


class FormUmkm(FormKbli, FormSusulan, FormYakin):
    """A new enterprise in a village that the reader manages."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    nama = TeksField(label="Nama usaha", max_length=150)
    bentuk = forms.ChoiceField(label="Bentuk", choices=BentukUsaha.choices)
    produk = TeksField(label="Produk", max_length=200, required=False, help_text="Misalnya ikan asar, minyak kelapa.")
    makanan_minuman = forms.BooleanField(label="Menjual makanan atau minuman", required=False)
    nib = TeksField(label="NIB", max_length=40, required=False, help_text="13 angka; kosongkan bila belum ada.")
    mulai_usaha = TeksField(label="Tahun mulai usaha", max_length=10, required=False, help_text="Misalnya 2019.")
    modal_usaha_rp = RupiahField(
        label="Modal usaha (Rp)", required=False, help_text="Tanpa tanah dan bangunan tempat usaha."
    )
    penjualan_setahun_rp = RupiahField(
        label="Hasil penjualan setahun (Rp)",
        required=False,
        help_text="Menurut pemilik, dua belas bulan terakhir. Dipakai bila laporan penjualan belum lengkap setahun.",
    )
    dibina_sejak = TanggalField(label="Dibina sejak")
    pemilik = TeksField(label="Nama pemilik", max_length=120, pribadi=True, required=False)
    jenis_kelamin = PilihanPribadi(label="Jenis kelamin pemilik", required=False)
    nik = TeksField(label="NIK pemilik", max_length=40, pribadi=True, required=False, help_text="16 angka pada KTP.")
    telepon = TeksField(label="Telepon pemilik", max_length=40, pribadi=True, required=False)
    keluarga_miskin = PilihanPribadi(
        label="Pemilik dari keluarga miskin",
        required=False,
        help_text="Menurut pengetahuan OPD. Yang keluar dari sini hanya jumlahnya.",
    )
    yakin = forms.BooleanField(label="Sudah diperiksa, tetap simpan", required=False)
    PILIHAN_KOSONG = "belum dicatat"

    field_order = ("uuid", "nama", "bentuk", "produk", "makanan_minuman", "kbli", "kbli_pilih", "nib", "mulai_usaha")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4(), "bentuk": BentukUsaha.PERORANGAN} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for nama in PRIBADI:
            self.fields[nama].widget.attrs["autocomplete"] = "off"
        kosong = ("", f"– {self.PILIHAN_KOSONG} –")
        self.fields["jenis_kelamin"].choices = [kosong, *JenisKelamin.choices]  # type: ignore[attr-defined]
        self.fields["keluarga_miskin"].choices = [kosong, *KeluargaMiskin.choices]  # type: ignore[attr-defined]

    def clean_nib(self) -> str:
        nib = self.cleaned_data["nib"]
        return baca_nib(nib) if nib and nib != NIB_DIKOSONGKAN else nib

    def clean_nik(self) -> str:
        nik = self.cleaned_data["nik"]
        return baca_nik(nik) if nik else ""

    def clean_telepon(self) -> str:
        telepon = self.cleaned_data["telepon"]
        return baca_telepon(telepon) if telepon else ""

    def clean_mulai_usaha(self) -> int | None:
        """A year is written without thousands, so it is no number of the other kind."""
        tahun = self.cleaned_data["mulai_usaha"]
        if not tahun:
            return None
        if not (tahun.isascii() and tahun.isdigit() and len(tahun) == 4):
            raise ValidationError("Tulis tahun dengan empat angka, misalnya 2019.", code="tahun")
        return int(tahun)

    def isi(self) -> IsiUmkm:
        """The checked form as the action takes it; an empty owner field means "leave as stored"."""
        d = self.cleaned_data | {"kbli_id": self.cleaned_data["kbli"]}
        return IsiUmkm(**{k: d[k] for k in TERBUKA}, **{k: d[k] or None for k in PRIBADI})


class FormUbahUmkm(FormAtasPermintaan, FormUmkm):
    """A change; owner fields never show what is stored, and empty they change nothing."""

    sunting = "versi"
    versi = BilanganField(widget=forms.HiddenInput)
    PILIHAN_KOSONG = "tetap seperti tersimpan"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["uuid"], self.fields["alasan_susulan"]
        for nama in ("pemilik", "telepon", "nik"):
            self.fields[nama].help_text = f"Data {TETAP}."


class FormTutupUmkm(FormYakin):
    """Recording that an enterprise closed."""

    versi = BilanganField(widget=forms.HiddenInput)
    tutup_pada = TanggalField(label="Tutup pada")
    alasan = TeksField(label="Alasan", max_length=300, help_text="Misalnya modal habis, pemilik pindah, kapal rusak.")
    field_order = ("versi", "tutup_pada", "alasan")


class FormBukaUmkm(forms.Form):
    """Recording that a closed enterprise opened again."""

    versi = BilanganField(widget=forms.HiddenInput)
    dibuka_pada = TanggalField(label="Buka kembali pada")
    alasan = TeksField(label="Alasan", max_length=300, help_text="Misalnya mendapat modal, mesin sudah diperbaiki.")


class FormKeluarUmkm(forms.Form):
    """Taking an enterprise out of the programme."""

    versi = BilanganField(widget=forms.HiddenInput)
    dibina_sampai = TanggalField(
        label="Keluar dari binaan pada", help_text="Sejak tanggal ini UMKM tidak dihitung lagi sebagai binaan."
    )
    alasan = TeksField(label="Alasan", max_length=300, help_text="Misalnya pindah desa, tidak lagi mau didampingi.")


class FormBatalKeadaan(forms.Form):
    """Undoing a closure, an opening or a removal that was recorded by mistake."""

    versi = BilanganField(widget=forms.HiddenInput)
    alasan = TeksField(
        label="Alasan", max_length=300, help_text="Misalnya salah pilih usaha. Catatan lama tetap ada di riwayat."
    )


class FormBatalBuka(FormYakin, FormBatalKeadaan):
    """Undoing an opening: what was reported since then is asked about."""


class PilihDesa(forms.Form):
    """In which of the own villages a new enterprise is."""

    desa = forms.ChoiceField(label="Desa")

    def __init__(self, *args: Any, pilihan: list[Desa], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desa"].choices = [(d.kode, d.nama_lengkap) for d in pilihan]  # type: ignore[attr-defined]


DESA_PILIHAN = 300
"""More villages than this are offered by kabupaten only."""


class SaringUmkm(SaringHari):
    """Filters of the list; koperasi and BUM Desa are counted apart, so they show only when asked for."""

    q = TeksField(label="Nama atau produk", max_length=80, required=False, widget=forms.TextInput(attrs=TANPA_NOMOR))
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    desa = forms.ChoiceField(label="Desa", required=False)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    bentuk = forms.ChoiceField(
        label="Bentuk",
        required=False,
        choices=[("", "UMKM (tanpa koperasi dan BUM Desa)"), ("semua", "Semua bentuk"), *BentukUsaha.choices],
    )
    keadaan = forms.ChoiceField(label="Keadaan", required=False, choices=[("", "Semua keadaan"), *KeadaanUmkm.choices])
    milik = forms.ChoiceField(label="Milik", required=False, choices=[("", "Semua desa"), ("1", "Desa saya")])
    per = TanggalField(label="Keadaan per tanggal", required=False)
    diketahui = TanggalField(label="Dicatat sampai", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, on=on, **kwargs)
        kabupaten = self._kabupaten()
        pilihan = [(k.kode, k.nama_singkat) for k in kabupaten]
        self.fields["kabupaten"].choices = [("", "Semua kabupaten/kota"), *pilihan]  # type: ignore[attr-defined]
        self.fields["desa"].choices = self._villages(sum(kabupaten.values()))  # type: ignore[attr-defined]
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]

    def _busy(self) -> QuerySet[Desa]:
        """Villages with an enterprise."""
        return Desa.objects.visible_to(self.user).filter(
            Exists(Umkm.objects.visible_to(self.user).filter(desa=OuterRef("pk")))
        )

    def _kabupaten(self) -> dict[Kabupaten, int]:
        """Each with the number of such villages."""
        medan = ("id", "kode", "nama", "jenis")
        kolom = [f"kecamatan__kabupaten__{k}" for k in medan]
        per = self._busy().order_by(kolom[1]).values(*kolom).annotate(n=Count("pk")).values_list(*kolom, "n")
        return {Kabupaten(**dict(zip(medan, isi, strict=True))): n for *isi, n in per}

    def _villages(self, banyak: int) -> list[tuple[str, str]]:
        """All villages, or where they are too many to choose from those of the kabupaten, and the one chosen."""
        desa = self._busy()
        semua = [("", "Semua desa")]
        if banyak > DESA_PILIHAN:
            kabupaten, dipilih = self.data.get("kabupaten", ""), self.data.get("desa", "")
            semua = semua if kabupaten else [("", "Pilih kabupaten lebih dahulu")]
            if not (kabupaten or dipilih):
                return semua
            desa = desa.filter(Q(kecamatan__kabupaten__kode=kabupaten) | Q(kode=dipilih))
        return [*semua, *((d.kode, d.nama_lengkap) for d in desa.with_place().order_by("nama", "kode"))]

    def condition(self) -> Q:
        """The rows that the filters leave, state apart; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return Q(pk__in=[])
        d, q = self.cleaned_data, Q()
        if d["q"]:
            q &= Q(nama__icontains=d["q"]) | Q(produk__icontains=d["q"]) | Q(nib=d["q"])
        if d["kabupaten"]:
            q &= Q(desa__kode__startswith=f"{d['kabupaten']}.")
        if d["desa"]:
            q &= Q(desa__kode=d["desa"])
        if d["opd"]:
            q &= Q(desa__in=self.in_charge().filter(opd__slug=d["opd"]).values("desa"))
        if d["milik"]:
            q &= Q(pk__in=Umkm.objects.managed_by(self.user).order_by().values("pk"))
        if d["bentuk"] in BentukUsaha.values:
            q &= Q(bentuk=d["bentuk"])
        elif d["bentuk"] != "semua":
            q &= ~Q(bentuk__in=BUKAN_UMKM)
        return q
