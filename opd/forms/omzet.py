"""The filter of the omzet pages, read from the address and never trusted."""

from __future__ import annotations

from django import forms
from django.db.models import QuerySet

from desa.models import Umkm
from desa.sektor import SEKTOR, TANPA, in_sector
from opd.forms.fakta import desa_choices, opd_choices
from opd.forms.isian import PilihPanjang
from opd.forms.saring import Saringan
from opd.models import Penugasan

LIHAT = (
    ("", "Semua UMKM binaan"),
    ("lengkap", "Melapor tiga bulan penuh"),
    ("tumbuh", "Pertumbuhannya dihitung"),
    ("tutup", "Dihitung, yang tutup −100 %"),
    ("keluar", "Tidak ikut dihitung"),
    ("pencilan", "Pencilan"),
)


class SaringOmzet(Saringan):
    """Whose omzet: a village, an OPD, a sector, or all; in prices of one month when asked."""

    desa = forms.ChoiceField(label="Desa", required=False, widget=PilihPanjang)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    sektor = forms.ChoiceField(
        label="Sektor (KBLI)", required=False, choices=[("", "Semua sektor"), *(s[1:] for s in SEKTOR), TANPA]
    )
    riil = forms.ChoiceField(
        label="Harga", required=False, choices=[("", "Harga saat dijual"), ("ya", "Riil, disesuaikan inflasi")]
    )

    def prepare(self) -> None:
        binaan = Penugasan.objects.visible_to(self.user).in_force().in_charge()
        self.fields["desa"].choices = desa_choices(self.user, binaan)  # type: ignore[attr-defined]
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(self.user)]  # type: ignore[attr-defined]

    @property
    def dideflasi(self) -> bool:
        return self.isi["riil"] == "ya"

    def rows(self) -> QuerySet[Umkm]:
        """The enterprises to read: of the village, of the villages the OPD ever answered for, of the sector."""
        umkm = Umkm.objects.visible_to(self.user)
        if self.isi["desa"]:
            umkm = umkm.filter(desa__kode=self.isi["desa"])
        if self.isi["opd"]:
            pernah = Penugasan.objects.visible_to(self.user).in_force().in_charge().filter(opd__slug=self.isi["opd"])
            umkm = umkm.filter(desa__in=pernah.order_by().values("desa"))
        if self.isi["sektor"]:
            umkm = umkm.filter(in_sector(self.isi["sektor"]))
        return umkm


class SaringRincian(SaringOmzet):
    """The same with which rows of the quarter to show."""

    lihat = forms.ChoiceField(label="Tampilkan", required=False, choices=LIHAT)
