"""Forms that change a pairing: pass it on, close it, or correct what was wrong from the start."""

from __future__ import annotations

from typing import Any

from django import forms

from desa.angka import TanggalField
from opd.actions.penugasan import IsiPenugasan
from opd.enums import CaraSelesai
from opd.forms.isian import TeksField
from opd.models import Opd, Pengguna, Penugasan, Sk

CARA_TUTUP = [c for c in CaraSelesai.choices if c[0] in (CaraSelesai.SELESAI, CaraSelesai.LANJUT)]


class FormPenugasan(forms.Form):
    """Shared: the OPDs and decrees a maintainer may choose from, on one penugasan."""

    def __init__(self, *args: Any, user: Pengguna, tugas: Penugasan, **kwargs: Any) -> None:
        super().__init__(*args, prefix=self.aksi, **kwargs)
        self.tugas = tugas
        if "opd" in self.fields:
            self.fields["opd"].queryset = Opd.objects.visible_to(user).filter(berlaku_selesai__isnull=True)
        if "sk" in self.fields:
            self.fields["sk"].queryset = Sk.objects.visible_to(user)
            self.fields["sk"].initial = tugas.sk_id

    aksi = ""

    def isi(self) -> IsiPenugasan:
        """The pairing as the form says it; the village and the part played stay."""
        d = self.cleaned_data
        return IsiPenugasan(d["sk"], d["opd"], self.tugas.desa, d["mulai"], peran=self.tugas.peran)


class FormAlih(FormPenugasan):
    """Perubahan: another OPD answers for the village from a day on."""

    aksi = "alih"
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD baru", empty_label="Pilih OPD")
    sk = forms.ModelChoiceField(Sk.objects.none(), label="Menurut SK")
    mulai = TanggalField(
        label="Mulai", help_text="Penugasan lama ditutup pada tanggal ini; angka sebelumnya tetap miliknya."
    )
    alasan = TeksField(label="Keterangan", max_length=300, required=False)


class FormTutup(FormPenugasan):
    """The penugasan ends and nobody follows."""

    aksi = "tutup"
    selesai = TanggalField(label="Selesai", help_text="Hari pertama yang tidak lagi menjadi tanggung jawab OPD ini.")
    cara = forms.ChoiceField(label="Cara selesai", choices=CARA_TUTUP)
    alasan = TeksField(label="Keterangan", max_length=300, required=False)


class FormKoreksi(FormPenugasan):
    """Koreksi: the row was wrong from the start and is replaced."""

    aksi = "koreksi"
    opd = forms.ModelChoiceField(Opd.objects.none(), label="OPD yang benar", empty_label="Pilih OPD")
    sk = forms.ModelChoiceField(Sk.objects.none(), label="SK yang benar")
    mulai = TanggalField(label="Mulai yang benar")
    alasan = TeksField(label="Alasan koreksi", max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opd"].initial = self.tugas.opd_id
        self.fields["mulai"].initial = self.tugas.mulai


FORM = {f.aksi: f for f in (FormAlih, FormTutup, FormKoreksi)}
