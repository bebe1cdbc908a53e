"""A stored survival result as pages show it. Nothing is computed here but words, months and rounding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any, NamedTuple

from django.utils.safestring import SafeString

from desa.angka import format_desimal, format_persen
from desa.grafik_tangga import Kurva, tangga
from opd.models import HasilKelangsungan
from opd.rekap.hitung import bulatkan, persen
from opd.rekap.kelangsungan import TERAMATI, Nasib

RAHASIA = "miskin"
"""A kind of group made from personal data: shown to who may read it of every owner, and its counts open no list."""
LAGI = "buka_kembali"
"""Asked for instead of a fate: those that opened or sold again after a stop."""
JENIS = {
    "provinsi": "Provinsi",
    "kabupaten": "Kabupaten/kota",
    "opd": "OPD pendamping",
    "sektor": "Sektor (KBLI)",
    RAHASIA: "Keluarga pemilik (menurut OPD)",
}
"""The kinds of groups, in the order of the page."""
TERSEDIKIT = 10
"""Smaller groups get no curve: it would say more about chance than about them."""
HARI_SEBULAN = Fraction(1461, 48)
DIBANDINGKAN_BULAN = 12
NYATA = 0.05


def day_of_month(bulan: int) -> int:
    """The day on which a number of months have passed, months of 30.4375 days."""
    return int(bulan * HARI_SEBULAN)


def in_months(hari: int) -> Decimal:
    """Days in months, one decimal."""
    return bulatkan(Fraction(hari) / HARI_SEBULAN)


class Risiko(NamedTuple):
    """A line of the table beside the curve: after so many months, how many are observed, and the shares alive."""

    bulan: int
    berisiko: int
    hidup: Decimal
    bawah: Decimal
    atas: Decimal
    batas: Decimal


@dataclass(frozen=True, slots=True)
class Kelompok:
    """One group of a result. `mulai`: the day its curve begins on, when enough are observed; None: never enough."""

    jenis: str
    kunci: str
    nama: str
    n: int
    berjalan: int
    berhenti: int
    hilang: int
    kurva: tuple[tuple[float, ...], ...]
    batas: tuple[tuple[float, ...], ...]
    median: int | None
    median_batas: int | None
    risiko: tuple[Risiko, ...]
    mulai: int | None

    @property
    def pilihan(self) -> str:
        """What stands for the group in addresses."""
        return f"{self.jenis}:{self.kunci}"

    @property
    def rahasia(self) -> bool:
        return self.jenis == RAHASIA

    @property
    def cukup(self) -> bool:
        """Whether it has a curve."""
        return self.mulai is not None

    @property
    def mulai_bulan(self) -> Decimal | None:
        """The month on which the curve begins, if it is not the first day."""
        return in_months(self.mulai) if self.mulai else None

    @property
    def persen_hilang(self) -> Decimal | None:
        return persen(self.hilang, self.n)

    @property
    def median_bulan(self) -> Decimal | None:
        return None if self.median is None else in_months(self.median)

    @property
    def setahun(self) -> Risiko | None:
        """The line after twelve months, if anybody was observed that long."""
        return next((r for r in self.risiko if r.bulan == DIBANDINGKAN_BULAN), None)

    @property
    def jumlah(self) -> tuple[tuple[Nasib, int], ...]:
        """The three counts that add up to `n`."""
        return ((Nasib.BERJALAN, self.berjalan), (Nasib.BERHENTI, self.berhenti), (Nasib.HILANG, self.hilang))


@dataclass(frozen=True, slots=True)
class Banding:
    """A log-rank test between the groups of one kind, in words."""

    jenis: str
    kelompok: int
    kai: float
    derajat: int
    p: float

    @property
    def kalimat(self) -> str:
        p = "kurang dari 0,001" if self.p < 0.001 else format_desimal(self.p, 3)
        angka = f"χ² = {format_desimal(self.kai, 2)}, derajat bebas {self.derajat}, p = {p}"
        ukuran = f"uji log-rank antara {self.kelompok} kelompok: {angka}"
        if self.p < NYATA:
            return f"Kelangsungan antarkelompok berbeda nyata ({ukuran})."
        return f"Perbedaan antarkelompok dapat terjadi karena kebetulan ({ukuran})."


@dataclass(frozen=True, slots=True)
class Hasil:
    """A stored result: its groups, tests, and what was left out."""

    ujung: date
    kelompok: tuple[Kelompok, ...]
    banding: tuple[Banding, ...]
    di_luar: tuple[tuple[Nasib, int], ...]
    buka_kembali: int
    masa_baru: int

    def find(self, pilihan: str) -> Kelompok | None:
        return next((k for k in self.kelompok if k.pilihan == pilihan), None)

    def of_kind(self, jenis: str) -> tuple[Kelompok, ...]:
        return tuple(k for k in self.kelompok if k.jenis == jenis)

    def test_of(self, jenis: str) -> Banding | None:
        return next((b for b in self.banding if b.jenis == jenis), None)


def read_hasil(hasil: HasilKelangsungan, *, pribadi: bool = False) -> Hasil:
    """The stored JSON in words and months; with `pribadi` also by the owners' families. No query."""
    isi: dict[str, Any] = hasil.isi
    tambahan = hasil.pribadi if pribadi else {}
    kelompok, banding = ([*isi[k], *tambahan.get(k, ())] for k in ("kelompok", "banding"))
    return Hasil(
        date.fromisoformat(isi["ujung"]),
        tuple(group_of(k) for k in kelompok),
        tuple(Banding(**b) for b in banding),
        tuple((Nasib(n), jumlah) for n, jumlah in isi["di_luar"].items() if jumlah),
        isi["buka_kembali"],
        isi.get("masa_baru", isi["buka_kembali"]),  # results stored before it was counted
    )


def group_of(k: dict[str, Any]) -> Kelompok:
    """One group of the stored JSON."""
    kurva, batas = (tuple(tuple(s) for s in k.get(nama, ())) for nama in ("kurva", "batas"))
    risiko = tuple(_risiko(bulan, n, kurva, batas) for bulan, n in k.get("risiko", ()))
    kepala = {nama: k[nama] for nama in ("jenis", "kunci", "nama", "n", "berjalan", "berhenti", "hilang")}
    return Kelompok(
        **kepala, kurva=kurva, batas=batas, median=k.get("median"), median_batas=k.get("median_batas"), risiko=risiko,
        mulai=k.get("mulai", 0 if "kurva" in k else None),
    )  # fmt: skip


def _risiko(bulan: int, n: int, kurva: Any, batas: Any) -> Risiko:
    hari = day_of_month(bulan)
    _, _, _, hidup, bawah, atas = _at(kurva, hari) or (0, 0, 0, 1.0, 1.0, 1.0)
    bawahnya = (_at(batas, hari) or (0, 1.0))[1]
    return Risiko(bulan, n, *(_percent(x) for x in (hidup, bawah, atas, bawahnya)))


def _at(langkah: Any, hari: int) -> Any:
    return next((s for s in reversed(langkah) if s[0] <= hari), None)


def _percent(bagian: float) -> Decimal:
    return bulatkan(Fraction(str(bagian)) * 100)


def draw(k: Kelompok) -> SafeString:
    """The curve as a picture: steps, band, and the bound below it; the table beside it says the same in numbers."""
    terlama = max([day_of_month(r.bulan) for r in k.risiko] + [int(s[0]) for s in (*k.kurva, *k.batas)] + [1])
    utama = Kurva(
        "hilang kontak tidak dihitung tutup", [(s[0], s[3]) for s in k.kurva], [(s[0], s[4], s[5]) for s in k.kurva]
    )
    batas = Kurva("bila hilang kontak dianggap tutup", [(s[0], s[1]) for s in k.batas])
    tanda = [(day_of_month(r.bulan), str(r.bulan)) for r in k.risiko]
    return tangga(
        f"Kelangsungan usaha: {k.nama}", (utama, batas), sampai=terlama, tanda=tanda, satuan="bulan sejak dibina",
        uraian="; ".join(_words(k)) or "Belum ada data.",
    )  # fmt: skip


def _words(k: Kelompok) -> Iterator[str]:
    for r in k.risiko:
        yield f"setelah {r.bulan} bulan {format_persen(r.hidup)} masih berjalan, paling sedikit {format_persen(r.batas)}"


class UsahaDihitung(NamedTuple):
    """One enterprise of a result, as its list shows it."""

    umkm_id: int
    nasib: Nasib
    asal: date
    masuk: date
    keluar: date
    episode: int

    @property
    def bulan(self) -> Decimal:
        """Months from the start of mentoring to the last day observed."""
        return in_months((self.keluar - self.asal).days)


def members_of(hasil: HasilKelangsungan, jenis: str, kunci: str, nasib: str) -> list[UsahaDihitung]:
    """The enterprises behind a count; without `nasib` those that enter the curve, with `LAGI` those of more than one life.

    Longest observed first.
    """
    daftar = []
    for pk, n, asal, masuk, keluar, banyak, kelompok in hasil.usaha:
        if nasib == LAGI:
            cocok = banyak > 1
        else:
            cocok = n == nasib if nasib else n in TERAMATI
        if cocok and kelompok.get(jenis) == kunci:
            mulai, lihat, akhir = (date.fromisoformat(d) for d in (asal, masuk, keluar))
            daftar.append(UsahaDihitung(pk, Nasib(n), mulai, lihat, akhir, banyak))
    return sorted(daftar, key=lambda u: (u.asal, u.umkm_id))
