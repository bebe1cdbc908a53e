"""What a packet of papers for a rakor holds: the form of its page."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms

from binaan.cetak.paket import KOSONG, TERBANYAK, TERLALU_BANYAK, Bagian, PilihanPaket, parts_for, planned
from desa.waktu import awal_triwulan, tambah_bulan, triwulan
from opd.models import Opd, Pengguna, Penugasan
from opd.rekap.rentang import sebut_triwulan

TRIWULAN_TERBANYAK = 6


class FormPaket(forms.Form):
    """Everything but the presentations is ticked already: one click makes the usual packet."""

    bagian = forms.MultipleChoiceField(
        label="Isi paket",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Pilih paling sedikit satu isi paket."},
    )
    triwulan = forms.ChoiceField(label="Laporan triwulan")
    opd = forms.MultipleChoiceField(
        label="Hanya OPD ini",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="Untuk laporan dan paparan. Tanpa pilihan: semua OPD.",
    )

    def __init__(self, *args: Any, user: Pengguna, on: date, **kwargs: Any) -> None:
        self.user, self.on = user, on
        bagian = parts_for(user, on=on)
        awal = [tambah_bulan(awal_triwulan(on), -3 * n) for n in range(1, TRIWULAN_TERBANYAK + 1)]
        tw = ["{}-{}".format(*triwulan(a)) for a in awal]
        biasa = [b for b, _ in bagian if b != Bagian.PAPARAN]
        kwargs["initial"] = {"bagian": biasa, "triwulan": tw[0]} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.fields["bagian"].choices = bagian  # type: ignore[attr-defined]
        self.fields["triwulan"].choices = list(zip(tw, map(sebut_triwulan, awal), strict=True))  # type: ignore[attr-defined]
        jalan = Penugasan.objects.visible_to(user).in_force().filter(mulai__lte=on)
        opd = Opd.objects.visible_to(user).filter(pk__in=jalan.values("opd")).order_by("nama")
        self.fields["opd"].choices = list(opd.values_list("slug", "nama"))  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if not self.errors:
            banyak = len(planned(self.user, self.choice(isi), hari=self.on))
            if banyak > TERBANYAK:
                raise forms.ValidationError(TERLALU_BANYAK.format(banyak, TERBANYAK), code="banyak")
            if not banyak:
                raise forms.ValidationError(KOSONG, code="kosong")
        return isi

    def choice(self, isi: dict[str, Any] | None = None) -> PilihanPaket:
        """The checked form."""
        d = self.cleaned_data if isi is None else isi
        tahun, tw = d["triwulan"].split("-")
        return PilihanPaket(tuple(d["bagian"]), int(tahun), int(tw), tuple(d["opd"]))
