"""Money by source and by strategy, each figure with the activities behind it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.kata import rupiah
from binaan.dasbor.tautan import Tautan
from desa.grafik import Butir, batang
from opd.enums import Strategi, SumberDana
from opd.rekap.hitung import persen
from opd.rekap.strategi import TANPA_BARIS, DanaStrategi

NAMA_STRATEGI = {**{s.value: str(s.label) for s in Strategi}, TANPA_BARIS: "Di luar rencana (tanpa baris)"}


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
    """One source: spent in the quarter and the year, planned for the year, and how much of that was spent."""

    nama: str
    tw: Rp
    tahun: Rp
    pagu: Rp
    serapan: Decimal | None


@dataclass(frozen=True, slots=True)
class BarisStrategi:
    """One strategy: the year's rupiah by source, in the order of the columns, and together."""

    nama: str
    isi: tuple[Rp, ...]
    jumlah: Rp


def by_source(r: Ringkasan, t: Tautan) -> tuple[BarisSumber, ...]:
    """Every source that has money or a pagu, and their sum last."""
    tw, tahun, pagu, belanja = (Counter[str]() for _ in range(4))
    for d in r.dana:
        tw[d.sumber] += d.tw_rp
        tahun[d.sumber] += d.tahun_rp
    for u in (u for p in r.rencana_penugasan if p.berlaku for b in p.berlaku.baris for u in b.uang):
        pagu[u.sumber] += u.pagu_rp
        belanja[u.sumber] += u.belanja_rp if u.pagu_rp else 0
    rencana = t.rencana(r.until.year)
    baris = [
        BarisSumber(
            str(s.label),
            Rp(tw[s], t.kegiatan(sumber=s.value) if tw[s] else ""),
            Rp(tahun[s], t.kegiatan(tahun=True, sumber=s.value) if tahun[s] else ""),
            Rp(pagu[s], rencana if pagu[s] else ""),
            persen(belanja[s], pagu[s]),
        )
        for s in SumberDana
        if tw[s] or tahun[s] or pagu[s]
    ]
    semua = BarisSumber(
        "Semua sumber",
        Rp(tw.total(), t.kegiatan() if tw.total() else ""),
        Rp(tahun.total(), t.kegiatan(tahun=True) if tahun.total() else ""),
        Rp(pagu.total(), rencana if pagu.total() else ""),
        persen(belanja.total(), pagu.total()),
    )
    return (*baris, semua)


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

    return BarisStrategi(nama, tuple(rp(s.value) for s in sumber), rp(""))


def charts(sumber: Iterable[BarisSumber], strategi: Iterable[BarisStrategi]) -> dict[str, Any]:
    """The year's rupiah as bars; the tables beside them hold the same numbers."""
    s, g = list(sumber)[:-1], list(strategi)[:-1]
    return {
        "gambar_sumber": batang(
            "Dana tahun ini menurut sumber", [Butir(b.nama, b.tahun.jumlah, b.tahun.teks) for b in s]
        ),
        "gambar_strategi": batang(
            "Dana tahun ini menurut strategi",
            [Butir(b.nama, b.jumlah.jumlah, b.jumlah.teks) for b in g],
            lebar_nama=250,
        ),
    }
