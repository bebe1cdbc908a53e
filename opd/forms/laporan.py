"""Forms of quarterly reports: begin one, write its narrative, unlock its quarter, filter the list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q

from desa.angka import TanggalField
from desa.waktu import akhir_hari, mulai_triwulan
from opd.actions.kunci import BUKA_TERLAMA
from opd.actions.laporan import NARASI, IsiNarasi
from opd.enums import StatusNaskah
from opd.forms.fakta import desa_choices, opd_choices
from opd.forms.isian import PilihPanjang, TeksField, VersiField
from opd.models import LaporanTriwulan, Pengguna
from opd.rekap.capaian import NAMA_TW
from opd.rekap.laporan import FotoCalon
from opd.rekap.rentang import sebut_triwulan


class FormBaruLaporan(forms.Form):
    """Which quarter the report is for."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    triwulan = forms.ChoiceField(label="Triwulan")

    def __init__(self, *args: Any, pilihan: Sequence[tuple[int, int]], **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["triwulan"].choices = [  # type: ignore[attr-defined]
            (f"{tahun}-{tw}", sebut_triwulan(mulai_triwulan(tahun, tw))) for tahun, tw in pilihan
        ]

    def clean_triwulan(self) -> tuple[int, int]:
        tahun, tw = self.cleaned_data["triwulan"].split("-")
        return int(tahun), int(tw)


class FormNarasi(forms.Form):
    """What the OPD adds to the figures. A draft may stay incomplete; submitting asks for all three."""

    sunting = "versi"
    versi = VersiField()
    kendala = TeksField(
        label="Kendala", baris=6, max_length=5000, required=False, help_text="Apa yang menghambat triwulan ini."
    )
    tindak_lanjut = TeksField(
        label="Tindak lanjut",
        baris=6,
        max_length=5000,
        required=False,
        help_text="Apa yang sudah dikerjakan untuk mengatasinya.",
    )
    rencana_berikut = TeksField(
        label="Rencana triwulan berikut",
        baris=6,
        max_length=5000,
        required=False,
        help_text="Yang akan dikerjakan, dengan siapa, dan kapan.",
    )
    foto = forms.TypedMultipleChoiceField(
        label="Foto untuk laporan",
        coerce=UUID,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Foto itu tidak ada pada triwulan ini. Muat ulang, lalu pilih kembali."},
    )

    def __init__(self, *args: Any, laporan: LaporanTriwulan, calon: Sequence[FotoCalon], **kwargs: Any) -> None:
        awal = {nama: getattr(laporan, nama) for nama in NARASI}
        awal |= {"versi": laporan.versi, "foto": [c.foto.uuid for c in calon if c.dipilih]}
        super().__init__(*args, initial=awal, **kwargs)
        self.calon = calon
        self.fields["foto"].choices = [(str(c.foto.uuid), c.foto.keterangan) for c in calon]  # type: ignore[attr-defined]

    def photos(self) -> list[tuple[Any, FotoCalon]]:
        """Each box with the photo that it chooses."""
        return list(zip(self["foto"], self.calon, strict=True))

    def isi(self) -> IsiNarasi:
        """The checked form as the action takes it."""
        d = self.cleaned_data
        return IsiNarasi(**{nama: d[nama] for nama in NARASI}, foto=frozenset(d["foto"]))


class FormBukaKunci(forms.Form):
    """Unlock a verified quarter, for whole days."""

    sampai = TanggalField(
        label="Terbuka sampai akhir tanggal",
        help_text=f"Paling lama {BUKA_TERLAMA} hari. Sesudah itu terkunci kembali dengan sendirinya.",
    )
    alasan = TeksField(
        label="Alasan", baris=3, max_length=500, help_text="Misalnya volume kegiatan salah ketik; OPD mengoreksinya."
    )

    def clean_sampai(self) -> datetime:
        """The last moment of the day."""
        hari = self.cleaned_data["sampai"]
        if hari is None:
            raise ValidationError("Isi tanggalnya, misalnya 25/06/2026.")
        return akhir_hari(hari)


class SaringLaporan(forms.Form):
    """Filters of the list."""

    opd = forms.ChoiceField(label="OPD", required=False)
    desa = forms.ChoiceField(label="Desa", required=False, widget=PilihPanjang)
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None, required=False)
    triwulan = forms.TypedChoiceField(label="Triwulan", coerce=int, empty_value=None, required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Semua status"), *StatusNaskah.choices])

    def __init__(self, *args: Any, user: Pengguna, tahun_ini: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]
        self.fields["desa"].choices = desa_choices(user)  # type: ignore[attr-defined]
        tahun = [(t, str(t)) for t in range(tahun_ini, 2022, -1)]
        self.fields["tahun"].choices = [("", "Semua tahun"), *tahun]  # type: ignore[attr-defined]
        triwulan = [(n, f"TW {r}") for n, r in enumerate(NAMA_TW, 1)]
        self.fields["triwulan"].choices = [("", "Semua triwulan"), *triwulan]  # type: ignore[attr-defined]

    @property
    def dipakai(self) -> bool:
        """Whether any filter is set."""
        return any(self.data.get(nama) for nama in self.fields)

    def condition(self) -> Q:
        """The rows that the filters leave; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return Q(pk__in=[])
        jalur = {"opd": "penugasan__opd__slug", "desa": "penugasan__desa__kode"}
        return Q(**{jalur.get(nama, nama): nilai for nama, nilai in self.cleaned_data.items() if nilai})
