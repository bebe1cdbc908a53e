"""Forms of the second factor."""

from __future__ import annotations

from typing import Any

from django import forms

from opd.forms.isian import FormSandi


class KodeForm(forms.Form):
    """Six digits of the app, or a recovery code."""

    kode = forms.CharField(
        label="Kode",
        max_length=60,
        help_text="Enam angka dari aplikasi autentikator, atau satu kode pemulihan.",
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autocapitalize": "none", "spellcheck": "false", "size": "22"}
        ),
        error_messages={"required": "Ketik kode dari aplikasi autentikator, atau satu kode pemulihan."},
    )


class PasangForm(KodeForm):
    """The code that proves that the app has the key which this page offered."""

    tawaran = forms.CharField(max_length=400, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["kode"].help_text = "Enam angka yang sekarang tampil di aplikasi autentikator."
        self.fields["kode"].widget.attrs |= {"inputmode": "numeric"}


class SandiKodeForm(FormSandi, KodeForm):
    """Password and code together, before the second factor itself is changed."""

    field_order = ("sandi", "kode")
