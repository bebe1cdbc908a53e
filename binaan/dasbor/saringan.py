"""What the dashboard's addresses may ask for: the date, what was known when, the rows behind a figure or of the table."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import ValidationError

from binaan.dasbor.kolom import KOLOM, TERBANYAK
from binaan.dasbor.rincian import JENIS, SEBAB, Pilihan
from binaan.dasbor.tabel import KUNCI, BarisOpd
from desa.angka import baca_tanggal, format_tanggal
from desa.waktu import akhir_hari, hari_dalam_bulan
from opd.enums import Strategi, SumberDana
from opd.rekap.capaian import Predikat
from opd.rekap.desa import KeadaanDesa
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.rentang import rentang

TERAWAL = date(2020, 1, 1)
SEBUTAN = r"^[a-z0-9.-]{1,80}$"
TAK_DIKENAL = "OPD atau desa itu tidak dikenali. Pilih dari daftarnya."
AWAL = [("", "Semua")]


class Pilih(forms.ChoiceField):
    """One of a few words, or all (without `semua` the first of them); anything else gives a sentence that names it."""

    def __init__(self, *, label: str, choices: Iterable[tuple[str, str]], semua: bool = True, **kwargs: Any) -> None:
        salah = {"invalid_choice": f"“%(value)s” bukan pilihan {label.lower()}. Hapus saringan ini."}
        super().__init__(label=label, required=False, choices=[*AWAL[:semua], *choices], error_messages=salah, **kwargs)


class KodeDesa(forms.RegexField):
    """The code of one village, or none."""

    def __init__(self) -> None:
        salah = {"invalid": "Kode desa ditulis seperti 81.05.15.2001."}
        super().__init__(r"^[0-9]{2}\.[0-9]{2}\.[0-9]{2}\.[0-9]{4}$", required=False, error_messages=salah)


class SaringSaat(forms.Form):
    """Dates as 2026-06-30 or as people type them; anything else gives a sentence and `terdekat`, the nearest day."""

    per = forms.CharField(required=False, max_length=40, label="Per tanggal")
    diketahui = forms.CharField(required=False, max_length=40, label="Yang sudah dicatat sampai")
    sebutan = "Dasbor"

    def __init__(self, *args: Any, hari_ini: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.hari_ini = hari_ini
        self.terdekat = hari_ini
        self.bidang = "per"

    def clean_per(self) -> date:
        return self.read_day("per") or self.hari_ini

    def clean_diketahui(self) -> date | None:
        return self.read_day("diketahui")

    def read_day(self, nama: str) -> date | None:
        """The day typed in a field. Raises ValidationError with one sentence."""
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
                f"{format_tanggal(hari)} belum terjadi. {self.sebutan} hanya sampai hari ini, "
                f"{format_tanggal(self.hari_ini)}.",
                code="nanti",
            )
        if hari < TERAWAL:
            self.terdekat, self.bidang = TERAWAL, nama
            raise ValidationError(f"{self.sebutan} tersedia mulai {format_tanggal(TERAWAL)}.", code="terawal")
        return hari

    def _dekat(self, teks: str) -> date:
        """The day meant by something like 2026-06-31: the month's last; today when nothing can be read."""
        cocok = re.fullmatch(r"(20\d\d)-(\d\d)-(\d\d)", teks)
        if not cocok or not 1 <= int(cocok[2]) <= 12:
            return self.hari_ini
        tahun, bulan = int(cocok[1]), int(cocok[2])
        hari = date(tahun, bulan, min(max(int(cocok[3]), 1), hari_dalam_bulan(tahun, bulan)))
        return min(max(hari, TERAWAL), self.hari_ini)

    def too_early(self, awal: date) -> None:
        """Refuse a day on which nobody answered for any village yet; `awal` is the first one that somebody did."""
        if self.is_valid():
            self.bidang, _ = self.earliest
        self._refuse(awal, f"Sebelum {format_tanggal(awal)} belum ada penugasan: SK pertama mulai berlaku hari itu.")

    def too_little_known(self, awal: date) -> None:
        """Refuse a day by which nothing at all was recorded; `awal` is the first one by which something was."""
        self.bidang = "diketahui"
        self._refuse(awal, f"Sebelum {format_tanggal(awal)} belum ada penugasan yang dicatat di aplikasi ini.")

    def _refuse(self, awal: date, kalimat: str) -> None:
        """In place of what the field was refused for before."""
        self.terdekat = awal
        self.errors.pop(self.bidang, None)
        self.add_error(self.bidang, kalimat)

    @property
    def earliest(self) -> tuple[str, date]:
        """The field that asks for the earliest day, and that day."""
        return "per", self.until

    @property
    def until(self) -> date:
        """The day whose figures are shown."""
        hari: date = self.cleaned_data["per"]
        return hari

    @property
    def known_at(self) -> datetime | None:
        """The end of the day until which recordings count; None = everything recorded so far."""
        hari = self.cleaned_data["diketahui"]
        if hari is None or hari >= self.hari_ini:
            return None
        return akhir_hari(hari)

    def link(self, **isi: str) -> str:
        """The same question with some of it changed, as the end of an address."""
        semua = {k: self.data.get(k, "") for k in self.fields} | isi
        ada = {k: v for k, v in semua.items() if v}
        return f"?{urlencode(ada)}" if ada else ""

    @property
    def kunci(self) -> tuple[tuple[str, str], ...]:
        """What tells one answer from another."""
        return tuple(sorted((nama, str(nilai)) for nama, nilai in self.cleaned_data.items()))


class FormDasbor(SaringSaat):
    """The one screen, the rows behind one of its figures (`rinci`), or the screen of a meeting room (`layar`)."""

    layar = Pilih(label="Layar", choices=[("rapat", "Layar ruang rapat")])
    rinci = Pilih(label="Rincian", choices=[(j, j) for j in JENIS])
    keadaan = Pilih(label="Keadaan", choices=[*KeadaanDesa.choices, *KeadaanKunjungan.choices])
    masalah = Pilih(label="Masalah", choices=KeadaanDesa.choices)
    desa = KodeDesa()
    sumber = Pilih(label="Sumber dana", choices=SumberDana.choices)
    sebab = Pilih(label="Sebab", choices=[(s, s) for s in SEBAB])

    @property
    def pilihan(self) -> Pilihan:
        d = self.cleaned_data
        return Pilihan(d["keadaan"], d["masalah"], d["desa"], d["sumber"], d["sebab"])


class FormTabel(SaringSaat):
    """Which rows of the table of OPDs, in which order, and the village whose card is open (`pilih`)."""

    kabupaten = forms.RegexField(
        r"^[0-9]{2}\.[0-9]{2}$",
        required=False,
        error_messages={"invalid": "Kabupaten/kota itu tidak dikenali. Hapus saringan ini."},
    )
    predikat = Pilih(label="Predikat", choices=Predikat.choices)
    strategi = Pilih(label="Strategi", choices=Strategi.choices)
    keadaan = Pilih(label="Keadaan", choices=KeadaanDesa.choices)
    urut = Pilih(label="Urutan", choices=[(k, nama) for k, (nama, _) in KUNCI.items()], semua=False)
    pilih = KodeDesa()

    @property
    def daftar_pilihan(self) -> list[forms.BoundField]:
        """The fields that are chosen from a few words."""
        return [bidang for bidang in self if isinstance(bidang.field, Pilih)]

    @property
    def disaring(self) -> bool:
        """Whether rows may be missing."""
        return any(self.cleaned_data[n] for n in ("kabupaten", "predikat", "strategi", "keadaan"))

    def region(self, kode: str, keadaan: str) -> str:
        """The same question, narrowed to a kabupaten and perhaps a state."""
        return self.link(kabupaten=kode, pilih="", **({"keadaan": keadaan} if keadaan else {}))

    def fits(self, b: BarisOpd, strategi: Mapping[int, frozenset[str]]) -> bool:
        """Whether the filters leave the row; `strategi` holds those of each penugasan's plan."""
        d, p = self.cleaned_data, b.rekap.penugasan
        return (
            (not d["kabupaten"] or p.kode.startswith(f"{d['kabupaten']}."))
            and (not d["predikat"] or b.predikat == d["predikat"])
            and (not d["keadaan"] or b.rekap.keadaan == d["keadaan"])
            and (not d["strategi"] or d["strategi"] in strategi.get(p.penugasan_id, ()))
        )


class FormKolom(forms.Form):
    """Which columns of the table to show."""

    kolom = forms.MultipleChoiceField(
        label="Kolom", choices=list(KOLOM.items()), widget=forms.CheckboxSelectMultiple,
        error_messages={"required": f"Pilih satu sampai {TERBANYAK} kolom.", "invalid_choice": "“%(value)s” bukan kolom."},
    )  # fmt: skip


class FormBerubah(SaringSaat):
    """Since which past day; without one, since the end of the last quarter."""

    sejak = forms.CharField(required=False, max_length=40, label="Sejak tanggal")

    def clean_sejak(self) -> date:
        per = self.cleaned_data.get("per") or self.hari_ini
        hari = self.read_day("sejak") or rentang(per).akhir_tw_lalu
        if hari >= per:
            raise ValidationError(
                f"Tanggal awal harus sebelum {format_tanggal(per)}, tanggal yang dibandingkan.", code="urutan"
            )
        return hari

    @property
    def awal(self) -> date:
        """The past day."""
        hari: date = self.cleaned_data["sejak"]
        return hari

    @property
    def earliest(self) -> tuple[str, date]:
        return ("sejak", self.awal) if self.data.get("sejak") else super().earliest


class FormDana(SaringSaat):
    """Of which of its tables the file of money is."""

    tabel = Pilih(label="Tabel", choices=[("sumber", "Menurut sumber"), ("strategi", "Menurut strategi")], semua=False)


class FormBanding(SaringSaat):
    """Which two OPDs, or villages, side by side."""

    jenis = Pilih(label="Yang dibandingkan", choices=[("opd", "OPD"), ("desa", "Desa")], semua=False)
    a = forms.RegexField(SEBUTAN, required=False, error_messages={"invalid": TAK_DIKENAL})
    b = forms.RegexField(SEBUTAN, required=False, error_messages={"invalid": TAK_DIKENAL})
