"""What the forms of the registers of outside parties share, and the reason that other forms ask for too."""

from __future__ import annotations

import uuid
from typing import Any

from django import forms

from desa.models import Kabupaten
from desa.validators import baca_telepon
from opd.forms.isian import FormVersi, FormYakin, TeksField
from opd.models import Pengguna

PRIBADI = ("nama_kontak", "telepon", "surel")


def kabupaten_choices(user: Pengguna) -> list[tuple[str, str]]:
    """The regencies by code. One query."""
    return [(str(k.pk), k.nama_singkat) for k in Kabupaten.objects.visible_to(user).order_by("kode")]


class FormAlasan(FormVersi):
    """Why something is closed, opened again, ended or cancelled."""

    alasan = TeksField(label="Alasan", max_length=300)


class FormTerdaftar(FormYakin):
    """Name, address and contact of an outside party; `kata` is its noun."""

    kata = ""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    nama = TeksField(label="Nama", max_length=150)
    alamat = TeksField(label="Alamat", max_length=200, required=False)
    nama_kontak = TeksField(label="Nama kontak", max_length=120, pribadi=True, required=False)
    telepon = TeksField(label="Telepon kontak", max_length=40, pribadi=True, required=False)
    surel = forms.EmailField(
        label="Surel kontak",
        max_length=254,
        required=False,
        error_messages={"invalid": "Alamat surel ini tidak dikenali. Tulis seperti nama@contoh.go.id, atau kosongkan."},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["nama"].label = f"Nama {self.kata}"
        self.fields["surel"].widget.attrs["data-pribadi"] = ""
        for nama in PRIBADI:
            self.fields[nama].widget.attrs["autocomplete"] = "off"
            self.fields[nama].help_text = "Hanya dibaca OPD dan verifikator."
        self.fields["yakin"].label = f"Ini {self.kata} lain dengan nama yang mirip, simpan saja"

    def clean_telepon(self) -> str:
        telepon = self.cleaned_data["telepon"]
        return baca_telepon(telepon) if telepon else ""

    def kontak(self) -> dict[str, str | None]:
        """The contact as the action takes it; an empty field means "leave as stored"."""
        return {k: self.cleaned_data[k] or None for k in PRIBADI}


class UbahTerdaftar(FormVersi):
    """Put before a FormTerdaftar: a change, whose contact fields never show what is stored and change nothing when empty."""

    sunting = "versi"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["uuid"]
        for nama in PRIBADI:
            self.fields[nama].help_text = "Data yang tersimpan tidak ditampilkan; kosongkan bila tidak berubah."
