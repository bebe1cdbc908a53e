"""The quarterly state of an enterprise, with last quarter's figures beside each field."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from desa.angka import BilanganField, DesimalField, RupiahField, TanggalField, format_ribuan, format_rupiah
from desa.enums import AdaTidak, Pembukuan
from desa.models import PerkembanganUmkm
from opd.actions.perkembangan import IsiPerkembangan
from opd.forms.fakta import FormKoreksi, FormSusulan
from opd.forms.isian import FormYakin, TeksField
from opd.rekap.rentang import sebut_triwulan

ORANG_TERBANYAK = 100_000
TIDAK_TAHU = ("", "Tidak diketahui")
RUPIAH = ("aset_rp", "pajak_rp", "kredit_rp")


class FormPerkembangan(FormSusulan, FormYakin):
    """What was found at an enterprise on a day; empty fields are not known."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tanggal = TanggalField(label="Tanggal dilihat", help_text="Menentukan triwulannya.")
    pekerja_l = BilanganField(label="Pekerja laki-laki (orang)", required=False, max_value=ORANG_TERBANYAK)
    pekerja_p = BilanganField(label="Pekerja perempuan (orang)", required=False, max_value=ORANG_TERBANYAK)
    pekerja_terlatih = BilanganField(
        label="Di antaranya pernah ikut pelatihan (orang)", required=False, max_value=ORANG_TERBANYAK
    )
    pelanggan_bulan = BilanganField(label="Pelanggan sebulan (orang)", required=False, max_value=100 * ORANG_TERBANYAK)
    produksi_volume = DesimalField(label="Produksi sebulan", required=False, max_value=10**11)
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

    def __init__(self, *args: Any, lalu: PerkembanganUmkm | None = None, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        for nama, bidang in self.fields.items():
            if lalu is not None and (isi := _last_value(lalu, nama)):
                bidang.help_text = f"{bidang.help_text} {sebut_triwulan(lalu.triwulan)}: {isi}.".strip()

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        terbaca = {"produksi_volume", "produksi_satuan"} <= set(isi)
        if terbaca and (isi["produksi_volume"] is None) != (not isi["produksi_satuan"]):
            self.add_error("produksi_satuan", "Isi produksi bersama satuannya, misalnya 40 kg.")
        if isi.get("kredit_rp") is not None and isi.get("kredit") != AdaTidak.YA:
            self.add_error("kredit", "Pilih Ya bila jumlah kreditnya diisi, atau kosongkan jumlahnya.")
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
