"""The decision on a paper: which buttons this reader has, what each of them does, and the reason of a return."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse

from desa.angka import BilanganField
from opd.actions.naskah import BUKAN_MEJA
from opd.actions.putusan import can_be_verified
from opd.enums import StatusNaskah, TindakanNaskah
from opd.forms.isian import TeksField
from opd.models.naskah import Naskah
from opd.rekap.hak import HakNaskah
from opd.rekap.meja import kind_of

MUAT = "muat"
"""Not a move: the reader has read the newest version and takes the typed reason over to it."""


@dataclass(frozen=True, slots=True)
class Tombol:
    """One button and what pressing it brings about."""

    tindakan: str
    label: str
    akibat: str
    kelas: str = "tombol--utama"


MAJU = {
    "setujui": Tombol("setujui", "Setujui", "Naskah diteruskan kepada verifikator. OPD tidak dapat mengubahnya lagi."),
    "verifikasi": Tombol("verifikasi", "Verifikasi", "Naskah selesai dan terbaca oleh semua OPD."),
    "tarik": Tombol(
        "tarik", "Tarik kembali", "Naskah menjadi draf lagi dan dapat diubah; kepala OPD belum memutuskan.", ""
    ),
}
BEKU = "Isi laporan dibekukan bersama sidik jarinya, dan kegiatan, kunjungan, serta penjualan triwulan itu dikunci."
KEMBALI = Tombol("kembalikan", "Kembalikan", "Naskah kembali ke OPD bersama alasan Anda.", "tombol--bahaya")


class VersiField(BilanganField):
    """The hidden version that was read."""

    widget = forms.HiddenInput

    def __init__(self) -> None:
        super().__init__(widget=forms.HiddenInput, min_value=1)

    def clean(self, value: Any) -> int:
        try:
            return int(super().clean(value))
        except ValidationError as galat:
            raise ValidationError("Versi naskah tidak terbaca. Muat ulang halaman, lalu putuskan kembali.") from galat


class FormPutusan(forms.Form):
    """Decide on one paper. `hak` says which buttons the reader has; the deed itself checks the right again."""

    versi = VersiField()
    tindakan = forms.ChoiceField(
        choices=[*TindakanNaskah.choices, (MUAT, "Muat")],
        error_messages={"required": BUKAN_MEJA, "invalid_choice": BUKAN_MEJA},
    )
    alasan = TeksField(
        label="Alasan pengembalian",
        baris=4,
        max_length=1000,
        required=False,
        help_text="Wajib bila mengembalikan. Tulis apa yang harus diperbaiki.",
    )

    def __init__(self, *args: Any, naskah: Naskah, hak: HakNaskah, **kwargs: Any) -> None:
        kwargs["initial"] = {"versi": naskah.versi} | (kwargs.get("initial") or {})
        super().__init__(*args, auto_id="putusan_%s", **kwargs)
        self.naskah, self.hak, self.basi = naskah, hak, False
        self.jenis = kind_of(naskah)
        self.alamat = reverse("naskah:putuskan", args=[self.jenis, naskah.uuid])

    @property
    def maju(self) -> list[Tombol]:
        """The buttons that need no reason."""
        buka = [t for nama, t in MAJU.items() if getattr(self.hak, nama)]
        if not can_be_verified(self.naskah):
            return [t for t in buka if t.tindakan != "verifikasi"]
        laporan = self.jenis == "laporan" and self.naskah.status == StatusNaskah.DISETUJUI
        return [Tombol(t.tindakan, t.label, BEKU) if laporan else t for t in buka]

    @property
    def kembali(self) -> Tombol | None:
        """The button that returns the paper with a reason."""
        return KEMBALI if self.hak.kembalikan else None
