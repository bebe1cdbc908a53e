"""What the public list of villages is looked through by."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from binaan.terbuka.ringkas import regencies
from opd.forms.saring import UMUM, Saringan, teks_cari
from opd.rekap.penugasan import BarisPenugasan


class SaringPublik(Saringan):
    """Words of a village, its place or its OPD, or a village's code; and one kabupaten/kota."""

    q = teks_cari("Nama desa atau OPD", "misalnya Waru", nomor=UMUM)
    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)

    def __init__(self, *args: Any, semua: Iterable[BarisPenugasan], **kwargs: Any) -> None:
        self._kabupaten = regencies(semua)
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        self.fields["kabupaten"].choices = [("", "Semua"), *self._kabupaten]  # type: ignore[attr-defined]

    def fits(self, b: BarisPenugasan) -> bool:
        """Whether the row stays."""
        cari = (self.isi["q"] or "").casefold()
        teks = f"{b.tempat} {b.opd} {b.singkatan} {b.kode}".casefold()
        return cari in teks and b.kode.startswith(self.isi["kabupaten"] or "")
