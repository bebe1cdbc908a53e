"""The map of desa binaan with a link at each village, or per kabupaten where they are many, its legend and its table."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import Any

from binaan.dasbor.jumlah import JumlahDesa, JumlahWilayah, count_regions
from binaan.dasbor.kartu import WARNA_DESA
from binaan.dasbor.kata import ribuan
from binaan.peta import Legenda, Titik, coast_note, contoh_markah, gambar_peta, unplaced
from binaan.peta_gugus import TERBANYAK, Gugus, draw_groups
from opd.rekap.desa import KeadaanDesa, RekapDesa

SEKALIGUS = 11
"""How many kabupaten a map and its table show: a province's. Of more the others stand together in the last row."""
JUDUL = "Peta desa binaan di Maluku menurut keadaannya"
Wilayah = Callable[[str, str], str]
"""Where the villages of a kabupaten (by code), in a state or in any (""), are listed."""


@dataclass(frozen=True, slots=True)
class BarisWilayah:
    """One kabupaten: its villages by state and in all, each as (number, address; "" for none)."""

    nama: str
    isi: tuple[tuple[int, str], ...]


def draw_all(desa: JumlahDesa, alamat: Callable[[str], str], wilayah: Wilayah) -> dict[str, Any]:
    """All villages, of which few stand for themselves (`alamat` takes their code)."""
    if len(desa) > TERBANYAK:
        return _draw_regions(desa.wilayah, wilayah)
    semua = sorted(chain.from_iterable(map(json.loads, desa.titik)), key=itemgetter(0))
    return _draw_points(Titik(nama, *di, *_state(KeadaanDesa(k)), alamat(kode)) for kode, nama, *di, k in semua)


def draw_map(
    desa: Sequence[RekapDesa], alamat: Callable[[RekapDesa], str], wilayah: Wilayah | None = None
) -> dict[str, Any]:
    """Each village as a link, and the legend; with `wilayah` many of them as a link and a row per kabupaten instead."""
    if wilayah is not None and len(desa) > TERBANYAK:
        return _draw_regions(count_regions(desa), wilayah)
    return _draw_points(
        Titik(d.penugasan.desa, d.penugasan.lintang, d.penugasan.bujur, *_state(d.keadaan), alamat(d)) for d in desa
    )


def _state(k: KeadaanDesa) -> tuple[str, str]:
    return k.label, WARNA_DESA[k]


def _draw_points(titik: Iterable[Titik]) -> dict[str, Any]:
    isi = list(titik)
    legenda = _legend({k: sum(t.keadaan == k.label for t in isi) for k in KeadaanDesa})
    return _shown(legenda, unplaced(isi)) | {"peta": gambar_peta(isi, JUDUL, legenda)}


def _draw_regions(semua: Sequence[JumlahWilayah], wilayah: Wilayah) -> dict[str, Any]:
    """Of more kabupaten than are shown those with the most villages that are not in order."""
    legenda = _legend({k: sum(w.keadaan.get(k, 0) for w in semua) for k in KeadaanDesa})
    urut, banyak = sorted(semua, key=_trouble), SEKALIGUS - (len(semua) > SEKALIGUS)
    tampil, lain = sorted(urut[:banyak], key=lambda w: w[:2]), urut[banyak:]
    gugus = [Gugus(w.nama, wilayah(w.kode, ""), {k.label: n for k, n in w.keadaan.items()}, w.tempat) for w in tampil]
    baris = [_row(w, wilayah) for w in tampil]
    if lain:
        isi = [sum(w.keadaan.get(k, 0) for w in lain) for k in KeadaanDesa]
        baris.append(BarisWilayah(f"{ribuan(len(lain))} kabupaten/kota lain", tuple((n, "") for n in (*isi, sum(isi)))))
    tabel = {"kepala": [k.label for k in KeadaanDesa], "baris": baris}
    tanpa = sum(sum(w.keadaan.values()) - w.tempat[0] for w in semua)
    return _shown(legenda, tanpa) | {"peta": draw_groups(gugus, JUDUL, legenda), "wilayah": tabel | _foot(legenda)}


def _trouble(w: JumlahWilayah) -> tuple[int, str]:
    return w.keadaan.get(KeadaanDesa.TERTIB, 0) - sum(w.keadaan.values()), w.kode


def _legend(jumlah: dict[KeadaanDesa, int]) -> tuple[Legenda, ...]:
    return tuple(Legenda(WARNA_DESA[k], k.label, n) for k, n in jumlah.items())


def _shown(legenda: Sequence[Legenda], tanpa: int) -> dict[str, Any]:
    baris = [(contoh_markah(b.kelas), b) for b in legenda]
    return {"legenda": baris, "keterangan_peta": coast_note(tanpa), "wilayah": None}


def _row(w: JumlahWilayah, wilayah: Wilayah) -> BarisWilayah:
    per = [(w.keadaan.get(k, 0), wilayah(w.kode, k.value)) for k in KeadaanDesa]
    semua = (sum(w.keadaan.values()), wilayah(w.kode, ""))
    return BarisWilayah(w.nama, tuple((n, alamat if n else "") for n, alamat in (*per, semua)))


def _foot(legenda: Sequence[Legenda]) -> dict[str, Any]:
    return {"kaki": [*(b.jumlah for b in legenda), sum(b.jumlah for b in legenda)]}
