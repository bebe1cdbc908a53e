"""The map of desa binaan with a link at each village, or per kabupaten where they are many, its legend and its table."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from binaan.dasbor.kartu import WARNA_DESA
from binaan.peta import Legenda, Titik, contoh_markah, gambar_peta, susun_legenda
from binaan.peta_gugus import TERBANYAK, Gugus, draw_groups
from opd.rekap.desa import KeadaanDesa, RekapDesa

JUDUL = "Peta desa binaan di Maluku menurut keadaannya"
Wilayah = Callable[[str, str], str]
"""Where the villages of a kabupaten (by code), in a state or in any (""), are listed."""


@dataclass(frozen=True, slots=True)
class BarisWilayah:
    """One kabupaten: its villages by state and in all, each as (number, address; "" for none)."""

    nama: str
    isi: tuple[tuple[int, str], ...]


def draw_map(
    desa: Sequence[RekapDesa], alamat: Callable[[RekapDesa], str], wilayah: Wilayah | None = None
) -> dict[str, Any]:
    """Each village as a link, and the legend; with `wilayah` many of them as a link and a row per kabupaten instead."""
    gabung = wilayah is not None and len(desa) > TERBANYAK
    titik = [_point(d, "" if gabung else alamat(d)) for d in desa]
    legenda = susun_legenda(titik, [(WARNA_DESA[k], k.label) for k in KeadaanDesa])
    isi: dict[str, Any] = {"legenda": [(contoh_markah(b.kelas), b) for b in legenda], "wilayah": None}
    if wilayah is None or not gabung:
        return isi | {"peta": gambar_peta(titik, JUDUL, legenda)}
    gugus = _by_kabupaten(desa, titik, wilayah)
    tabel = {"kepala": [k.label for k in KeadaanDesa], "baris": [_row(kode, g, wilayah) for kode, g in gugus]}
    return isi | {"peta": draw_groups([g for _, g in gugus], JUDUL, legenda), "wilayah": tabel | _foot(legenda)}


def _point(d: RekapDesa, alamat: str) -> Titik:
    p = d.penugasan
    return Titik(p.desa, p.lintang, p.bujur, d.keadaan.label, WARNA_DESA[d.keadaan], alamat)


def _by_kabupaten(desa: Sequence[RekapDesa], titik: Sequence[Titik], wilayah: Wilayah) -> list[tuple[str, Gugus]]:
    """(code, its villages), by code."""
    per: dict[tuple[str, str], list[Titik]] = defaultdict(list)
    for d, t in zip(desa, titik, strict=True):
        per[d.penugasan.kode[:5], d.penugasan.kabupaten].append(t)
    return [(kode, Gugus(nama, wilayah(kode, ""), tuple(isi))) for (kode, nama), isi in sorted(per.items())]


def _row(kode: str, g: Gugus, wilayah: Wilayah) -> BarisWilayah:
    per = [(g.count(k.label), wilayah(kode, k.value)) for k in KeadaanDesa]
    semua = (len(g.titik), wilayah(kode, ""))
    return BarisWilayah(g.nama, tuple((n, alamat if n else "") for n, alamat in (*per, semua)))


def _foot(legenda: Sequence[Legenda]) -> dict[str, Any]:
    return {"kaki": [*(b.jumlah for b in legenda), sum(b.jumlah for b in legenda)]}
