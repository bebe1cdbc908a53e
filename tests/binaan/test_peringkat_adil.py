"""What is nobody's fault is not marked down, and nothing is rounded before the end."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest

from binaan.enums import Komponen
from tests.pabrik import buat_kegiatan, buat_penugasan, pada
from tests.pabrik_naskah import buat_baris, buat_meja, buat_rencana
from tests.pabrik_peringkat import TERISI, TIDAK_BERLAKU, TIDAK_DIISI, buat_kunjungan_sah, nilai
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
K = Komponen
MULAI = date(2024, 3, 1)


@pytest.fixture
def p():
    return buat_penugasan(mulai=MULAI)


@pytest.mark.parametrize(
    ("dasar", "baru", "keadaan"),
    [
        ({"musdes": 40}, {}, TIDAK_DIISI),
        ({"musdes": 40, "dtsen": 30}, {}, TIDAK_DIISI),
        ({"musdes": 40}, {"dtsen": 20}, TIDAK_DIISI),
        ({"musdes": 40, "dtsen": 30}, {"dtsen": 20}, TERISI),
        ({"musdes": 40}, {"musdes": 20}, TERISI),
        ({"musdes": 4}, {}, TIDAK_BERLAKU),
        ({"dtsen": 40}, {}, TIDAK_BERLAKU),
        ({"p3ke": 40}, {"musdes": 20}, TIDAK_BERLAKU),
    ],
)
def test_a_baseline_of_its_own_that_nobody_followed_up_is_not_filled_in(p, dasar, baru, keadaan):
    for i, (sumber, n) in enumerate(dasar.items()):
        buat_potret(p.desa, date(2024, 1, 1 + i), kk_miskin_ekstrem=n, sumber=sumber)
    for sumber, n in baru.items():
        buat_potret(p.desa, date(2025, 10, 1), kk_miskin_ekstrem=n, sumber=sumber)
    n = nilai(p)[K.KK_EKSTREM]
    assert (n.keadaan, "Musyawarah desa" in n.sebab) == (keadaan, keadaan == TIDAK_DIISI)


@pytest.mark.parametrize(
    ("dasar", "mulai", "keadaan"),
    [
        (date(2024, 12, 31), MULAI, TIDAK_DIISI),
        (date(2025, 1, 1), MULAI, TIDAK_BERLAKU),
        (date(2024, 1, 1), date(2025, 1, 1), TIDAK_BERLAKU),
        (date(2024, 1, 1), date(2024, 12, 31), TIDAK_DIISI),
    ],
)
def test_a_baseline_of_its_own_is_to_be_followed_up_within_a_year_of_charge(dasar, mulai, keadaan):
    p = buat_penugasan(mulai=mulai)
    buat_potret(p.desa, dasar, kk_miskin_ekstrem=40, sumber="musdes")
    assert nilai(p)[K.KK_EKSTREM].keadaan == keadaan


def test_achievement_and_spending_enter_unrounded(p):
    rencana = buat_rencana(p, 2025, status="diverifikasi", meja=buat_meja(p))
    b, *_ = (buat_baris(rencana, urutan=i, pagu={"apbd_prov": 30_000_000}) for i in range(3))
    buat_kegiatan(p, date(2025, 5, 5), dana={"apbd_prov": 10_000_000}, baris=b, volume=7, satuan="paket")
    n = nilai(p)
    assert (n[K.CAPAIAN].angka, n[K.SERAPAN].angka) == (Fraction(35, 6), Fraction(100, 9))


@pytest.mark.parametrize(
    ("setuju", "keadaan"), [(pada(date(2025, 12, 31), 23), TERISI), (pada(date(2026, 1, 1), 0), TIDAK_DIISI)]
)
def test_a_plan_approved_when_the_year_is_over_measures_nothing(p, setuju, keadaan):
    verifikasi = {"pada": setuju, "diverifikasi_pada": pada(date(2026, 1, 20)), "meja": buat_meja(p)}
    rencana = buat_rencana(p, 2025, status="diverifikasi", **verifikasi)
    b = buat_baris(rencana, pagu={"apbd_prov": 10_000_000})
    buat_kegiatan(p, date(2025, 5, 5), dana={"apbd_prov": 10_000_000}, baris=b, volume=40, satuan="paket")
    n = nilai(p)
    assert (n[K.CAPAIAN].keadaan, n[K.SERAPAN].keadaan) == (keadaan, keadaan)
    kahar = {"nomor": 2, "kahar": True, "alasan_kahar": "gempa"}
    buat_rencana(p, 2025, status="diverifikasi", **verifikasi, **kahar)
    assert (nilai(p)[K.CAPAIAN].keadaan == TIDAK_DIISI) == (keadaan == TIDAK_DIISI)


def test_two_visits_of_one_day_are_one_of_the_head(p):
    for hari in (date(2025, 3, 1), date(2025, 3, 1), date(2025, 9, 1)):
        buat_kunjungan_sah(p, hari, kepala_hadir=True)
    n = nilai(p)[K.KEPALA]
    assert (n.angka, len(n.rinci)) == (2, 3)


def test_no_head_is_missed_in_a_penugasan_too_short_for_a_visit(p):
    pendek = buat_penugasan(mulai=date(2025, 10, 3))
    assert nilai(pendek)[K.KEPALA].keadaan == TIDAK_BERLAKU
    buat_kunjungan_sah(pendek, date(2025, 11, 1), kepala_hadir=True)
    assert nilai(pendek)[K.KEPALA].angka == Fraction(365, 90)
    assert nilai(buat_penugasan(mulai=date(2025, 10, 2)))[K.KEPALA].angka == 0
