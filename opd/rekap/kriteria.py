"""The criteria by which villages are compared when an SK is made: what each means, how a value reads, and ranks.

A rank says how many villages are needier: 1 is the neediest. Villages without a value have no rank and are counted beside it;
"tidak diketahui" is never 0.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from typing import NamedTuple

from django.db.models import TextChoices

from desa.angka import format_desimal, format_persen, format_ribuan
from desa.enums import JenisDesa, JenisIndeks, Sinyal
from opd.ambang import KELUARGA_TERKECIL

Angka = int | Decimal


class Kriteria(TextChoices):
    INDEKS = "indeks", "Nilai indeks desa"
    IKS = "iks", "Ketahanan sosial (IKS)"
    IKE = "ike", "Ketahanan ekonomi (IKE)"
    IKL = "ikl", "Ketahanan lingkungan (IKL)"
    EKSTREM = "ekstrem", "KK miskin ekstrem"
    MERAH = "merah", "Indikator bermasalah"
    JAM = "jam", "Jam tempuh dari ibu kota kabupaten"
    LISTRIK = "listrik", "Listrik sehari"
    SINYAL = "sinyal", "Sinyal"
    PRIORITAS = "prioritas", "Daftar desa prioritas"
    UMKM = "umkm", "UMKM binaan yang belum tutup"

    @property
    def arti(self) -> str:
        """Which way it points."""
        if self is Kriteria.PRIORITAS:
            return "yang termasuk lebih membutuhkan"
        if self is Kriteria.SINYAL:
            return "makin lemah makin membutuhkan"
        return f"makin {'besar' if self in MAKIN_BESAR else 'kecil'} makin membutuhkan"


INDEKS = (Kriteria.INDEKS, Kriteria.IKS, Kriteria.IKE, Kriteria.IKL)
"""The criteria that one row of an index carries; a kelurahan has none of them, nor scores of indicators."""
TAK_BERLAKU_KELURAHAN = frozenset({*INDEKS, Kriteria.MERAH})
MAKIN_BESAR = frozenset({Kriteria.EKSTREM, Kriteria.MERAH, Kriteria.JAM, Kriteria.PRIORITAS})
"""Where a larger value means more need; for all others a smaller one does."""
TINGKAT_SINYAL: Mapping[str, int] = {s.value: n for n, s in enumerate(Sinyal)}
_SINYAL = {n: str(s.label) for n, s in enumerate(Sinyal)}


class DesaRingkas(NamedTuple):
    """One village of the population that ranks are taken from."""

    pk: int
    kode: str
    nama: str
    jenis: str
    kecamatan: str
    kode_kab: str
    kab: str

    @property
    def tempat(self) -> str:
        """ "Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur"."""
        return f"{self.nama}, Kec. {self.kecamatan}, {self.kab}"

    @property
    def kelurahan(self) -> bool:
        return self.jenis == JenisDesa.KELURAHAN


class Vintase(NamedTuple):
    """One year of one kind of index; two kinds are never ranked together."""

    jenis: str
    tahun: int

    def __str__(self) -> str:
        return f"{'IDM' if self.jenis == JenisIndeks.IDM else 'Indeks Desa'} {self.tahun}"

    @property
    def kunci(self) -> str:
        """As an address carries it: "idm-2024"."""
        return f"{self.jenis}-{self.tahun}"


@dataclass(frozen=True)
class Ukuran:
    """One criterion of every village that has a value, of which vintage, and who says so."""

    kriteria: Kriteria
    nilai: Mapping[int, Angka]
    vintase: str
    sumber: str = ""

    def diketahui(self, desa: Collection[int]) -> int:
        """How many of these villages have a value."""
        return len(self.nilai.keys() & set(desa))


@dataclass(frozen=True)
class Peringkat:
    """Where a village stands: `urut` − 1 are needier and `sama` others equal, of `dari` villages with a value."""

    urut: int
    sama: int
    dari: int
    seluruh: int

    @property
    def tengah(self) -> Decimal:
        """The middle of the places it shares with its equals: of ten equal villages 5.5, so that equals are not all first."""
        return self.urut + Decimal(self.sama) / 2

    @property
    def perempat(self) -> int:
        """The quarter it is in, 1 the neediest."""
        return max(1, int((4 * self.tengah / self.dari).to_integral_value(ROUND_CEILING)))

    @property
    def seperempat(self) -> bool:
        """Whether it is among the neediest quarter; of fewer than four villages nobody is."""
        return self.dari >= 4 and self.perempat == 1


class Tangga:
    """The order of some villages by one criterion, to look up many ranks in it."""

    def __init__(self, ukuran: Ukuran, di: Collection[int]) -> None:
        self.nilai = {d: ukuran.nilai[d] for d in di if d in ukuran.nilai}
        self.besar = ukuran.kriteria in MAKIN_BESAR
        self.urut = sorted(self.nilai.values())
        self.seluruh = len(di)

    def rank(self, desa_id: int) -> Peringkat | None:
        """The rank of a village; None when its value is unknown or it is not among them."""
        milik = self.nilai.get(desa_id)
        if milik is None:
            return None
        kiri, kanan = bisect_left(self.urut, milik), bisect_right(self.urut, milik)
        butuh = len(self.urut) - kanan if self.besar else kiri
        return Peringkat(butuh + 1, kanan - kiri - 1, len(self.urut), self.seluruh)


def rank_of(ukuran: Ukuran, desa_id: int, di: Collection[int]) -> Peringkat | None:
    """The rank of one village among `di` by one criterion."""
    return Tangga(ukuran, di).rank(desa_id)


def shares_of(ukuran: Ukuran, di: Iterable[int]) -> tuple[dict[int, int], int]:
    """Percent-ranks as whole numbers: (numerator by village, denominator); 0 is the least needy, numerator = denominator
    the neediest, equals share the middle of their places. Empty when fewer than two villages have a value.
    """
    milik = {d: ukuran.nilai[d] for d in di if d in ukuran.nilai}
    if len(milik) < 2:
        return {}, 1
    urut = sorted(milik.values())
    per_nilai: dict[Angka, int] = {}
    for n in set(urut):
        kiri, kanan = bisect_left(urut, n), bisect_right(urut, n)
        di_bawah = kiri + kanan - 1
        per_nilai[n] = di_bawah if ukuran.kriteria in MAKIN_BESAR else 2 * (len(urut) - 1) - di_bawah
    return {d: per_nilai[n] for d, n in milik.items()}, 2 * (len(urut) - 1)


def value_text(kriteria: Kriteria, nilai: Angka | None) -> str:
    """A value with its unit, as people read it."""
    if nilai is None:
        return "tidak diketahui"
    match kriteria:
        case Kriteria.EKSTREM:
            return f"{format_persen(nilai)} dari seluruh KK" if nilai else f"di bawah {KELUARGA_TERKECIL.nilai} KK"
        case Kriteria.MERAH:
            return f"{format_ribuan(nilai)} indikator"
        case Kriteria.JAM:
            return f"{format_desimal(nilai)} jam"
        case Kriteria.LISTRIK:
            return f"{format_ribuan(nilai)} jam sehari"
        case Kriteria.SINYAL:
            return _SINYAL[int(nilai)]
        case Kriteria.PRIORITAS:
            return "termasuk" if nilai else "tidak termasuk"
        case Kriteria.UMKM:
            return f"{format_ribuan(nilai)} UMKM"
    return format_desimal(nilai, 4 if nilai <= 1 else 2)


def valid_on(mulai: date | None, selesai: date | None, hari: date) -> bool:
    """Whether a village existed on a day; an unknown start counts as always."""
    return (mulai is None or mulai <= hari) and (selesai is None or selesai > hari)
