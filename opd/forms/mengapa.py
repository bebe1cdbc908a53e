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

    @property
    def kueri(self) -> str:
        """The choice as an address carries it: "sk=7"."""
        return f"sk={self.terpilih.sk.pk}" if self.terpilih else ""

    @property
    def kueri_banding(self) -> str:
        """The same, of the later year that stands beside."""
        return "&".join(filter(None, (self.kueri, "banding=on")))


class PilihUrutan(forms.Form):
    """Which villages the order holds, and whether it is of the later year beside; what is unknown is left out."""

    di = forms.ChoiceField(label="Tempat", required=False, choices=[("", ""), ("kabupaten", "sekabupaten/kota")])
    banding = forms.BooleanField(label="Memakai tahun indeks sesudahnya", required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.is_valid()

    @property
    def sempit(self) -> bool:
        return self.cleaned_data.get("di") == "kabupaten"

    @property
    def banding_saja(self) -> bool:
        return bool(self.cleaned_data.get("banding"))

    def other_place(self) -> str:
        """The query string that leads from the province to the kabupaten, or back."""
        kueri = self.data.copy()
        for nama in ("halaman", "di"):
            kueri.pop(nama, None)
        if not self.sempit:
            kueri["di"] = "kabupaten"
        return str(kueri.urlencode())


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
