"""What a plan comes to: per line, per version, per penugasan, for an OPD and the province. Sums only; nothing is read here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from functools import cached_property
from typing import NamedTuple
from uuid import UUID

from django.db.models import TextChoices

from opd.rekap.capaian import WARNA_PREDIKAT, Capaian, Empat, Predikat, Target, predikat
from opd.rekap.hitung import bulatkan, jumlahkan, persen
from opd.rekap.penugasan import BarisPenugasan


class KeadaanCapaian(TextChoices):
    DINILAI = "dinilai", "Dinilai"
    BELUM_DINILAI = "belum_dinilai", "Belum dinilai"
    BELUM_ADA_RENCANA = "belum_ada_rencana", "Belum ada rencana"


@dataclass(frozen=True, slots=True)
class Uang:
    """One source of a line: rupiah planned for the year and spent. Without a pagu the money is "di luar rencana"."""

    sumber: str
    pagu_rp: int
    belanja_rp: int

    @property
    def serapan(self) -> Decimal | None:
        return persen(self.belanja_rp, self.pagu_rp)


@dataclass(frozen=True, slots=True)
class RekapBaris:
    """One line with what was done for it: volume by quarter, achievement, money by source.

    `beda_satuan` counts activities whose unit is another: their volume cannot be added.
    """

    baris_id: int
    kunci: UUID
    kegiatan: str
    satuan: str
    target: Target
    volume: Empat
    capaian: Capaian
    uang: tuple[Uang, ...]
    beda_satuan: int

    @property
    def pagu_rp(self) -> int:
        return sum(u.pagu_rp for u in self.uang)

    @property
    def belanja_rp(self) -> int:
        """Spent from sources with a pagu."""
        return sum(u.belanja_rp for u in self.uang if u.pagu_rp)

    @property
    def luar_rp(self) -> int:
        """Spent from other sources."""
        return sum(u.belanja_rp for u in self.uang if not u.pagu_rp)

    @property
    def serapan(self) -> Decimal | None:
        return persen(self.belanja_rp, self.pagu_rp)


@dataclass(frozen=True, slots=True)
class Jumlah:
    """Sums over lines: of any number of plans, for an OPD or the province. None where nothing can be measured yet.

    `tepat` is the capaian before it is rounded.
    """

    baris: int
    dinilai: int
    tepat: Fraction | None
    tertimbang: Decimal | None
    pagu_rp: int
    belanja_rp: int
    luar_rp: int

    @property
    def nilai(self) -> Decimal | None:
        return None if self.tepat is None else bulatkan(self.tepat)

    @property
    def serapan(self) -> Decimal | None:
        return persen(self.belanja_rp, self.pagu_rp)

    @property
    def serapan_tepat(self) -> Fraction | None:
        return Fraction(self.belanja_rp * 100, self.pagu_rp) if self.pagu_rp else None


SERATUS = Fraction(100)


class Timbunan(NamedTuple):
    """What lines add up to before anything is divided, so that sums of sums are exact: `capaian` is the sum of those
    measured, `berbobot` the same times their pagu, `bobot` the pagu of the measured.
    """

    baris: int
    dinilai: int
    capaian: Fraction
    berbobot: Fraction
    bobot: int
    pagu_rp: int
    belanja_rp: int
    luar_rp: int

    @property
    def jumlah(self) -> Jumlah:
        return Jumlah(
            self.baris,
            self.dinilai,
            self.capaian / self.dinilai if self.dinilai else None,
            bulatkan(self.berbobot / self.bobot) if self.bobot else None,
            self.pagu_rp,
            self.belanja_rp,
            self.luar_rp,
        )


def pile(baris: Iterable[RekapBaris]) -> Timbunan:
    """Every line weighs the same and counts 100 at most; the pagu weighs beside it and is never ranked."""
    isi = tuple((b, b.pagu_rp) for b in baris)
    dinilai = [(min(b.capaian.tepat, SERATUS), rp) for b, rp in isi if b.capaian.tepat is not None]
    return Timbunan(
        len(isi),
        len(dinilai),
        jumlahkan(c for c, _ in dinilai),
        jumlahkan(c * rp for c, rp in dinilai),
        sum(rp for _, rp in dinilai),
        sum(rp for _, rp in isi),
        sum(b.belanja_rp for b, _ in isi),
        sum(b.luar_rp for b, _ in isi),
    )


def pile_up(timbunan: Sequence[Timbunan]) -> Timbunan:
    """All of them together."""
    baris, dinilai, capaian, berbobot, *rp = zip(*timbunan, strict=True) if timbunan else [()] * len(Timbunan._fields)
    return Timbunan(sum(baris), sum(dinilai), jumlahkan(capaian), jumlahkan(berbobot), *map(sum, rp))


def total(baris: Iterable[RekapBaris]) -> Jumlah:
    """The figures of some lines."""
    return pile(baris).jumlah


class Bernilai:
    """A capaian rencana with its word and colour: 0 without any verified plan, None while no line is due."""

    __slots__ = ()

    @property
    def tanpa(self) -> bool:
        """Whether no verified plan stands behind it."""
        raise NotImplementedError

    @property
    def terukur(self) -> Decimal | None:
        """What the lines give."""
        raise NotImplementedError

    @property
    def nilai(self) -> Decimal | None:
        return Decimal("0.0") if self.tanpa else self.terukur

    @property
    def keadaan(self) -> KeadaanCapaian:
        if self.tanpa:
            return KeadaanCapaian.BELUM_ADA_RENCANA
        return KeadaanCapaian.BELUM_DINILAI if self.terukur is None else KeadaanCapaian.DINILAI

    @property
    def predikat(self) -> Predikat:
        return predikat(self.nilai)

    @property
    def kata(self) -> str:
        """What stands beside the figure: the predikat, or why there is none."""
        return str(self.predikat.label if self.keadaan == KeadaanCapaian.DINILAI else self.keadaan.label)

    @property
    def kelas(self) -> str:
        """The colour, as lists and badges name it."""
        return WARNA_PREDIKAT[self.predikat]


@dataclass(frozen=True)
class RekapRencana(Bernilai):
    """One version of a plan, measured; `luar_kegiatan` and `luar_rp` are activities of the year without a line of it."""

    rencana_id: int
    uuid: UUID
    penugasan_id: int
    tahun: int
    nomor: int
    baris: tuple[RekapBaris, ...]
    luar_kegiatan: int
    luar_rp: int

    @cached_property
    def timbunan(self) -> Timbunan:
        return pile(self.baris)

    @cached_property
    def jumlah(self) -> Jumlah:
        return self.timbunan.jumlah

    @property
    def tanpa(self) -> bool:
        return False

    @property
    def terukur(self) -> Decimal | None:
        return self.jumlah.nilai

    @property
    def di_luar_rp(self) -> int:
        """All money outside the plan: of activities without a line, and from sources without a pagu."""
        return self.luar_rp + sum(b.luar_rp for b in self.baris)


@dataclass(frozen=True, slots=True)
class RekapPenugasan(Bernilai):
    """A penugasan's year: the version that measures it and the one in force (mostly the same); None without a plan."""

    penugasan: BarisPenugasan
    tahun: int
    ukuran: RekapRencana | None
    berlaku: RekapRencana | None
    luar_kegiatan: int
    luar_rp: int

    @property
    def tanpa(self) -> bool:
        return self.ukuran is None

    @property
    def terukur(self) -> Decimal | None:
        return None if self.ukuran is None else self.ukuran.jumlah.nilai

    @property
    def serapan(self) -> Decimal | None:
        return None if self.berlaku is None else self.berlaku.jumlah.serapan

    @property
    def pasangan(self) -> tuple[tuple[RekapBaris | None, RekapBaris | None], ...]:
        """Each line as it is measured, and as it spends in the version in force; None where that one has it not."""
        ukur, uang = ({b.kunci: b for b in v.baris} if v else {} for v in (self.ukuran, self.berlaku))
        return tuple((ukur.get(k), uang.get(k)) for k in ukur | uang)


@dataclass(frozen=True, slots=True)
class RekapGabungan(Bernilai):
    """An OPD's or the province's year. `ukuran` sums the lines that measure, `berlaku` those of the versions in force."""

    penugasan: int
    tanpa_rencana: int
    ukuran: Jumlah
    berlaku: Jumlah
    luar_kegiatan: int
    luar_rp: int

    @property
    def tanpa(self) -> bool:
        return self.penugasan > 0 and self.tanpa_rencana == self.penugasan

    @property
    def terukur(self) -> Decimal | None:
        return self.ukuran.nilai


def money_by_source(baris: Iterable[RekapPenugasan]) -> dict[str, Uang]:
    """Of the versions in force, by source: the pagu, and what its lines spent of it (see `RekapBaris.belanja_rp`)."""
    pagu, belanja = Counter[str](), Counter[str]()
    for u in (u for b in baris if b.berlaku for x in b.berlaku.baris for u in x.uang if u.pagu_rp):
        pagu[u.sumber] += u.pagu_rp
        belanja[u.sumber] += u.belanja_rp
    return {s: Uang(s, rp, belanja[s]) for s, rp in pagu.items()}


def add_sources(semua: Iterable[Mapping[str, Uang]]) -> dict[str, Uang]:
    """The sums of each source."""
    pagu, belanja = Counter[str](), Counter[str]()
    for u in (u for isi in semua for u in isi.values()):
        pagu[u.sumber] += u.pagu_rp
        belanja[u.sumber] += u.belanja_rp
    return {s: Uang(s, rp, belanja[s]) for s, rp in pagu.items()}


class Tumpukan(NamedTuple):
    """What the years of some penugasan add up to, as `Timbunan` for lines."""

    penugasan: int
    tanpa_rencana: int
    luar_kegiatan: int
    luar_rp: int
    ukuran: Timbunan
    berlaku: Timbunan


def stack(baris: Iterable[RekapPenugasan]) -> Tumpukan:
    """All lines of all these penugasan together."""
    isi = tuple(baris)
    ukuran = pile_up([b.ukuran.timbunan for b in isi if b.ukuran])
    sama = all(b.berlaku is b.ukuran for b in isi)
    berlaku = ukuran if sama else pile_up([b.berlaku.timbunan for b in isi if b.berlaku])
    luar = sum(b.luar_kegiatan for b in isi), sum(b.luar_rp for b in isi)
    return Tumpukan(len(isi), sum(b.ukuran is None for b in isi), *luar, ukuran, berlaku)


def combine(baris: Iterable[RekapPenugasan]) -> RekapGabungan:
    """All lines of all these penugasan together: never a mean of percentages."""
    return combine_stacks([stack(baris)])


def pile_stacks(tumpukan: Sequence[Tumpukan]) -> Tumpukan:
    """All of them together."""
    penugasan, tanpa = sum(t.penugasan for t in tumpukan), sum(t.tanpa_rencana for t in tumpukan)
    kegiatan, rp = sum(t.luar_kegiatan for t in tumpukan), sum(t.luar_rp for t in tumpukan)
    ukuran = pile_up([t.ukuran for t in tumpukan])
    sama = all(t.berlaku is t.ukuran for t in tumpukan)
    return Tumpukan(penugasan, tanpa, kegiatan, rp, ukuran, ukuran if sama else pile_up([t.berlaku for t in tumpukan]))


def combine_stacks(tumpukan: Sequence[Tumpukan]) -> RekapGabungan:
    """The figures of all of them together."""
    t = pile_stacks(tumpukan)
    ukuran = t.ukuran.jumlah
    berlaku = ukuran if t.berlaku is t.ukuran else t.berlaku.jumlah
    return RekapGabungan(t.penugasan, t.tanpa_rencana, ukuran, berlaku, t.luar_kegiatan, t.luar_rp)
