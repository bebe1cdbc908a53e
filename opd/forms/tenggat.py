"""Forms of the calendar of deadlines: the filter of its board, and a year's four dates."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from desa.angka import BilanganField, TanggalField, format_tanggal
from desa.waktu import mulai_triwulan, triwulan
from opd.forms.saring import Saringan
from opd.models.penugasan import TAHUN_PERTAMA
from opd.rekap.ketepatan import BarisKetepatan, Ketepatan
from opd.rekap.rentang import sebut_triwulan
from opd.rekap.tenggat import BatasTriwulan, known_early, report_year

SETAHUN = 0
KEADAAN = [
    ("", "Semua"),
    ("belum", "Belum diajukan"),
    ("diajukan", "Sudah diajukan"),
    ("disetujui", "Sudah disetujui kepala OPD"),
    ("diverifikasi", "Sudah diverifikasi"),
    ("dinilai", "Sudah dapat dinilai"),
    ("Ketepatan", Ketepatan.choices),
]


class SaringTahun(Saringan):
    """The year of the calendar: that of the quarter that ended last, unless asked for another."""

    tahun = forms.TypedChoiceField(label="Tahun", required=False, coerce=int, empty_value=None)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        tahun = range(self.on.year + 1, TAHUN_PERTAMA - 1, -1)
        self.fields["tahun"].choices = [("", "Tahun berjalan"), *((t, str(t)) for t in tahun)]  # type: ignore[attr-defined]

    @property
    def terpilih(self) -> int:
        return self.isi["tahun"] or report_year(self.on)


class SaringTenggat(SaringTahun):
    """The board of one quarter: by OPD and by how far the report is."""

    tw = forms.TypedChoiceField(label="Triwulan", required=False, coerce=int, empty_value=None)
    opd = forms.ChoiceField(label="OPD", required=False)
    keadaan = forms.ChoiceField(label="Keadaan", required=False, choices=KEADAAN)

    def __init__(self, *args: Any, baris: Sequence[BarisKetepatan], tahun: int, **kwargs: Any) -> None:
        self.baris, self.tahun = baris, tahun
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        super().prepare()
        opd = {b.penugasan.opd.slug: b.penugasan.opd.nama for b in self.baris}
        awal = [mulai_triwulan(self.tahun, n) for n in (1, 2, 3, 4)]
        self.fields["opd"].choices = [("", "Semua OPD"), *sorted(opd.items(), key=lambda o: o[1])]  # type: ignore[attr-defined]
        self.fields["tw"].choices = [
            ("", "Terakhir"),
            (SETAHUN, "Setahun"),
            *((triwulan(a)[1], sebut_triwulan(a)) for a in awal),
        ]  # type: ignore[attr-defined]

    @property
    def tw_terpilih(self) -> int:
        """The quarter asked for, else the last that ended in the year; SETAHUN for all of them."""
        terakhir = max((b.batas.triwulan for b in self.baris), default=1)
        return terakhir if self.isi["tw"] is None else self.isi["tw"]

    def apply(self) -> list[BarisKetepatan]:
        """The rows of the quarter or the year that the filter leaves, in their order."""
        tw, opd, keadaan = self.tw_terpilih, self.isi["opd"], self.isi["keadaan"]
        return [
            b
            for b in self.baris
            if tw in (SETAHUN, b.batas.triwulan) and (not opd or b.penugasan.opd.slug == opd) and _is(b, keadaan or "")
        ]


def _is(b: BarisKetepatan, keadaan: str) -> bool:
    match keadaan:
        case "":
            return True
        case "belum":
            return not b.diajukan
        case "diajukan":
            return b.diajukan
        case "disetujui":
            return b.disetujui is not None
        case "diverifikasi":
            return b.status == "diverifikasi"
        case "dinilai":
            return b.ketepatan != Ketepatan.BERJALAN
    return b.ketepatan == keadaan


class FormTenggat(forms.Form):
    """The four dates of a year. A standing deadline that can still be announced stands filled in."""

    sunting = "versi"
    versi = BilanganField(widget=forms.HiddenInput, min_value=0)
    tw1 = TanggalField(required=False)
    tw2 = TanggalField(required=False)
    tw3 = TanggalField(required=False)
    tw4 = TanggalField(required=False)

    def __init__(self, *args: Any, batas: Sequence[BatasTriwulan], versi: int, on: date, **kwargs: Any) -> None:
        isi = {f"tw{b.triwulan}": b.batas for b in batas if b.diumumkan or known_early(b.batas, on)}
        kwargs["initial"] = {"versi": versi} | isi
        super().__init__(*args, **kwargs)
        for b in batas:
            bidang = self.fields[f"tw{b.triwulan}"]
            bidang.label = f"Tenggat {b.nama}"
            bidang.help_text = _state(b)
            bidang.required = bool(b.diumumkan)

    def batas(self) -> dict[int, date | None]:
        """The dates by quarter, as typed."""
        return {tw: self.cleaned_data[f"tw{tw}"] for tw in (1, 2, 3, 4)}


def _state(b: BatasTriwulan) -> str:
    berakhir = f"Triwulan berakhir {format_tanggal(b.akhir)}."
    if b.diumumkan:
        return f"{berakhir} Diumumkan {format_tanggal(b.diumumkan)}."
    return f"{berakhir} Belum diumumkan; berlaku batas bawaan {format_tanggal(b.batas)}."
