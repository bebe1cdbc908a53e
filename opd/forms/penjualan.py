"""The sales of one village in one month: a row for each enterprise."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from desa.angka import BilanganField, RupiahField
from desa.enums import SaluranPenjualan
from desa.models import Penjualan, Umkm
from opd.actions.penjualan import BarisPenjualan, GalatBaris
from opd.forms.isian import TeksField, put_errors
from opd.rekap.kunci import BukuKunci, Kunci
from opd.rekap.saluran import Saluran, ordered, parts_differ


@dataclass(frozen=True)
class RiwayatUmkm:
    """What the form shows beside a row: the row stored for this month and last month's, with their channels.

    Its page adds `terakhir`, the last one with sales where last month has none, and `kosong`, the months of the year before
    without report.
    """

    kini: Penjualan | None
    bulan_lalu: Penjualan | None
    saluran: Saluran = ()
    saluran_lalu: Saluran = ()
    terakhir: Penjualan | None = None
    kosong: tuple[date, ...] = ()

    @property
    def dilaporkan(self) -> Penjualan | None:
        """The stored row, unless it was emptied."""
        return None if self.kini is None or self.kini.batal else self.kini


class TampilanForm(forms.Form):
    """How the month is filled in: one total for each enterprise, or its channels."""

    rinci = forms.BooleanField(required=False)

    @property
    def dirinci(self) -> bool:
        return self.is_valid() and bool(self.cleaned_data["rinci"])


class FormPenjualan(forms.Form):
    """All enterprises of a village; a row left empty stays "belum dilaporkan"."""

    uuid = forms.UUIDField(widget=forms.HiddenInput)
    alasan = TeksField(
        label="Alasan koreksi",
        max_length=500,
        required=False,
        help_text="Isi hanya bila angka yang sudah dilaporkan berubah.",
    )
    alasan_susulan = TeksField(
        label="Alasan susulan",
        max_length=300,
        required=False,
        help_text="Isi bila menambah penjualan yang belum dilaporkan ketika triwulan ini dikunci.",
    )

    def __init__(
        self,
        *args: Any,
        umkm: list[Umkm],
        riwayat: dict[int, RiwayatUmkm],
        kunci: Kunci | None,
        buku: BukuKunci,
        rinci: bool = False,
        **kwargs: Any,
    ) -> None:
        self.umkm, self.riwayat, self.kunci, self.rinci = umkm, riwayat, kunci, rinci
        dilaporkan = {pk: r.dilaporkan for pk, r in riwayat.items() if r.dilaporkan}
        self.terkunci = {pk for pk, kini in dilaporkan.items() if buku.holder_of(kini, kunci)}
        self.perlu_yakin: set[int] = set()
        self.tersimpan: int | None = None
        awal: dict[str, Any] = {"uuid": uuid.uuid4()}
        for u in umkm:
            awal |= self._stored(u)
        super().__init__(*args, initial=awal, **kwargs)
        for u in umkm:
            self._add_row(u)

    def _stored(self, u: Umkm) -> dict[str, Any]:
        """The initial values of a row. A total that channels make up is not shown as typed: it follows from them."""
        r, pk = self.riwayat[u.pk], u.pk
        awal: dict[str, Any] = {f"dilihat_{pk}": r.kini.pk if r.kini else None}
        if kini := r.dilaporkan:
            sendiri = kini.berjualan and not r.saluran
            awal |= {f"omzet_{pk}": kini.omzet_rp if sendiri else None, f"libur_{pk}": not kini.berjualan}
            awal |= {f"{saluran}_{pk}": rp for saluran, rp in r.saluran}
        return awal

    def _add_row(self, u: Umkm) -> None:
        self.fields[f"dilihat_{u.pk}"] = BilanganField(widget=forms.HiddenInput, required=False)
        uang = {f"omzet_{u.pk}": f"Omzet {u.nama} (Rp)"}
        if self.channels_shown(u):
            uang |= {f"{s.value}_{u.pk}": f"{s.label}, {u.nama} (Rp)" for s in SaluranPenjualan}
        for nama, label in uang.items():
            self.fields[nama] = RupiahField(label=label, required=False)
            isian = self.fields[nama].widget.attrs
            isian.pop("class")  # a cell's "angka" has no frame on phones
            isian["data-jumlah" if nama == f"omzet_{u.pk}" else "data-saluran"] = ""
        self.fields[f"libur_{u.pk}"] = forms.BooleanField(label=f"{u.nama} tidak berjualan", required=False)
        self.fields[f"libur_{u.pk}"].widget.attrs["data-libur"] = ""
        self.fields[f"yakin_{u.pk}"] = forms.BooleanField(label="Angka ini benar", required=False)

    def channels_shown(self, u: Umkm) -> bool:
        """Whether the row has channels on this form: all rows when detailed, else those that are stored with them."""
        return self.rinci or bool(self.riwayat[u.pk].saluran)

    def table(self) -> list[dict[str, Any]]:
        """The rows of the table: enterprise, what was reported before, and its bound fields."""
        hasil = []
        for u in self.umkm:
            bidang = {n: self[f"{n}_{u.pk}"] for n in ("omzet", "libur", "yakin", "dilihat")}
            galat = [g for nama in self._names(u) for g in self.errors.get(nama, [])]
            tanya = u.pk in self.perlu_yakin or bool(self.data.get(f"yakin_{u.pk}"))
            terkunci = u.pk in self.terkunci and not galat
            dirinci = self.channels_shown(u) and not self.rinci
            hasil.append(
                {"umkm": u, "riwayat": self.riwayat[u.pk], "tanya": tanya, "terkunci": terkunci, "dirinci": dirinci}
                | {"saluran": self._channel_cells(u), "galat": galat, **bidang}
            )
        return hasil

    def _channel_cells(self, u: Umkm) -> list[dict[str, Any]]:
        """Per channel its bound field and last month's rupiah."""
        if not self.channels_shown(u):
            return []
        lalu = dict(self.riwayat[u.pk].saluran_lalu)
        return [
            {"nama": s.label, "bidang": self[f"{s.value}_{u.pk}"], "lalu": lalu.get(s.value)} for s in SaluranPenjualan
        ]

    def _names(self, u: Umkm) -> list[str]:
        """The row's money fields."""
        saluran = SaluranPenjualan.values if self.channels_shown(u) else []
        return [f"{n}_{u.pk}" for n in ("omzet", *saluran)]

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        for u in self.umkm:
            if f"dilihat_{u.pk}" in self.errors:
                self.add_error(f"omzet_{u.pk}", "Baris ini tidak terbaca. Muat ulang halaman, lalu isi kembali.")
            elif not any(nama in self.errors for nama in self._names(u)):
                self._clean_row(u, isi)
        return isi

    def _clean_row(self, u: Umkm, isi: dict[str, Any]) -> None:
        omzet, *bagian = self._names(u)
        terisi = [isi[nama] for nama in bagian if isi.get(nama) is not None]
        if isi.get(f"libur_{u.pk}"):
            if isi.get(omzet) or any(terisi):
                self.add_error(omzet, "Kosongkan omzetnya, atau hapus centang tidak berjualan.")
        elif terisi and isi.get(omzet) is None:
            isi[omzet] = sum(terisi)
        elif beda := parts_differ(isi.get(omzet) or 0, self._parts(u, isi)):
            self.add_error(omzet, beda)

    def _parts(self, u: Umkm, isi: dict[str, Any]) -> Saluran:
        return ordered({s: isi.get(f"{s}_{u.pk}") or 0 for s in SaluranPenjualan.values})

    @property
    def usable(self) -> bool:
        """Whether the form as a whole can be read; single rows may still be wrong."""
        return self.is_bound and not any(nama in self.errors for nama in ("uuid", "alasan", "alasan_susulan"))

    def baris(self) -> list[BarisPenjualan]:
        """The rows without errors as the action takes them."""
        d, hasil = self.cleaned_data, []
        for u in self.umkm:
            if any(nama in self.errors for nama in self._names(u)):
                continue
            libur, omzet = d[f"libur_{u.pk}"], d[f"omzet_{u.pk}"]
            saluran = () if libur else self._parts(u, d)
            dilihat, yakin = d[f"dilihat_{u.pk}"], d[f"yakin_{u.pk}"]
            hasil.append(BarisPenjualan(u.pk, 0 if libur else omzet, not libur, dilihat, yakin, saluran))
        return hasil

    def mark_saved(self, jumlah: int, riwayat: dict[int, RiwayatUmkm]) -> None:
        """Some rows were saved and others come back: what is stored now counts as seen, under a new uuid."""
        galat = {u.pk for u in self.umkm if any(nama in self.errors for nama in self._names(u))}
        self.tersimpan, self.riwayat = jumlah, riwayat
        self.data = self.data.copy()
        self.data["uuid"] = str(uuid.uuid4())
        for u in self.umkm:
            if u.pk not in galat and (kini := riwayat[u.pk].kini):
                self.data[f"dilihat_{u.pk}"] = str(kini.pk)

    def put_row_errors(self, galat: GalatBaris) -> None:
        """Show refused rows: a jump asks for a tick, a row changed meanwhile now counts as seen."""
        self.data = self.data.copy()
        if galat.umum:
            put_errors(self, galat.umum)
        for pk, (kode, kalimat) in galat.baris.items():
            self.add_error(f"omzet_{pk}", kalimat)
            if kode == "lonjakan":
                self.perlu_yakin.add(pk)
            else:
                kini = self.riwayat[pk].kini
                self.data[f"dilihat_{pk}"] = str(kini.pk) if kini else ""
