"""Omzet of a quarter and its growth over a year, for the province and per OPD (desain.md, section 4).

A month of sales belongs to the OPD that answers for the village on the month's last day; growth to the one on the
quarter's last day. Koperasi and BUM Desa are left out.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from django.db.models import TextChoices

from desa.waktu import akhir_bulan, tambah_bulan
from opd.models import Pengguna
from opd.rekap.hitung import mark_of, median
from opd.rekap.penugasan import Penjawab, rekap_penugasan
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan
from opd.rekap.umkm import BarisUmkm, Buku, baca_buku


class AlasanKeluar(TextChoices):
    """Why an enterprise is left out of the growth."""

    BELUM_SETAHUN = "belum_setahun", "Belum setahun dibina"
    TIDAK_LENGKAP = "tidak_lengkap", "Laporan bulanan tidak lengkap"
    NOL = "nol", "Omzet tahun lalu nol"


Tumbuh = Fraction | AlasanKeluar


@dataclass(frozen=True, slots=True)
class RekapOmzet:
    """One OPD's share of a village's omzet (`opd_id` None: a month when nobody answered) over `n` enterprises.

    `pelapor` tells these from any others (`mark_of`), so that nobody subtracts the sums of two different sets.
    """

    opd_id: int | None
    desa_id: int
    omzet_rp: int
    n: int
    pelapor: int


@dataclass(frozen=True, slots=True)
class JumlahOmzet:
    """The province: omzet over the `n` of `binaan` enterprises that reported all three months (`pelapor`, as in `RekapOmzet`)."""

    awal: date
    omzet_rp: int
    n: int
    binaan: int
    pelapor: int


@dataclass(frozen=True, slots=True)
class Pertumbuhan:
    """Median growth in percent over a year; `opd_id` None is the province. The second median counts tutup as -100 %."""

    opd_id: int | None
    median: Decimal | None
    n: int
    median_tutup: Decimal | None
    n_tutup: int
    keluar: tuple[tuple[AlasanKeluar, int], ...]

    @property
    def n_keluar(self) -> int:
        return sum(n for _, n in self.keluar)

    @property
    def belum_setahun(self) -> bool:
        """Nobody has been in the programme long enough to compare."""
        return self.n_tutup == 0 and bool(self.keluar) and {a for a, _ in self.keluar} == {AlasanKeluar.BELUM_SETAHUN}


def peserta(buku: Buku, awal: date) -> tuple[BarisUmkm, ...]:
    """UMKM in the programme on the quarter's last day."""
    akhir = akhir_triwulan(awal)
    return tuple(u for u in buku.umkm if not u.badan_bersama and u.dibina(akhir))


def omzet_lengkap(buku: Buku, awal: date) -> dict[int, dict[date, int]]:
    """The three months of each enterprise that reported all of them, by id."""
    bulan = bulan_triwulan(awal)
    kosong: Mapping[date, int] = {}
    laporan = {u.umkm_id: buku.omzet.get(u.umkm_id, kosong) for u in peserta(buku, awal)}
    return {pk: {b: isi[b] for b in bulan} for pk, isi in laporan.items() if all(b in isi for b in bulan)}


def hitung_omzet(buku: Buku, penjawab: Penjawab, awal: date) -> tuple[RekapOmzet, ...]:
    """The quarter's omzet per OPD and village, by their ids, nobody's last. The sums add up to the province's."""
    jumlah: dict[tuple[int | None, int], int] = defaultdict(int)
    pelapor: dict[tuple[int | None, int], set[int]] = defaultdict(set)
    kosong: Mapping[date, int] = {}
    bulan = bulan_triwulan(awal)
    jawab: dict[int, list[tuple[int | None, int]]] = {}
    for u in peserta(buku, awal):
        omzet = buku.omzet.get(u.umkm_id, kosong)
        if any(b not in omzet for b in bulan):
            continue
        if u.desa_id not in jawab:
            baris = [penjawab.pada(u.desa_id, akhir_bulan(b)) for b in bulan]
            jawab[u.desa_id] = [(b.opd_id if b else None, u.desa_id) for b in baris]
        for b, kunci in zip(bulan, jawab[u.desa_id], strict=True):
            jumlah[kunci] += omzet[b]
            pelapor[kunci].add(u.umkm_id)
    hasil = (RekapOmzet(*k, jumlah[k], len(pelapor[k]), mark_of(pelapor[k])) for k in jumlah)
    return tuple(sorted(hasil, key=turnover_order))


def turnover_order(b: RekapOmzet) -> tuple[bool, int, int]:
    """By OPD and village, nobody's last."""
    return b.opd_id is None, b.opd_id or 0, b.desa_id


def jumlah_omzet(buku: Buku, awal: date) -> JumlahOmzet:
    """The province's omzet of the quarter."""
    bulan, ikut = bulan_triwulan(awal), peserta(buku, awal)
    kosong: Mapping[date, int] = {}
    jumlah = ((u.umkm_id, _three(buku.omzet.get(u.umkm_id, kosong), bulan)) for u in ikut)
    lengkap = {pk: rp for pk, rp in jumlah if rp is not None}
    return JumlahOmzet(awal, sum(lengkap.values()), len(lengkap), len(ikut), mark_of(lengkap))


def tumbuh(u: BarisUmkm, omzet: Mapping[date, int], awal: date) -> tuple[Tumbuh, Tumbuh]:
    """One enterprise's growth in percent over the same quarter last year, or why it has none; and the same with a
    closed enterprise at -100 %, which needs last year's omzet only.
    """
    bulan = bulan_omzet(awal)
    if u.dibina_sejak > akhir_bulan(bulan[0]):
        return AlasanKeluar.BELUM_SETAHUN, AlasanKeluar.BELUM_SETAHUN
    jumlah_lama, jumlah_kini = _three(omzet, bulan[:3]), _three(omzet, bulan[3:])
    polos: Tumbuh
    if jumlah_lama is None or jumlah_kini is None:
        polos = AlasanKeluar.TIDAK_LENGKAP
    else:
        polos = Fraction((jumlah_kini - jumlah_lama) * 100, jumlah_lama) if jumlah_lama else AlasanKeluar.NOL
    return polos, Fraction(-100) if jumlah_lama and u.tutup(akhir_triwulan(awal)) else polos


def _three(omzet: Mapping[date, int], bulan: tuple[date, ...]) -> int | None:
    """The omzet of three months; None when one was not reported."""
    b1, b2, b3 = bulan
    return omzet[b1] + omzet[b2] + omzet[b3] if b1 in omzet and b2 in omzet and b3 in omzet else None


class Sebaran(NamedTuple):
    """The growth of some enterprises: each one's, each one's with tutup as -100 %, and how many have none, by reason."""

    polos: tuple[Fraction, ...]
    tutup: tuple[Fraction, ...]
    keluar: Mapping[AlasanKeluar, int]


def spread_of(buku: Buku, awal: date) -> Sebaran:
    """The growth of every enterprise in the programme."""
    kosong: Mapping[date, int] = {}
    return _spread([tumbuh(u, buku.omzet.get(u.umkm_id, kosong), awal) for u in peserta(buku, awal)])


def pertumbuhan_provinsi(buku: Buku, awal: date) -> Pertumbuhan:
    """The province alone."""
    return growth_of(None, [spread_of(buku, awal)])


def hitung_pertumbuhan(buku: Buku, penjawab: Penjawab, awal: date) -> tuple[Pertumbuhan, ...]:
    """The province (`opd_id` None) first, then one row per OPD that answers on the quarter's last day."""
    kosong: Mapping[date, int] = {}
    nilai: dict[int | None, list[tuple[Tumbuh, Tumbuh]]] = defaultdict(list)
    for u in peserta(buku, awal):
        omzet = buku.omzet.get(u.umkm_id, kosong)
        pasangan = tumbuh(u, omzet, awal)
        nilai[None].append(pasangan)
        if baris := penjawab.pada(u.desa_id, akhir_triwulan(awal)):
            nilai[baris.opd_id].append(pasangan)
    urut = sorted(k for k in nilai if k is not None)
    return tuple(growth_of(k, [_spread(nilai.get(k, []))]) for k in (None, *urut))


def _spread(pasangan: list[tuple[Tumbuh, Tumbuh]]) -> Sebaran:
    polos = tuple(p for p, _ in pasangan if type(p) is Fraction)
    tutup = tuple(t for _, t in pasangan if type(t) is Fraction)
    return Sebaran(polos, tutup, Counter(p for p, _ in pasangan if isinstance(p, AlasanKeluar)))


def growth_of(opd_id: int | None, sebaran: Iterable[Sebaran]) -> Pertumbuhan:
    """The medians over all of these together."""
    polos, tutup, keluar = list[Fraction](), list[Fraction](), Counter[AlasanKeluar]()
    for s in sebaran:
        polos += s.polos
        tutup += s.tutup
        for a, n in s.keluar.items():
            keluar[a] += n
    alasan = tuple((a, keluar[a]) for a in AlasanKeluar if keluar[a])
    return Pertumbuhan(opd_id, median(polos), len(polos), median(tutup), len(tutup), alasan)


@lru_cache(maxsize=256)
def bulan_omzet(awal: date) -> tuple[date, ...]:
    """The months that omzet and growth of a quarter need."""
    return (*bulan_triwulan(tambah_bulan(awal, -12)), *bulan_triwulan(awal))


def rekap_omzet(user: Pengguna, *, awal: date, known_at: datetime | None = None) -> tuple[RekapOmzet, ...]:
    """Omzet per OPD and village of the quarter that begins on `awal`. Four queries."""
    penjawab = Penjawab(rekap_penugasan(user, until=akhir_triwulan(awal), known_at=known_at))
    return hitung_omzet(baca_buku(user, bulan_triwulan(awal), known_at=known_at), penjawab, awal)


def rekap_pertumbuhan(user: Pengguna, *, awal: date, known_at: datetime | None = None) -> tuple[Pertumbuhan, ...]:
    """Growth of the quarter that begins on `awal`, the province first. Four queries."""
    penjawab = Penjawab(rekap_penugasan(user, until=akhir_triwulan(awal), known_at=known_at))
    return hitung_pertumbuhan(baca_buku(user, bulan_omzet(awal), known_at=known_at), penjawab, awal)
