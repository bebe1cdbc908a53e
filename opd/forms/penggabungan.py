"""Forms of an OPD merger: the preview's successor and date, and the refusal."""

from __future__ import annotations

from typing import Any

from django import forms

from desa.angka import TanggalField
from opd.forms.isian import TeksField
from opd.models import Opd, PenggabunganOpd, Pengguna


class FormPenggabungan(forms.Form):
    """Who takes over, and from which day."""

    menjadi = forms.ModelChoiceField(
        queryset=Opd.objects.none(),
        label="OPD penerus",
        empty_label="Pilih OPD penerus",
        help_text="Bila OPD penerus belum ada, tambahkan dahulu di panel admin menurut Perda atau Pergub.",
    )
    tanggal = TanggalField(label="Berlaku mulai", help_text="Menurut Perda, Pergub, atau SK pelantikan.")

    def __init__(self, *args: Any, user: Pengguna, gabung: PenggabunganOpd, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["menjadi"].queryset = Opd.objects.visible_to(user).filter(berlaku_selesai__isnull=True)  # type: ignore[attr-defined]
        if gabung.menjadi_id:
            self.fields["menjadi"].initial = gabung.menjadi_id


class FormTolakPenggabungan(forms.Form):
    """Why a reported merger is not true."""

    alasan = TeksField(label="Alasan", max_length=500, help_text="Misalnya: Perda belum ditetapkan.")
