"""Which group's survival is shown, and of which day."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from desa.angka import TanggalField
from opd.forms.saring import Saringan
from opd.models import HasilKelangsungan, Pengguna
from opd.rekap.hasil_kelangsungan import JENIS, LAGI, Hasil, Kelompok
from opd.rekap.kelangsungan import Nasib

PROVINSI = "provinsi:"


class PilihHasil(forms.Form):
    """The day whose result is wanted; the newest one by then is shown."""

    per = TanggalField(label="Dihitung sampai", required=False)

    def day(self, on: date) -> date:
        """The day asked for, today when none or none that can be read."""
        return (self.cleaned_data.get("per") if self.is_valid() else None) or on


PILIHAN_NASIB = [("", "Semua yang dihitung"), *Nasib.choices, (LAGI, "Buka atau berjualan lagi")]


class SaringKelangsungan(Saringan):
    """The group, and for the list of enterprises what became of them."""

    kelompok = forms.ChoiceField(label="Kelompok", required=False)
    per = TanggalField(label="Dihitung sampai", required=False)
    nasib = forms.ChoiceField(label="Nasib", required=False, choices=PILIHAN_NASIB)

    def __init__(self, *args: Any, user: Pengguna, hasil: Hasil | None, rinci: bool = False, **kwargs: Any) -> None:
        self.hasil, self.rinci = hasil, rinci
        super().__init__(*args, user=user, **kwargs)

    def prepare(self) -> None:
        if not self.rinci:
            del self.fields["nasib"]
        if self.hasil is None:
            del self.fields["kelompok"]
            return
        pilihan: list[Any] = []
        for jenis, nama in JENIS.items():
            isi = [
                (k.pilihan, f"{k.nama} ({k.n})") for k in self.hasil.of_kind(jenis) if not (self.rinci and k.rahasia)
            ]
            if isi:
                pilihan.append((nama, isi))
        self.fields["kelompok"].choices = [("", "Seluruh provinsi"), *pilihan[1:]]  # type: ignore[attr-defined]

    def other_day(self, simpanan: HasilKelangsungan | None) -> date | None:
        """The day asked for, when the result shown was computed until another one."""
        hari: date | None = self.isi["per"]
        return hari if hari and simpanan and hari != simpanan.sampai else None

    @property
    def terpilih(self) -> Kelompok | None:
        """The group that the address names; the province without one or with one that is unknown."""
        if self.hasil is None:
            return None
        return self.hasil.find(self.isi.get("kelompok") or PROVINSI)
