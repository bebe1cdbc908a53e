"""Which year and which findings are asked for. Read from the address, never trusted."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from binaan.mutu.jenis import JenisTemuan, Kelompok
from binaan.mutu.temuan import Mutu, Temuan
from opd.forms.saring import Saringan
from opd.models.penugasan import TAHUN_PERTAMA
from opd.rekap.tenggat import report_year


class SaringMutu(Saringan):
    """The year: that of the quarter that ended last, unless asked for another."""

    tahun = forms.TypedChoiceField(label="Tahun", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        tahun = range(self.on.year, TAHUN_PERTAMA - 1, -1)
        self.fields["tahun"].choices = [("", f"Terakhir, {report_year(self.on)}"), *((t, str(t)) for t in tahun)]  # type: ignore[attr-defined]

    @property
    def terpilih(self) -> int:
        return self.isi["tahun"] or report_year(self.on)


class SaringTemuan(SaringMutu):
    """The rows behind a count: by group, kind and OPD."""

    kelompok = forms.ChoiceField(label="Kelompok", required=False, choices=[("", "Semua kelompok"), *Kelompok.choices])
    jenis = forms.ChoiceField(label="Jenis", required=False, choices=[("", "Semua jenis"), *JenisTemuan.choices])
    opd = forms.ChoiceField(label="OPD", required=False)

    def select(self, mutu: Mutu) -> list[Temuan]:
        """The findings that the filter leaves; an OPD that is not among them is no filter."""
        self.fields["opd"].choices = [("", "Semua OPD"), *mutu.opd]  # type: ignore[attr-defined]
        opd = self.data.get("opd", "")
        self.isi["opd"] = opd if opd in dict(mutu.opd) else ""
        kelompok, jenis = self.isi["kelompok"], self.isi["jenis"]
        return [
            t
            for t in mutu.temuan
            if (not kelompok or t.kelompok == kelompok)
            and (not jenis or t.jenis == jenis)
            and (not self.isi["opd"] or t.tempat.slug == self.isi["opd"])
        ]
