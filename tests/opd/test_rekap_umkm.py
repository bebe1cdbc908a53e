"""UMKM figures against plain loops over small random worlds, and the edges of their definitions."""

from collections import Counter
from datetime import date, timedelta

import pytest

from desa.models import Penjualan, Umkm
from desa.waktu import akhir_bulan, tambah_bulan
from opd.models import KunjunganUmkm
from opd.rekap.umkm import BulanKosong, RekapUmkm, jendela, keadaan_umkm, rekap_bulan_kosong, rekap_umkm
from tests.dunia import Dunia, berlaku, masa_tutup
from tests.pabrik import (
    SEKARANG,
    buat_kunjungan,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_umkm,
    pada,
)

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)
JENDELA = (date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1))


# --- the slow twin -----------------------------------------------------------------------------------------------


def slow_window(until):
    ended = []
    day = until - timedelta(days=15)
    while len(ended) < 3:
        if (day + timedelta(days=1)).day == 1:
            ended.append(day.replace(day=1))
        day -= timedelta(days=1)
    return ended[::-1]


def slow_binaan(u, until, known_at):
    if known_at and u.dicatat_pada > known_at:
        return False
    left = u.dibina_sampai and (known_at is None or u.keluar_dicatat_pada <= known_at)
    return u.dibina_sejak <= until and not (left and until >= u.dibina_sampai)


def slow_closed(u, until, known_at):
    return any(on <= until and (again is None or until < again) for on, again in masa_tutup(u, known_at))


def slow_state(u, until, known_at):
    if slow_closed(u, until, known_at):
        return "tutup"
    window = slow_window(until)
    reported = [p for p in Penjualan.objects.filter(umkm=u, bulan__in=window) if berlaku(p, known_at)]
    if any(p.omzet_rp > 0 for p in reported):
        return "berjualan"
    found = [
        (t.kunjungan.tanggal, t.kunjungan_id, t.berjalan)
        for t in KunjunganUmkm.objects.filter(umkm=u)
        if berlaku(t.kunjungan, known_at) and window[0] <= t.kunjungan.tanggal <= akhir_bulan(window[-1])
    ]
    if len({p.bulan for p in reported}) == 3 or (found and max(found)[2] == "tidak"):
        return "diam"
    return "belum_diketahui"


def slow_rekap(until, known_at):
    rows = []
    for desa in sorted({u.desa_id for u in Umkm.objects.all()}):
        counts = Counter()
        for u in Umkm.objects.filter(desa_id=desa):
            if slow_binaan(u, until, known_at):
                counts[u.bentuk if u.bentuk in ("koperasi", "bumdes") else slow_state(u, until, known_at)] += 1
        if counts:
            states = ("berjualan", "diam", "tutup", "belum_diketahui", "koperasi", "bumdes")
            rows.append(RekapUmkm(desa, *(counts[s] for s in states)))
    return tuple(rows)


def slow_missing(until, known_at):
    counts = Counter()
    for u in Umkm.objects.all():
        for month in slow_window(until):
            end = akhir_bulan(month)
            if not slow_binaan(u, end, known_at) or slow_closed(u, end, known_at):
                continue
            if not any(berlaku(p, known_at) for p in Penjualan.objects.filter(umkm=u, bulan=month)):
                counts[u.desa_id, month] += 1
    return tuple(BulanKosong(d, m, n) for (d, m), n in sorted(counts.items()))


@pytest.mark.parametrize("benih", range(5))
def test_rekap_umkm_equals_plain_loops(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        assert rekap_umkm(user, until=until, known_at=known_at) == slow_rekap(until, known_at)
        assert rekap_bulan_kosong(user, until=until, known_at=known_at) == slow_missing(until, known_at)
        keadaan = keadaan_umkm(user, until=until, known_at=known_at)
        binaan = [u for u in Umkm.objects.all() if slow_binaan(u, until, known_at)]
        assert keadaan == {u.pk: slow_state(u, until, known_at) for u in binaan}


# --- edges -------------------------------------------------------------------------------------------------------


def keadaan(umkm, until=HARI, known_at=None):
    return keadaan_umkm(buat_pengguna("pembaca"), until=until, known_at=known_at).get(umkm.pk)


def test_jendela_waits_fifteen_days_after_the_month():
    assert jendela(date(2026, 7, 15)) == JENDELA
    assert jendela(date(2026, 7, 14)) == tuple(tambah_bulan(b, -1) for b in JENDELA)
    assert jendela(date(2026, 1, 20)) == (date(2025, 10, 1), date(2025, 11, 1), date(2025, 12, 1))


def test_one_month_with_sales_is_berjualan_and_three_zeros_are_diam():
    laku, diam, kurang = buat_umkm(), buat_umkm(), buat_umkm()
    buat_penjualan(laku, JENDELA[0], 1)
    for b in JENDELA:
        buat_penjualan(diam, b, 0)
    for b in JENDELA[:2]:
        buat_penjualan(kurang, b, 0)
    assert [keadaan(u) for u in (laku, diam, kurang)] == ["berjualan", "diam", "belum_diketahui"]


def test_a_visit_alone_never_makes_berjualan_but_the_last_one_may_make_diam():
    penugasan = buat_penugasan()
    hidup, mati = buat_umkm(desa=penugasan.desa), buat_umkm(desa=penugasan.desa)
    lama, baru = (buat_kunjungan(penugasan, d) for d in (date(2026, 4, 2), date(2026, 6, 30)))
    for umkm, dulu, kini in ((hidup, "tidak", "ya"), (mati, "ya", "tidak")):
        lama.temuan.create(umkm=umkm, berjalan=dulu)
        baru.temuan.create(umkm=umkm, berjalan=kini)
    assert (keadaan(hidup), keadaan(mati)) == ("belum_diketahui", "diam")


def test_the_removed_and_the_future_are_not_binaan_and_the_closed_are():
    keluar = buat_umkm(dibina_sampai=HARI, alasan_keluar="pindah", keluar_dicatat_pada=pada(HARI))
    nanti, tutup = buat_umkm(dibina_sejak=HARI + timedelta(days=1)), buat_umkm(tutup_pada=HARI)
    assert [keadaan(u) for u in (keluar, nanti, tutup)] == [None, None, "tutup"]
    assert keadaan(keluar, HARI - timedelta(days=1)) == "belum_diketahui"
    assert keadaan(tutup, HARI - timedelta(days=1)) == "belum_diketahui"


def test_koperasi_and_bumdes_are_counted_apart():
    u = buat_umkm()
    for bentuk in ("koperasi", "bumdes", "kelompok"):
        buat_umkm(desa=u.desa, bentuk=bentuk)
    assert rekap_umkm(buat_pengguna("pembaca"), until=HARI) == (RekapUmkm(u.desa_id, 0, 0, 0, 2, 1, 1),)


def test_a_correction_counts_from_the_moment_it_was_recorded():
    u = buat_umkm()
    lama = buat_penjualan(u, JENDELA[2], 5, dicatat_pada=pada(date(2026, 7, 2)))
    isi = {"menggantikan": lama, "dicatat_pada": pada(date(2026, 7, 10)), "batal": True, "alasan_koreksi": "salah"}
    buat_penjualan(u, JENDELA[2], 5, **isi)
    assert keadaan(u, HARI, pada(date(2026, 7, 9))) == "berjualan"
    assert keadaan(u, HARI, SEKARANG) == "belum_diketahui"


def test_rate_rounds_once_half_up_and_nothing_to_measure_is_none():
    assert str(RekapUmkm(1, 1, 1, 5, 6, 0, 0).persen_berjualan) == "12.5"
    assert str(RekapUmkm(1, 2, 1, 0, 0, 0, 0).persen_berjualan) == "66.7"
    assert RekapUmkm(1, 0, 0, 3, 0, 2, 0).persen_berjualan is None


def test_rekap_umkm_costs_three_queries_at_one_and_at_many(django_assert_num_queries):
    user = buat_pengguna("pembaca")
    u = buat_umkm()
    with django_assert_num_queries(3):
        rekap_umkm(user, until=HARI)
    for _ in range(5):
        buat_penjualan(buat_umkm(desa=u.desa), JENDELA[0])
    with django_assert_num_queries(3):
        rekap_umkm(user, until=HARI)
