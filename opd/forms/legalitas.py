"""Forms of licences: record one, filter the table of who lacks what."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import BilanganField, TanggalField
from desa.enums import JenisLegalitas, StatusLegalitas
from desa.models import Umkm
from opd.actions.legalitas import IsiLegalitas
from opd.forms.fakta import SaringHari, desa_choices, opd_choices
from opd.forms.isian import BuktiField, PilihPanjang, TeksField
from opd.models import Pengguna
from opd.rekap.legalitas import KeadaanLegalitas, alive

BANTUAN_NOMOR = {
    JenisLegalitas.NIB: "13 angka.",
    JenisLegalitas.PIRT: "15 angka, misalnya 2062371010123-29.",
    JenisLegalitas.HALAL: "ID dan 17 angka.",
    JenisLegalitas.MEREK: "IDM dan 9 angka; selama diurus, nomor permohonannya.",
    JenisLegalitas.BPOM_MD: "MD dan sedikitnya 12 angka.",
}


class FormLegalitas(forms.Form):
    """Where one licence stands."""

    sunting = "versi"
    versi = BilanganField(widget=forms.HiddenInput)
    status = forms.ChoiceField(label="Status", choices=StatusLegalitas.choices, widget=forms.RadioSelect)
    nomor = TeksField(label="Nomor", max_length=60, required=False)
    terbit_pada = TanggalField(label="Terbit pada", required=False)
    berlaku_sampai = TanggalField(
        label="Berlaku sampai",
        required=False,
        help_text="Kosongkan bila tidak ada batasnya. Diingatkan 90 hari sebelumnya.",
    )
    pindaian = BuktiField(
        label="Pindaian atau foto surat", required=False, widget=forms.FileInput(attrs={"data-pribadi": ""})
    )

    def __init__(self, *args: Any, jenis: JenisLegalitas, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["nomor"].help_text = BANTUAN_NOMOR.get(jenis, "")

    def isi(self) -> IsiLegalitas:
        """The checked form as the action takes it."""
        return IsiLegalitas(**{k: self.cleaned_data[k] for k in IsiLegalitas.__dataclass_fields__})


class SaringLegalitas(SaringHari):
    """Filters of the table. "Kurang" is what is required and not there."""

    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    desa = forms.ChoiceField(label="Desa", required=False, widget=PilihPanjang)
    jenis = forms.ChoiceField(
        label="Legalitas", required=False, choices=[("", "Semua legalitas"), *JenisLegalitas.choices]
    )
    keadaan = forms.ChoiceField(
        label="Keadaan",
        required=False,
        choices=[
            ("", "Semua keadaan"),
            ("kurang", "Wajib, belum punya"),
            ("segera", "Habis dalam 90 hari"),
            *KeadaanLegalitas.choices,
        ],
    )
    milik = forms.ChoiceField(label="Milik", required=False, choices=[("", "Semua desa"), ("1", "Desa saya")])

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, on=on, **kwargs)
        desa = desa_choices(user, Umkm.objects.visible_to(user))
        self.fields["desa"].choices = desa  # type: ignore[attr-defined]
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]

    def condition(self) -> Q:
        """The enterprises that the filters leave, the states of their licences apart."""
        if not self.is_valid():
            return Q(pk__in=[])
        d, q = self.cleaned_data, alive(self.on)
        if d["desa"]:
            q &= Q(desa__kode=d["desa"])
        if d["opd"]:
            q &= Q(desa__in=self.in_charge().filter(opd__slug=d["opd"]).values("desa"))
        if d["milik"]:
            q &= Q(pk__in=Umkm.objects.managed_by(self.user).order_by().values("pk"))
        return q

    def choice(self, nama: str) -> str:
        """The chosen value of a filter that the table itself applies."""
        return str(self.cleaned_data.get(nama) or "") if self.is_valid() else ""
