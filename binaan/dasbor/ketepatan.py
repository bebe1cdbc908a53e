"""The timeliness board: each penugasan's reports of the year by quarter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from desa.angka import format_tanggal
from opd.models import Pengguna
from opd.rekap.ketepatan import BarisKetepatan, Ketepatan, count, rekap_ketepatan
from opd.rekap.tenggat import BatasTriwulan, kalender, report_year
from opd.rekap.tugas_dasar import address

WARNA = {
    Ketepatan.TEPAT: "baik",
    Ketepatan.JAWABAN_LAMBAT: "awas",
    Ketepatan.TERLAMBAT: "buruk",
    Ketepatan.LEWAT: "buruk",
    Ketepatan.BERJALAN: "netral",
}


@dataclass(frozen=True, slots=True)
class SelLaporan:
    """One report in words and colour, under its quarter, overdue or not; `tautan` leads to its row on a board of today."""

    judul: str
    teks: str
    kelas: str = ""
    tautan: str = ""
    lewat: bool = False
    meja: str = ""


@dataclass(frozen=True, slots=True)
class BarisLaporan:
    """One penugasan: OPD, village, and its reports in the order of the quarters."""

    opd: str
    alamat_opd: str
    desa: str
    sel: tuple[SelLaporan, ...]
    lewat: int


@dataclass(frozen=True, slots=True)
class KolomTriwulan:
    """One ended quarter: its name, its deadline, and its reports in time of those judged."""

    nama: str
    batas: str
    tepat: str
    tautan: str


def report_board(user: Pengguna, *, until: date, kini: bool) -> dict[str, Any]:
    """The quarters of the year of the last ended one, the longest overdue first. Five queries."""
    tahun = report_year(until)
    batas = [b for b in kalender(user, tahun, until=until) if b.akhir < until]
    baris = rekap_ketepatan(user, batas, until=until)
    per: dict[int, list[BarisKetepatan]] = {}
    for b in baris:
        per.setdefault(b.penugasan.pk, []).append(b)
    urut = sorted((_row(isi, batas, kini) for isi in per.values()), key=lambda b: (-b.lewat, b.opd, b.desa))
    return {"tahun": tahun, "kolom": [_column(b, baris, kini) for b in batas], "laporan": urut}


def _board_address(kini: bool, tahun: int, **isi: object) -> str:
    if not kini:
        return ""
    return f"{address('tenggat:daftar')}?" + "&".join(f"{k}={v}" for k, v in {"tahun": tahun, **isi}.items())


def _column(b: BatasTriwulan, baris: Iterable[BarisKetepatan], kini: bool) -> KolomTriwulan:
    n = count([x for x in baris if x.batas.kunci == b.kunci])
    alamat = _board_address(kini, b.tahun, tw=b.triwulan, keadaan="tepat") if n.tepat else ""
    return KolomTriwulan(b.nama, format_tanggal(b.batas), f"{n.tepat} dari {n.dinilai}", alamat)


def _row(isi: list[BarisKetepatan], batas: Iterable[BatasTriwulan], kini: bool) -> BarisLaporan:
    p = isi[0].penugasan
    per = {b.batas.kunci: b for b in isi}
    sel = tuple(_cell(per[b.kunci], kini) if b.kunci in per else SelLaporan(b.nama, "tidak wajib") for b in batas)
    lewat = sum(max(b.hari_lewat, 0) for b in isi if b.ketepatan == Ketepatan.LEWAT)
    desa = p.desa.nama + (" (pendukung)" if isi[0].pendukung else "")
    return BarisLaporan(p.opd.nama, address("opd:detail", p.opd.slug), desa, sel, lewat)


def _cell(b: BarisKetepatan, kini: bool) -> SelLaporan:
    kata = str(b.ketepatan.label)
    if b.ketepatan in (Ketepatan.LEWAT, Ketepatan.TERLAMBAT):
        kata += f" {b.hari_lewat} hari"
    lewat = b.ketepatan == Ketepatan.LEWAT
    meja = ("di " if b.meja[:1].islower() else "di meja ") + b.meja if b.meja and lewat else ""
    alamat = _board_address(kini, b.batas.tahun, tw=b.batas.triwulan, opd=b.penugasan.opd.slug)
    return SelLaporan(b.batas.nama, kata, WARNA[b.ketepatan], alamat, lewat, meja)
