"""From which sources, in which meaning and of which days a sum of KK miskin ekstrem is made: it is of one age only by chance."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from desa.angka import format_ribuan, format_tanggal
from desa.enums import SumberKesejahteraan

Deret = tuple[str, str, str]
Masa = tuple[date, date]


@dataclass(frozen=True, slots=True)
class Asal:
    """The villages of a sum that are counted in one series; oldest and newest data of the baselines and of *kini*."""

    deret: Deret
    desa: int
    dasar: Masa
    kini: Masa


def add_origins(asal: Iterable[Asal]) -> tuple[Asal, ...]:
    """One row for each series, that of the most villages first."""
    per: dict[Deret, list[Asal]] = defaultdict(list)
    for a in asal:
        per[a.deret].append(a)
    semua = (
        Asal(deret, sum(a.desa for a in isi), _both(*{a.dasar for a in isi}), _both(*{a.kini for a in isi}))
        for deret, isi in per.items()
    )
    return tuple(sorted(semua, key=lambda a: (-a.desa, a.deret)))


def origin_words(asal: Sequence[Asal]) -> str:
    """ "Sumber: P3KE 20 desa, DTSEN 18 desa; data 3 Maret 2023 – 1 Agustus 2025, garis dasar 1 Mei 2022"; "" of nothing."""
    if not asal:
        return ""
    desa: dict[str, int] = {}
    for a in asal:
        desa[a.deret[0]] = desa.get(a.deret[0], 0) + a.desa
    sumber = ", ".join(f"{SumberKesejahteraan(s).label} {format_ribuan(n)} desa" for s, n in desa.items())
    arti = len({a.deret[1:] for a in asal})
    beda = f" (menurut {arti} arti miskin ekstrem)" if arti > 1 else ""
    kini, dasar = (_span(_both(*(getattr(a, nama) for a in asal))) for nama in ("kini", "dasar"))
    return f"Sumber: {sumber}{beda}; data {kini}, garis dasar {dasar}"


def _both(*masa: Masa) -> Masa:
    return min(m[0] for m in masa), max(m[1] for m in masa)


def _span(masa: Masa) -> str:
    awal, akhir = map(format_tanggal, masa)
    return awal if awal == akhir else f"{awal} – {akhir}"
