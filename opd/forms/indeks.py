"""Forms of the village indices: the filter of the list, and one index as its decree states it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms import BoundField

from desa.angka import BilanganField, TanggalField
from desa.enums import DimensiDesa, DimensiIDM, JenisIndeks, StatusDesa
from desa.models import IndeksDesa, Kabupaten
from desa.models.indeks import DIMENSI
from desa.rumus_indeks import (
    MAKS_DIMENSI,
    SUBDIMENSI,
    TAHUN_IDM,
    TAHUN_INDEKS_DESA,
    IndeksField,
    PoinField,
)
from opd.actions.indeks import TIGA, IsiIndeks, fingerprint_of, stored_sub
from opd.forms.fakta import opd_choices
from opd.forms.isian import FormYakin, TeksField
from opd.forms.saring import Saringan
from opd.rekap.indeks_daftar import BELUM, NAIK, TETAP, TURUN, BarisIndeks, SelIndeks

SUB = "sub_"
ARAH = (
    ("", "Semua"),
    (NAIK, "Naik sejak garis dasar"),
    (TETAP, "Tetap"),
    (TURUN, "Turun"),
    (BELUM, "Belum dapat diukur"),
)


class SaringIndeks(Saringan):
    """Which assisted villages; status and direction belong to one kind of index."""

    kabupaten = forms.ChoiceField(label="Kabupaten/kota", required=False)
    opd = forms.ChoiceField(label="OPD pendamping", required=False)
    jenis = forms.ChoiceField(
        label="Indeks", required=False, choices=[("", "Yang terbaru"), ("indeks_desa", "Indeks Desa"), ("idm", "IDM")]
    )
    status = forms.ChoiceField(
        label="Status resmi terbaru",
        required=False,
        choices=[("", "Semua status"), *StatusDesa.choices, ("tanpa", "Belum diketahui")],
    )
    arah = forms.ChoiceField(label="Perubahan", required=False, choices=ARAH)

    def prepare(self) -> None:
        kabupaten = Kabupaten.objects.visible_to(self.user).order_by("kode")
        self.fields["kabupaten"].choices = [("", "Semua"), *((k.kode, k.nama_singkat) for k in kabupaten)]  # type: ignore[attr-defined]
        self.fields["opd"].choices = [("", "Semua OPD"), *opd_choices(self.user)]  # type: ignore[attr-defined]

    def _sel(self, b: BarisIndeks) -> SelIndeks | None:
        """The village's index of the chosen kind; without a choice the newest of either."""
        return b.sel.get(self.isi["jenis"]) if self.isi["jenis"] else b.indeks_desa or b.idm

    def place(self, baris: tuple[BarisIndeks, ...]) -> list[BarisIndeks]:
        """The rows of the chosen kabupaten and OPD."""
        awalan, opd = self.isi["kabupaten"], self.isi["opd"]
        return [
            b
            for b in baris
            if (not awalan or b.penugasan.kode.startswith(f"{awalan}.")) and (not opd or b.penugasan.opd_slug == opd)
        ]

    def apply(self, baris: list[BarisIndeks]) -> list[BarisIndeks]:
        """Of those, the rows with the chosen status and direction of the chosen kind."""
        return [b for b in baris if self._status(b) and self._arah(b)]

    def _status(self, b: BarisIndeks) -> bool:
        sel, status = self._sel(b), self.isi["status"]
        if status == "tanpa":
            return sel is None and b.berlaku
        return not status or (sel is not None and b.berlaku and sel.status == status)

    def _arah(self, b: BarisIndeks) -> bool:
        sel, arah = self._sel(b), self.isi["arah"]
        return not arah or (sel is not None and b.berlaku and sel.arah == arah)


class FormIndeks(FormYakin):
    """An index of one kind; with `lama` the correction of that row."""

    tahun = BilanganField(label="Tahun indeks")
    nilai = IndeksField(label="Nilai indeks")
    status = forms.ChoiceField(
        label="Status resmi",
        choices=[("", "Pilih status"), *StatusDesa.choices],
        help_text="Seperti pada keputusan menteri. Tidak dihitung dari nilainya.",
    )
    sumber = TeksField(
        label="Sumber",
        max_length=300,
        help_text="Nomor keputusan dan alamat berkasnya, misalnya Kepmendesa PDT 343/2025.",
    )
    tanggal_data = TanggalField(label="Tanggal data", help_text="Tanggal keputusan atau tanggal data itu ditetapkan.")

    def __init__(
        self, *args: Any, jenis: JenisIndeks, tahun_terakhir: int, lama: IndeksDesa | None = None, **kwargs: Any
    ) -> None:
        if lama is not None:
            kwargs["initial"] = _initial(lama) | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        self.jenis, self.lama = jenis, lama
        self._set_year(tahun_terakhir)
        self.fields["nilai"].jenis = jenis  # type: ignore[attr-defined]
        self.fields["nilai"].help_text = "0 sampai 1, misalnya 0,6542." if self.idm else "0 sampai 100, misalnya 65,42."
        if self.idm:
            self._add_three()
        else:
            self._add_dimensions()
        if lama is not None:
            self.fields["alasan"] = TeksField(
                label="Alasan perubahan",
                max_length=300,
                help_text="Nilai lama tetap tersimpan pada riwayat bersama alasan ini.",
            )
            self.fields["sidik"] = forms.RegexField(r"^[0-9a-f]{64}$", widget=forms.HiddenInput)

    @property
    def idm(self) -> bool:
        return self.jenis == JenisIndeks.IDM

    def _set_year(self, terakhir: int) -> None:
        awal, akhir = TAHUN_IDM if self.idm else (TAHUN_INDEKS_DESA, terakhir)
        if self.lama is not None:
            awal = akhir = self.lama.tahun
            self.fields["tahun"].widget = forms.HiddenInput()
        pilihan = [(str(t), str(t)) for t in range(akhir, awal - 1, -1)]
        if self.lama is None:
            self.fields["tahun"].widget = forms.Select(choices=[("", "Pilih tahun"), *pilihan])
        self.fields["tahun"].min_value, self.fields["tahun"].max_value = awal, akhir  # type: ignore[attr-defined]

    def _add_three(self) -> None:
        for d in DimensiIDM:
            bidang = IndeksField(label=f"{d.label} ({d.value})", help_text="0 sampai 1.")
            bidang.jenis = JenisIndeks.IDM
            self.fields[d.value.lower()] = bidang

    def _add_dimensions(self) -> None:
        for d in DimensiDesa:
            maks = MAKS_DIMENSI[d]
            self.fields[d.value] = PoinField(
                label=f"{d.label} (poin)", required=False, help_text=f"0 sampai {maks} poin."
            )
        for isi in SUBDIMENSI.values():
            for s, maks in isi:
                label = f"{s.label} (poin)"
                self.fields[f"{SUB}{s.value}"] = PoinField(
                    label=label, required=False, help_text=f"0 sampai {maks} poin."
                )

    @property
    def utama(self) -> list[BoundField]:
        """The fields that every index has, in the order they are filled in."""
        tiga = TIGA if self.idm else ()
        ekor = [n for n in ("alasan", "sidik") if n in self.fields]
        return [self[n] for n in ("tahun", "nilai", *tiga, "status", "sumber", "tanggal_data", *ekor)]

    @property
    def kelompok(self) -> list[tuple[str, BoundField, list[BoundField]]]:
        """Each dimension of an Indeks Desa with its sub-dimensions."""
        if self.idm:
            return []
        return [(str(d.label), self[d.value], [self[f"{SUB}{s.value}"] for s, _ in SUBDIMENSI[d]]) for d in DimensiDesa]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        if self.idm:
            return isi
        kosong = [k for k in DIMENSI if isi.get(k) is None and k not in self.errors]
        if kosong and len(kosong) < len(DIMENSI):
            for k in kosong:
                self.add_error(k, "Isi keenam dimensi, atau kosongkan semuanya bila belum diketahui.")
        if len(kosong) == len(DIMENSI) and any(
            isi.get(f"{SUB}{s}") is not None for d in SUBDIMENSI.values() for s, _ in d
        ):
            self.add_error(DIMENSI[0], "Sub-dimensi hanya dicatat bersama keenam dimensinya. Isi dimensinya juga.")
        return isi

    def isi_indeks(self) -> IsiIndeks:
        """What was typed, for the action."""
        d = self.cleaned_data
        return IsiIndeks(
            jenis=self.jenis.value,
            tahun=d["tahun"],
            nilai=d["nilai"],
            status=d["status"],
            sumber=d["sumber"],
            tanggal_data=d["tanggal_data"],
            tiga={k: d[k] for k in TIGA if d.get(k) is not None},
            dimensi={k: d[k] for k in DIMENSI if d.get(k) is not None},
            subdimensi={
                s.value: poin
                for bagian in SUBDIMENSI.values()
                for s, _ in bagian
                if (poin := d.get(f"{SUB}{s.value}")) is not None
            },
        )


def _initial(lama: IndeksDesa) -> dict[str, Any]:
    kolom = ("tahun", "nilai", *TIGA, *DIMENSI, "status", "sumber", "tanggal_data")
    sub = {f"{SUB}{s}": poin for s, poin in stored_sub(lama).items()}
    return {k: getattr(lama, k) for k in kolom} | sub | {"sidik": fingerprint_of(lama)}
