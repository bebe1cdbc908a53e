"""Form fields and widgets of the middle floor's own: tidy text, papers, photos, and an action's refusal put on its form."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django import forms
from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.forms.utils import flatatt
from django.utils.choices import BaseChoiceIterator
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from desa.angka import BilanganField
from desa.validators import baca_nomor_keluarga, baca_telepon, rapikan
from opd.actions.dasar import ULANGI
from opd.berkas import check_berkas, check_bukti

TERPILIH = mark_safe(" selected")


class FormYakin(forms.Form):
    """A box that appears when something unlikely was refused once (`tanya`)."""

    yakin = forms.BooleanField(label="Ini sudah benar, simpan saja", required=False)
    tanya = False


class TeksField(forms.CharField):
    """One line, or several with `baris`; hidden characters and doubled spaces are taken out before it is measured.

    `pribadi` marks personal data.
    """

    def __init__(self, *, baris: int = 0, pribadi: bool = False, **kwargs: Any) -> None:
        self.baris, self.pribadi = baris, pribadi
        if baris:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": baris}))
        kwargs.setdefault("error_messages", {}).setdefault("required", "Bidang ini wajib diisi.")
        super().__init__(strip=True, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Personal data is marked, so that no draft of it outlives the browser's tab (static/js/draf.js)."""
        return super().widget_attrs(widget) | ({"data-pribadi": ""} if self.pribadi else {})

    def to_python(self, value: Any) -> str:
        return rapikan(super().to_python(value), baris=bool(self.baris))


class PilihanPribadi(forms.ChoiceField):
    """A choice that tells of a person, marked as `TeksField` marks it."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return super().widget_attrs(widget) | {"data-pribadi": ""}


class PilihanJadi(BaseChoiceIterator):
    """Choices that are pairs of texts already: Django looks through others again for each form."""

    def __init__(self, isi: Iterable[tuple[str, str]]) -> None:
        self.isi = tuple(isi)

    def __iter__(self) -> Iterator[tuple[str, str]]:
        return iter(self.isi)


class PilihPanjang(forms.Select):
    """A select of a thousand choices without groups, written at once: a template for each takes ten times as long."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        jadi: Any = self.choices
        if not isinstance(jadi, PilihanJadi):
            jadi = PilihanJadi((str(kunci), str(label)) for kunci, label in jadi)
        isi = _options(jadi.isi, frozenset(self.format_value(value)))
        sifat = {"name": name} | self.build_attrs(self.attrs, attrs)
        return format_html("<select{}>\n{}\n</select>", flatatt(sifat), isi)


@lru_cache(maxsize=16)
def _options(pilihan: tuple[tuple[str, str], ...], dipilih: frozenset[str]) -> SafeString:
    """The choices of a long select, kept: nearly every page of a list shows the same villages."""
    isi = ((kunci, TERPILIH if kunci in dipilih else "", label) for kunci, label in pilihan)
    return format_html_join("\n", '<option value="{}"{}>{}</option>', isi)


class PilihanBanyakBerkas(forms.FileInput):
    """A file input that takes several files."""

    allow_multiple_selected = True


class BanyakFotoField(forms.FileField):
    """The uploaded files as a list; what they hold is for opd.foto to judge."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PilihanBanyakBerkas(attrs={"multiple": True, "accept": "image/*"}))
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        berkas = [b for b in (data or []) if b]
        if self.required and not berkas:
            raise ValidationError("Pilih sedikitnya satu foto.", code="required")
        return berkas


class BidangBerkas(forms.BoundField):
    """A file on a page; no browser keeps a chosen file when the form comes back."""

    @property
    def pilih_lagi(self) -> str:
        """What to say of a good file that came with a refused form; "" if there was none."""
        ada = self.form.files.get(self.html_name) and not self.errors
        return "Pilih lagi berkasnya, karena peramban tidak menyimpan yang tadi dipilih." if ada else ""


class BerkasField(forms.FileField):
    """A PDF, JPEG or PNG of at most 10 MB; its name becomes a uuid."""

    widget = forms.FileInput

    def get_bound_field(self, form: forms.BaseForm, field_name: str) -> BidangBerkas:
        return BidangBerkas(form, self, field_name)

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("help_text", "PDF, JPG, atau PNG, paling besar 10 MB.")
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> Any:
        berkas = super().clean(data, initial)
        return berkas if not data or berkas is initial or not berkas else self.check(berkas)

    def check(self, berkas: UploadedFile) -> Any:
        """The file as it is stored. Raises ValidationError."""
        return check_berkas(berkas)


class BuktiField(BerkasField):
    """Evidence: a PDF, or a photo of any kind phones make, stored small and without its place."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault(
            "help_text", "PDF atau satu foto, paling besar 10 MB. Foto dibuat kecil dan lokasinya dihapus."
        )
        super().__init__(**kwargs)

    def check(self, berkas: UploadedFile) -> Any:
        return check_bukti(berkas)


class VersiField(BilanganField):
    """The hidden version that was read."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1)

    def clean(self, value: Any) -> int:
        try:
            return int(super().clean(value))
        except ValidationError as galat:
            raise ValidationError("Versi isian tidak terbaca. Muat ulang halaman, lalu kirim kembali.") from galat


SANDI_SALAH = "Kata sandi ini tidak cocok dengan akun Anda. Ketik ulang."


class FormSandi(forms.Form):
    """The own password, typed again."""

    sandi = forms.CharField(
        label="Kata sandi Anda",
        strip=False,
        max_length=200,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": "Ketik kata sandi akun Anda."},
    )


class FormAlasanFaktor(forms.Form):
    """Why somebody's second factor is reset."""

    alasan = TeksField(
        label="Alasan",
        max_length=300,
        baris=3,
        help_text="Misalnya ponselnya hilang, dan bagaimana Anda memastikan bahwa orangnya sendiri yang meminta.",
    )


class FormNomorOrang(forms.Form):
    """Reads NIK, no. KK and phone of a form that has all three; an empty one stays empty."""

    def clean_nik(self) -> str:
        nik = self.cleaned_data["nik"]
        return baca_nomor_keluarga(nik, "NIK") if nik else ""

    def clean_kk(self) -> str:
        kk = self.cleaned_data["kk"]
        return baca_nomor_keluarga(kk, "Nomor KK") if kk else ""

    def clean_telepon(self) -> str:
        telepon = self.cleaned_data["telepon"]
        return baca_telepon(telepon) if telepon else ""


class FormVersi(forms.Form):
    """A deed on the version that was read; nothing else to say."""

    versi = VersiField()


@dataclass(frozen=True)
class Beda:
    """One field of a form that somebody else changed meanwhile, or that its sender did: what was typed, what is stored now."""

    label: str
    diketik: str
    tersimpan: str


def refused(isi: Mapping[str, Any]) -> bool:
    """Whether a form of a page was sent and cannot be taken."""
    formulir = (f for f in isi.values() if isinstance(f, (forms.BaseForm, forms.BaseFormSet)))
    return any(f.is_bound and not f.is_valid() for f in formulir)


def put_errors(form: forms.BaseForm, galat: ValidationError) -> None:
    """Show an action's refusal on the form: beside the field it names, or above all fields.

    A form that edits a shared row (`sunting` names its hidden word for what was read) also shows both values where they
    differ, and has now read the row as it is: who saves again has seen what that overwrites.
    """
    if getattr(galat, "code", "") == "berubah" and getattr(form, "sunting", "") in form.fields:
        lay_beside(form)
        galat = ValidationError([pesan.replace(ULANGI, "").strip() for pesan in galat.messages])
    if not hasattr(galat, "error_dict"):
        form.add_error(None, galat)
        return
    for nama, daftar in galat.error_dict.items():
        form.add_error(nama if nama in form.fields and nama != NON_FIELD_ERRORS else None, daftar)


def lay_beside(form: Any) -> None:
    """Put what is stored now beside what was typed (`beda`), and let the form have read it."""
    form.beda = [
        Beda(str(b.label), _in_words(b, b.data), _in_words(b, b.initial))
        for b in form
        if (b.name in form.initial or b.field.initial is not None)
        and not b.is_hidden
        and b.field.has_changed(b.initial, b.data)
    ]
    form.data = form.data.copy()
    form.data[form.add_prefix(form.sunting)] = form[form.sunting].initial


def _in_words(bidang: forms.BoundField, nilai: Any) -> str:
    """A value as its page shows it: the words of a choice, a number or a day as it is written."""
    banyak = nilai if isinstance(nilai, list | tuple | set | frozenset) else [nilai]
    if hasattr(bidang.field, "choices"):
        kata = {str(k): str(v) for k, v in _flat(bidang.field.choices)}
        teks = [kata.get(str(n), str(n)) for n in banyak if n not in (None, "")]
    else:
        teks = [str(t) for n in banyak if (t := bidang.field.widget.format_value(bidang.field.prepare_value(n)))]
    return ", ".join(teks) or "(kosong)"


def _flat(pilihan: Iterable[Any]) -> Iterator[tuple[Any, Any]]:
    """Choices without their groups."""
    for nilai, label in pilihan:
        if isinstance(label, list | tuple):
            yield from label
        else:
            yield nilai, label
