"""The form of one line of a plan."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from itertools import groupby
from operator import attrgetter
from typing import Any

from django import forms

from desa.angka import DesimalField, RupiahField
from opd.actions.baris_rencana import TANPA_INDIKATOR, TANPA_TARGET, TEKS, IsiBaris
from opd.enums import Akumulasi, Polaritas, Strategi, SumberDana
from opd.forms.isian import TeksField, VersiField
from opd.rekap.capaian import NAMA_TW, TRIWULAN
from opd.rekap.pilihan_indikator import PilihanIndikator

TANPA_SKOR = "Skor indikator desa ini belum diketahui, jadi semuanya ditawarkan. Pilih yang menurut asesmen bermasalah."
TARGET_TERBESAR = 999_999_999


class FormBaris(forms.Form):
    """One line of a plan. `tanya` shows the box that says that an unlikely pagu is right."""

    sunting = "versi"
    versi = VersiField()
    kunci = forms.UUIDField(widget=forms.HiddenInput)
    kegiatan = TeksField(
        label="Kegiatan", max_length=200, help_text="Misalnya pelatihan pengolahan sagu menjadi kue kering."
    )
    indikator = forms.TypedMultipleChoiceField(
        label="Indikator bermasalah yang dituju",
        coerce=int,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": TANPA_INDIKATOR},
    )
    strategi = forms.ChoiceField(label="Strategi", choices=Strategi.choices, widget=forms.RadioSelect)
    sasaran = TeksField(label="Sasaran", max_length=200, help_text="Misalnya 20 keluarga perajin sagu di soa Waru.")
    satuan = TeksField(label="Satuan", max_length=40, help_text="Misalnya ha, ekor, batang, unit, kelompok, orang, KK.")
    akumulasi = forms.ChoiceField(label="Cara menghitung target setahun", choices=Akumulasi.choices)
    polaritas = forms.ChoiceField(label="Arah", choices=Polaritas.choices)
    pic = TeksField(
        label="Penanggung jawab kegiatan", max_length=150, required=False, help_text="Nama bidang atau jabatan."
    )
    kode_subkegiatan = TeksField(
        label="Kode subkegiatan", max_length=20, required=False, help_text="Misalnya 2.17.07.1.01.0001."
    )
    yakin = forms.BooleanField(label="Pagu ini sudah benar, simpan saja", required=False)

    def __init__(self, *args: Any, pilihan: Sequence[PilihanIndikator], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.tanya = False
        if all(p.skor is None for p in pilihan):
            self.fields["indikator"].help_text = TANPA_SKOR
        self.fields["indikator"].choices = [  # type: ignore[attr-defined]
            (kelompok, [(p.pk, p.kalimat) for p in isi])
            for kelompok, isi in groupby(pilihan, key=attrgetter("kelompok"))
        ]
        for n, tw in zip(TRIWULAN, NAMA_TW, strict=True):
            self.fields[f"target_tw{n}"] = DesimalField(
                label=f"Target TW {tw}", required=False, max_value=TARGET_TERBESAR
            )
        for sumber, nama in SumberDana.choices:
            self.fields[f"pagu_{sumber}"] = RupiahField(label=f"{nama} (Rp)", required=False)

    def target_fields(self) -> list[Any]:
        return [self[f"target_tw{n}"] for n in TRIWULAN]

    def pagu_fields(self) -> list[Any]:
        return [self[f"pagu_{sumber}"] for sumber in SumberDana.values]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        nama = [f"target_tw{n}" for n in TRIWULAN]
        target = tuple(isi.get(n) or Decimal(0) for n in nama)
        if not any(target) and not any(n in self.errors for n in nama):
            self.add_error("target_tw1", TANPA_TARGET)
        pagu = sorted((s, isi[f"pagu_{s}"]) for s in SumberDana.values if isi.get(f"pagu_{s}"))
        return isi | {"target": target, "pagu": tuple(pagu)}

    def isi(self) -> IsiBaris:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        return IsiBaris(
            **{n: d[n] for n in TEKS}, target=d["target"], indikator=frozenset(d["indikator"]), pagu=d["pagu"]
        )


def initial_of(isi: IsiBaris) -> dict[str, Any]:
    """A stored line as the form's first values."""
    awal = {n: getattr(isi, n) for n in TEKS} | {"indikator": sorted(isi.indikator)}
    awal |= {f"target_tw{n}": t or None for n, t in zip(TRIWULAN, isi.target, strict=True)}
    return awal | {f"pagu_{sumber}": rp for sumber, rp in isi.pagu}
