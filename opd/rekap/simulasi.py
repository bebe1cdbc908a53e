"""A trial of the next SK: villages ranked by chosen criteria and weights. Nothing is stored.

Each criterion becomes a percent-rank among all villages of the province, 100 the neediest: one village far away from the rest
moves it by one place only, as it would not on a scale from the smallest to the largest value. Equals share the middle of
their places. The score is the weighted mean of what is known: an unknown value moves its weight to the village's other criteria,
and a village with less than half of the weight known is not judged. All sums are whole numbers; the score is rounded once, to two
decimals, for one would not tell 1,200 villages apart. Villages of one score follow in the order of their codes.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from decimal import Decimal
from heapq import nsmallest
from math import lcm
from typing import NamedTuple

from opd.ambang import SIMULASI_BOBOT, SIMULASI_GESER
from opd.rekap.kriteria import DesaRingkas, Kriteria, Ukuran, shares_of, value_text

CADANGAN = 10
_GESER = 100 // SIMULASI_GESER.nilai
"""Weights are multiplied by this, so that a shifted one is whole too: 20 % of 5 is 1."""


class Bagian(NamedTuple):
    """What one criterion gives to a village's score; None where the value is unknown and its weight moved."""

    kriteria: Kriteria
    nilai: str
    sumbangan: Decimal | None

    @property
    def teks(self) -> str:
        """ "Sinyal tidak diketahui" or "Nilai indeks desa 0,4927 = 99,54"."""
        hasil = f"{self.kriteria.label} {self.nilai}"
        return hasil if self.sumbangan is None else f"{hasil} = {str(self.sumbangan).replace('.', ',')}"


@dataclass(frozen=True)
class Calon:
    """A ranked village: its score of 100, what it is made of, and in how many shifts of a weight it stays chosen."""

    urut: int
    desa: DesaRingkas
    skor: Decimal
    bagian: tuple[Bagian, ...]
    persen_diketahui: int
    bertahan: int
    sama: int

    @property
    def lengkap(self) -> bool:
        return self.persen_diketahui == 100

    @property
    def uraian(self) -> str:
        """What the score is made of, in one line."""
        return " · ".join(b.teks for b in self.bagian)


@dataclass(frozen=True)
class HasilSimulasi:
    """The villages chosen, the next ones, and who is not among them and why."""

    terpilih: tuple[Calon, ...]
    cadangan: tuple[Calon, ...]
    dinilai: int
    belum_dinilai: tuple[DesaRingkas, ...]
    geseran: int
    seri: tuple[DesaRingkas, ...]


class Timbangan:
    """The weighted sums of all candidates as whole numbers over one denominator."""

    def __init__(self, ukuran: Mapping[Kriteria, Ukuran], bobot: Mapping[Kriteria, int], di: Collection[int]) -> None:
        self.bobot = {k: w for k, w in bobot.items() if w > 0}
        bagi = {k: shares_of(ukuran[k], di) for k in self.bobot}
        self.skala = lcm(*(bawah for _, bawah in bagi.values()))
        self.x = {k: {d: a * (self.skala // bawah) for d, a in isi.items()} for k, (isi, bawah) in bagi.items()}

    def sums(self, desa_id: int) -> tuple[int, int]:
        """(weighted sum, known weight) of a village."""
        ada = [(w, self.x[k][desa_id]) for k, w in self.bobot.items() if desa_id in self.x[k]]
        return sum(w * x for w, x in ada), sum(w for w, _ in ada)

    def score(self, jumlah: int, berat: int) -> int:
        """The score in hundredths of a point, rounded half up."""
        bawah = berat * self.skala
        return (jumlah * 20_000 + bawah) // (2 * bawah)

    def judged(self, berat: int) -> bool:
        """Whether enough of the weight is known."""
        return berat > 0 and berat * 100 >= SIMULASI_BOBOT.nilai * sum(self.bobot.values())


def simulate(
    ukuran: Mapping[Kriteria, Ukuran],
    bobot: Mapping[Kriteria, int],
    *,
    calon: Collection[DesaRingkas],
    di: Collection[int],
    banyak: int,
) -> HasilSimulasi:
    """The `banyak` neediest of `calon`; percent-ranks are taken among `di`, so leaving a village out changes no score."""
    t = Timbangan(ukuran, bobot, di)
    jumlah = {d.pk: t.sums(d.pk) for d in calon}
    dinilai = [d for d in calon if t.judged(jumlah[d.pk][1])]
    skor = {d.pk: t.score(*jumlah[d.pk]) for d in dinilai}
    urut = sorted(dinilai, key=lambda d: (-skor[d.pk], d.kode))
    bertahan = _kept(t, urut, jumlah, banyak)
    setara: dict[int, int] = {}
    for n in skor.values():
        setara[n] = setara.get(n, 0) + 1
    baris = [
        Calon(
            urut=n,
            desa=d,
            skor=Decimal(skor[d.pk]).scaleb(-2),
            bagian=_parts(t, ukuran, d.pk, skor[d.pk]),
            persen_diketahui=100 * jumlah[d.pk][1] // sum(t.bobot.values()),
            bertahan=bertahan.get(d.pk, 0),
            sama=setara[skor[d.pk]] - 1,
        )
        for n, d in enumerate(urut[: banyak + CADANGAN], 1)
    ]
    batas = skor[urut[banyak - 1].pk] if len(urut) > banyak else None
    return HasilSimulasi(
        terpilih=tuple(baris[:banyak]),
        cadangan=tuple(baris[banyak:]),
        dinilai=len(dinilai),
        belum_dinilai=tuple(d for d in calon if d.pk not in skor),
        geseran=2 * len(t.bobot),
        seri=tuple(d for d in urut[banyak:] if skor[d.pk] == batas),
    )


def _kept(t: Timbangan, urut: list[DesaRingkas], jumlah: Mapping[int, tuple[int, int]], banyak: int) -> dict[int, int]:
    """In how many shifts (each weight up and down, one at a time) each village is among the chosen."""
    hasil: dict[int, int] = {}
    for k, w in t.bobot.items():
        milik = t.x[k]
        for arah in (-1, 1):
            geser = []
            for d in urut:
                atas, berat = jumlah[d.pk]
                x = milik.get(d.pk)
                atas, berat = atas * _GESER, berat * _GESER
                if x is not None:
                    atas, berat = atas + arah * w * x, berat + arah * w
                geser.append((-t.score(atas, berat), d.kode, d.pk))
            for *_, pk in nsmallest(banyak, geser):
                hasil[pk] = hasil.get(pk, 0) + 1
    return hasil


def _parts(t: Timbangan, ukuran: Mapping[Kriteria, Ukuran], desa_id: int, skor: int) -> tuple[Bagian, ...]:
    """The contributions, rounded so that they add up to the score that is shown: the largest remainders are rounded up."""
    _, berat = t.sums(desa_id)
    ada = {k: w * t.x[k][desa_id] * 10_000 for k, w in t.bobot.items() if desa_id in t.x[k]}
    bawah = berat * t.skala
    bulat = {k: n // bawah for k, n in ada.items()}
    naik = sorted(ada, key=lambda k: (-(ada[k] % bawah), k.value))[: skor - sum(bulat.values())]
    return tuple(
        Bagian(
            k,
            value_text(k, ukuran[k].nilai.get(desa_id)),
            Decimal(bulat[k] + (k in naik)).scaleb(-2) if k in bulat else None,
        )
        for k in t.bobot
    )
