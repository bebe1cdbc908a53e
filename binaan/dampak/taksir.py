"""The estimate: matching on baseline and trend, regression with HC3 errors, pre-trend, placebo runs, detectable effect.

Only the command imports this module: it brings numpy and scipy, which the web process never loads (a test holds that).
Each village is one row (its change), so errors are by village. HC3 (MacKinnon & White 1985) divides each residual by
1 − its leverage; p and interval use Student's t. The tests compare with plain normal equations and published figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
import scipy
from numpy.typing import NDArray
from scipy import stats

Larik = NDArray[np.float64]

TETANGGA = 5
"""Comparison villages per assisted one."""
JARAK = 1.0
"""How far a comparison village may lie, in standard deviations of level and trend together."""
TINGKAT = 0.05
DAYA = 0.8
BAGIAN_LEMAH = 2 / 3
"""Fake groups are drawn from this weaker share of villages nobody assists, as the programme picks weak ones."""
TERKECIL = 1e-9


class Taksiran(NamedTuple):
    """A difference between the groups, its standard error, degrees of freedom, 95 % limits and p."""

    selisih: float
    galat: float
    derajat: int
    bawah: float
    atas: float
    p: float

    @property
    def t(self) -> float:
        return self.selisih / self.galat

    @property
    def terkenali(self) -> float:
        """The smallest true difference that such a test would find in 80 % of cases."""
        return float((stats.t.ppf(1 - TINGKAT / 2, self.derajat) + stats.t.ppf(DAYA, self.derajat)) * self.galat)


class Sepadan(NamedTuple):
    """Who is compared: rows of assisted villages with a match, of the villages they are matched with, and the pairs."""

    binaan: list[int]
    pembanding: list[int]
    pasangan: dict[int, list[int]]


class Tiruan(NamedTuple):
    """What the whole procedure says of fake groups, where nothing was done: share rejected, share of intervals with 0."""

    ulangan: int
    ditolak: float
    memuat: float
    galat: float
    terkenali: float


def regresi(y: Larik, binaan: Larik, *kendali: Larik) -> Taksiran | None:
    """The coefficient of `binaan` (0/1) in an OLS with a constant and the controls; None when it cannot be had."""
    sisa, galat_sisa, ungkit, derajat = _partial(y, binaan[None, :], kendali)
    jumlah = float((sisa**2).sum())
    if derajat < 1 or jumlah < TERKECIL:
        return None
    selisih, galat = _hc3(sisa, galat_sisa, ungkit)
    if not np.isfinite(galat[0]) or galat[0] < TERKECIL:
        return None
    b, s = float(selisih[0]), float(galat[0])
    lebar = float(stats.t.ppf(1 - TINGKAT / 2, derajat)) * s
    return Taksiran(b, s, derajat, b - lebar, b + lebar, float(2 * stats.t.sf(abs(b / s), derajat)))


def _partial(y: Larik, binaan: Larik, kendali: tuple[Larik, ...]) -> tuple[Larik, Larik, Larik, int]:
    """Each row of `binaan` and y, freed of the constant and the controls; the controls' leverage; degrees of freedom."""
    z = np.column_stack([np.ones(len(y)), *(_baku(k) for k in kendali)])
    basis, tunggal, _ = np.linalg.svd(z, full_matrices=False)
    basis = basis[:, tunggal > tunggal.max() * TERKECIL]
    sisa = binaan - (binaan @ basis) @ basis.T
    return sisa, y - basis @ (basis.T @ y), (basis**2).sum(axis=1), len(y) - basis.shape[1] - 1


def _hc3(sisa: Larik, y: Larik, ungkit: Larik) -> tuple[Larik, Larik]:
    """Coefficient and HC3 error for each row of `sisa` (Frisch–Waugh: the other columns are already out)."""
    jumlah = (sisa**2).sum(axis=1)
    selisih = sisa @ y / jumlah
    simpang = 1 - ungkit - sisa**2 / jumlah[:, None]
    simpang[simpang < TERKECIL] = np.nan
    ralat = (y - selisih[:, None] * sisa) / simpang
    return selisih, np.sqrt(((sisa * ralat) ** 2).sum(axis=1)) / jumlah


def sepadankan(level: Larik, tren: Larik, binaan: NDArray[np.bool_]) -> Sepadan:
    """The nearest villages of each assisted one by level and trend, used as often as they are nearest, ties by order."""
    titik = np.column_stack([_baku(level), _baku(tren)])
    lain = np.flatnonzero(~binaan)
    pasangan: dict[int, list[int]] = {}
    for i in np.flatnonzero(binaan):
        jarak = np.sqrt(((titik[lain] - titik[i]) ** 2).sum(axis=1))
        urut = np.argsort(jarak, kind="stable")[:TETANGGA]
        dekat = [int(lain[j]) for j in urut if jarak[j] <= JARAK]
        if dekat:
            pasangan[int(i)] = dekat
    pembanding = sorted({j for dekat in pasangan.values() for j in dekat})
    return Sepadan(list(pasangan), pembanding, pasangan)


def _baku(nilai: Larik) -> Larik:
    """In standard deviations from the mean; all zero when nothing varies."""
    simpang = float(nilai.std())
    return (nilai - nilai.mean()) / simpang if simpang > TERKECIL else np.zeros_like(nilai)


def dampak(pra: Larik, dasar: Larik, akhir: Larik, binaan: NDArray[np.bool_], s: Sepadan) -> Taksiran | None:
    """Assisted against matched: the change since the baseline, given level and trend before."""
    pilih = np.array(sorted({*s.binaan, *s.pembanding}), dtype=int)
    if not len(pilih):
        return None
    y, t = (akhir - dasar)[pilih], binaan[pilih].astype(float)
    return regresi(y, t, dasar[pilih], (dasar - pra)[pilih])


def tren_awal(pra: Larik, dasar: Larik, binaan: NDArray[np.bool_], pilih: list[int]) -> Taksiran | None:
    """The difference of the groups' change in the year *before* the start: near 0 if they ran in parallel."""
    if not pilih:
        return None
    i = np.array(pilih, dtype=int)
    return regresi((dasar - pra)[i], binaan[i].astype(float))


def p_acak(y: Larik, binaan: Larik, kendali: tuple[Larik, ...], *, ulangan: int, acak: np.random.Generator) -> float:
    """How often villages picked by lot among the compared ones look as different as the assisted ones, or more."""
    if (nyata := regresi(y, binaan, *kendali)) is None:
        return 1.0
    undian = acak.permuted(np.tile(binaan, (ulangan, 1)), axis=1)
    selisih, galat = _hc3(*_partial(y, undian, kendali)[:3])
    t = np.abs(selisih / galat)
    return float((1 + (t >= abs(nyata.t) - TERKECIL).sum()) / (1 + np.isfinite(t).sum()))


def fake_groups(level: Larik, banyak: int, *, ulangan: int, acak: np.random.Generator) -> Iterator[NDArray[np.bool_]]:
    """Groups of villages that nobody assists, drawn from the weaker two thirds by level."""
    lemah = np.argsort(level, kind="stable")[: round(len(level) * BAGIAN_LEMAH)]
    for _ in range(ulangan):
        binaan = np.zeros(len(level), dtype=bool)
        binaan[acak.choice(lemah, banyak, replace=False)] = True
        yield binaan


def tiruan(
    pra: Larik, dasar: Larik, akhir: Larik, banyak: int, *, ulangan: int, acak: np.random.Generator
) -> Tiruan | None:
    """The whole procedure on fake groups of so many villages; None where too few are left to draw and compare."""
    if banyak < 2 or banyak * 1.25 > round(len(dasar) * BAGIAN_LEMAH):
        return None
    hasil = []
    for binaan in fake_groups(dasar, banyak, ulangan=ulangan, acak=acak):
        if x := dampak(pra, dasar, akhir, binaan, sepadankan(dasar, dasar - pra, binaan)):
            hasil.append(x)
    if not hasil:
        return None
    ditolak = sum(x.p < TINGKAT for x in hasil) / len(hasil)
    galat, terkenali = (float(np.median([getattr(x, n) for x in hasil])) for n in ("galat", "terkenali"))
    return Tiruan(len(hasil), ditolak, 1 - ditolak, galat, terkenali)


def simpang_sisa(y: Larik, *kendali: Larik) -> float | None:
    """The standard deviation of what the controls leave unexplained; None with too few rows."""
    _, sisa, _, derajat = _partial(y, np.zeros((1, len(y))), kendali)
    return float(np.sqrt((sisa**2).sum() / (derajat + 1))) if derajat > 0 else None


def terkenali_kira(simpang: float, binaan: int, pembanding: int) -> float:
    """About what difference groups of these sizes could tell, errors being even."""
    galat = simpang * float(np.sqrt(1 / binaan + 1 / pembanding))
    return Taksiran(0.0, galat, binaan + pembanding - 4, 0.0, 0.0, 1.0).terkenali


def holm(p: dict[str, float]) -> dict[str, float]:
    """p-values that allow for having looked at several measures (Holm 1979)."""
    hasil, terbesar = {}, 0.0
    for n, (nama, nilai) in enumerate(sorted(p.items(), key=lambda x: (x[1], x[0]))):
        terbesar = max(terbesar, min(1.0, nilai * (len(p) - n)))
        hasil[nama] = terbesar
    return hasil


def versions() -> dict[str, Any]:
    """The libraries that computed."""
    return {"numpy": np.__version__, "scipy": scipy.__version__}
