"""What was asked of the search, read from the address and never trusted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from binaan.cari.data import SUMBER
from binaan.cari.hasil import JENIS
from binaan.cari.kata import Kata, tidy
from opd.forms.saring import TANPA_NOMOR, Saringan

HURUF_TERBANYAK = 80


class FormCari(Saringan):
    """The words, and the one kind of which all are wanted."""

    q = forms.CharField(
        label="Nama, singkatan, produk, kode desa, NIB, nomor SK, kode naskah, atau yang ingin dilakukan",
        required=False,
        max_length=HURUF_TERBANYAK,
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"} | TANPA_NOMOR),
    )
    jenis = forms.ChoiceField(required=False, choices=[(j, JENIS[j]) for j in SUMBER], widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *args: Any, **kwargs: Any) -> None:
        isi = data.copy()
        if "q" in isi:
            isi["q"] = tidy(isi["q"])
        super().__init__(isi, *args, **kwargs)

    @property
    def kata(self) -> Kata:
        return Kata(self.isi["q"] or "")
