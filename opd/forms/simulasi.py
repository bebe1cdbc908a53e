"""The choices of a trial SK, read from the address and never trusted."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict

from desa.angka import BilanganField, format_ribuan
from opd.rekap.bahan_simulasi import Bahan, OpdRingkas
from opd.rekap.kriteria import Kriteria, Vintase

BOBOT_AWAL = {Kriteria.INDEKS: 50, Kriteria.EKSTREM: 30, Kriteria.JAM: 10, Kriteria.SINYAL: 10}
BOBOT_TERBESAR, DESA_TERBANYAK, DESA_AWAL = 100, 100, 20


class FormSimulasi(forms.Form):
    """Weights, vintage, exclusions and how many villages. What the address leaves out is as on the first visit."""

    indeks = forms.ChoiceField(
        label="Indeks yang dipakai",
        required=False,
        error_messages={"invalid_choice": "Indeks tahun itu tidak ada. Pilih dari daftar."},
    )
    banyak = BilanganField(label="Banyaknya desa", min_value=1, max_value=DESA_TERBANYAK)
    tanpa = forms.MultipleChoiceField(
        label="Kabupaten/kota yang tidak diikutkan",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Kabupaten/kota %(value)s tidak dikenal. Pilih dari daftar."},
    )
    binaan = forms.BooleanField(label="Ikutkan desa yang sekarang sudah didampingi", required=False)
    kelurahan = forms.BooleanField(label="Ikutkan kelurahan (indeks desa tidak berlaku baginya)", required=False)
    bebas = forms.BooleanField(label="Hanya pasangkan OPD yang sekarang belum mendampingi desa", required=False)

    def __init__(self, data: QueryDict, *, bahan: Bahan) -> None:
        self.bahan = bahan
        awal: dict[str, Any] = {"banyak": str(DESA_AWAL), "indeks": bahan.terluas.kunci if bahan.terluas else ""}
        awal |= {_nama(k): str(BOBOT_AWAL.get(k, 0)) for k in Kriteria}
        self.dipilih = bool(data)
        lengkap = data.copy()
        for nama, nilai in awal.items():
            if nama not in lengkap:
                lengkap[nama] = nilai
        super().__init__(lengkap)
        for k in Kriteria:
            self.fields[_nama(k)] = BilanganField(
                label=f"Bobot {k.label}", min_value=0, max_value=BOBOT_TERBESAR, required=False
            )
        vintase = [(v.kunci, f"{v} ({format_ribuan(n)} desa)") for v, n in bahan.vintase.items()]
        self.fields["indeks"].choices = vintase or [("", "Belum ada indeks")]  # type: ignore[attr-defined]
        self.fields["tanpa"].choices = bahan.kabupaten  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        bobot = [isi.get(_nama(k)) for k in Kriteria]
        if not any(bobot) and not any(_nama(k) in self.errors for k in Kriteria):
            raise ValidationError("Semua bobot nol. Isi bobot lebih dari 0 pada sedikitnya satu kriteria.")
        if len(isi.get("tanpa") or []) == len(self.bahan.kabupaten) > 0:
            self.add_error("tanpa", "Semua kabupaten/kota dikeluarkan. Sisakan sedikitnya satu.")
        return isi

    @property
    def bobot(self) -> dict[Kriteria, int]:
        """The weights above zero of a valid form."""
        return {k: n for k in Kriteria if (n := self.cleaned_data.get(_nama(k)))}

    @property
    def vintase(self) -> Vintase | None:
        """The index to read; of a form that is not valid the widest."""
        kunci = self.cleaned_data.get("indeks") if hasattr(self, "cleaned_data") else None
        return next((v for v in self.bahan.vintase if v.kunci == kunci), self.bahan.terluas)

    def weights(self) -> list[tuple[Kriteria, forms.BoundField]]:
        """The weight field of each criterion."""
        return [(k, self[_nama(k)]) for k in Kriteria]

    def agencies(self) -> list[OpdRingkas]:
        """The OPDs that take part: all, or those without a village today."""
        bertugas = {t.opd_id for t in self.bahan.tugas} if self.cleaned_data["bebas"] else set()
        return [o for o in self.bahan.opd if o.pk not in bertugas]


def _nama(k: Kriteria) -> str:
    return f"bobot_{k.value}"
