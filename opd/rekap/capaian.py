"""How far a line of a plan got by a day, and the word for it (desain.md, section 4: capaian fisik, predikat). No query.

Only quarters that ended count, and of these only those on whose last day the OPD still answered. Activities are events, so
what was realised by a quarter of a running target is the sum of its quarters. Where less is better and nothing was
recorded, nothing is known: that line counts 0, or silence would be the best result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from django.db.models import TextChoices

from opd.ambang import PREDIKAT_RENDAH, PREDIKAT_SANGAT_TINGGI, PREDIKAT_SEDANG, PREDIKAT_TINGGI, TARGET_TW_IV
from opd.enums import Akumulasi, Polaritas
from opd.rekap.hitung import bulatkan
from opd.rekap.rentang import akhir_triwulan

TRIWULAN = (1, 2, 3, 4)
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
    akhir = ((tw, akhir_triwulan(date(tahun, tw * 3 - 2, 1))) for tw in TRIWULAN)
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
    """A line measured: target and realisation of the due quarters, and the exact percent where there is one.

    `realisasi` None: less is better, and nothing was recorded.
    """

    keadaan: KeadaanBaris
    target: Decimal | None = None
    realisasi: Decimal | None = None
    tepat: Fraction | None = None

    @property
    def nilai(self) -> Decimal | None:
        """Percent with one decimal."""
        return None if self.tepat is None else bulatkan(self.tepat)


def measure(target: Target, volume: Empat, *, dicatat: Iterable[int], due: tuple[int, ...]) -> Capaian:
    """Capaian fisik of a line. `volume` is what was realised in each quarter, `dicatat` the quarters with any record."""
    if not due or (target.akumulasi == Akumulasi.AKHIR_PERIODE and 4 not in due):
        return Capaian(KeadaanBaris.BELUM_JATUH_TEMPO)
    janji, terpakai = _promised(target, due)
    if not janji:
        nanti = any(target.tw[tw - 1] for tw in TRIWULAN if tw > max(due))
        return Capaian(KeadaanBaris.BELUM_JATUH_TEMPO if nanti else KeadaanBaris.TANPA_TARGET)
    pembagi = len(terpakai) if target.akumulasi == Akumulasi.RATA_RATA else 1
    terwujud = Fraction(sum(volume[tw - 1] for tw in terpakai)) / pembagi
    rasio = terwujud / janji
    isi = (KeadaanBaris.DINILAI, _plain(janji))
    if target.polaritas == Polaritas.POSITIF:
        return Capaian(*isi, _plain(terwujud), rasio * 100)
    if not set(dicatat) & set(terpakai):
        return Capaian(*isi, None, Fraction(0))
    return Capaian(*isi, _plain(terwujud), max((2 - rasio) * 100, Fraction(0)))


def _promised(target: Target, due: tuple[int, ...]) -> tuple[Fraction, tuple[int, ...]]:
    """What was due by now, and the quarters whose realisation it is held against."""
    tw = target.tw
    if target.akumulasi == Akumulasi.KUMULATIF:
        return Fraction(tw[max(due) - 1]), TRIWULAN[: max(due)]
    if target.akumulasi == Akumulasi.AKHIR_PERIODE:
        return Fraction(tw[3]), TRIWULAN
    if target.akumulasi == Akumulasi.RATA_RATA:
        dinilai = tuple(n for n in due if tw[n - 1])
        return Fraction(sum(tw[n - 1] for n in dinilai)) / max(len(dinilai), 1), dinilai
    return Fraction(sum(tw[n - 1] for n in due)), due


def _plain(nilai: Fraction) -> Decimal:
    """At most two decimals, as volumes are written, rounded half-up."""
    return Decimal((nilai.numerator * 200 + nilai.denominator) // (nilai.denominator * 2)) / 100
