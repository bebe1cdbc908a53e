"""Kaplan–Meier curves with delayed entry, their 95 % band, and the log-rank test.

Only commands import this module: it brings numpy and scipy, which the web process never loads (a test holds that).
Counting who is at risk is our own, because scipy's `ecdf` and `logrank` know no delayed entry; the tests compare both on
data without it, and with the published 6-MP leukaemia data.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from scipy import stats

Z = float(stats.norm.ppf(0.975))


class Amatan(NamedTuple):
    """One subject: under observation after `masuk` until `keluar`, in days on its clock; `berhenti`: the event happened."""

    masuk: int
    keluar: int
    berhenti: bool


class Langkah(NamedTuple):
    """A step of the curve: day, at risk just before it, events, share still alive after it, and its 95 % band."""

    hari: int
    berisiko: int
    peristiwa: int
    hidup: float
    bawah: float
    atas: float


class Uji(NamedTuple):
    """A log-rank test: its statistic, degrees of freedom, and p."""

    kai_kuadrat: float
    derajat: int
    p: float


def at_risk(amatan: Sequence[Amatan], hari: int) -> int:
    """How many are under observation and alive just before `hari`."""
    return sum(a.masuk < hari <= a.keluar for a in amatan)


def well_observed(amatan: Sequence[Amatan], tersedikit: int) -> tuple[int, list[Amatan]] | None:
    """The first day with so many at risk, less one, and the subjects from there on; None: never so many.

    Whoever is registered late leaves the first days to a few; one stop among them would be the whole curve.
    """
    cukup = (hari for hari in sorted({a.masuk + 1 for a in amatan}) if at_risk(amatan, hari) >= tersedikit)
    awal = next(cukup, None)
    if awal is None:
        return None
    mulai = awal - 1
    return mulai, [a._replace(masuk=max(a.masuk, mulai)) for a in amatan if a.keluar > mulai]


def kurva(amatan: Sequence[Amatan]) -> list[Langkah]:
    """One step per day with an event. The band is Greenwood's on the log-log scale, so it stays within 0 and 1."""
    peristiwa = Counter(a.keluar for a in amatan if a.berhenti)
    hidup, ragam, hasil = 1.0, 0.0, []
    for hari in sorted(peristiwa):
        n, d = at_risk(amatan, hari), peristiwa[hari]
        hidup *= 1 - d / n
        ragam += d / (n * (n - d)) if n > d else math.inf
        hasil.append(Langkah(hari, n, d, hidup, *_band(hidup, ragam)))
    return hasil


def _band(hidup: float, ragam: float) -> tuple[float, float]:
    """95 % limits of S; (0, 0) once nobody is left, for the band has no meaning there."""
    if hidup <= 0 or math.isinf(ragam):
        return 0.0, 0.0
    lebar = Z * math.sqrt(ragam) / abs(math.log(hidup))
    return hidup ** math.exp(lebar), hidup ** math.exp(-lebar)


def median(langkah: Sequence[Langkah]) -> int | None:
    """The first day on which at most half are alive; None while more are."""
    return next((s.hari for s in langkah if s.hidup <= 0.5 + 1e-12), None)


def alive_at(langkah: Sequence[Langkah], hari: int) -> float:
    """The share alive on a day."""
    return next((s.hidup for s in reversed(langkah) if s.hari <= hari), 1.0)


def uji_log_rank(kelompok: Sequence[Sequence[Amatan]]) -> Uji | None:
    """Whether groups differ; None when there are fewer than two, no event, or nothing to tell them apart by."""
    k = len(kelompok)
    semua = sorted({a.keluar for g in kelompok for a in g if a.berhenti})
    if k < 2 or not semua:
        return None
    selisih, ragam = np.zeros(k), np.zeros((k, k))
    for hari in semua:
        n = np.array([at_risk(g, hari) for g in kelompok], dtype=float)
        d = np.array([sum(a.berhenti and a.keluar == hari for a in g) for g in kelompok], dtype=float)
        jumlah, mati = n.sum(), d.sum()
        selisih += d - mati * n / jumlah
        if jumlah > 1:
            bagian = n / jumlah
            faktor = mati * (jumlah - mati) / (jumlah - 1)
            ragam += faktor * (np.diag(bagian) - np.outer(bagian, bagian))
    derajat = int(np.linalg.matrix_rank(ragam))
    if derajat == 0:
        return None
    nilai = float(selisih @ np.linalg.pinv(ragam) @ selisih)
    return Uji(nilai, derajat, float(stats.chi2.sf(nilai, derajat)))
