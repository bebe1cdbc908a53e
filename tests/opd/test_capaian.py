"""Capaian fisik of a line: every way of counting, both directions, the words for no figure, and the predikat."""

from datetime import date
from decimal import Decimal as D
from fractions import Fraction

import pytest

from opd.rekap.capaian import Capaian, KeadaanBaris, Predikat, Target, due_quarters, measure, predikat

HARI = date(2026, 7, 20)


def ukur(target, volume, due=(1, 2), akumulasi="non_kumulatif", polaritas="positif") -> Capaian:
    dicatat = [tw for tw, v in enumerate(volume, 1) if v]
    t = Target(tuple(map(D, target)), akumulasi, polaritas)
    return measure(t, tuple(map(D, volume)), dicatat=dicatat, due=due)


@pytest.mark.parametrize(
    ("akumulasi", "target", "volume", "nilai"),
    [
        ("non_kumulatif", (10, 10, 10, 10), (5, 10, 99, 0), D("75.0")),
        ("kumulatif", (10, 20, 30, 40), (5, 10, 99, 0), D("75.0")),
        ("rata_rata", (10, 20, 30, 40), (5, 10, 99, 0), D("50.0")),
        ("rata_rata", (0, 20, 30, 40), (99, 10, 0, 0), D("50.0")),
        ("akhir_periode", (0, 0, 0, 10), (9, 9, 0, 0), None),
        ("non_kumulatif", (10, 20, 0, 0), (30, 20, 0, 0), D("166.7")),
        ("non_kumulatif", (0, 0, 5, 5), (3, 0, 0, 0), None),
    ],
)
def test_capaian_follows_the_way_of_counting(akumulasi, target, volume, nilai):
    assert ukur(target, volume, akumulasi=akumulasi).nilai == nilai


def test_line_judged_at_the_years_end_counts_all_quarters():
    hasil = ukur((0, 0, 0, 10), (4, 0, 0, 2), due=(1, 2, 3, 4), akumulasi="akhir_periode")
    assert hasil == Capaian(KeadaanBaris.DINILAI, D(10), D(6), Fraction(60))


@pytest.mark.parametrize(("volume", "nilai"), [(5, D("150.0")), (10, D("100.0")), (15, D("50.0")), (30, D("0.0"))])
def test_less_is_better_turns_the_ratio_round_and_stops_at_nought(volume, nilai):
    assert ukur((10, 0, 0, 0), (volume, 0, 0, 0), due=(1,), polaritas="negatif").nilai == nilai


def test_silence_is_no_success_where_less_is_better():
    hasil = ukur((10, 10, 0, 0), (0, 0, 0, 0), polaritas="negatif")
    assert (hasil.nilai, hasil.realisasi, hasil.keadaan) == (D("0.0"), None, KeadaanBaris.DINILAI)


def test_target_nought_has_its_own_word():
    assert ukur((0, 0, 5, 0), (3, 0, 0, 0)).keadaan == KeadaanBaris.BELUM_JATUH_TEMPO
    assert ukur((5, 0, 0, 0), (3, 0, 0, 0), akumulasi="kumulatif").keadaan == KeadaanBaris.TANPA_TARGET
    assert ukur((5, 5, 5, 5), (3, 0, 0, 0), due=()).keadaan == KeadaanBaris.BELUM_JATUH_TEMPO


def test_a_quarter_is_due_on_its_last_day_while_the_opd_answers():
    mulai = date(2025, 1, 10)

    def tw(until, selesai=None):
        return due_quarters(2026, until=until, mulai=mulai, selesai=selesai)

    assert (tw(date(2026, 6, 29)), tw(date(2026, 6, 30)), tw(date(2027, 5, 1))) == ((1,), (1, 2), (1, 2, 3, 4))
    assert (tw(HARI, date(2026, 6, 30)), tw(HARI, date(2026, 7, 1))) == ((1,), (1, 2))
    assert due_quarters(2025, until=HARI, mulai=date(2025, 4, 1), selesai=None) == (2, 3, 4)


@pytest.mark.parametrize(
    ("nilai", "kata"),
    [
        ("90.1", "Sangat Tinggi"), ("90.0", "Tinggi"), ("75.1", "Tinggi"), ("75.0", "Sedang"), ("65.1", "Sedang"),
        ("65.0", "Rendah"), ("50.1", "Rendah"), ("50.0", "Sangat Rendah"), ("0", "Sangat Rendah"),
    ],
)  # fmt: skip
def test_predikat_compares_the_rounded_figure(nilai, kata):
    assert predikat(D(nilai)).label == kata
    assert predikat(None) == Predikat.BELUM_DINILAI


@pytest.mark.parametrize(
    ("akumulasi", "target", "menumpuk"),
    [
        ("non_kumulatif", (10, 10, 20, 60), False),
        ("non_kumulatif", (10, 10, 19, 61), True),
        ("kumulatif", (10, 20, 40, 100), False),
        ("kumulatif", (10, 20, 39, 100), True),
        ("rata_rata", (10, 10, 10, 10), False),
        ("akhir_periode", (0, 0, 0, 10), True),
    ],
)
def test_more_than_sixty_percent_in_the_last_quarter_is_flagged(akumulasi, target, menumpuk):
    assert Target(tuple(map(D, target)), akumulasi, "positif").menumpuk is menumpuk
