"""Reading a list of activities: its cells as values, and the rows that name one activity twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError

from desa.angka import baca_bilangan, baca_desimal, baca_rupiah, baca_tanggal, format_tanggal
from desa.impor.tabel import Baris, Galat, Tabel
from desa.validators import kunci_nama, rapikan
from opd.actions.kegiatan import ORANG_TERBANYAK
from opd.impor.kolom import baca_sel
from opd.impor.kolom_kegiatan import DANA
from opd.impor.rencana import BarisRencana, Salah, Tanya, salah, tolak
from opd.impor.rujukan import RujukanDesa
from opd.impor.sel_umkm import read_uuid
from opd.impor.tempat import PencariTempat

VOLUME_TERBESAR = Decimal("9999999999.99")
PANJANG = {"judul": 200, "satuan": 40, "uraian": 5000, "baris": 500}
ORANG = ("penerima_l", "penerima_p", "penerima_difabel", "penerima_kk")


@dataclass(frozen=True)
class Terbaca:
    baris: Baris
    desa: RujukanDesa
    nilai: dict[str, Any]
    dana: dict[str, int]
    tanya: tuple[Tanya, ...]
    pengenal: UUID | None = None

    @property
    def ringkas(self) -> str:
        hari = self.nilai.get("tanggal")
        return ", ".join(
            x for x in (self.nilai.get("judul", "kegiatan"), hari and format_tanggal(hari), self.desa.nama) if x
        )


class PembacaKegiatan:
    """Reads one list. Whose villages they are is not asked here."""

    def __init__(self, tabel: Tabel, pilihan: Mapping[str, Any]) -> None:
        self.tabel, self.judul = tabel, tabel.judul
        self.tempat = PencariTempat(tabel, pilihan)
        self.sumber = [n.removeprefix(DANA) for n in tabel.judul if n.startswith(DANA)]

    def read(self, baris: Baris) -> BarisRencana | Terbaca:
        """The values of a row, or the row refused, or asking which village it means."""
        kasar = ", ".join(x for x in (rapikan(baris.teks("judul"))[:80], baris.teks("tanggal")[:20]) if x) or "baris"
        if baris.galat:
            return tolak(baris, kasar, *baris.galat)
        try:
            tempat = self.tempat.find(baris, kasar)
            if isinstance(tempat, BarisRencana):
                return tempat
            nilai, dana = self._nilai(baris), self._dana(baris)
            pengenal = baca_sel(baris, "pengenal", self.judul, read_uuid)
        except Salah as keliru:
            return tolak(baris, kasar, keliru.galat)
        return Terbaca(baris, tempat.desa, nilai, dana, tempat.tanya, pengenal)

    def _nilai(self, baris: Baris) -> dict[str, Any]:
        """The filled cells of a row, read; an empty cell is no statement and changes nothing."""
        nilai: dict[str, Any] = {}
        for nama, batas in PANJANG.items():
            teks = rapikan(baris.teks(nama), baris=True)
            if len(teks) > batas:
                raise salah(baris, nama, self.judul, f"teks ini lebih dari {batas} huruf. Ringkaskan.")
            nilai[nama] = teks or None
        nilai["tanggal"] = baca_sel(baris, "tanggal", self.judul, baca_tanggal, sistem_1904=self.tabel.sistem_1904)
        nilai["volume"] = baca_sel(baris, "volume", self.judul, _volume)
        nilai |= {n: baca_sel(baris, n, self.judul, _orang) for n in ORANG}
        return {k: v for k, v in nilai.items() if v is not None}

    def _dana(self, baris: Baris) -> dict[str, int]:
        dana = {s: baca_sel(baris, f"{DANA}{s}", self.judul, baca_rupiah) for s in self.sumber}
        return {s: rp for s, rp in dana.items() if rp is not None}

    def twice(self, terbaca: list[Terbaca]) -> dict[int, Galat]:
        """Rows that name one stored activity twice, and new rows of one name and line on one day in one village."""
        kelompok: dict[tuple[Any, ...], list[Terbaca]] = defaultdict(list)
        for t in terbaca:
            if t.pengenal:
                kelompok["pengenal", t.pengenal].append(t)
            elif {"judul", "tanggal"} <= t.nilai.keys():
                nama = (kunci_nama(t.nilai[n]) for n in ("judul", "baris") if n in t.nilai)
                kelompok["judul", t.desa.pk, t.nilai["tanggal"], *nama].append(t)
        hasil = {}
        for (kolom, *_), isi in kelompok.items():
            for t in isi if len(isi) > 1 else ():
                nomor = " dan ".join(str(x.baris.nomor) for x in isi[:5])
                kalimat = (
                    f"Baris {nomor} menyebut kegiatan yang sama. Sisakan satu baris, atau bedakan nama atau tanggalnya."
                )
                hasil[t.baris.nomor] = Galat(t.baris.nomor, self.judul[kolom], t.baris.sel[kolom], kalimat)
        return hasil


def _volume(nilai: object) -> Decimal:
    volume = baca_desimal(nilai)
    if volume > VOLUME_TERBESAR:
        raise ValidationError("angka ini terlalu besar. Periksa angkanya.")
    return volume


def _orang(nilai: object) -> int:
    orang = baca_bilangan(nilai)
    if orang > ORANG_TERBANYAK:
        raise ValidationError("angka ini paling banyak 1.000.000. Periksa angkanya.")
    return orang
