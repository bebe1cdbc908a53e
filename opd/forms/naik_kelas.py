"""Filters of *naik kelas*; every figure links to the list by them."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import TanggalField
from desa.models import Umkm
from opd.forms.fakta import desa_choices, known_at, opd_choices
from opd.forms.terdaftar import kabupaten_choices
from opd.models import Pengguna, Penugasan
from opd.rekap.naik_kelas import Gerak, NaikKelas, Sebab, Tanda
from opd.rekap.umkm import BUKAN_UMKM

HASIL = [
    ("", "Semua"),
    ("naik", "Naik kelas"),
    ("tidak_naik", "Terukur, tidak naik kelas"),
    ("terukur", "Terukur"),
    ("tak_terukur", "Belum dapat diukur"),
    *((s.value, f"Belum dapat diukur: {str(s.label).lower()}") for s in Sebab),
]


class SaringRingkas(forms.Form):
    """Place and day."""

    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    desa = forms.ChoiceField(label="Desa", required=False)
    per = TanggalField(label="Sampai tanggal", required=False)
    diketahui = TanggalField(label="Dicatat sampai", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user, self.on = user, on
        pilihan = {
            "kabupaten": [("", "Semua kabupaten/kota"), *kabupaten_choices(user)],
            "opd": [("", "Semua OPD"), *opd_choices(user)],
            "desa": [("", "Semua desa"), *desa_choices(user)],
        }
        for nama, isi in pilihan.items():
            self.fields[nama].choices = isi  # type: ignore[attr-defined]

    @property
    def dipakai(self) -> bool:
        """Whether any filter is set."""
        return any(self.data.get(nama) for nama in self.fields)

    @property
    def until(self) -> date:
        """The day whose figures are shown."""
        return (self.cleaned_data.get("per") if self.is_valid() else None) or self.on

    @property
    def known_at(self) -> datetime | None:
        """The moment until which recordings count; None = everything recorded so far."""
        return known_at(self)

    def condition(self) -> Q:
        """The enterprises that the filters leave; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return Q(pk__in=[])
        d, q = self.cleaned_data, ~Q(bentuk__in=BUKAN_UMKM)
        if d["kabupaten"]:
            q &= Q(desa__kecamatan__kabupaten=d["kabupaten"])
        if d["desa"]:
            q &= Q(desa__kode=d["desa"])
        if d["opd"]:
            sendiri = Penugasan.objects.visible_to(self.user).in_force(self.known_at).in_charge()
            q &= Q(desa__in=sendiri.active_on(self.until).filter(opd__slug=d["opd"]).values("desa"))
        return q

    def rows(self) -> Any:
        """The same as a QuerySet."""
        return Umkm.objects.visible_to(self.user).filter(self.condition())


class SaringNaikKelas(SaringRingkas):
    """Place, day, and what came out."""

    hasil = forms.ChoiceField(label="Hasil", required=False, choices=HASIL)
    tanda = forms.ChoiceField(label="Tanda", required=False, choices=[("", "Semua tanda"), *Tanda.choices])
    gerak = forms.ChoiceField(
        label="Arah tanda",
        required=False,
        choices=[("", "Terukur"), (Gerak.NAIK.value, "Naik"), (Gerak.TURUN.value, "Turun")],
    )

    field_order = ("hasil", "tanda", "gerak", "kabupaten", "opd", "desa", "per", "diketahui")

    def fits(self, h: NaikKelas) -> bool:
        """Whether an enterprise is one that the list asks for."""
        d = self.cleaned_data
        cocok = {
            "": True,
            "naik": h.naik,
            "terukur": h.sebab is None,
            "tidak_naik": h.sebab is None and not h.naik,
            "tak_terukur": h.sebab is not None,
        }
        if not cocok.get(d["hasil"], h.sebab == d["hasil"]):
            return False
        if not d["tanda"]:
            return True
        gerak = {t.tanda.value: t.gerak for t in h.tanda}.get(d["tanda"], Gerak.TAK_TERUKUR)
        return h.sebab is None and (gerak == d["gerak"] if d["gerak"] else gerak != Gerak.TAK_TERUKUR)
