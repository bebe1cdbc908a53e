"""Forms of the import of target families: the file and what holds for it, and which of its columns is what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desa.angka import TanggalField, format_ribuan
from desa.enums import SumberKesejahteraan
from desa.impor.berkas import UKURAN_TERBESAR, BerkasDitolak
from desa.waktu import hari_ini
from opd.actions.impor_keluarga import Ekstrak
from opd.enums import JenisImpor
from opd.forms.impor import BERKAS_HILANG
from opd.forms.umkm import DESA_PILIHAN
from opd.impor.kolom import KELUARGA, row_limit
from opd.impor.peta import TawaranPeta, read_headings
from opd.models import Pengguna, Penugasan


def _village_choices(user: Pengguna) -> list[tuple[str, str]]:
    """The assisted villages whose families the reader may write; first of all, what the file says."""
    binaan = Penugasan.objects.visible_to(user).in_force().values("desa")
    desa = user.personal_desa().filter(pk__in=binaan).with_place().order_by("nama", "kode")[:DESA_PILIHAN]  # type: ignore[attr-defined]
    return [("", "Menurut berkas"), *((d.kode, d.nama_lengkap) for d in desa)]


class FormEkstrak(forms.Form):
    """The file, where it comes from and of which day. A valid form has read its headings: `ekstrak`."""

    sumber = forms.ChoiceField(label="Sumber data", choices=SumberKesejahteraan.choices)
    periode = TanggalField(
        label="Tanggal data sumber",
        required=False,
        help_text="Tanggal pemutakhiran datanya. Wajib bila kolom desil dibaca.",
    )
    tanggal = TanggalField(label="Masuk daftar sasaran pada", help_text="Berlaku bagi keluarga yang baru.")
    desa = forms.ChoiceField(label="Desa", required=False, help_text="Pilih bila berkasnya tidak menyebut desa.")
    berkas = forms.FileField(
        label="Berkas",
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv,text/csv"}),
        error_messages={
            "required": BERKAS_HILANG,
            "missing": BERKAS_HILANG,
            "invalid": BERKAS_HILANG,
            "empty": BERKAS_HILANG,
        },
    )

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        kwargs["initial"] = {"tanggal": hari_ini()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.ekstrak: Ekstrak | None = None
        self.fields["desa"].choices = _village_choices(user)  # type: ignore[attr-defined]
        batas = format_ribuan(row_limit(JenisImpor.KELUARGA))
        self.fields["berkas"].help_text = f"Excel (.xlsx) atau CSV, paling besar 5 MB dan {batas} baris."

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        for nama in ("periode", "tanggal"):
            if isi.get(nama) and isi[nama] > hari_ini():
                self.add_error(nama, "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya.")
        if isi.get("berkas") is not None and not self.errors:
            self._read(isi)
        return isi

    def _read(self, isi: dict[str, Any]) -> None:
        berkas = isi["berkas"]
        if berkas.size > UKURAN_TERBESAR:
            self.add_error("berkas", "Berkas ini lebih dari 5 MB. Hapus gambar dan lembar yang tidak perlu.")
            return
        mentah = berkas.read()
        try:
            read_headings(mentah)
        except BerkasDitolak as galat:
            self.add_error("berkas", str(galat))
            return
        sumber = SumberKesejahteraan(isi["sumber"])
        self.ekstrak = Ekstrak(berkas.name, mentah, sumber, isi["periode"], isi["tanggal"], isi["desa"])


class FormPeta(forms.Form):
    """One choice for each thing that can be read: under which heading it stands."""

    desa_semua = forms.ChoiceField(
        label="Satu desa untuk semua baris", required=False, help_text="Pilih bila berkasnya tidak menyebut desa."
    )

    def __init__(self, *args: Any, user: Pengguna, tawaran: TawaranPeta, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["desa_semua"].choices = _village_choices(user)  # type: ignore[attr-defined]
        pilihan = [("", "– tidak ada di berkas ini –"), *((j, j) for j in dict.fromkeys(tawaran.judul))]
        for k in KELUARGA:
            self.fields[k.nama] = forms.ChoiceField(
                label=k.judul,
                help_text=k.catatan,
                required=False,
                choices=pilihan,
                initial=tawaran.saran.get(k.nama, ""),
            )

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        dipilih = [j for nama, j in isi.items() if j and nama != "desa_semua"]
        if len(dipilih) < 2:
            raise ValidationError("Pilih sedikitnya kolom nama kepala keluarga dan NIK atau nomor KK.")
        return isi

    def peta(self) -> dict[str, str]:
        """What is read -> the heading it stands under."""
        return {k.nama: self.cleaned_data[k.nama] for k in KELUARGA}
