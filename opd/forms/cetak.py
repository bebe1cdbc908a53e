"""Forms of papers: how one is printed, the code that is checked, an OPD's letterhead."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile

from desa.validators import validate_nomor_surat
from opd.actions.cetak import IsiKop, Lembar
from opd.forms.isian import BerkasField, TeksField
from opd.logo import olah_logo
from opd.models.cetakan import HURUF_KODE, PANJANG_KODE

BENTUK = {"pdf": "PDF, siap dicetak", "docx": "DOCX, dapat disunting di pengolah kata"}
KODE_PENDEK = (
    f"Kode naskah terdiri atas {PANJANG_KODE} huruf dan angka. Ketik semua yang tercetak di samping kotak kode."
)


class NomorSuratField(TeksField):
    """The number of a letter: what is hidden in it is refused, not taken out, so that nobody issues another than was typed."""

    def to_python(self, value: Any) -> str:
        teks = " ".join(bagian for bagian in forms.CharField.to_python(self, value).split(" ") if bagian)
        if teks:
            validate_nomor_surat(teks)
        return teks


class FormCetak(forms.Form):
    """The kind of file, and the OPD's own number for the paper where one may be given (`bernomor`)."""

    bentuk = forms.ChoiceField(
        label="Bentuk berkas",
        choices=list(BENTUK.items()),
        initial="pdf",
        widget=forms.RadioSelect,
        error_messages={
            "invalid_choice": "Bentuk berkas ini tidak ada. Pilih PDF atau DOCX.",
            "required": "Pilih bentuknya.",
        },
    )
    nomor = NomorSuratField(
        label="Nomor surat",
        max_length=80,
        required=False,
        help_text="Menurut buku agenda OPD, misalnya 400.3/121/DKP/2026. Satu nomor untuk satu naskah setahun; nomor "
        "lain menjadi terbitan baru. Bila kosong, terbitan yang isinya sama tetap memakai nomornya.",
    )

    def __init__(self, *args: Any, bernomor: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not bernomor:
            del self.fields["nomor"]

    def lembar(self) -> Lembar:
        return Lembar(self.cleaned_data["bentuk"], self.cleaned_data.get("nomor", ""))


class FormKode(forms.Form):
    """A paper's code as people type it: any case, with or without dashes and spaces."""

    kode = forms.CharField(
        label="Kode pada naskah",
        max_length=60,
        error_messages={"required": "Ketik kodenya lebih dahulu.", "max_length": KODE_PENDEK},
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )

    def clean_kode(self) -> str:
        kode = plain_code(self.cleaned_data["kode"])
        if len(kode) != PANJANG_KODE or set(kode) - set(HURUF_KODE):
            raise ValidationError(KODE_PENDEK)
        return kode


def plain_code(teks: str) -> str:
    """Only its letters and digits, in capitals."""
    return "".join(h for h in teks.upper() if h.isalnum())


class LogoField(BerkasField):
    """A logo, given on as (bytes, ending)."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "PNG atau JPEG, paling besar 2 MB. SVG tidak diterima.")
        kwargs.setdefault("widget", forms.FileInput(attrs={"accept": "image/png,image/jpeg"}))
        super().__init__(**kwargs)

    def check(self, berkas: UploadedFile) -> tuple[bytes, str]:
        return olah_logo(berkas.read())


class FormKop(forms.Form):
    """An OPD's letterhead; `dilihat` is what the writer saw."""

    dilihat = forms.CharField(widget=forms.HiddenInput, required=False)
    alamat = TeksField(label="Alamat kantor", max_length=200, help_text="Misalnya Jalan Pattimura Nomor 1.")
    kota = TeksField(label="Kota", max_length=60, help_text="Juga tempat penandatanganan.")
    kode_pos = forms.RegexField(
        r"^[0-9]{5}$", label="Kode pos", required=False, error_messages={"invalid": "Kode pos terdiri atas 5 angka."}
    )
    telepon_kantor = TeksField(label="Telepon kantor", max_length=40, required=False)
    pos_el = forms.EmailField(
        label="Pos-el kantor",
        max_length=100,
        required=False,
        error_messages={"invalid": "Alamat pos-el ini tidak dikenali. Tulis seperti dinas@malukuprov.go.id."},
    )
    laman = TeksField(label="Laman", max_length=100, required=False)
    logo = LogoField(label="Logo", required=False)
    tanpa_logo = forms.BooleanField(label="Hapus logo yang sekarang", required=False)

    def __init__(self, *args: Any, lama: IsiKop | None, berlogo: bool, **kwargs: Any) -> None:
        self.lama = lama
        awal: dict[str, Any] = vars(lama) if lama else {"kota": "Ambon"}
        super().__init__(*args, initial=awal | {"dilihat": lama.fingerprint() if lama else ""}, **kwargs)
        if not berlogo:
            del self.fields["tanpa_logo"]

    def clean(self) -> dict[str, Any]:
        d = super().clean() or {}
        if d.get("dilihat", "") != (self.lama.fingerprint() if self.lama else ""):
            raise ValidationError(
                "Kop surat ini sudah diubah orang lain sejak Anda membukanya. Muat ulang halaman, lalu ulangi perubahan Anda."
            )
        return d

    def isi(self) -> dict[str, Any]:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        kolom = {k: d[k] for k in ("alamat", "kota", "kode_pos", "telepon_kantor", "pos_el", "laman")}
        return {
            "isi": IsiKop(**kolom),
            "lama": self.lama,
            "logo": d["logo"] or None,
            "tanpa_logo": d.get("tanpa_logo", False),
        }
