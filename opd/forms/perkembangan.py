"""The quarterly state of an enterprise, with last quarter's figures beside each field."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms

from desa.angka import (
    BilanganField,
    DesimalField,
    RupiahField,
    TanggalField,
    format_ribuan,
    format_rupiah,
    format_tanggal,
)
from desa.enums import AdaTidak, JenisLegalitas, Pembukuan
from desa.models import PerkembanganUmkm
from opd.actions.isi_perkembangan import TERBANYAK, IsiPerkembangan, clashes
from opd.forms.fakta import FormKoreksi, FormSusulan, quarter_choices, quarter_days
from opd.forms.isian import FormYakin, TeksField
from opd.rekap.rentang import sebut_triwulan

TIDAK_TAHU = ("", "Tidak diketahui")
RUPIAH = ("aset_rp", "pajak_rp", "kredit_rp")


class PilihTriwulan(forms.Form):
    """The quarter that an address or the page of the template asks for."""

    triwulan = forms.ChoiceField(label="Triwulan")

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["triwulan"].choices = quarter_choices(on)  # type: ignore[attr-defined]

    @property
    def awal(self) -> date | None:
        """Its first day; None when none is named."""
        return quarter_days(self.cleaned_data["triwulan"])[0] if self.is_valid() else None


class FormPerkembangan(FormSusulan, FormYakin):
    """What was found at an enterprise on a day; empty fields are not known."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal dilihat", help_text="Menentukan triwulannya.")
    pekerja_l = BilanganField(label="Pekerja laki-laki (orang)", required=False, max_value=TERBANYAK["pekerja_l"])
    pekerja_p = BilanganField(label="Pekerja perempuan (orang)", required=False, max_value=TERBANYAK["pekerja_p"])
    pekerja_terlatih = BilanganField(
        label="Di antaranya pernah ikut pelatihan (orang)", required=False, max_value=TERBANYAK["pekerja_terlatih"]
    )
    pelanggan_bulan = BilanganField(
        label="Pelanggan sebulan (orang)", required=False, max_value=TERBANYAK["pelanggan_bulan"]
    )
    produksi_volume = DesimalField(label="Produksi sebulan", required=False, max_value=TERBANYAK["produksi_volume"])
    produksi_satuan = TeksField(
        label="Satuan produksi", max_length=40, required=False, help_text="Misalnya kg, botol, lembar."
    )
    pembukuan = forms.ChoiceField(label="Pembukuan", required=False, choices=[TIDAK_TAHU, *Pembukuan.choices])
    berizin = forms.ChoiceField(label="Sudah mempunyai NIB", required=False, choices=[TIDAK_TAHU, *AdaTidak.choices])
    aset_rp = RupiahField(label="Aset usaha, tanpa tanah dan bangunan (Rp)", required=False, pribadi=True)
    pajak_rp = RupiahField(label="Pajak dibayar setahun terakhir (Rp)", required=False, pribadi=True)
    kredit = forms.ChoiceField(
        label="Pernah mendapat KUR atau kredit bank", required=False, choices=[TIDAK_TAHU, *AdaTidak.choices]
    )
    kredit_rp = RupiahField(label="Jumlah kredit terakhir (Rp)", required=False, pribadi=True)

    def __init__(
        self,
        *args: Any,
        on: date,
        lalu: PerkembanganUmkm | None = None,
        izin: Sequence[JenisLegalitas] | None = None,
        awal: date | None = None,
        **kwargs: Any,
    ) -> None:
        """`izin`: what was held on the day `on`, for a new state; `awal`: the quarter it is asked for."""
        kwargs["initial"] = {"uuid": uuid.uuid4(), "tanggal": None if awal else on} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        if awal:
            self.fields["tanggal"].help_text = f"Hari dalam {sebut_triwulan(awal)} ketika usaha ini dilihat."
        if izin is not None:
            self.initial["berizin"] = AdaTidak.YA if JenisLegalitas.NIB in izin else AdaTidak.TIDAK
            sebut = ", ".join(str(j.label) for j in izin) or "tidak ada"
            self.fields["berizin"].help_text = f"Legalitas yang berlaku pada {format_tanggal(on)}: {sebut}."
        for nama, bidang in self.fields.items():
            if lalu is not None and (isi := _last_value(lalu, nama)):
                bidang.help_text = f"{bidang.help_text} {sebut_triwulan(lalu.triwulan)}: {isi}.".strip()

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        for nama, kalimat in clashes(isi).items():
            self.add_error(nama, kalimat)
        return isi

    def isi(self) -> IsiPerkembangan:
        """The checked form as the action takes it."""
        return IsiPerkembangan(**{k: self.cleaned_data[k] for k in IsiPerkembangan.__dataclass_fields__})


class FormKoreksiPerkembangan(FormPerkembangan, FormKoreksi):
    """A correction: the whole state again, with the reason."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["alasan_susulan"]
        self.order_fields([n for n in self.fields if n not in ("alasan", "yakin")])


def initial_of(lama: PerkembanganUmkm) -> dict[str, Any]:
    """A stored state as the form's first values."""
    return {k: getattr(lama, k) for k in IsiPerkembangan.__dataclass_fields__}


def _last_value(lalu: PerkembanganUmkm, nama: str) -> str:
    """What the field held last time, as it is read; "" where nothing is known."""
    if nama not in IsiPerkembangan.__dataclass_fields__ or nama in ("tanggal", "produksi_satuan"):
        return ""
    nilai = getattr(lalu, nama)
    if nilai in (None, ""):
        return ""
    if nama == "produksi_volume":
        return f"{DesimalField().write(nilai)} {lalu.produksi_satuan}"
    if isinstance(nilai, str):
        return str(getattr(lalu, f"get_{nama}_display")())
    return format_rupiah(nilai) if nama in RUPIAH else format_ribuan(nilai)
