"""Forms of action plans: begin one, revise it, filter the list."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.db.models import QuerySet

from desa.angka import TanggalField
from desa.waktu import akhir_hari
from opd.actions.rencana import possible_years
from opd.enums import StatusNaskah
from opd.forms.isian import FormVersi, PilihanJadi, PilihPanjang, TeksField
from opd.forms.saring import Saringan
from opd.models import Pengguna, Penugasan, RencanaAksi
from opd.models.penugasan import TAHUN_PERTAMA
from opd.rekap.daftar_rencana import BELUM, BarisDaftar, places


class FormBaru(forms.Form):
    """Begin the plan of a year, empty or with the lines of another plan of the same village."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    tahun = forms.TypedChoiceField(label="Tahun", coerce=int)
    salin = forms.ModelChoiceField(
        RencanaAksi.objects.none(),
        label="Salin baris dari",
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


class SaringKeadaan(Saringan):
    """As of which day figures are shown, and what was recorded by then; a day that cannot be read is today."""

    per = TanggalField(label="Keadaan per", required=False)
    diketahui = TanggalField(label="Dicatat sampai", required=False)

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        self.on = on
        super().__init__(*args, **kwargs)

    @property
    def until(self) -> date:
        """The day asked for, today at the latest."""
        return min(self.isi["per"] or self.on, self.on)

    @property
    def known_at(self) -> datetime | None:
        """The end of the day until which recordings count; None = everything recorded so far."""
        hari = self.isi["diketahui"]
        return akhir_hari(hari) if hari and hari < self.on else None

    @property
    def kueri(self) -> str:
        """The same day and knowledge for links to other pages; empty today."""
        isi = {"per": self.until if self.until < self.on else "", "diketahui": self.isi["diketahui"]}
        return urlencode({k: v for k, v in isi.items() if v})


class SaringRencana(SaringKeadaan):
    """Filters of the list of a year's plans."""

    tahun = forms.TypedChoiceField(label="Tahun", coerce=int, empty_value=None, required=False)
    opd = forms.ChoiceField(label="OPD", required=False)
    desa = forms.ChoiceField(label="Desa", required=False, widget=PilihPanjang)
    status = forms.ChoiceField(
        label="Status",
        required=False,
        choices=[("", "Semua status"), (BELUM, "Belum ada rencana terverifikasi"), *StatusNaskah.choices],
    )
    field_order = ("tahun", "opd", "desa", "status", "per", "diketahui")

    def prepare(self) -> None:
        tahun = range(self.on.year + 1, TAHUN_PERTAMA - 1, -1)
        self.fields["tahun"].choices = [("", f"Tahun ini, {self.on.year}"), *((t, str(t)) for t in tahun)]

    @property
    def tahun_dipilih(self) -> int:
        """The year asked for, or that of the day."""
        return self.isi["tahun"] or self.until.year

    def select(self, semua: Sequence[BarisDaftar]) -> tuple[list[BarisDaftar], list[BarisDaftar]]:
        """The rows of the OPD and village asked for, and of these the ones in the state asked for."""
        opd, desa = places(semua)
        self.fields["opd"].choices = [("", "Semua OPD"), *opd]  # type: ignore[attr-defined]
        self.fields["desa"].choices = PilihanJadi([("", "Semua desa"), *desa])  # type: ignore[attr-defined]
        pilih = {n: self.data.get(n, "") for n in ("opd", "desa")}
        self.isi |= pilih
        tempat = [b for b in semua if pilih["opd"] in ("", b.opd_slug) and pilih["desa"] in ("", b.kode)]
        return tempat, [b for b in tempat if b.fits(self.isi["status"] or "")]
