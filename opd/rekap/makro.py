"""The province's macro figures: target and realised per period, every source beside the others. Never a programme result.

Of one period the figure of the newest release leads and the others stand beside it; nothing is averaged.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import pairwise
from math import gcd
from typing import Any

from django.db.models import Subquery

from desa.enums import ArahMakro, JenisAngka, PeriodeBPS, PeriodeMakro, Presisi
from desa.models import DataKemiskinan, IndikatorMakro, NilaiMakro
from desa.models.makro import KODE_KEMISKINAN
from desa.waktu import akhir_bulan
from opd.models import Pengguna
from opd.rekap.daftar_json import day_of, decimal_of, json_rows, read_lists

BUKAN_AKIBAT = (
    "Angka di halaman ini menggambarkan keadaan seluruh Maluku. Banyak hal memengaruhinya; naik atau turunnya tidak menunjukkan "
    "akibat program desa binaan, dan aplikasi ini tidak menyimpulkan hubungan sebab akibat."
)
PERIODE_BPS = {
    PeriodeBPS.MARET: PeriodeMakro.MARET, PeriodeBPS.SEPTEMBER: PeriodeMakro.SEPTEMBER, PeriodeBPS.TAHUNAN: PeriodeMakro.TAHUNAN,
}  # fmt: skip
TERCAPAI, BELUM = "tercapai", "belum tercapai"


def period_end(tahun: int, periode: str) -> date:
    """The last day of a period."""
    if periode == PeriodeMakro.TAHUNAN:
        return date(tahun, 12, 31)
    bulan = int(periode[2:]) * 3 if periode.startswith("tw") else int(periode)
    return akhir_bulan(date(tahun, bulan, 1))


@dataclass(frozen=True, slots=True)
class Angka:
    """One figure of one source; `nilai_atas`: the upper end of a target that is a range."""

    tahun: int
    periode: str
    nilai: Decimal
    nilai_atas: Decimal | None
    sumber: str
    tanggal_data: date | None
    catatan: str = ""
    kira: bool = False

    @property
    def akhir(self) -> date:
        return period_end(self.tahun, self.periode)

    @property
    def sebutan(self) -> str:
        """ "2025", "TW II 2025" or "Maret 2025"."""
        label = PeriodeMakro(self.periode).label
        return str(self.tahun) if self.periode == PeriodeMakro.TAHUNAN else f"{label} {self.tahun}"


@dataclass(frozen=True, slots=True)
class Periode:
    """What all sources say of one period: the figure that leads, the other ones, and the target of the same period."""

    utama: Angka
    lain: tuple[Angka, ...]
    target: Angka | None

    @property
    def berbeda(self) -> bool:
        """Whether sources state different figures."""
        return any(a.nilai != self.utama.nilai for a in self.lain)


@dataclass(frozen=True, slots=True)
class RekapMakro:
    """One indicator: its realised periods and its targets, the newest first."""

    kode: str
    nama: str
    satuan: str
    arah: str
    definisi: str
    periode: tuple[Periode, ...]
    target: tuple[Angka, ...]

    @property
    def arah_kata(self) -> str:
        return str(ArahMakro(self.arah).label)

    @property
    def kini(self) -> Periode | None:
        return self.periode[0] if self.periode else None

    @property
    def lalu(self) -> Periode | None:
        """The realised period before that is like the newest: a March after a March, a quarter after the one before."""
        if self.kini is None:
            return None
        sama = [p for p in self.periode[1:] if len(p.utama.periode) == len(self.kini.utama.periode)]
        return sama[0] if sama else None

    @property
    def target_terdekat(self) -> Angka | None:
        """The target of the newest realised period, else the next one after it, else the last there is."""
        if self.kini and self.kini.target:
            return self.kini.target
        acuan = self.kini.utama.akhir if self.kini else date.min
        nanti = [t for t in self.target if t.akhir >= acuan]
        return nanti[-1] if nanti else next(iter(self.target), None)

    @property
    def capaian(self) -> str:
        """Whether the newest realised figure meets the target of the same period; "" when there is none."""
        if self.kini is None or self.kini.target is None:
            return ""
        return TERCAPAI if meets(self.arah, self.kini.utama.nilai, self.kini.target) else BELUM


def meets(arah: str, nilai: Decimal, target: Angka) -> bool:
    """Whether a figure meets a target: at most it (turun), at least it (naik), within it (sasaran)."""
    atas = target.nilai if target.nilai_atas is None else target.nilai_atas
    if arah == ArahMakro.TURUN:
        return nilai <= atas
    if arah == ArahMakro.NAIK:
        return nilai >= target.nilai
    return target.nilai <= nilai <= atas if target.nilai_atas is not None else nilai <= atas


def evenly(periode: Iterable[Periode]) -> list[tuple[str, Periode | None]]:
    """Periods of one kind from the oldest on, at the distance they have in common; one without a figure is None.

    So a chart's line breaks where nothing is known, and time runs at one pace.
    """
    ada = {p.utama.akhir.year * 12 + p.utama.akhir.month - 1: p for p in periode}
    if not ada:
        return []
    urut = sorted(ada)
    langkah = gcd(*(b - a for a, b in pairwise(urut))) or 1
    panjang = len(ada[urut[0]].utama.periode)
    return [(_name(m, panjang), ada.get(m)) for m in range(urut[0], urut[-1] + 1, langkah)]


def _name(bulan: int, panjang: int) -> str:
    """The name of the period that ends with this month (counted from year 0), by how long its kind's word is."""
    tahun, n = divmod(bulan, 12)
    if panjang == len(PeriodeMakro.TAHUNAN):
        return str(tahun)
    periode = f"tw{n // 3 + 1}" if panjang == len(PeriodeMakro.TW_I) else f"{n + 1:02d}"
    return f"{PeriodeMakro(periode).label} {tahun}"


def rekap_makro(user: Pengguna, *, until: date) -> tuple[RekapMakro, ...]:
    """Every indicator in its order, by what was released by `until`. One query."""
    return macros_of(read_lists(user, macro_lists(user, until=until)), until=until)


KOLOM_INDIKATOR = ("urutan", "nama", "pk", "kode", "satuan", "arah", "definisi")
KOLOM_NILAI = (
    "tanggal_data",
    "pk",
    "indikator_id",
    "jenis",
    "tahun",
    "periode",
    "nilai",
    "nilai_atas",
    "sumber",
    "catatan",
)
KOLOM_BPS = ("tahun", "periode", "pk", "persen_miskin", "sumber", "catatan", "presisi")


def macro_lists(user: Pengguna, *, until: date) -> dict[str, Subquery]:
    """What `macros_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    nilai = NilaiMakro.objects.visible_to(user).filter(tanggal_data__lte=until)
    bps = DataKemiskinan.objects.visible_to(user).filter(kabupaten__isnull=True, persen_miskin__isnull=False)
    return {
        "makro_indikator": json_rows(IndikatorMakro.objects.visible_to(user), *KOLOM_INDIKATOR),
        "makro_nilai": json_rows(nilai, *KOLOM_NILAI),
        "makro_bps": json_rows(bps, *KOLOM_BPS),
    }


def macros_of(terbaca: Mapping[str, Any], *, until: date) -> tuple[RekapMakro, ...]:
    """`rekap_makro` of lists that were read already."""
    bps = [a for baris in sorted(terbaca["makro_bps"] or ()) if (a := _bps(*baris)).akhir <= until]
    nilai: dict[int, list[tuple[str, Angka]]] = defaultdict(list)
    for hari, _, indikator, jenis, tahun, periode, n, atas, *lain in sorted(terbaca["makro_nilai"] or (), reverse=True):
        sumber, catatan = lain
        isi = (_decimal(n), decimal_of(atas, 3), sumber, day_of(hari), catatan)
        nilai[indikator].append((jenis, Angka(tahun, periode, *isi)))
    hasil = []
    for _, nama, pk, kode, satuan, arah, definisi in sorted(terbaca["makro_indikator"] or ()):
        deret = _series(nilai[pk], bps if kode == KODE_KEMISKINAN else ())
        hasil.append(RekapMakro(kode, nama, satuan, arah, definisi, *deret))
    return tuple(hasil)


def poverty_rows(user: Pengguna, *, until: date, kabupaten: bool = False) -> list[DataKemiskinan]:
    """BPS figures of the province (with `kabupaten` of all places) whose period ended by `until`. One query."""
    data = DataKemiskinan.objects.visible_to(user).select_related("kabupaten")
    if not kabupaten:
        data = data.filter(kabupaten__isnull=True)
    return [d for d in data if period_end(d.tahun, PERIODE_BPS[PeriodeBPS(d.periode)]) <= until]


def _bps(tahun: int, periode: str, _pk: int, persen: Any, sumber: str, catatan: str, presisi: str) -> Angka:
    kira = presisi != Presisi.PASTI
    return Angka(tahun, PERIODE_BPS[PeriodeBPS(periode)], _decimal(persen, 2), None, sumber, None, catatan, kira)


def _decimal(nilai: Any, tempat: int = 3) -> Decimal:
    hasil = decimal_of(nilai, tempat)
    assert hasil is not None  # noqa: S101  these columns are never null
    return hasil


def _series(nilai: Iterable[tuple[str, Angka]], bps: Iterable[Angka]) -> tuple[tuple[Periode, ...], tuple[Angka, ...]]:
    """The realised periods and the targets of one indicator, the newest first."""
    angka: dict[str, list[Angka]] = defaultdict(list)
    for jenis, a in nilai:
        angka[jenis].append(a)
    target = tuple(sorted(angka[JenisAngka.TARGET], key=lambda a: a.akhir, reverse=True))
    return periods_of([*bps, *angka[JenisAngka.REALISASI]], target), target


def periods_of(angka: Iterable[Angka], target: Iterable[Angka] = ()) -> tuple[Periode, ...]:
    """The figures by period, the newest first; in each the first given leads, and an exact one before a cut one."""
    per: dict[tuple[int, str], list[Angka]] = defaultdict(list)
    for a in angka:
        per[a.tahun, a.periode].append(a)
    sasaran = {(t.tahun, t.periode): t for t in reversed(list(target))}
    hasil = []
    for kunci, isi in per.items():
        utama, *lain = sorted(isi, key=lambda a: a.kira)
        hasil.append(Periode(utama, tuple(lain), sasaran.get(kunci)))
    return tuple(sorted(hasil, key=lambda p: (p.utama.akhir, p.utama.periode == PeriodeMakro.TAHUNAN), reverse=True))
