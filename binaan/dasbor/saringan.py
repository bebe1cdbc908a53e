"""What the dashboard's address may ask for: the date, what was known when, the order, the rows behind a figure."""

from __future__ import annotations

import re
from datetime import date, datetime

from django import forms
from django.core.exceptions import ValidationError

from binaan.dasbor.rincian import JENIS, Pilihan
from binaan.dasbor.tabel import KUNCI
from desa.angka import baca_tanggal, format_tanggal
from desa.waktu import akhir_hari, hari_dalam_bulan
from opd.rekap.desa import KeadaanDesa
from opd.rekap.kunjungan import KeadaanKunjungan

TERAWAL = date(2020, 1, 1)


class FormDasbor(forms.Form):
    """Dates as 2026-06-30 or as people type them; anything else gives a sentence and `terdekat`, the nearest day."""

    per = forms.CharField(required=False, max_length=40, label="Per tanggal")
    diketahui = forms.CharField(required=False, max_length=40, label="Yang sudah dicatat sampai")
    urut = forms.ChoiceField(
        required=False, label="Urutkan tabel OPD", choices=[(k, nama) for k, (nama, _) in KUNCI.items()]
    )
    rinci = forms.ChoiceField(required=False, choices=[("", ""), *((j, j) for j in JENIS)])
    keadaan = forms.ChoiceField(required=False, choices=[("", ""), *KeadaanDesa.choices, *KeadaanKunjungan.choices])
    masalah = forms.ChoiceField(required=False, choices=[("", ""), *KeadaanDesa.choices])
    desa = forms.RegexField(r"^\d{2}\.\d{2}\.\d{2}\.\d{4}$", required=False)

    def __init__(self, *args: object, hari_ini: date, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.hari_ini = hari_ini
        self.terdekat = hari_ini

    def clean_per(self) -> date:
        return self._tanggal("per") or self.hari_ini

    def clean_diketahui(self) -> date | None:
        return self._tanggal("diketahui")

    def _tanggal(self, nama: str) -> date | None:
        teks = self.cleaned_data[nama]
        if not teks:
            return None
        try:
            hari = baca_tanggal(teks)
        except ValidationError as salah:
            self.terdekat = self._dekat(teks)
            raise ValidationError(f"“{teks}” bukan tanggal yang ada pada kalender.", code="tanggal") from salah
        if hari > self.hari_ini:
            self.terdekat = self.hari_ini
            raise ValidationError(
                f"{format_tanggal(hari)} belum terjadi. Dasbor hanya sampai hari ini, {format_tanggal(self.hari_ini)}.",
                code="nanti",
            )
        if hari < TERAWAL:
            self.terdekat = TERAWAL
            raise ValidationError(f"Dasbor tersedia mulai {format_tanggal(TERAWAL)}.", code="terawal")
        return hari

    def _dekat(self, teks: str) -> date:
        """The day meant by something like 2026-06-31: the month's last; today when nothing can be read."""
        cocok = re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", teks)
        if not cocok or not 1 <= int(cocok[2]) <= 12:
            return self.hari_ini
        tahun, bulan = int(cocok[1]), int(cocok[2])
        hari = date(tahun, bulan, min(max(int(cocok[3]), 1), hari_dalam_bulan(tahun, bulan)))
        return min(max(hari, TERAWAL), self.hari_ini)

    @property
    def known_at(self) -> datetime | None:
        """The end of the day until which recordings count; None = everything recorded so far."""
        hari = self.cleaned_data["diketahui"]
        if hari is None or hari >= self.hari_ini:
            return None
        return akhir_hari(hari)

    @property
    def pilihan(self) -> Pilihan:
        d = self.cleaned_data
        return Pilihan(d["keadaan"], d["masalah"], d["desa"])
