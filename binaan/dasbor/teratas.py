"""The first few of each list that the one screen begins, with how many there are in all; and what changed since last quarter.

Each list has one order for all villages, so that the first few of some and of others hold the first few of both.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from heapq import merge
from itertools import chain, islice
from typing import Any, NamedTuple

from binaan.dasbor.hitungan import Hitungan
from opd.ambang import DESA_TANPA_KUNJUNGAN
from opd.rekap.desa import KeadaanDesa, RekapDesa, worst_first
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.penugasan import BarisPenugasan, order
from opd.rekap.umkm import BulanKosong

TAMPIL = {"merah": 6}
"""How many of a list are shown."""
SIMPAN = 12
"""How many are kept of a list that decisions are taken from, so that the next one comes up when the first is dealt with."""
DISEBUT = 3
"""How many villages are named as what moved a figure."""


class DesaTeratas(NamedTuple):
    """How many villages there are, and the first of them."""

    jumlah: int
    baris: tuple[RekapDesa, ...]


class KosongTeratas(NamedTuple):
    """Villages whose OPD is to fill in months of sales: how many, and the first of them with its months."""

    jumlah: int
    baris: tuple[tuple[int, BarisPenugasan], ...]


class Daftar(NamedTuple):
    """Villages not in order, without a visit for too long, with silent UMKM, without activity, without a team, without sales."""

    merah: DesaTeratas
    lama: DesaTeratas
    diam: DesaTeratas
    tanpa_kegiatan: DesaTeratas
    tanpa_tim: DesaTeratas
    kosong: KosongTeratas


Urut = tuple[str, str, date, int]


class NamaTeratas(NamedTuple):
    """How many villages there are, and the first names by OPD and village."""

    jumlah: int
    nama: tuple[tuple[Urut, str], ...]


class BedaTeratas(NamedTuple):
    """How many villages have more, or fewer, UMKM that sell, and those where the difference is largest."""

    jumlah: int
    beda: tuple[tuple[int, str], ...]


class Gerakan(NamedTuple):
    """Since last quarter's end: villages that came in order and fell out of it, that are visited regularly again and no more,
    and where more and fewer UMKM sell.
    """

    tertib: NamaTeratas
    tak_tertib: NamaTeratas
    rutin: NamaTeratas
    tak_rutin: NamaTeratas
    naik: BedaTeratas
    turun: BedaTeratas


URUTAN: dict[str, tuple[Callable[[RekapDesa], bool], Callable[[RekapDesa], Any]]] = {
    "merah": (lambda d: d.keadaan != KeadaanDesa.TERTIB, worst_first),
    "lama": (lambda d: d.kunjungan.hari_tanpa > DESA_TANPA_KUNJUNGAN.nilai, worst_first),
    "diam": (lambda d: d.umkm.diam > 0, lambda d: (-d.umkm.diam, d.penugasan.kode, order(d.penugasan))),
    "tanpa_kegiatan": (
        lambda d: KeadaanDesa.TANPA_KEGIATAN in d.semua,
        lambda d: (-d.hari_tanpa_kegiatan, order(d.penugasan)),
    ),
    "tanpa_tim": (lambda d: not d.penugasan.bertim, lambda d: (d.penugasan.mulai, order(d.penugasan))),
}
"""Which villages a list holds, and their order."""


def _first(nama: str, jumlah: int, baris: Iterable[RekapDesa]) -> DesaTeratas:
    return DesaTeratas(jumlah, tuple(sorted(baris, key=URUTAN[nama][1])[: TAMPIL.get(nama, SIMPAN)]))


def by_months(baris: Iterable[tuple[int, BarisPenugasan]]) -> list[tuple[int, BarisPenugasan]]:
    """The most months of sales first."""
    return sorted(baris, key=lambda b: (-b[0], order(b[1])))


def months_of(
    kosong_per_opd: Iterable[tuple[BarisPenugasan, Iterable[BulanKosong]]],
) -> list[tuple[int, BarisPenugasan]]:
    """How many months of sales each OPD is to fill in, of those with any."""
    return [(n, p) for p, bulan in kosong_per_opd if (n := sum(b.jumlah for b in bulan))]


def _emptiest(jumlah: int, baris: Iterable[tuple[int, BarisPenugasan]]) -> KosongTeratas:
    return KosongTeratas(jumlah, tuple(by_months(baris)[:SIMPAN]))


def list_villages(isi: Sequence[Hitungan], desa: Sequence[RekapDesa]) -> Daftar:
    """Of these villages, whose rows of today are `desa`."""
    daftar = {nama: [d for d in desa if masuk(d)] for nama, (masuk, _) in URUTAN.items()}
    kosong = months_of(chain.from_iterable(h.kosong_per_opd for h in isi))
    semua = {nama: _first(nama, len(baris), baris) for nama, baris in daftar.items()}
    return Daftar(**semua, kosong=_emptiest(len(kosong), kosong))


def join_lists(isi: Sequence[Daftar]) -> Daftar:
    """All of these together."""
    semua = {}
    for nama, (_, urut) in URUTAN.items():
        bagian = [getattr(d, nama) for d in isi]
        baris = merge(*(b.baris for b in bagian), key=urut)  # each is in order: of a country most are never looked at
        semua[nama] = DesaTeratas(sum(b.jumlah for b in bagian), tuple(islice(baris, TAMPIL.get(nama, SIMPAN))))
    kosong = [d.kosong for d in isi]
    return Daftar(
        **semua, kosong=_emptiest(sum(k.jumlah for k in kosong), chain.from_iterable(k.baris for k in kosong))
    )


def _names(jumlah: int, nama: Iterable[tuple[Urut, str]]) -> NamaTeratas:
    return NamaTeratas(jumlah, tuple(sorted(nama)[:DISEBUT]))


def _differences(jumlah: int, beda: Iterable[tuple[int, str]]) -> BedaTeratas:
    return BedaTeratas(jumlah, tuple(sorted(beda, key=lambda b: (-abs(b[0]), b[1]))[:DISEBUT]))


def movements(isi: Sequence[Hitungan]) -> Gerakan:
    """Of these villages."""
    beda = [b for h in isi for b in _more_or_fewer(h)]
    naik, turun = [b for b in beda if b[0] > 0], [b for b in beda if b[0] < 0]
    return Gerakan(
        *_in_and_out(isi, lambda d: d.keadaan == KeadaanDesa.TERTIB),
        *_in_and_out(isi, lambda d: d.kunjungan.keadaan == KeadaanKunjungan.RUTIN),
        _differences(len(naik), naik),
        _differences(len(turun), turun),
    )


def _in_and_out(isi: Sequence[Hitungan], benar: Callable[[RekapDesa], bool]) -> tuple[NamaTeratas, NamaTeratas]:
    """The villages of which something is true today alone, and those of which it was then alone."""
    masuk, keluar = [], []
    for h in isi:
        kini, lalu = _first_true(h.desa, benar), _first_true(h.desa_lalu, benar)
        if kini and not lalu:
            masuk.append((order(kini), kini.desa))
        elif lalu and not kini:
            keluar.append((order(lalu), lalu.desa))
    return _names(len(masuk), masuk), _names(len(keluar), keluar)


def _first_true(desa: Iterable[RekapDesa], benar: Callable[[RekapDesa], bool]) -> BarisPenugasan | None:
    for d in desa:
        if benar(d):
            return d.penugasan
    return None


def _more_or_fewer(h: Hitungan) -> Iterable[tuple[int, str]]:
    dulu = {u.desa_id: u.berjualan for u in h.umkm_lalu}
    return ((d.umkm.berjualan - dulu.get(d.penugasan.desa_id, 0), d.penugasan.desa) for d in h.desa)


def join_movements(isi: Sequence[Gerakan]) -> Gerakan:
    """All of these together."""
    nama = [
        _names(sum(g[n].jumlah for g in isi), chain.from_iterable(g[n].nama for g in isi))  # type: ignore[union-attr]
        for n in range(4)
    ]
    beda = [
        _differences(sum(b.jumlah for b in bagian), chain.from_iterable(b.beda for b in bagian))
        for bagian in ([g.naik for g in isi], [g.turun for g in isi])
    ]
    return Gerakan(*nama, *beda)
