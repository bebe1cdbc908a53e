"""Money by source and by strategy, each figure with the activities behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.kata import rupiah
from binaan.dasbor.pokok import Pokok
from binaan.dasbor.tautan import Tautan
from desa.grafik import Butir, batang
from opd.enums import Strategi, SumberDana
from opd.rekap.angka_rencana import Uang, money_by_source
from opd.rekap.kegiatan import JumlahDana
from opd.rekap.strategi import TANPA_BARIS, DanaStrategi

NAMA_STRATEGI = {**{s.value: str(s.label) for s in Strategi}, TANPA_BARIS: "Di luar rencana (tanpa baris)"}

TANPA_DANA = JumlahDana(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Rp:
    """Rupiah and the activities it was spent in ("" for none)."""

    jumlah: int
    tautan: str = ""

    @property
    def teks(self) -> str:
        return rupiah(self.jumlah)


@dataclass(frozen=True, slots=True)
class BarisSumber:
    """One source: spent in the quarter and the year; the year's pagu, what was spent of it, and the year's other money."""

    nama: str
    tw: Rp
    tahun: Rp
    pagu: Rp
    belanja: Rp
    luar: Rp
    serapan: Decimal | None


@dataclass(frozen=True, slots=True)
class BarisStrategi:
    """One strategy: the year's rupiah by source (its name, how much), in the order of the columns, and together."""

    nama: str
    isi: tuple[tuple[str, Rp], ...]
    jumlah: Rp


class Bagian(NamedTuple):
    """The year's money of an OPD in a village from one source, and how much of it a pagu was for."""

    opd_id: int
    desa_id: int
    sumber: str
    tahun_rp: int
    pagu_rp: int

    @property
    def luar_rp(self) -> int:
        return self.tahun_rp - self.pagu_rp


def beside_pagu(r: Ringkasan) -> list[Bagian]:
    """All that a pagu was not wholly for, the most first; their `luar_rp` add up to what the card says."""
    dana, dari = Counter[tuple[int, int, str]](), Counter[tuple[int, int, str]]()
    for d in r.dana:
        dana[d.opd_id, d.desa_id, d.sumber] += d.tahun_rp
    for b in r.rencana_penugasan:
        for sumber, u in money_by_source([b]).items():
            dari[b.penugasan.opd_id, b.penugasan.desa_id, sumber] += u.belanja_rp
    semua = [Bagian(*k, dana[k], dari[k]) for k in sorted(dana.keys() | dari.keys())]
    return sorted((b for b in semua if b.luar_rp), key=lambda b: -b.luar_rp)


def by_source(r: Pokok, t: Tautan) -> tuple[BarisSumber, ...]:
    """Every source that has money or a pagu, and their sum last."""
    dana, pagu = r.desa.dana, r.desa.pagu
    semua = r.rencana.berlaku
    baris = [
        _source(str(s.label), s.value, dana.get(s, TANPA_DANA), pagu.get(s, Uang(s, 0, 0)), t)
        for s in SumberDana
        if dana.get(s, TANPA_DANA).tahun_rp or s in pagu
    ]
    total = Uang("", semua.pagu_rp, semua.belanja_rp)
    return (*baris, _source("Semua sumber", "", r.desa.semua_dana, total, t))


def _source(nama: str, sumber: str, dana: JumlahDana, uang: Uang, t: Tautan) -> BarisSumber:
    """`sumber` "": of all together."""
    luar = dana.tahun_rp - uang.belanja_rp
    return BarisSumber(
        nama,
        Rp(dana.tw_rp, t.kegiatan(sumber=sumber) if dana.tw_rp else ""),
        Rp(dana.tahun_rp, t.kegiatan(tahun=True, sumber=sumber) if dana.tahun_rp else ""),
        Rp(uang.pagu_rp, t.rinci("pagu", sumber=sumber) if uang.pagu_rp else ""),
        Rp(uang.belanja_rp, t.rinci("pagu", sumber=sumber) if uang.belanja_rp else ""),
        Rp(luar, t.rinci("luar_pagu", sumber=sumber) if luar else ""),
        uang.serapan,
    )


def outside_pagu(sumber: Sequence[BarisSumber], strategi: Sequence[BarisStrategi]) -> str:
    """What the year's money beside the pagu is made of; "" where there is none."""
    if not sumber or not sumber[-1].luar.jumlah:
        return ""
    luar = sumber[-1].luar.jumlah
    tanpa = sum(b.jumlah.jumlah for b in strategi if b.nama == NAMA_STRATEGI[TANPA_BARIS])
    return (
        f"Di luar pagu {rupiah(luar)}: {rupiah(tanpa)} di luar rencana (kegiatan tanpa baris), dan {rupiah(luar - tanpa)} "
        "kegiatan menurut baris rencana yang bukan dari versi yang berlaku, atau dari sumber yang tidak berpagu pada barisnya."
    )


def by_strategy(dana: Iterable[DanaStrategi], t: Tautan) -> tuple[tuple[str, ...], tuple[BarisStrategi, ...]]:
    """The headings (sources with money) and the strategies' rows, those outside any line and the sum last."""
    isi = {(d.strategi, d.sumber): d.jumlah_rp for d in dana if d.jumlah_rp}
    sumber = [s for s in SumberDana if any(k[1] == s for k in isi)]
    baris = [_strategy(k, nama, isi, sumber, t) for k, nama in NAMA_STRATEGI.items()]
    baris.append(_strategy("", "Semua", isi, sumber, t))
    return tuple(str(s.label) for s in sumber), tuple(baris)


def _strategy(
    kunci: str, nama: str, isi: dict[tuple[str, str], int], sumber: list[SumberDana], t: Tautan
) -> BarisStrategi:
    def rp(s: str) -> Rp:
        n = sum(v for (strategi, asal), v in isi.items() if kunci in ("", strategi) and s in ("", asal))
        return Rp(n, t.kegiatan(tahun=True, strategi=kunci, sumber=s) if n else "")

    return BarisStrategi(nama, tuple((str(s.label), rp(s.value)) for s in sumber), rp(""))


def charts(sumber: Iterable[BarisSumber], strategi: Iterable[BarisStrategi], tahun: int) -> dict[str, Any]:
    """The year's rupiah as bars; the tables beside them hold the same numbers."""
    s, g = list(sumber)[:-1], list(strategi)[:-1]
    return {
        "gambar_sumber": batang(
            f"Dana tahun {tahun} menurut sumber", [Butir(b.nama, b.tahun.jumlah, b.tahun.teks) for b in s]
        ),
        "gambar_strategi": batang(
            f"Dana tahun {tahun} menurut strategi",
            [Butir(b.nama, b.jumlah.jumlah, b.jumlah.teks) for b in g],
            lebar_nama=250,
        ),
    }
