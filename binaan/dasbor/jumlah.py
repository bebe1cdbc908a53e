"""What the one screen shows of villages, put together: of one kabupaten, or of several and so of all.

Sums of sums, the first few of each list with how many there are, and growth in its order: two of these together are the one that
all their villages give (`merge`), so that a kabupaten about which nothing was written is not counted again.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain
from operator import attrgetter
from typing import Any, NamedTuple

from binaan.dasbor.hitungan import Hitungan, Laporan
from binaan.dasbor.teks_hitungan import from_text, to_text
from binaan.dasbor.teratas import Daftar, Gerakan, join_lists, join_movements, list_villages, movements
from binaan.peta import letak
from binaan.peta_gugus import TERBANYAK
from desa.waktu import tambah_bulan
from opd.rekap.angka_rencana import Tumpukan, Uang, add_sources, pile_stacks
from opd.rekap.angka_rencana import money_by_source as pagu_by_source
from opd.rekap.desa import KeadaanDesa, RekapDesa
from opd.rekap.gerak_indeks import GerakIndeks, JumlahJenis, KeadaanIndeks, add_kinds, kinds_by_village, sum_kinds
from opd.rekap.kegiatan import JumlahDana, money_by_source, sum_money
from opd.rekap.kemiskinan import Jumlah, add_up
from opd.rekap.kemiskinan_singkat import Dua
from opd.rekap.kunjungan import KeadaanKunjungan
from opd.rekap.omzet import AlasanKeluar, JumlahOmzet
from opd.rekap.pantau import RekapPantau
from opd.rekap.pantau import add_up as add_up_watched
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.rentang import triwulan_tempo
from opd.rekap.strategi import DanaStrategi, add_strategies
from opd.rekap.tertahan_singkat import Tertahan, add_waiting
from opd.rekap.umkm import RekapUmkm
from opd.rekap.urutan import Urutan, in_order, join_orders

OMZET = ("omzet_rp", "n", "binaan", "pelapor")
UMKM = ("berjualan", "diam", "tutup", "belum_diketahui", "koperasi", "bumdes")


class Kosong(NamedTuple):
    """Months of sales that nobody reported, and in how many villages."""

    jumlah: int
    desa: int


class JumlahKegiatan(NamedTuple):
    """Activities of the quarter and the year so far, and of the same span of last quarter."""

    tw: int
    tahun: int
    tw_lalu: int


class Sebaran(NamedTuple):
    """Growth in its order. With tutup at -100 % it is the same without `dilepas` and with `ditutup`."""

    polos: Urutan
    dilepas: Urutan
    ditutup: Urutan
    keluar: Mapping[AlasanKeluar, int]


class JumlahIndeks(NamedTuple):
    """How many indices there are, villages that moved in any kind or are known only before the start, the newest year of those
    that moved, and each kind.
    """

    ada: int
    terukur: int
    sebelum: int
    tahun: int | None
    jenis: tuple[JumlahJenis, ...]


class Keluarga(NamedTuple):
    """KK miskin ekstrem of all villages, of those that all readers see alike, and of each other one (by its id, as text)."""

    semua: Dua
    sama: Jumlah
    kecil: tuple[tuple[int, str], ...]

    def seen(self, buka: Collection[int]) -> Jumlah:
        """By a reader who may see the small groups of these villages."""
        if not any(pk in buka for pk, _ in self.kecil):
            return self.semua.tertutup
        satu = [(pk, from_text(teks, Dua)) for pk, teks in self.kecil]
        return add_up([self.sama, *(d.terbuka if pk in buka else d.tertutup for pk, d in satu if d)])


class JumlahWilayah(NamedTuple):
    """One kabupaten: its villages by state, and how many have a place on the map with the sums of their units."""

    kode: str
    nama: str
    keadaan: Mapping[KeadaanDesa, int]
    tempat: tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class JumlahDesa:
    """On a day, and at the end of the quarter before (`_lalu`). `merah`: villages not in order, the worst first."""

    keadaan: Mapping[KeadaanDesa, int]
    keadaan_lalu: Mapping[KeadaanDesa, int]
    kunjungan: Mapping[KeadaanKunjungan, int]
    kunjungan_lalu: Mapping[KeadaanKunjungan, int]
    opd: tuple[int, ...]
    opd_tanpa_tim: tuple[int, ...]
    umkm: RekapUmkm
    umkm_lalu: RekapUmkm
    kosong: Kosong
    laporan: Laporan
    laporan_lalu: Laporan
    kegiatan: JumlahKegiatan
    dana: Mapping[str, JumlahDana]
    pagu: Mapping[str, Uang]
    strategi: tuple[DanaStrategi, ...]
    jumlah_omzet: JumlahOmzet
    jumlah_omzet_lalu: JumlahOmzet
    sebaran: tuple[Sebaran, ...]
    indeks: JumlahIndeks
    tumpukan: Tumpukan
    pantau: RekapPantau
    kemajuan: Keluarga
    daftar: Daftar
    gerakan: Gerakan
    tanpa_opd: tuple[BarisPenugasan, ...]
    tertahan: Tertahan
    wilayah: tuple[JumlahWilayah, ...]
    titik: tuple[str, ...]

    def __len__(self) -> int:
        """How many desa binaan there are."""
        return sum(self.keadaan.values())

    @property
    def banyak_lalu(self) -> int:
        return sum(self.keadaan_lalu.values())

    @property
    def semua_dana(self) -> JumlahDana:
        """The rupiah of all sources."""
        return sum_money(self.dana.values())


def add_villages(isi: Sequence[Hitungan], until: date) -> JumlahDesa:
    """Of these villages, in any order."""
    desa, lalu = [d for h in isi for d in h.desa], [d for h in isi for d in h.desa_lalu]
    return JumlahDesa(
        keadaan=Counter(d.keadaan for d in desa),
        keadaan_lalu=Counter(d.keadaan for d in lalu),
        kunjungan=Counter(d.kunjungan.keadaan for d in desa),
        kunjungan_lalu=Counter(d.kunjungan.keadaan for d in lalu),
        opd=tuple(sorted({d.penugasan.opd_id for d in desa})),
        opd_tanpa_tim=tuple(sorted({d.penugasan.opd_id for d in desa if not d.penugasan.bertim})),
        umkm=jumlahkan(u for h in isi for u in h.umkm),
        umkm_lalu=jumlahkan(u for h in isi for u in h.umkm_lalu),
        kosong=Kosong(sum(b.jumlah for h in isi for b in h.kosong), sum(bool(h.kosong) for h in isi)),
        **add_sums(isi, until),
        kegiatan=JumlahKegiatan(*(sum(getattr(k, n) for h in isi for k in h.kegiatan) for n in JumlahKegiatan._fields)),
        dana=money_by_source(d for h in isi for d in h.dana),
        pagu=pagu_by_source(b for h in isi for b in h.rencana_penugasan),
        strategi=add_strategies(d for h in isi for d in h.strategi),
        sebaran=(_spread(isi),),
        indeks=_indices(isi),
        tumpukan=pile_stacks([h.tumpukan for h in isi]),
        kemajuan=_families(isi),
        daftar=list_villages(isi, desa),
        gerakan=movements(isi),
        tanpa_opd=tuple(sorted(h.penugasan, key=attrgetter("mulai"))[-1] for h in isi if h.penugasan and not h.desa),
        tertahan=add_waiting(t for h in isi for t in h.tertahan),
        wilayah=count_regions(desa),
        titik=(_points(desa),) if len(desa) <= TERBANYAK else (),
    )


def add_groups(isi: Sequence[Hitungan], gugus: Sequence[JumlahDesa], until: date) -> JumlahDesa:
    """What `add_villages` gives of `isi`, from what groups of them come to, in their order."""
    desa = [d for h in isi for d in h.desa]
    titik = (_points(desa),) if len(desa) <= TERBANYAK else ()
    return replace(merge(gugus, until), sebaran=(_spread(isi),), titik=titik)


def merge(isi: Sequence[JumlahDesa], until: date) -> JumlahDesa:
    """All of these together."""

    def semua(nama: str) -> list[Any]:
        return list(map(attrgetter(nama), isi))

    kegiatan, indeks = semua("kegiatan"), semua("indeks")
    return JumlahDesa(
        **{n: _counts(semua(n)) for n in ("keadaan", "keadaan_lalu", "kunjungan", "kunjungan_lalu")},
        **{n: tuple(sorted(set().union(*semua(n)))) for n in ("opd", "opd_tanpa_tim")},
        **{n: jumlahkan(semua(n)) for n in ("umkm", "umkm_lalu")},
        kosong=Kosong(*(sum(k[n] for k in semua("kosong")) for n in range(2))),
        **add_sums(isi, until),
        kegiatan=JumlahKegiatan(*(sum(k[n] for k in kegiatan) for n in range(3))),
        dana=_money(semua("dana")),
        pagu=add_sources(semua("pagu")),
        strategi=add_strategies(chain.from_iterable(semua("strategi"))),
        indeks=_indices_together(indeks),
        tumpukan=pile_stacks(semua("tumpukan")),
        kemajuan=_families_together(semua("kemajuan")),
        daftar=join_lists(semua("daftar")),
        gerakan=join_movements(semua("gerakan")),
        tertahan=add_waiting(semua("tertahan")),
        wilayah=_regions_together(chain.from_iterable(semua("wilayah"))),
        **{n: tuple(chain.from_iterable(semua(n))) for n in ("sebaran", "tanpa_opd", "titik")},
    )


def add_sums(isi: Sequence[Hitungan | JumlahDesa], until: date) -> dict[str, Any]:
    """What villages hold as a sum already: enterprises to watch, months of sales due, and the quarter's turnover."""
    tw = triwulan_tempo(until)
    hasil: dict[str, Any] = {"pantau": add_up_watched([h.pantau for h in isi])}
    for nama in ("laporan", "laporan_lalu"):
        semua = [getattr(h, nama) for h in isi]
        hasil[nama] = Laporan(sum(b.wajib for b in semua), sum(b.kosong for b in semua))
    for nama, awal in (("jumlah_omzet", tw), ("jumlah_omzet_lalu", tambah_bulan(tw, -3))):
        semua = [getattr(h, nama) for h in isi]
        hasil[nama] = JumlahOmzet(awal, *(sum(map(attrgetter(n), semua)) for n in OMZET))
    return hasil


def jumlahkan(baris: Iterable[RekapUmkm]) -> RekapUmkm:
    """The counts of all: sums of the villages', never means."""
    isi = tuple(baris)
    return RekapUmkm(0, *(sum(map(attrgetter(k), isi)) for k in UMKM))


def _counts(isi: Iterable[Mapping[Any, int]]) -> Counter[Any]:
    hasil = Counter[Any]()
    for satu in isi:
        hasil.update(satu)
    return hasil


def _money(isi: Iterable[Mapping[str, JumlahDana]]) -> dict[str, JumlahDana]:
    per: dict[str, list[JumlahDana]] = defaultdict(list)
    for dana in isi:
        for sumber, rp in dana.items():
            per[sumber].append(rp)
    return {sumber: sum_money(rp) for sumber, rp in per.items()}


def _spread(isi: Sequence[Hitungan]) -> Sebaran:
    polos = Counter(f.as_integer_ratio() for h in isi for f in h.sebaran.polos)
    tutup = Counter(f.as_integer_ratio() for h in isi for f in h.sebaran.tutup)
    bagian = (polos, polos - tutup, tutup - polos)
    return Sebaran(*(in_order(b.elements()) for b in bagian), _counts(h.sebaran.keluar for h in isi))


def join_spreads(isi: Sequence[Sebaran]) -> Sebaran:
    """All of these as one."""
    bagian = (join_orders([getattr(s, n) for s in isi]) for n in ("polos", "dilepas", "ditutup"))
    return Sebaran(*bagian, _counts(s.keluar for s in isi))


def _indices(isi: Sequence[Hitungan]) -> JumlahIndeks:
    semua = [i for h in isi for i in h.indeks]
    gerak = [GerakIndeks(sel) for sel in kinds_by_village(semua).values()]
    jenis = [g.terukur for g in gerak]
    sebelum = sum(not i and g.keadaan == KeadaanIndeks.SEBELUM_MULAI for g, i in zip(gerak, jenis, strict=True))
    tahun = max((i.tahun for satu in jenis for i in satu), default=None)
    return JumlahIndeks(len(semua), sum(map(bool, jenis)), sebelum, tahun, sum_kinds(jenis))


def _indices_together(isi: Sequence[JumlahIndeks]) -> JumlahIndeks:
    ada, terukur, sebelum = (sum(i[n] for i in isi) for n in range(3))
    tahun = max((i.tahun for i in isi if i.tahun is not None), default=None)
    return JumlahIndeks(ada, terukur, sebelum, tahun, add_kinds(k for i in isi for k in i.jenis))


def _families(isi: Iterable[Hitungan]) -> Keluarga:
    ada = [(h.penugasan[0].desa_id, h.kemajuan) for h in isi if h.kemajuan]
    sama = add_up([d.terbuka for _, d in ada if d.terbuka == d.tertutup])
    kecil = tuple((pk, to_text(d)) for pk, d in ada if d.terbuka != d.tertutup)
    return Keluarga(_both([d for _, d in ada]), sama, kecil)


def _families_together(isi: Sequence[Keluarga]) -> Keluarga:
    kecil = tuple(chain.from_iterable(k.kecil for k in isi))
    return Keluarga(_both([k.semua for k in isi]), add_up([k.sama for k in isi]), kecil)


def _both(isi: Sequence[Dua]) -> Dua:
    return Dua(add_up([d.terbuka for d in isi]), add_up([d.tertutup for d in isi]))


def count_regions(desa: Iterable[RekapDesa]) -> tuple[JumlahWilayah, ...]:
    """Each kabupaten of these villages, by code."""
    hasil = []
    for d in desa:
        p = d.penugasan
        di = None if p.lintang is None or p.bujur is None else letak(p.lintang, p.bujur)
        hasil.append(JumlahWilayah(p.kode[:5], p.kabupaten, {d.keadaan: 1}, (1, *di) if di else (0, 0, 0)))
    return _regions_together(hasil)


def _regions_together(isi: Iterable[JumlahWilayah]) -> tuple[JumlahWilayah, ...]:
    per: dict[tuple[str, str], list[JumlahWilayah]] = defaultdict(list)
    for w in isi:
        per[w.kode, w.nama].append(w)
    return tuple(_one_region(bagian) for _, bagian in sorted(per.items()))


def _one_region(bagian: Sequence[JumlahWilayah]) -> JumlahWilayah:
    """Parts of the same kabupaten; most have but one."""
    if len(bagian) == 1:
        return bagian[0]
    banyak, x, y = (sum(n) for n in zip(*(w.tempat for w in bagian), strict=True))
    return bagian[0]._replace(keadaan=_counts(w.keadaan for w in bagian), tempat=(banyak, x, y))


def _points(desa: Iterable[RekapDesa]) -> str:
    """The villages as a map of few of them shows each: written small, as it is read by few."""
    isi = [(p.kode, p.desa, p.lintang, p.bujur, d.keadaan.value) for d in desa for p in [d.penugasan]]
    return json.dumps(isi, separators=(",", ":"), ensure_ascii=False)
