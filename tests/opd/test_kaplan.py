"""Kaplan–Meier, its band and the log-rank test against published figures, scipy, and plain counting."""

from __future__ import annotations

import re
import subprocess
import sys
import warnings

import numpy as np
import pytest
from django.conf import settings as pengaturan
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy import stats

from opd.kaplan import Amatan, alive_at, at_risk, kurva, median, uji_log_rank, well_observed
from tests.rumah.pohon import source_files

SETIA = "6 6 6 6+ 7 9+ 10 10+ 11+ 13 16 17+ 19+ 20+ 22 23 25+ 32+ 32+ 34+ 35+"
PEMBANDING = "1 1 2 2 3 4 4 5 5 8 8 8 8 11 11 12 12 15 17 22 23"
"""Weeks in remission with 6-MP and with placebo (Freireich 1963; Kleinbaum & Klein, Survival Analysis, table 2)."""


def baca(teks):
    return [Amatan(0, int(t.rstrip("+")), not t.endswith("+")) for t in teks.split()]


def test_published_survival_of_6mp_and_placebo():
    langkah = kurva(baca(SETIA))
    assert [(s.hari, s.berisiko, s.peristiwa, round(s.hidup, 4)) for s in langkah] == [
        (6, 21, 3, 0.8571), (7, 17, 1, 0.8067), (10, 15, 1, 0.7529), (13, 12, 1, 0.6902), (16, 11, 1, 0.6275),
        (22, 7, 1, 0.5378), (23, 6, 1, 0.4482),
    ]  # fmt: skip
    assert (median(langkah), median(kurva(baca(PEMBANDING)))) == (23, 8)


def test_published_log_rank_of_6mp_against_placebo():
    uji = uji_log_rank([baca(SETIA), baca(PEMBANDING)])
    assert (round(uji.kai_kuadrat, 3), uji.derajat, round(uji.p, 7)) == (16.793, 1, 4.17e-05)


def _scipy(amatan):
    hari = [a.keluar for a in amatan]
    return stats.CensoredData(
        uncensored=[a.keluar for a in amatan if a.berhenti], right=[a.keluar for a in amatan if not a.berhenti]
    ) if hari else None  # fmt: skip


SANTAI = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""A busy machine is no finding."""
TANPA_TUNDA = st.lists(st.builds(Amatan, st.just(0), st.integers(1, 30), st.booleans()), min_size=2, max_size=40)
DENGAN_TUNDA = st.lists(
    st.tuples(st.integers(0, 20), st.integers(1, 20), st.booleans()).map(lambda t: Amatan(t[0], t[0] + t[1], t[2])),
    min_size=1,
    max_size=30,
)


@SANTAI
@given(TANPA_TUNDA)
def test_curve_and_band_equal_scipy_without_delayed_entry(amatan):
    langkah = kurva(amatan)
    if not langkah:
        return
    hasil = stats.ecdf(_scipy(amatan)).sf
    asli = dict(zip(hasil.quantiles, hasil.probabilities, strict=True))
    assert [s.hidup for s in langkah] == pytest.approx([asli[s.hari] for s in langkah])
    with warnings.catch_warnings(action="ignore"), np.errstate(all="ignore"):
        pita = hasil.confidence_interval(method="log-log")
    for s in langkah:
        if 0 < s.hidup < 1:
            n = list(hasil.quantiles).index(s.hari)
            assert (s.bawah, s.atas) == pytest.approx((pita.low.probabilities[n], pita.high.probabilities[n]))


@SANTAI
@given(TANPA_TUNDA, TANPA_TUNDA)
def test_log_rank_equals_scipy_without_delayed_entry(a, b):
    uji = uji_log_rank([a, b])
    if uji is not None and all(any(x.berhenti for x in g) for g in (a, b)):
        assert uji.kai_kuadrat == pytest.approx(stats.logrank(_scipy(a), _scipy(b)).statistic ** 2)


def slow_curve(amatan):
    """Day by day, by the definition."""
    hidup, hasil = 1.0, {}
    for hari in range(1, 60):
        n = [a for a in amatan if a.masuk < hari <= a.keluar]
        d = [a for a in n if a.berhenti and a.keluar == hari]
        if d:
            hidup *= (len(n) - len(d)) / len(n)
            hasil[hari] = hidup
    return hasil


@SANTAI
@given(DENGAN_TUNDA)
def test_curve_with_delayed_entry_equals_plain_counting(amatan):
    langkah = kurva(amatan)
    assert {s.hari: s.hidup for s in langkah} == pytest.approx(slow_curve(amatan))
    assert all(
        0 <= s.bawah <= s.hidup + 1e-12 and s.hidup <= s.atas + 1e-12 <= 1 + 1e-9 for s in langkah if s.hidup > 0
    )
    assert [s.berisiko for s in langkah] == [at_risk(amatan, s.hari) for s in langkah]


def test_who_enters_late_is_at_risk_only_afterwards():
    amatan = [Amatan(0, 10, True), Amatan(20, 30, True), Amatan(0, 40, False)]
    assert [(s.hari, s.berisiko) for s in kurva(amatan)] == [(10, 2), (30, 2)]
    assert (alive_at(kurva(amatan), 9), alive_at(kurva(amatan), 29), alive_at(kurva(amatan), 99)) == (1.0, 0.5, 0.25)


def test_nothing_to_compare_is_no_test():
    tenang = [Amatan(0, 5, False)]
    assert [uji_log_rank(k) for k in ([], [baca(SETIA)], [tenang, tenang])] == [None] * 3
    assert uji_log_rank([[Amatan(0, 5, True)], [Amatan(10, 20, True)]]) is None
    assert median(kurva(tenang)) is None


def test_web_process_never_loads_numpy_or_scipy():
    """Seen red with `from scipy import stats` planted in opd/rekap/hasil_kelangsungan.py, and with openpyxl loaded as it is."""
    naskah = (
        "import django, sys; django.setup(); import binaan.urls, binaan.wsgi; "
        "from django.utils.module_loading import import_string as ambil; from binaan.api.urls import SUMBER; "
        "[ambil(f'binaan.api.views.{v}') for v in SUMBER.values()]; "
        "berat = {'numpy', 'scipy', 'opd.kaplan', 'binaan.dampak.taksir', 'binaan.dampak.hitung', 'binaan.peringkat.selang'}; "
        "print('openpyxl' in sys.modules, berat & set(sys.modules)); import opd.kaplan; print('numpy' in sys.modules)"
    )
    perintah = [sys.executable, "-W", "ignore", "-c", naskah]
    hasil = subprocess.run(perintah, cwd=pengaturan.BASE_DIR, capture_output=True, text=True, check=True)
    assert hasil.stdout.split("\n")[:2] == ["True set()", "True"]


def test_only_the_command_computes_with_numpy_or_scipy():
    """Seen red with the same import planted."""
    memakai = {
        p.relative_to(pengaturan.BASE_DIR).as_posix()
        for p in source_files()
        if re.search(r"^\s*(?:import|from) (?:numpy|scipy|opd\.kaplan)", p.read_text(), re.MULTILINE)
    }
    kelangsungan = {"opd/kaplan.py", "opd/management/commands/hitung_kelangsungan.py"}
    assert memakai == kelangsungan | {
        "binaan/dampak/taksir.py",
        "binaan/dampak/hitung.py",
        "binaan/peringkat/selang.py",
    }


def test_curve_begins_when_enough_are_at_risk():
    """One registered at once stops on day 30; nineteen registered on day 700 live: that one is not the curve."""
    amatan = [Amatan(0, 30, True), *[Amatan(700, 900, False)] * 18, Amatan(700, 800, True)]
    assert kurva(amatan)[0].hidup == 0
    mulai, sesudah = well_observed(amatan, 10)
    assert (mulai, len(sesudah)) == (700, 19)
    assert [(s.hari, s.berisiko, round(s.hidup, 6)) for s in kurva(sesudah)] == [(800, 19, round(18 / 19, 6))]
    assert well_observed(amatan, 20) is None
    assert well_observed([Amatan(0, 5, True)] * 10, 10) == (0, [Amatan(0, 5, True)] * 10)
