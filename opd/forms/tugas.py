"""The filter of one's tasks: one kind of them."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms

from opd.forms.saring import Saringan
from opd.rekap.tugas_urut import CARA, TugasUrut


class SaringTugas(Saringan):
    jenis = forms.ChoiceField(label="Jenis tugas", required=False)

    def __init__(self, *args: Any, ada: Iterable[TugasUrut], **kwargs: Any) -> None:
        self.ada = {t.tugas.jenis for t in ada}
        super().__init__(*args, **kwargs)

    def prepare(self) -> None:
        """Only the kinds that the reader has, and the one asked for."""
        ada = self.ada | {self.data.get("jenis", "")}
        pilihan = [(jenis, c.judul) for jenis, c in CARA.items() if jenis in ada]
        self.fields["jenis"].choices = [("", "Semua tugas"), *pilihan]  # type: ignore[attr-defined]

    def apply(self, semua: list[TugasUrut]) -> list[TugasUrut]:
        jenis = self.isi["jenis"]
        return [t for t in semua if t.tugas.jenis == jenis] if jenis else semua
