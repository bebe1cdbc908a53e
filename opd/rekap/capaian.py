"""How far a line of a plan got by a day, and the word for it (desain.md, section 4: capaian fisik, predikat). No query.

Only quarters that ended count, and of these only those on whose last day the OPD still answered. Activities are events, so
what was realised by a quarter of a running target is the sum of its quarters. Where less is better and nothing was
recorded, nothing is known: that line counts 0, or silence would be the best result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from django.db.models import TextChoices

from desa.waktu import mulai_triwulan
from opd.ambang import PREDIKAT_RENDAH, PREDIKAT_SANGAT_TINGGI, PREDIKAT_SEDANG, PREDIKAT_TINGGI, TARGET_TW_IV
from opd.enums import Akumulasi, Polaritas
from opd.rekap.hitung import bulatkan
from opd.rekap.rentang import akhir_triwulan

TRIWULAN = (1, 2, 3, 4)
NOL = Decimal(0)
NAMA_TW = ("I", "II", "III", "IV")
Empat = tuple[Decimal, Decimal, Decimal, Decimal]
"""One figure for each quarter."""


class KeadaanBaris(TextChoices):
    DINILAI = "dinilai", "Dinilai"
    BELUM_JATUH_TEMPO = "belum_jatuh_tempo", "Belum jatuh tempo"
    TANPA_TARGET = "tanpa_target", "Tanpa target"


class Predikat(TextChoices):
    """The word for capaian rencana, by the limits of opd/ambang.py."""

    SANGAT_TINGGI = "sangat_tinggi", "Sangat Tinggi"
    TINGGI = "tinggi", "Tinggi"
    SEDANG = "sedang", "Sedang"
    RENDAH = "rendah", "Rendah"
    SANGAT_RENDAH = "sangat_rendah", "Sangat Rendah"
    BELUM_DINILAI = "belum_dinilai", "Belum dinilai"


WARNA_PREDIKAT = {
    Predikat.SANGAT_TINGGI: "baik",
    Predikat.TINGGI: "baik",
    Predikat.SEDANG: "awas",
    Predikat.RENDAH: "buruk",
    Predikat.SANGAT_RENDAH: "buruk",
    Predikat.BELUM_DINILAI: "netral",
}

BATAS_PREDIKAT = (
    (PREDIKAT_SANGAT_TINGGI, Predikat.SANGAT_TINGGI),
    (PREDIKAT_TINGGI, Predikat.TINGGI),
    (PREDIKAT_SEDANG, Predikat.SEDANG),
    (PREDIKAT_RENDAH, Predikat.RENDAH),
)


def predikat(nilai: Decimal | None) -> Predikat:
    """The word for a rounded capaian rencana; None has not been measured."""
    if nilai is None:
        return Predikat.BELUM_DINILAI
    return next((kata for batas, kata in BATAS_PREDIKAT if nilai > batas.nilai), Predikat.SANGAT_RENDAH)


def due_quarters(tahun: int, *, until: date, mulai: date, selesai: date | None) -> tuple[int, ...]:
    """The quarters of a year that ended by `until` with the OPD in [mulai, selesai) still answering on their last day."""
    akhir = ((tw, akhir_triwulan(mulai_triwulan(tahun, tw))) for tw in TRIWULAN)
    return tuple(tw for tw, hari in akhir if mulai <= hari <= until and (selesai is None or hari < selesai))


@dataclass(frozen=True, slots=True)
class Target:
    """What a line promises by quarter, and how the quarters make the year."""

    tw: Empat
    akumulasi: str
    polaritas: str

    @property
    def persen_tw_iv(self) -> Decimal:
        """The share of the year's target that lies in TW IV."""
        tw4 = Fraction(self.tw[3])
        if self.akumulasi == Akumulasi.AKHIR_PERIODE:
            return bulatkan(Fraction(100))
        if self.akumulasi == Akumulasi.KUMULATIF:
            setahun, tw4 = Fraction(max(self.tw)), tw4 - Fraction(self.tw[2])
        else:
            setahun = Fraction(sum(self.tw))
        return bulatkan(max(tw4, Fraction(0)) * 100 / setahun) if setahun else Decimal(0)

    @property
    def menumpuk(self) -> bool:
        """Whether too much of the year is left to TW IV."""
        return self.persen_tw_iv > TARGET_TW_IV.nilai


@dataclass(frozen=True, slots=True)
class Capaian:
    """A line measured: what was due and what was done in the due quarters, summed, and the exact percent.

    `target` and `realisasi` are those sums through `pembagi` (1, or the quarters of a mean). None: nothing to measure;
    `realisasi` alone None: less is better, and nothing was recorded.
    """

    keadaan: KeadaanBaris
    janji: Decimal | None = None
    terwujud: Decimal | None = None
    tepat: Fraction | None = None
    pembagi: int = 1

    @property
    def target(self) -> Decimal | None:
        return self._plain(self.janji)

    @property
    def realisasi(self) -> Decimal | None:
        return self._plain(self.terwujud)

    @property
    def nilai(self) -> Decimal | None:
        """Percent with one decimal."""
        return None if self.tepat is None else bulatkan(self.tepat)

    def _plain(self, jumlah: Decimal | None) -> Decimal | None:
        """At most two decimals, as volumes are written, rounded half-up."""
        return None if jumlah is None else (jumlah / self.pembagi).quantize(Decimal("0.01"), ROUND_HALF_UP)


def measure(target: Target, volume: Empat, *, dicatat: Iterable[int], due: tuple[int, ...]) -> Capaian:
    """Capaian fisik of a line. `volume` is what was realised in each quarter, `dicatat` the quarters with any record."""
    if not due or (target.akumulasi == Akumulasi.AKHIR_PERIODE and 4 not in due):
        return Capaian(KeadaanBaris.BELUM_JATUH_TEMPO)
    janji, terpakai = _promised(target, due)
    if not janji:
        nanti = any(target.tw[tw - 1] for tw in TRIWULAN if tw > max(due))
        return Capaian(KeadaanBaris.BELUM_JATUH_TEMPO if nanti else KeadaanBaris.TANPA_TARGET)
    # The mean of both sums is over the same quarters, so their ratio is that of the sums.
    pembagi = len(terpakai) if target.akumulasi == Akumulasi.RATA_RATA else 1
    terwujud = sum((volume[tw - 1] for tw in terpakai), NOL)
    if target.polaritas == Polaritas.POSITIF:
        return Capaian(KeadaanBaris.DINILAI, janji, terwujud, _percent(terwujud, janji), pembagi)
    if not set(dicatat) & set(terpakai):
        return Capaian(KeadaanBaris.DINILAI, janji, None, Fraction(0), pembagi)
    tepat = max(200 - _percent(terwujud, janji), Fraction(0))
    return Capaian(KeadaanBaris.DINILAI, janji, terwujud, tepat, pembagi)


def _promised(target: Target, due: tuple[int, ...]) -> tuple[Decimal, tuple[int, ...]]:
    """What was due by now, and the quarters whose realisation it is held against; of a mean their sums."""
    tw = target.tw
    if target.akumulasi == Akumulasi.KUMULATIF:
        return tw[max(due) - 1], TRIWULAN[: max(due)]
    if target.akumulasi == Akumulasi.AKHIR_PERIODE:
        return tw[3], TRIWULAN
    if target.akumulasi == Akumulasi.RATA_RATA:
        due = tuple(n for n in due if tw[n - 1])
    return sum((tw[n - 1] for n in due), NOL), due


def _percent(bagian: Decimal, seluruh: Decimal) -> Fraction:
    """Exact, in one fraction."""
    (a, b), (c, d) = bagian.as_integer_ratio(), seluruh.as_integer_ratio()
    return Fraction(100 * a * d, b * c)
