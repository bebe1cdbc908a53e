"""The sales of one village in one month: a row for each enterprise."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Any

from django import forms

from desa.angka import BilanganField, RupiahField
from desa.models import Penjualan, Umkm
from opd.actions.penjualan import BarisPenjualan, GalatBaris
from opd.forms.isian import TeksField
from opd.rekap.kunci import BukuKunci, Kunci


@dataclass(frozen=True)
class RiwayatUmkm:
    """What the form shows beside a row: the row stored for this month, last month's, and the last one with sales."""

    kini: Penjualan | None
    bulan_lalu: Penjualan | None
    terakhir: Penjualan | None

    @property
    def dilaporkan(self) -> Penjualan | None:
        """The stored row, unless it was emptied."""
        return None if self.kini is None or self.kini.batal else self.kini


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
        **kwargs: Any,
    ) -> None:
        self.umkm, self.riwayat, self.kunci = umkm, riwayat, kunci
        dilaporkan = {pk: r.dilaporkan for pk, r in riwayat.items() if r.dilaporkan}
        self.terkunci = {pk for pk, kini in dilaporkan.items() if buku.holder_of(kini, kunci)}
        awal: dict[str, Any] = {"uuid": uuid.uuid4()}
        for u in umkm:
            kini = riwayat[u.pk].kini
            awal[f"dilihat_{u.pk}"] = kini.pk if kini else None
            if kini and not kini.batal:
                awal |= {
                    f"omzet_{u.pk}": kini.omzet_rp if kini.berjualan else None,
                    f"libur_{u.pk}": not kini.berjualan,
                }
        super().__init__(*args, initial=awal, **kwargs)
        for u in umkm:
            self.fields[f"dilihat_{u.pk}"] = BilanganField(widget=forms.HiddenInput, required=False)
            self.fields[f"omzet_{u.pk}"] = RupiahField(label=f"Omzet {u.nama} (Rp)", required=False)
            self.fields[f"omzet_{u.pk}"].widget.attrs.pop("class")  # a cell's "angka" has no frame on phones
            self.fields[f"libur_{u.pk}"] = forms.BooleanField(label=f"{u.nama} tidak berjualan", required=False)
            self.fields[f"yakin_{u.pk}"] = forms.BooleanField(label="Angka ini benar", required=False)
        self.perlu_yakin: set[int] = set()

    def table(self) -> list[dict[str, Any]]:
        """The rows of the table: enterprise, what was reported before, and its bound fields."""
        hasil = []
        for u in self.umkm:
            bidang = {n: self[f"{n}_{u.pk}"] for n in ("omzet", "libur", "yakin", "dilihat")}
            tanya = u.pk in self.perlu_yakin or bool(self.data.get(f"yakin_{u.pk}"))
            terkunci = u.pk in self.terkunci and not bidang["omzet"].errors
            hasil.append({"umkm": u, "riwayat": self.riwayat[u.pk], "tanya": tanya, "terkunci": terkunci, **bidang})
        return hasil

    def clean(self) -> dict[str, Any]:
        isi = super().clean() or {}
        for u in self.umkm:
            if isi.get(f"libur_{u.pk}") and isi.get(f"omzet_{u.pk}"):
                self.add_error(f"omzet_{u.pk}", "Kosongkan omzetnya, atau hapus centang tidak berjualan.")
        return isi

    def baris(self) -> list[BarisPenjualan]:
        """The checked rows as the action takes them."""
        d, hasil = self.cleaned_data, []
        for u in self.umkm:
            libur, omzet = d[f"libur_{u.pk}"], d[f"omzet_{u.pk}"]
            hasil.append(
                BarisPenjualan(u.pk, 0 if libur else omzet, not libur, d[f"dilihat_{u.pk}"], d[f"yakin_{u.pk}"])
            )
        return hasil

    def put_row_errors(self, galat: GalatBaris) -> None:
        """Show refused rows: a jump asks for a tick, a row changed meanwhile now counts as seen."""
        self.add_error(None, galat.messages[0])
        self.data = self.data.copy()
        for pk, (kode, kalimat) in galat.baris.items():
            self.add_error(f"omzet_{pk}", kalimat)
            if kode == "lonjakan":
                self.perlu_yakin.add(pk)
            else:
                kini = self.riwayat[pk].kini
                self.data[f"dilihat_{pk}"] = str(kini.pk) if kini else ""
