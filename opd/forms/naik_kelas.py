"""Filters of *naik kelas*; every figure links to the list by them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.db.models import Q

from desa.angka import TanggalField
from desa.models import Desa, Umkm
from opd.forms.fakta import SaringHari, desa_choices, opd_choices
from opd.forms.isian import PilihPanjang
from opd.forms.terdaftar import kabupaten_choices
from opd.models import Pengguna
from opd.rekap.naik_kelas import Gerak, NaikKelas, Sebab, Tanda
from opd.rekap.naik_kelas_desa import NaikDesa
from opd.rekap.umkm import BUKAN_UMKM

HASIL = [
    ("", "Semua"),
    ("naik", "Naik kelas"),
    ("tidak_naik", "Terukur, tidak naik kelas"),
    ("terukur", "Terukur"),
    ("tak_terukur", "Belum dapat diukur"),
    *((s.value, f"Belum dapat diukur: {str(s.label).lower()}") for s in Sebab),
]


class SaringRingkas(SaringHari):
    """Place and day."""

    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    desa = forms.ChoiceField(label="Desa", required=False, widget=PilihPanjang)
    per = TanggalField(label="Sampai tanggal", required=False)
    diketahui = TanggalField(label="Dicatat sampai", required=False)

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        super().__init__(*args, user=user, on=on, **kwargs)
        pilihan = {
            "kabupaten": [("", "Semua kabupaten/kota"), *kabupaten_choices(user)],
            "opd": [("", "Semua OPD"), *opd_choices(user)],
            "desa": desa_choices(user),
        }
        for nama, isi in pilihan.items():
            self.fields[nama].choices = isi  # type: ignore[attr-defined]

    def condition(self) -> Q:
        """The enterprises that the filters leave; a filter that cannot be read leaves none."""
        if not self.is_valid():
            return Q(pk__in=[])
        return ~Q(bentuk__in=BUKAN_UMKM) & self._places("desa__")

    def _places(self, jalur: str) -> Q:
        d, q = self.cleaned_data, Q()
        if d["kabupaten"]:
            q &= Q(**{f"{jalur}kecamatan__kabupaten": d["kabupaten"]})
        if d["desa"]:
            q &= Q(**{f"{jalur}kode": d["desa"]})
        if d["opd"]:
            q &= Q(**{f"{jalur}pk__in": self.in_charge().filter(opd__slug=d["opd"]).values("desa")})
        return q

    def rows(self) -> Any:
        """The same as a QuerySet."""
        return Umkm.objects.visible_to(self.user).filter(self.condition())

    def select(self, semua: Iterable[NaikDesa]) -> list[NaikDesa]:
        """The villages among these that the filters leave. One query where they leave out any."""
        if not self.is_valid():
            return []
        d = self.cleaned_data
        if not (d["kabupaten"] or d["desa"] or d["opd"]):
            return list(semua)
        desa = set(Desa.objects.visible_to(self.user).filter(self._places("")).values_list("pk", flat=True))
        return [n for n in semua if n.desa_id in desa]


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
