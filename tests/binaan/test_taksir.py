"""The estimate of the comparison: against published figures, plain arithmetic, and fake groups on the real panel."""

from __future__ import annotations

import math
import random
import re

import numpy as np
import pytest
from django.conf import settings
from scipy import stats

from binaan.dampak import taksir
from tests.pabrik_dampak import UKURAN, larik
from tests.rumah.pohon import source_files

# Longley (1967) as NIST StRD publishes it: price deflator, GNP, unemployed, armed forces, population, year, employed.
LONGLEY = """
83.0 234289 2356 1590 107608 1947 60323|88.5 259426 2325 1456 108632 1948 61122|88.2 258054 3682 1616 109773 1949 60171
89.5 284599 3351 1650 110929 1950 61187|96.2 328975 2099 3099 112075 1951 63221|98.1 346999 1932 3594 113270 1952 63639
99.0 365385 1870 3547 115094 1953 64989|100.0 363112 3578 3350 116219 1954 63761|101.2 397469 2904 3048 117388 1955 66019
104.6 419180 2822 2857 118734 1956 67857|108.4 442769 2936 2798 120445 1957 68169|110.8 444546 4681 2637 121950 1958 66513
112.6 482704 3813 2552 123366 1959 68655|114.2 502601 3931 2514 125368 1960 69564|115.7 518173 4806 2572 127852 1961 69331
116.9 554894 4007 2827 130081 1962 70551
"""
# Coefficients certified by NIST, HC3 errors by Stata (printed in the tests of statsmodels with five decimals).
LONGLEY_B = (
    15.0618722713733,
    -0.0358191792925910,
    -2.02022980381683,
    -1.03322686717359,
    -0.0511041056535807,
    1829.15146461355,
)
LONGLEY_HC3 = (91.11939, 0.05562, 0.82213, 0.29879, 0.32491, 922.80784)


def selesaikan(a: list[list[float]], b: list[float]) -> list[float]:
    """A linear system by Gauss' elimination."""
    n, m = len(b), [[*baris, nilai] for baris, nilai in zip(a, b, strict=True)]
    for i in range(n):
        p = max(range(i, n), key=lambda r: abs(m[r][i]))
        m[i], m[p] = m[p], m[i]
        for r in range(n):
            if r != i:
                f = m[r][i] / m[i][i]
                m[r] = [x - f * y for x, y in zip(m[r], m[i], strict=True)]
    return [m[i][n] / m[i][i] for i in range(n)]


def normal(x: list[list[float]], y: list[float]) -> list[float]:
    """Least squares by the normal equations."""
    k = range(len(x[0]))
    return selesaikan(
        [[sum(r[i] * r[j] for r in x) for j in k] for i in k],
        [sum(r[i] * v for r, v in zip(x, y, strict=True)) for i in k],
    )


def lambat(y: list[float], x: list[list[float]]) -> tuple[float, float]:
    """Coefficient 1 and its HC3 error: the residuals are those of predictions that left the village itself out."""
    n, k = len(y), len(x[0])
    luar = []
    for i in range(n):
        b = normal(x[:i] + x[i + 1 :], y[:i] + y[i + 1 :])
        luar.append(y[i] - sum(c * v for c, v in zip(b, x[i], strict=True)))
    silang = [[sum(r[i] * r[j] for r in x) for j in range(k)] for i in range(k)]
    baris = selesaikan(silang, [float(i == 1) for i in range(k)])
    pengaruh = [sum(c * v for c, v in zip(baris, r, strict=True)) for r in x]
    return normal(x, y)[1], math.sqrt(sum((p * e) ** 2 for p, e in zip(pengaruh, luar, strict=True)))


def test_hc3_equals_the_published_figures_of_longley():
    data = np.array([[float(x) for x in b.split()] for b in re.split(r"[|\n]", LONGLEY.strip())])
    for n, (b, galat) in enumerate(zip(LONGLEY_B, LONGLEY_HC3, strict=True)):
        kendali = [data[:, j] for j in range(6) if j != n]
        hasil = taksir.regresi(data[:, 6], data[:, n], *kendali)
        assert hasil is not None
        assert (hasil.selisih, hasil.derajat) == (pytest.approx(b, rel=1e-6), 9)
        assert hasil.galat == pytest.approx(galat, abs=6e-6, rel=1e-7)


@pytest.mark.parametrize("benih", range(8))
def test_estimate_equals_the_slow_twin(benih):
    acak = random.Random(benih)
    n = acak.randint(9, 24)
    x = [[1.0, float(i < n // 3), acak.gauss(0.6, 0.1), acak.gauss(0.02, 0.05)] for i in range(n)]
    y = [acak.gauss(0, 0.05) * (1 + r[1]) for r in x]
    b, galat = lambat(y, x)
    kolom = np.array(x).T
    hasil = taksir.regresi(np.array(y), kolom[1], kolom[2], kolom[3])
    assert hasil is not None
    assert (hasil.selisih, hasil.galat, hasil.derajat) == (pytest.approx(b), pytest.approx(galat), n - 4)
    batas = stats.t.interval(0.95, n - 4, loc=b, scale=galat)
    assert (hasil.bawah, hasil.atas) == pytest.approx(batas)
    assert (hasil.p < 0.05) == (not hasil.bawah <= 0 <= hasil.atas)


def slow_match(level, tren, binaan):
    """The nearest five within one standard deviation, by plain loops."""

    def baku(nilai):
        rata = sum(nilai) / len(nilai)
        simpang = math.sqrt(sum((x - rata) ** 2 for x in nilai) / len(nilai))
        return [(x - rata) / simpang for x in nilai]

    a, b = baku(list(level)), baku(list(tren))
    hasil = {}
    for i in (i for i, t in enumerate(binaan) if t):
        jarak = sorted((math.dist((a[i], b[i]), (a[j], b[j])), j) for j, t in enumerate(binaan) if not t)
        if dekat := [j for d, j in jarak[: taksir.TETANGGA] if d <= taksir.JARAK]:
            hasil[i] = dekat
    return hasil


def test_matching_equals_the_slow_twin():
    pra, dasar, _ = larik()
    for binaan in taksir.fake_groups(dasar, 20, ulangan=10, acak=np.random.default_rng(5)):
        s = taksir.sepadankan(dasar, dasar - pra, binaan)
        pasangan = slow_match(dasar, dasar - pra, binaan)
        assert s.pasangan == pasangan
        assert (s.binaan, s.pembanding) == (list(pasangan), sorted({j for d in pasangan.values() for j in d}))


def test_village_too_far_from_any_other_is_not_compared():
    level, tren = np.array([0.3, 0.31, 0.32, 0.9]), np.array([0.01, 0.02, 0.01, 0.02])
    s = taksir.sepadankan(level, tren, np.array([True, False, False, True]))
    assert (s.binaan, s.pembanding) == ([0], [2])


def test_lot_equals_the_slow_twin():
    pra, dasar, akhir = larik()
    binaan = next(taksir.fake_groups(dasar, 20, ulangan=1, acak=np.random.default_rng(3))).astype(float)
    kendali = (dasar, dasar - pra)
    p = taksir.p_acak(akhir - dasar, binaan, kendali, ulangan=60, acak=np.random.default_rng(9))
    undian = np.random.default_rng(9).permuted(np.tile(binaan, (60, 1)), axis=1)
    nyata, *lain = (abs(taksir.regresi(akhir - dasar, u, *kendali).t) for u in (binaan, *undian))
    assert p == pytest.approx((1 + sum(t >= nyata for t in lain)) / 61)


@pytest.mark.parametrize(
    ("y", "binaan"),
    [([1, 2, 3, 4], [1, 0, 0, 0]), ([1, 1, 1, 1], [1, 1, 0, 0]), ([1, 2, 3, 4], [1, 1, 1, 1]), ([1, 2], [1, 0])],
    ids=["satu desa", "tanpa ragam", "tanpa pembanding", "dua desa"],
)
def test_nothing_to_estimate_is_no_estimate(y, binaan):
    assert taksir.regresi(np.array(y, dtype=float), np.array(binaan, dtype=float)) is None


def test_holm_equals_the_textbook():
    assert taksir.holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "c": 0.06, "b": 0.06})


def test_detectable_difference_is_two_point_eight_errors_of_a_large_group():
    assert taksir.Taksiran(0, 1, 10**7, -1, 1, 1).terkenali == pytest.approx(1.959964 + 0.841621, abs=1e-5)


def uji_panel(ukuran: str, ulangan: int, naik: float) -> tuple[int, int]:
    """How often the whole procedure rejects where nothing was done, and how often its interval holds `naik` put in."""
    pra, dasar, akhir = larik(ukuran)
    indeks_pra, indeks, _ = larik()
    ditolak = memuat = 0
    for binaan in taksir.fake_groups(indeks, 20, ulangan=ulangan, acak=np.random.default_rng(2024)):
        s = taksir.sepadankan(indeks, indeks - indeks_pra, binaan)
        ditolak += taksir.dampak(pra, dasar, akhir, binaan, s).p < 0.05
        t = taksir.dampak(pra, dasar, akhir + naik * binaan, binaan, s)
        memuat += t.bawah <= naik <= t.atas
    return ditolak, memuat


def test_real_panel_keeps_its_size_and_finds_what_was_put_in():
    """100 fake groups of 20; at a true 5 % between 1 and 11 reject in 99 of 100 such tests."""
    ditolak, memuat = uji_panel("nilai", 100, 0.03)
    assert 1 <= ditolak <= 11
    assert memuat >= 90


@pytest.mark.drill
@pytest.mark.parametrize("ukuran", UKURAN)
def test_real_panel_keeps_its_size_in_a_thousand_runs(ukuran):
    ditolak, memuat = uji_panel(ukuran, 1000, 0.03)
    assert 30 <= ditolak <= 80
    assert memuat >= 900


@pytest.mark.drill
def test_plain_comparison_errs_where_this_one_does_not_and_the_detectable_is_detected():
    pra, dasar, akhir = larik()
    polos = terlihat = 0
    for binaan in taksir.fake_groups(dasar, 20, ulangan=1000, acak=np.random.default_rng(11)):
        polos += taksir.regresi(akhir - dasar, binaan.astype(float)).p < 0.05
        s = taksir.sepadankan(dasar, dasar - pra, binaan)
        besar = taksir.dampak(pra, dasar, akhir, binaan, s).terkenali
        terlihat += taksir.dampak(pra, dasar, akhir + besar * binaan, binaan, s).p < 0.05
    assert polos > 200
    assert 750 <= terlihat <= 900


def test_only_the_commands_import_the_estimate():
    """Seen red with `from binaan.dampak import taksir` planted in binaan/dampak/panel.py."""
    pola = re.compile(
        r"^\s*(?:import|from) binaan\.dampak(?:\.(?:taksir|hitung)| import .*(?:taksir|hitung))", re.MULTILINE
    )
    memakai = {p.relative_to(settings.BASE_DIR).as_posix() for p in source_files() if pola.search(p.read_text())}
    assert memakai == {"binaan/dampak/hitung.py", "binaan/kerja.py", "binaan/management/commands/hitung_dampak.py"}
    worker = re.compile(r"^\s*(?:import|from) binaan(?:\.kerja\b| import .*\bkerja\b)", re.MULTILINE)
    memakai = {p.relative_to(settings.BASE_DIR).as_posix() for p in source_files() if worker.search(p.read_text())}
    assert memakai == {"binaan/management/commands/kerjakan.py"}
