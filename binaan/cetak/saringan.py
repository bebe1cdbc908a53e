"""Which day the recap is about, and what was known then."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms

from binaan.dasbor.saringan import TERAWAL
from desa.angka import TanggalField
from desa.waktu import akhir_hari


class SaringRekap(forms.Form):
    """A day that no calendar has, a coming one and one before the programme are today's."""

    per = TanggalField(required=False)
    diketahui = TanggalField(required=False)

    def __init__(self, data: Any, *, hari_ini: date) -> None:
        super().__init__(data)
        self.hari_ini = hari_ini
        self.is_valid()

    @property
    def until(self) -> date:
        hari = self.cleaned_data.get("per") or self.hari_ini
        return hari if TERAWAL <= hari <= self.hari_ini else self.hari_ini

    @property
    def known_on(self) -> date | None:
        """The day until which recordings count; None for everything recorded so far."""
        hari = self.cleaned_data.get("diketahui")
        return hari if hari is not None and TERAWAL <= hari < self.hari_ini else None

    @property
    def known_at(self) -> datetime | None:
        return None if self.known_on is None else akhir_hari(self.known_on)
