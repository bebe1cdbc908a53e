"""The table of OPDs: one line per OPD and village in charge, figures that add up to the province's, each with its list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from operator import attrgetter
from typing import Any

from binaan.dasbor.baca import Ringkasan
from binaan.dasbor.jumlah import jumlahkan
from binaan.dasbor.kartu import WARNA_DESA
from binaan.dasbor.kata import persen, ribuan
from binaan.dasbor.tautan import Tautan
from opd.rekap.angka_rencana import RekapPenugasan
from opd.rekap.capaian import Predikat
from opd.rekap.deret_kegiatan import DeretKegiatan
from opd.rekap.desa import KeadaanDesa, RekapDesa, worst_first
from opd.rekap.kegiatan import sum_money


@dataclass(frozen=True, slots=True)
class Isian:
    """A figure that is shown: text, sort value (None sorts last), address (empty for zero), colour, numbers of a sparkline."""

    teks: str
    nilai: int | None
    tautan: str = ""
    kelas: str = ""
    deret: tuple[int, ...] = ()

    @property
    def urut(self) -> str:
        """The sort value where the text is not it; unknown sorts last by an empty text."""
        return "" if self.nilai is None or str(self.nilai) == self.teks.replace(".", "") else str(self.nilai)


@dataclass(frozen=True)
class BarisOpd:
    """One line: who, where, the values that add up (`DIJUMLAHKAN`), and the figures by the key of their column, put into words
    when they are asked for: of a whole province a page shows few. `kata` stands beside that of the plan.
    """

    rekap: RekapDesa
    rencana: RekapPenugasan
    jumlah: Mapping[str, int]
    bahan: Kumpulan
    tautan: Tautan

    @property
    def predikat(self) -> Predikat:
        return self.rencana.predikat

    @property
    def kata(self) -> str:
        return self.rencana.kata

    @property
    def alamat_opd(self) -> str:
        return self.tautan.opd(self.rekap.penugasan.opd_slug)

    @property
    def alamat_desa(self) -> str:
        return self.tautan.desa(self.rekap.penugasan.kode)

    @cached_property
    def isian(self) -> Mapping[str, Isian]:
        return _cells(self)

    def cells(self, kolom: Iterable[str]) -> list[Isian]:
        """The figures in the order of the headings."""
        return [self.isian[k] for k in kolom]


@dataclass(frozen=True, slots=True)
class Kaki:
    """A line of sums under the table as (text, address), by column; a column that does not add up has none."""

    nama: str
    isi: tuple[tuple[str, str], ...]


def _worst(kunci: str) -> Callable[[BarisOpd], Any]:
    return lambda b: -(b.isian[kunci].nilai or 0)


def _least(kunci: str) -> Callable[[BarisOpd], Any]:
    return lambda b: (b.isian[kunci].nilai is None, b.isian[kunci].nilai or 0)


KUNCI: dict[str, tuple[str, Callable[[BarisOpd], Any]]] = {
    "keadaan": (
        "Keadaan desa, terburuk di atas",
        lambda b: worst_first(b.rekap),
    ),
    "opd": ("Nama OPD", attrgetter("rekap.penugasan.opd")),
    "desa": ("Nama desa", attrgetter("rekap.penugasan.desa")),
    "capaian": ("Capaian rencana, terendah di atas", _least("capaian")),
    "kunjungan": ("Hari tanpa kunjungan, terlama di atas", lambda b: -b.rekap.kunjungan.hari_tanpa),
    "berjualan": ("UMKM berjualan, terendah di atas", _least("berjualan")),
    "diam": ("UMKM diam, terbanyak di atas", _worst("diam")),
    "kosong": ("Laporan kosong, terbanyak di atas", _worst("kosong")),
    "setahun": ("Kegiatan 12 bulan, tersedikit di atas", _least("setahun")),
    "kegiatan": ("Kegiatan triwulan ini, tersedikit di atas", _least("kegiatan")),
    "dana": ("Dana, terkecil di atas", _least("dana")),
    "omzet": ("Omzet, terkecil di atas", _least("omzet")),
}


@dataclass(frozen=True, slots=True)
class Kumpulan:
    """Figures by (OPD, village), by village, or by penugasan."""

    kosong: dict[tuple[int, int], int]
    kegiatan: dict[tuple[int, int], int]
    dana: dict[tuple[int, int], int]
    omzet: dict[tuple[int | None, int], tuple[int, int]]
    desa_berbagi: frozenset[int]
    rencana: dict[int, RekapPenugasan]
    setahun: DeretKegiatan


def _collect(r: Ringkasan, setahun: DeretKegiatan) -> Kumpulan:
    kosong = {(p.opd_id, p.desa_id): sum(b.jumlah for b in isi) for p, isi in r.kosong_per_opd}
    kegiatan = {(k.opd_id, k.desa_id): k.tw for k in r.kegiatan if k.tw}
    dana: dict[tuple[int, int], int] = defaultdict(int)
    for d in r.dana:
        dana[d.opd_id, d.desa_id] += d.tw_rp
    omzet = {(o.opd_id, o.desa_id): (o.omzet_rp, o.n) for o in r.omzet}
    pelaku: dict[int, set[int]] = defaultdict(set)
    for opd_id, desa_id in kegiatan:
        pelaku[desa_id].add(opd_id)
    berbagi = frozenset(desa_id for desa_id, opd in pelaku.items() if len(opd) > 1)
    rencana = {x.penugasan.penugasan_id: x for x in r.rencana_penugasan}
    return Kumpulan(kosong, kegiatan, dana, omzet, berbagi, rencana, setahun)


def susun_tabel(r: Ringkasan, t: Tautan, setahun: DeretKegiatan) -> tuple[BarisOpd, ...]:
    """One line per desa binaan."""
    k = _collect(r, setahun)
    return tuple(BarisOpd(d, k.rencana[d.penugasan.penugasan_id], _values(d, k), k, t) for d in r.desa)


def sort_rows(baris: Iterable[BarisOpd], urut: str) -> list[BarisOpd]:
    """In the order asked for; names break ties."""
    return sorted(baris, key=KUNCI[urut][1])


def _values(d: RekapDesa, k: Kumpulan) -> dict[str, int]:
    kunci = d.penugasan.opd_id, d.penugasan.desa_id
    omzet, pelapor = k.omzet.get(kunci, (0, 0))
    return {
        "diam": d.umkm.diam,
        "kosong": k.kosong.get(kunci, 0),
        "setahun": sum(k.setahun.of(kunci)),
        "kegiatan": k.kegiatan.get(kunci, 0),
        "dana": k.dana.get(kunci, 0),
        "omzet": omzet if pelapor else 0,
    }


def _cells(b: BarisOpd) -> dict[str, Isian]:
    d, t, n = b.rekap, b.tautan, b.jumlah
    p = d.penugasan
    return {
        "keadaan": Isian(
            d.keadaan.label, -d.banyak_masalah * (d.keadaan != KeadaanDesa.TERTIB), kelas=WARNA_DESA[d.keadaan]
        ),
        "capaian": _plan(b.rencana, t),
        "kunjungan": _visit(d, t),
        "berjualan": _selling(d, t),
        "diam": Isian(str(n["diam"]), n["diam"], t.sel("d", p.kode) if n["diam"] else ""),
        "kosong": Isian(str(n["kosong"]), n["kosong"], t.sel("k", p.kode) if n["kosong"] else ""),
        **_done(b),
    }


def _done(b: BarisOpd) -> dict[str, Isian]:
    """What was done and earned: activities of twelve months and of the quarter, their rupiah, omzet."""
    d, k, t, jumlah = b.rekap, b.bahan, b.tautan, b.jumlah
    p = d.penugasan
    kunci = p.opd_id, p.desa_id
    n, rp = jumlah["kegiatan"], jumlah["dana"]
    berbagi = p.desa_id in k.desa_berbagi
    alamat = (t.kegiatan(desa=p.kode, opd=p.opd_slug) if berbagi else t.sel("g", p.kode)) if n else ""
    omzet, pelapor = k.omzet.get(kunci, (0, 0))
    setahun = t.sel("s", p.kode, p.opd_slug) if jumlah["setahun"] else ""
    return {
        "setahun": Isian(str(jumlah["setahun"]), jumlah["setahun"], setahun, deret=k.setahun.of(kunci)),
        "kegiatan": Isian(str(n), n, alamat),
        "dana": Isian(ribuan(rp), rp, alamat if rp else ""),
        "omzet": Isian(ribuan(omzet), omzet, t.sel("o", p.kode)) if pelapor else Isian(_no_omzet(d), None),
    }


def _no_omzet(d: RekapDesa) -> str:
    """Why there is no sum: enterprises sell, but none told all three months; or there is none that sells."""
    return "belum ada yang melapor lengkap" if d.umkm.berjualan else "belum ada"


def _visit(d: RekapDesa, t: Tautan) -> Isian:
    p, hari = d.penugasan, d.kunjungan.hari
    if hari is None:
        return Isian(f"belum pernah, {ribuan(d.kunjungan.hari_tanpa)} sejak mulai", d.kunjungan.hari_tanpa)
    return Isian(ribuan(hari), hari, t.sel("v", p.kode, p.opd_slug))


def _plan(b: RekapPenugasan, t: Tautan) -> Isian:
    """The share and its word; the word alone where nothing is measured."""
    alamat = t.sel("r", b.penugasan.kode)
    nilai = b.nilai
    if nilai is None or b.tanpa:
        return Isian(b.kata, None if nilai is None else 0, alamat, b.kelas)
    return Isian(f"{persen(nilai)} {b.kata}", int(nilai * 10), alamat, b.kelas)


def _selling(d: RekapDesa, t: Tautan) -> Isian:
    u = d.umkm
    if not u.belum_tutup:
        return Isian("tanpa UMKM", None)
    bagian = u.berjualan * 1000 // u.belum_tutup
    alamat = t.sel("b", d.penugasan.kode) if u.berjualan else ""
    return Isian(f"{u.berjualan} dari {u.belum_tutup}", bagian, alamat)


def susun_kaki(
    r: Ringkasan,
    t: Tautan,
    semua: Sequence[BarisOpd],
    tampil: Sequence[BarisOpd],
    setahun: DeretKegiatan,
    kolom: Sequence[str],
) -> tuple[Kaki, ...]:
    """The sum of the rows shown where they are fewer, what belongs to no row (ended or supporting penugasan, villages without
    an OPD), if any, and the province, each figure with its list.
    """
    provinsi, di_atas = _province(r, setahun), sums(semua)
    lain = {k: tuple(a - b for a, b in zip(provinsi[k], di_atas[k], strict=True)) for k in provinsi}
    hasil = [] if len(tampil) == len(semua) else [_foot("Jumlah yang disaring", sums(tampil), kolom)]
    if any(any(isi) for isi in lain.values()):
        hasil.append(_foot("Penugasan yang berakhir atau pendukung, dan desa tanpa OPD", lain, kolom))
    return (*hasil, _foot("Provinsi", provinsi, kolom, _province_lists(t)))


DIJUMLAHKAN = ("diam", "kosong", "setahun", "kegiatan", "dana", "omzet")
"""The columns whose values add up over villages; of UMKM berjualan both parts do."""
Jumlah = dict[str, tuple[int, ...]]


def _province(r: Ringkasan, setahun: DeretKegiatan) -> Jumlah:
    umkm = jumlahkan(r.umkm)
    return {
        "berjualan": (umkm.berjualan, umkm.belum_tutup),
        "diam": (umkm.diam,),
        "kosong": (sum(b.jumlah for b in r.kosong),),
        "setahun": (setahun.total,),
        "kegiatan": (sum(k.tw for k in r.kegiatan),),
        "dana": (sum_money(r.dana).tw_rp,),
        "omzet": (r.jumlah_omzet.omzet_rp,),
    }


def _province_lists(t: Tautan) -> dict[str, str]:
    """The lists behind the province's sums."""
    return {
        "berjualan": t.umkm("berjualan"),
        "diam": t.umkm("diam"),
        "kosong": t.rinci("kosong"),
        "setahun": t.setahun(),
        "kegiatan": t.kegiatan(),
        "dana": t.kegiatan(),
        "omzet": t.rinci("omzet"),
    }


def sums(baris: Iterable[BarisOpd]) -> Jumlah:
    """What these rows add up to, by column."""
    isi = tuple(baris)
    hasil: Jumlah = {
        "berjualan": (sum(b.rekap.umkm.berjualan for b in isi), sum(b.rekap.umkm.belum_tutup for b in isi)),
    }
    for k in DIJUMLAHKAN:
        hasil[k] = (sum(b.jumlah[k] for b in isi),)
    return hasil


def sum_words(jumlah: Jumlah, kolom: str) -> str:
    """The sum of a column as a cell shows it; "" for one that does not add up."""
    return " dari ".join(map(ribuan, jumlah[kolom])) if kolom in jumlah else ""


def _foot(nama: str, jumlah: Jumlah, kolom: Iterable[str], alamat: Mapping[str, str] | None = None) -> Kaki:
    """`alamat`: where a sum leads, by column; a sum of nothing leads nowhere."""
    alamat = alamat or {}
    isi = ((sum_words(jumlah, k), alamat.get(k, "") if any(jumlah.get(k, ())) else "") for k in kolom)
    return Kaki(nama, tuple(isi))
