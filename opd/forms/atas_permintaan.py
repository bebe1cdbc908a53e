"""A correction that the person asked for: the number of the request and why (UU 27/2022 art. 30)."""

from __future__ import annotations

from typing import Any

from django import forms

from opd.forms.isian import TeksField


class FormAtasPermintaan(forms.Form):
    """Two fields of a form that changes what is stored of a person; both stay empty when nobody asked."""

    permintaan = TeksField(
        label="Nomor permintaan orangnya",
        max_length=100,
        required=False,
        help_text="Bila ia sendiri meminta datanya diperbaiki (UU 27/2022 ps. 30): nomor surat atau agendanya.",
    )
    alasan_ubah = TeksField(
        label="Alasan perubahan",
        max_length=300,
        required=False,
        help_text="Wajib bila atas permintaan. Dicatat; jangan menulis nama atau nomor orangnya.",
    )

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or self.cleaned_data
        if isi.get("permintaan") and not isi.get("alasan_ubah"):
            self.add_error("alasan_ubah", "Tulis apa yang diminta diperbaiki, misalnya ejaan nama keliru.")
        return isi

    def alasan(self) -> str:
        """Why, with the number of the request it follows."""
        d = self.cleaned_data
        awalan = f"permintaan {d['permintaan']}" if d["permintaan"] else ""
        return ": ".join(t for t in (awalan, d["alasan_ubah"]) if t)
