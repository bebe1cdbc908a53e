"""The table of OPDs: one line per OPD and village in charge, figures that add up to the province's, each with its list."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from binaan.dasbor.baca import Ringkasan, jumlahkan
from binaan.dasbor.kartu import WARNA_DESA
from binaan.dasbor.kata import ribuan
from binaan.dasbor.tautan import Tautan
from opd.rekap.desa import KeadaanDesa, RekapDesa


@dataclass(frozen=True, slots=True)
class Isian:
    """A figure that is shown: text, sort value (None sorts last), address (empty for zero)."""

    teks: str
    nilai: int | None
    tautan: str = ""

    @property
    def urut(self) -> str:
        """The sort value where the text is not it; unknown sorts last by an empty text."""
        return "" if self.nilai is None or str(self.nilai) == self.teks.replace(".", "") else str(self.nilai)


@dataclass(frozen=True, slots=True)
class BarisOpd:
    """One line: who, where, how the village is, and the figures."""

    rekap: RekapDesa
    kelas: str
    urut_keadaan: int
    kunjungan: Isian
    berjualan: Isian
    diam: Isian
    kosong: Isian
    kegiatan: Isian
    dana: Isian
    omzet: Isian
    alamat_opd: str
    alamat_desa: str

    @property
    def sel(self) -> tuple[Isian, ...]:
        """The figures in the order of the headings."""
        return self.kunjungan, self.berjualan, self.diam, self.kosong, self.kegiatan, self.dana, self.omzet


@dataclass(frozen=True, slots=True)
class Kaki:
    """A line of sums under the table."""

    nama: str
    berjualan: str
    diam: str
    kosong: str
    kegiatan: str
    dana: str
    omzet: str


KUNCI: dict[str, tuple[str, Callable[[BarisOpd], Any]]] = {
    "keadaan": ("Keadaan desa, terburuk di atas", lambda b: (b.urut_keadaan, -b.rekap.kunjungan.hari_tanpa)),
    "opd": ("Nama OPD", attrgetter("rekap.penugasan.opd")),
    "desa": ("Nama desa", attrgetter("rekap.penugasan.desa")),
    "kunjungan": ("Hari tanpa kunjungan, terlama di atas", lambda b: -b.rekap.kunjungan.hari_tanpa),
    "berjualan": ("UMKM berjualan, terendah di atas", lambda b: _rendah(b.rekap.umkm.persen_berjualan)),
    "diam": ("UMKM diam, terbanyak di atas", lambda b: -b.rekap.umkm.diam),
    "kosong": ("Laporan kosong, terbanyak di atas", lambda b: -(b.kosong.nilai or 0)),
    "kegiatan": ("Kegiatan, tersedikit di atas", lambda b: b.kegiatan.nilai or 0),
    "dana": ("Dana, terkecil di atas", lambda b: b.dana.nilai or 0),
    "omzet": ("Omzet, terkecil di atas", lambda b: _rendah(b.omzet.nilai)),
}


def _rendah(nilai: Any) -> tuple[bool, Any]:
    return nilai is None, nilai or 0


@dataclass(frozen=True, slots=True)
class Kumpulan:
    """Figures by (OPD, village), or by village."""

    kosong: dict[int, int]
    kegiatan: dict[tuple[int, int], int]
    dana: dict[tuple[int, int], int]
    omzet: dict[tuple[int | None, int], tuple[int, int]]
    desa_berbagi: frozenset[int]


def _kumpulkan(r: Ringkasan) -> Kumpulan:
    kosong: dict[int, int] = defaultdict(int)
    for b in r.kosong:
        kosong[b.desa_id] += b.jumlah
    kegiatan = {(k.opd_id, k.desa_id): k.tw for k in r.kegiatan if k.tw}
    dana: dict[tuple[int, int], int] = defaultdict(int)
    for d in r.dana:
        dana[d.opd_id, d.desa_id] += d.tw_rp
    omzet = {(o.opd_id, o.desa_id): (o.omzet_rp, o.n) for o in r.omzet}
    pelaku: dict[int, set[int]] = defaultdict(set)
    for opd_id, desa_id in kegiatan:
        pelaku[desa_id].add(opd_id)
    berbagi = frozenset(desa_id for desa_id, opd in pelaku.items() if len(opd) > 1)
    return Kumpulan(kosong, kegiatan, dana, omzet, berbagi)


def susun_tabel(r: Ringkasan, t: Tautan, urut: str = "keadaan") -> tuple[BarisOpd, ...]:
    """One line per desa binaan, sorted; names break ties."""
    k = _kumpulkan(r)
    baris = [_baris(d, k, t) for d in r.desa]
    return tuple(sorted(baris, key=KUNCI[urut][1]))


def _baris(d: RekapDesa, k: Kumpulan, t: Tautan) -> BarisOpd:
    p, u = d.penugasan, d.umkm
    kunci = p.opd_id, p.desa_id
    n_kegiatan, rp, (omzet, pelapor) = k.kegiatan.get(kunci, 0), k.dana.get(kunci, 0), k.omzet.get(kunci, (0, 0))
    berbagi = p.desa_id in k.desa_berbagi
    alamat = (t.kegiatan(desa=p.kode, opd=p.opd_slug) if berbagi else t.sel("g", p.kode)) if n_kegiatan else ""
    kosong = k.kosong.get(p.desa_id, 0)
    if d.kunjungan.hari is None:
        kunjungan = Isian(f"belum pernah, {ribuan(d.kunjungan.hari_tanpa)} sejak mulai", d.kunjungan.hari_tanpa)
    else:
        kunjungan = Isian(ribuan(d.kunjungan.hari), d.kunjungan.hari, t.sel("v", p.kode, p.opd_slug))
    return BarisOpd(
        d,
        WARNA_DESA[d.keadaan],
        list(KeadaanDesa).index(d.keadaan),
        kunjungan,
        _berjualan(d, t),
        Isian(str(u.diam), u.diam, t.sel("d", p.kode) if u.diam else ""),
        Isian(str(kosong), kosong, t.sel("k", p.kode) if kosong else ""),
        Isian(str(n_kegiatan), n_kegiatan, alamat),
        Isian(ribuan(rp), rp, alamat if rp else ""),
        Isian(ribuan(omzet), omzet, t.sel("o", p.kode)) if pelapor else Isian("belum ada", None),
        t.opd(p.opd_slug),
        t.desa(p.kode),
    )


def _berjualan(d: RekapDesa, t: Tautan) -> Isian:
    u = d.umkm
    if not u.belum_tutup:
        return Isian("tanpa UMKM", None)
    persen = u.berjualan * 1000 // u.belum_tutup
    alamat = t.sel("b", d.penugasan.kode) if u.berjualan else ""
    return Isian(f"{u.berjualan} dari {u.belum_tutup}", persen, alamat)


def susun_kaki(r: Ringkasan, baris: Iterable[BarisOpd]) -> tuple[Kaki, ...]:
    """What belongs to no line above (ended or supporting penugasan, villages without an OPD), if any, and the province."""
    isi = tuple(baris)
    umkm = jumlahkan(r.umkm)
    semua = (
        umkm.berjualan, umkm.belum_tutup, umkm.diam, sum(b.jumlah for b in r.kosong),
        sum(k.tw for k in r.kegiatan), sum(d.tw_rp for d in r.dana), sum(o.omzet_rp for o in r.omzet),
    )  # fmt: skip
    di_atas = (
        sum(b.rekap.umkm.berjualan for b in isi), sum(b.rekap.umkm.belum_tutup for b in isi),
        sum(b.rekap.umkm.diam for b in isi), sum(b.kosong.nilai or 0 for b in isi),
        sum(b.kegiatan.nilai or 0 for b in isi), sum(b.dana.nilai or 0 for b in isi), sum(b.omzet.nilai or 0 for b in isi),
    )  # fmt: skip
    lain = tuple(a - b for a, b in zip(semua, di_atas, strict=True))
    hasil = [_kaki("Penugasan yang berakhir atau pendukung, dan desa tanpa OPD", lain)] if any(lain) else []
    return (*hasil, _kaki("Provinsi", semua))


def _kaki(nama: str, isi: tuple[int, ...]) -> Kaki:
    berjualan, belum_tutup, *lain = isi
    return Kaki(nama, f"{ribuan(berjualan)} dari {ribuan(belum_tutup)}", *(ribuan(n) for n in lain))
