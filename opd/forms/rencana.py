"""Forms of action plans: begin one, revise it, filter the list."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q, QuerySet

from opd.actions.rencana import possible_years
from opd.enums import StatusNaskah
from opd.forms.fakta import desa_choices, opd_choices
from opd.forms.isian import TeksField
from opd.forms.naskah import VersiField
from opd.models import Pengguna, Penugasan, RencanaAksi


class FormBaru(forms.Form):
    """Begin the plan of a year, empty or with the lines of another plan of the same village."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int)
    salin = forms.ModelChoiceField(
        RencanaAksi.objects.none(),
        label="Salin kegiatan dari",
        to_field_name="uuid",
        required=False,
        empty_label="Tidak menyalin, mulai kosong",
        help_text="Semua baris ikut disalin dan dapat diubah sebelum diajukan.",
        error_messages={"invalid_choice": "Rencana itu tidak dapat disalin. Pilih dari daftar."},
    )

    def __init__(
        self, *args: Any, user: Pengguna, penugasan: Penugasan, sumber: QuerySet[RencanaAksi], on: date, **kwargs: Any
    ) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4(), "tahun": on.year} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)
        pilihan = possible_years(penugasan, on=on)
        self.fields["tahun"].choices = [(t, str(t)) for t in pilihan]  # type: ignore[attr-defined]
        salin: Any = self.fields["salin"]
        salin.queryset = sumber
        salin.label_from_instance = lambda r: f"{r}, {r.penugasan.opd.singkatan}"
        if not sumber:
            del self.fields["salin"]


class FormVersi(forms.Form):
    """A deed on the version of a plan that was read, with nothing else to say."""

    versi = VersiField()


class FormGeser(FormVersi):
    """Move a line one place."""

    naik = forms.TypedChoiceField(choices=[("1", "Naik"), ("0", "Turun")], coerce=lambda nilai: nilai == "1")


class FormRevisi(forms.Form):
    """Begin a new version of a verified plan."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    alasan = TeksField(
        label="Alasan revisi", max_length=500, baris=3, help_text="Misalnya pergeseran anggaran atau cuaca."
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"uuid": uuid.uuid4()} | kwargs.get("initial", {})
        super().__init__(*args, **kwargs)


class SaringRencana(forms.Form):
    """Filters of the list."""

    opd = forms.ChoiceField(label="OPD", required=False)
    desa = forms.ChoiceField(label="Desa", required=False)
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None, required=False)
    status = forms.ChoiceField(label="Status", required=False, choices=[("", "Semua status"), *StatusNaskah.choices])

    def __init__(self, *args: Any, user: Any, tahun_ini: int, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(user)]  # type: ignore[attr-defined]
        self.fields["desa"].choices = [("", "Semua desa"), *desa_choices(user)]  # type: ignore[attr-defined]
        tahun = range(tahun_ini + 1, 2022, -1)
        self.fields["tahun"].choices = [("", "Semua tahun"), *((t, str(t)) for t in tahun)]  # type: ignore[attr-defined]

    @property
    def dipakai(self) -> bool:
        """Whether any filter is set."""
        return any(self.data.get(nama) for nama in self.fields)

    def condition(self) -> Q:
        """The rows that the filters leave; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return Q(pk__in=[])
        jalur = {"opd": "penugasan__opd__slug", "desa": "penugasan__desa__kode", "tahun": "tahun", "status": "status"}
        return Q(**{jalur[nama]: nilai for nama, nilai in self.cleaned_data.items() if nilai})
