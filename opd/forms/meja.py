"""Filter of the list of open papers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms

from opd.forms.saring import Saringan
from opd.rekap.tertahan import BarisMeja, lies_at, per_meja

JENIS = [("", "Semua naskah"), ("rencana", "Rencana aksi"), ("laporan", "Laporan triwulan")]
MEJA = [
    ("", "Semua meja"),
    ("saya", "Di meja saya"),
    ("kosong", "Jabatan kosong"),
    ("opd", "Meja OPD"),
    ("kepala", "Meja kepala OPD"),
    ("verifikator", "Meja verifikator"),
]
KEADAAN = [("", "Semua"), ("tertahan", "Tertahan")]


class SaringMeja(Saringan):
    """By kind, OPD and desk; the OPDs and desks offered are those that have a paper."""

    jenis = forms.ChoiceField(label="Naskah", required=False, choices=JENIS)
    opd = forms.ChoiceField(label="OPD", required=False)
    meja = forms.ChoiceField(label="Meja", required=False)
    keadaan = forms.ChoiceField(label="Keadaan", required=False, choices=KEADAAN)

    def __init__(self, *args: Any, baris: Sequence[BarisMeja], **kwargs: Any) -> None:
        self.baris = baris
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        opd = {b.naskah.penugasan.opd.slug: b.naskah.penugasan.opd.nama for b in self.baris}
        meja = sorted((k.nama, k.kunci) for k in per_meja(self.baris))
        self.fields["opd"].choices = [("", "Semua OPD"), *sorted(opd.items(), key=lambda o: o[1])]
        self.fields["meja"].choices = [*MEJA, ("Satu meja", [(kunci, nama) for nama, kunci in meja])]

    def apply(self) -> list[BarisMeja]:
        """The rows that the filter leaves, in their order."""
        f = self.isi
        return [
            b
            for b in self.baris
            if (not f["jenis"] or b.jenis == f["jenis"])
            and (not f["opd"] or b.naskah.penugasan.opd.slug == f["opd"])
            and (not f["meja"] or lies_at(b, f["meja"]))
            and (not f["keadaan"] or b.tertahan)
        ]
