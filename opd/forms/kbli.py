"""Choosing a KBLI by its code or by a word, with and without JavaScript: what fits is offered below the field."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desa.models import Kbli
from opd.forms.isian import TeksField
from opd.models import Pengguna

TAWARAN = 12
KODE = re.compile(r"[0-9]{5}(?![0-9])")


class FormKbli(forms.Form):
    """The part of a form that says what kind of business it is. `kbli` is cleaned to the code, or None."""

    kbli = TeksField(
        label="KBLI (jenis usaha)",
        max_length=300,
        required=False,
        help_text="Kode lima angka, atau kata seperti keripik, warung, ikan asap.",
    )
    kbli_pilih = forms.CharField(label="KBLI yang cocok", required=False, widget=forms.RadioSelect)

    def __init__(self, *args: Any, user: Pengguna, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self._offered: list[Kbli] = []
        teks = str(self["kbli"].value() or "").strip()
        if teks and not KODE.match(teks):
            self._offered = list(Kbli.objects.visible_to(user).matching(teks)[: TAWARAN + 1])
        self.tawaran = self._offered[:TAWARAN]
        self.fields["kbli_pilih"].widget.choices = [(k.kode, str(k)) for k in self.tawaran]  # type: ignore[attr-defined]

    @property
    def lebih(self) -> bool:
        """Whether more fit than are offered."""
        return len(self._offered) > TAWARAN

    def clean_kbli(self) -> str | None:
        """The code that is meant; whether it exists is for the deed to say.

        Raises ValidationError for words that fit nothing, or several.
        """
        teks = self.cleaned_data["kbli"]
        if not teks:
            return None
        if kode := KODE.match(teks):
            return kode[0]
        if re.fullmatch(r"[0-9 .]+", teks):
            raise ValidationError("Kode KBLI terdiri atas lima angka, misalnya 10794. Periksa kodenya.", code="panjang")
        dipilih = self.data.get(self.add_prefix("kbli_pilih"), "")
        kode_tawaran = [k.kode for k in self.tawaran]
        if dipilih in kode_tawaran:
            return str(dipilih)
        if len(kode_tawaran) == 1:
            return kode_tawaran[0]
        if kode_tawaran:
            raise ValidationError("Beberapa KBLI cocok dengan kata ini. Pilih salah satu di bawah.", code="pilih")
        raise ValidationError(
            f"Tidak ada KBLI yang memuat “{teks[:40]}”. Coba kata lain, misalnya keripik, atau kosongkan dahulu.",
            code="tidak_ada",
        )
