"""Which sheet of the ranking is shown, and weights tried without saving. Read from the address, never trusted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import QueryDict

from binaan.enums import KelompokAkses, Komponen
from binaan.peringkat.hasil import BarisPeringkat, Lembar, read_sheet, sheets
from binaan.peringkat.komponen import JUMLAH_BOBOT, Butir, refusals, reweighed
from desa.angka import BilanganField
from opd.forms.saring import Saringan
from opd.models import Pengguna


class SaringPeringkat(Saringan):
    """The sheet (the newest without one) and the access group."""

    lembar = forms.ChoiceField(label="Peringkat", required=False)
    akses = forms.ChoiceField(
        label="Kelompok akses", required=False, choices=[("", "Semua kelompok"), *KelompokAkses.choices]
    )

    def __init__(self, *args: Any, user: Pengguna, masukan: bool = False, satu: bool = False, **kwargs: Any) -> None:
        self.masukan, self.satu = masukan, satu
        self.terbaca: Lembar | None = None
        super().__init__(*args, user=user, **kwargs)

    def prepare(self) -> None:
        self.pilihan = sheets(self.user)
        self.fields["lembar"].choices = [("", "Yang terbaru"), *self.pilihan.items()]  # type: ignore[attr-defined]
        if self.satu:
            del self.fields["akses"]
        diminta = self.data.get("lembar", "")
        kunci = diminta if diminta in self.pilihan else next(iter(self.pilihan), "")
        if kunci:
            self.terbaca = read_sheet(self.user, kunci, masukan=self.masukan)

    def apply(self) -> list[BarisPeringkat]:
        """The rows of the chosen group."""
        akses = self.isi.get("akses")
        return [b for b in self.terbaca.baris if not akses or b.akses == akses] if self.terbaca else []


class CobaBobot(forms.Form):
    """Other weights for one sheet; what the address leaves out weighs as it does there."""

    lembar = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, data: QueryDict, *, butir: tuple[Butir, ...]) -> None:
        self.butir = butir
        lengkap = data.copy()
        for b in butir:
            lengkap.setdefault(b.komponen.value, str(b.bobot))
        super().__init__(lengkap)
        for b in butir:
            bidang = BilanganField(label=f"Bobot {b.komponen.label}", min_value=0, max_value=JUMLAH_BOBOT)
            self.fields[b.komponen.value] = bidang

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if not self.errors and (salah := refusals(self.tried(isi)).get("")):
            raise forms.ValidationError(salah)
        return isi

    def tried(self, isi: dict[str, Any]) -> tuple[Butir, ...]:
        """The components with the weights of these values."""
        return reweighed(self.butir, {k: isi[k.value] for k in Komponen if k.value in isi})

    def rows(self) -> list[tuple[Butir, forms.BoundField]]:
        """Each component with its field."""
        return [(b, self[b.komponen.value]) for b in self.butir]
