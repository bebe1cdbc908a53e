"""Merging two records of one enterprise: which months count, and why."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from desa.angka import BilanganField
from opd.forms.isian import TeksField
from opd.rekap.gabung_umkm import Benturan


class PilihGabung(forms.Form):
    """With which other record."""

    dengan = forms.UUIDField(required=False)


class FormGabungUmkm(forms.Form):
    """The reason, and for each month reported in both whose report counts."""

    versi_tetap = BilanganField(widget=forms.HiddenInput)
    versi_lama = BilanganField(widget=forms.HiddenInput)
    alasan = TeksField(label="Alasan", max_length=300, help_text="Misalnya tercatat dua kali saat impor.")

    def __init__(self, *args: Any, benturan: Sequence[Benturan], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.benturan = benturan
        for b in benturan:
            self.fields[b.kunci] = forms.ChoiceField(label=b.label, choices=b.pilihan, widget=forms.RadioSelect)
        self.order_fields(["versi_tetap", "versi_lama", *(b.kunci for b in benturan), "alasan"])

    def pilihan(self) -> dict[date, str]:
        """Month -> whose report counts."""
        return {b.bulan: self.cleaned_data[b.kunci] for b in self.benturan}
