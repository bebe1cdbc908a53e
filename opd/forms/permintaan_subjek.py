"""Forms of what a data subject asks for: propose, decide, end a restriction; each with the own password again."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from desa.angka import TanggalField
from opd.actions.permintaan_subjek import IsiPermintaan
from opd.enums import JenisPermintaan, PengajuPermintaan, StatusPermintaan
from opd.forms.isian import FormSandi, TeksField
from opd.forms.saring import Saringan
from opd.rekap.simpanan_pribadi import Kunci

REKAMAN_TERBANYAK = 60
DIMINTA = (JenisPermintaan.PEMBATASAN, JenisPermintaan.PENGHAPUSAN)


def _alasan(label: str, bantuan: str) -> TeksField:
    return TeksField(
        label=label, max_length=500, help_text=f"{bantuan} Dicatat; jangan menulis nama atau nomor orangnya."
    )


class FormPermintaan(FormSandi):
    """What is asked for, and of which records; the address names these, the form keeps them."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    rekaman = forms.CharField(widget=forms.HiddenInput, max_length=4000)
    jenis = forms.ChoiceField(
        label="Yang diminta", choices=[(j.value, j.label) for j in DIMINTA], widget=forms.RadioSelect
    )
    nomor = TeksField(
        label="Nomor permintaan", max_length=100, help_text="Nomor surat atau agenda, misalnya 12/PDP/2026."
    )
    diterima = TanggalField(label="Diterima tanggal")
    dibatasi_sampai = TanggalField(
        label="Pembatasannya berakhir pada",
        required=False,
        help_text="Hanya untuk pembatasan, paling lama 2 tahun; hari itu datanya kembali sendiri. Dapat diperpanjang.",
    )
    pengaju = forms.ChoiceField(label="Diajukan oleh", choices=[("", "– pilih –"), *PengajuPermintaan.choices])
    alasan = _alasan("Alasan", "Misalnya diminta tertulis, identitasnya sudah dicocokkan.")
    nama = TeksField(
        label="Namanya pada catatan bersama",
        baris=2,
        max_length=400,
        pribadi=True,
        required=False,
        help_text="Satu ejaan per baris, seperti tertulis pada catatan kunjungan atau persetujuan. Dibuang sesudah diputuskan.",
    )
    field_order = (
        "uuid", "rekaman", "jenis", "dibatasi_sampai", "nomor", "diterima", "pengaju", "alasan", "nama", "sandi",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)

    def clean_rekaman(self) -> tuple[Kunci, ...]:
        kunci = read_keys(self.cleaned_data["rekaman"].split(","))
        if not kunci:
            raise ValidationError("Pilih sedikitnya satu catatan yang menyangkut orang ini.")
        return kunci

    def isi(self) -> IsiPermintaan:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        jenis, pengaju = JenisPermintaan(d["jenis"]), PengajuPermintaan(d["pengaju"])
        sampai = d["dibatasi_sampai"] if jenis == JenisPermintaan.PEMBATASAN else None
        return IsiPermintaan(jenis, d["nomor"], d["diterima"], pengaju, d["alasan"], d["rekaman"], d["nama"], sampai)


def read_keys(teks: list[str]) -> tuple[Kunci, ...]:
    """The records that an address or a form names; what names none is left out."""
    semua = (Kunci.read(t) for t in teks[:REKAMAN_TERBANYAK])
    return tuple(dict.fromkeys(k for k in semua if k is not None))


class FormPutusan(FormSandi):
    """Carry out or turn down; a refusal says why."""

    putusan = forms.ChoiceField(
        label="Putusan", choices=[("laksanakan", "Laksanakan sekarang"), ("tolak", "Tolak")], widget=forms.RadioSelect
    )
    alasan = _alasan("Alasan penolakan", "Hanya bila ditolak.")
    field_order = ("putusan", "alasan", "sandi")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["alasan"].required = False

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or self.cleaned_data
        if isi.get("putusan") == "tolak" and not isi.get("alasan") and "alasan" not in self.errors:
            self.add_error("alasan", "Tulis alasan penolakannya, supaya dapat disampaikan kepada yang meminta.")
        return isi


class FormAkhiri(FormSandi):
    """Why a restriction is to end."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    alasan = _alasan("Mengapa pembatasannya berakhir", "Misalnya keberatannya selesai, atau ia mencabut permintaannya.")
    field_order = ("uuid", "alasan", "sandi")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)


class FormPerpanjang(FormSandi):
    """Until when a restriction lasts instead, and why."""

    dibatasi_sampai = TanggalField(label="Pembatasannya berakhir pada")
    alasan = _alasan("Mengapa diperpanjang", "Misalnya keberatannya belum selesai.")
    field_order = ("dibatasi_sampai", "alasan", "sandi")


class SaringPermintaan(Saringan):
    """Which requests the list shows."""

    status = forms.ChoiceField(label="Keadaan", required=False, choices=[("", "Semua"), *StatusPermintaan.choices])
