"""Which SK the card is about, and which part of the list to show; read from the address and never trusted."""

from __future__ import annotations

from typing import Any

from django import forms

from desa.angka import format_tanggal
from opd.forms.saring import Saringan
from opd.rekap.daftar_mengapa import BELUM, BarisDaftar
from opd.rekap.mengapa import DasarSk

PEREMPAT = (
    (1, "Seperempat paling membutuhkan"),
    (2, "Seperempat kedua"),
    (3, "Seperempat ketiga"),
    (4, "Seperempat paling tidak membutuhkan"),
    (BELUM, "Tidak diketahui pada hari itu"),
)


class PilihSk(forms.Form):
    """The SKs under which the village was assisted; without a choice, or with an unknown one, the newest."""

    sk = forms.ChoiceField(label="SK", required=False)

    def __init__(self, *args: Any, dasar: tuple[DasarSk, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.dasar = dasar
        self.fields["sk"].choices = [(str(d.sk.pk), f"{d.sk}, {format_tanggal(d.hari)}") for d in dasar]  # type: ignore[attr-defined]

    @property
    def dipakai(self) -> bool:
        return bool(self.data.get("sk"))

    @property
    def terpilih(self) -> DasarSk | None:
        """The SK to show; None for a village that was never assisted."""
        pilih = self.cleaned_data.get("sk") if self.is_valid() else ""
        return next((d for d in self.dasar if str(d.sk.pk) == pilih), next(iter(self.dasar), None))


class SaringMengapa(Saringan):
    """Which quarter of the list."""

    bagian = forms.ChoiceField(
        label="Letak di antara semua desa",
        required=False,
        choices=[("", "Semua"), *((str(n), nama) for n, nama in PEREMPAT)],
    )

    def apply(self, baris: tuple[BarisDaftar, ...]) -> list[BarisDaftar]:
        """The rows of the quarter asked for."""
        return [b for b in baris if not self.isi["bagian"] or str(b.bagian) == self.isi["bagian"]]
