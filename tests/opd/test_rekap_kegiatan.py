"""Activities and rupiah against plain loops over small random worlds."""

from collections import Counter
from datetime import date, timedelta

import pytest

from opd.models import Kegiatan
from opd.rekap.kegiatan import RekapDana, RekapKegiatan, rekap_dana, rekap_kegiatan
from opd.rekap.rentang import Rentang, rentang, sebut_triwulan, triwulan_tempo
from tests.dunia import Dunia, berlaku
from tests.pabrik import buat_kegiatan, buat_pengguna, buat_penugasan, pada

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)


def slow_quarter(day):
    """The first day of a quarter, found by walking back."""
    while not (day.day == 1 and day.month in (1, 4, 7, 10)):
        day -= timedelta(days=1)
    return day


def slow_spans(until):
    start = slow_quarter(until)
    before = slow_quarter(start - timedelta(days=1))
    last = start - timedelta(days=1)
    if slow_quarter(until + timedelta(days=1)) != start:
        same = last
    else:
        same = min(before + timedelta(days=(until - start).days), last)
    return (start, until), (date(until.year, 1, 1), until), (before, same), last


def slow_rows(until, known_at):
    return [k for k in Kegiatan.objects.all() if berlaku(k, known_at) and k.tanggal <= until]


def slow_kegiatan(until, known_at):
    *spans, last = slow_spans(until)
    groups = {}
    for k in slow_rows(until, known_at):
        groups.setdefault((k.penugasan.opd_id, k.penugasan.desa_id), []).append(k.tanggal)
    rows = []
    for (opd, desa), days in sorted(groups.items()):
        counts = [sum(a <= d <= b for d in days) for a, b in spans]
        rows.append(RekapKegiatan(opd, desa, *counts, max(days), max((d for d in days if d <= last), default=None)))
    return tuple(rows)


def slow_dana(until, known_at):
    *spans, _ = slow_spans(until)
    sums = [Counter(), Counter(), Counter()]
    for k in slow_rows(until, known_at):
        for d in k.dana.all():
            for total, (a, b) in zip(sums, spans, strict=True):
                if a <= k.tanggal <= b:
                    total[k.penugasan.opd_id, k.penugasan.desa_id, d.sumber] += d.jumlah_rp
    keys = sorted(set().union(*sums))
    return tuple(RekapDana(*key, *(s[key] for s in sums)) for key in keys)


@pytest.mark.parametrize("benih", range(5))
def test_rekap_kegiatan_and_dana_equal_plain_loops(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        assert rekap_kegiatan(user, until=until, known_at=known_at) == slow_kegiatan(until, known_at)
        assert rekap_dana(user, until=until, known_at=known_at) == slow_dana(until, known_at)


def test_two_sources_do_not_multiply_an_activity():
    p = buat_penugasan()
    buat_kegiatan(p, HARI, dana={"apbn": 3, "csr": 4})
    user = buat_pengguna("pembaca")
    assert [(k.tw, k.tahun, k.tw_lalu) for k in rekap_kegiatan(user, until=HARI)] == [(1, 1, 0)]
    assert [(d.sumber, d.tw_rp) for d in rekap_dana(user, until=HARI)] == [("apbn", 3), ("csr", 4)]


def test_a_cancelled_activity_was_still_known_before():
    p = buat_penugasan()
    lama = buat_kegiatan(p, date(2026, 7, 1), dana={"apbn": 3})
    isi = {"menggantikan": lama, "batal": True, "alasan_koreksi": "salah", "dicatat_pada": pada(date(2026, 7, 10))}
    buat_kegiatan(p, date(2026, 7, 1), **isi)
    user = buat_pengguna("pembaca")
    assert rekap_kegiatan(user, until=HARI) == ()
    assert [k.tw for k in rekap_kegiatan(user, until=HARI, known_at=pada(date(2026, 7, 9)))] == [1]


def test_money_stays_with_the_opd_that_answered_on_the_day():
    lama = buat_penugasan(selesai=date(2026, 7, 10))
    baru = buat_penugasan(desa=lama.desa, mulai=date(2026, 7, 10))
    buat_kegiatan(lama, date(2026, 7, 9), dana={"apbn": 5})
    buat_kegiatan(baru, date(2026, 7, 10), dana={"apbn": 7})
    dana = rekap_dana(buat_pengguna("pembaca"), until=HARI)
    assert {d.opd_id: d.tw_rp for d in dana} == {lama.opd_id: 5, baru.opd_id: 7}


def test_rentang_compares_equal_spans_and_whole_quarters():
    d = date
    assert rentang(d(2026, 7, 20)) == Rentang(
        d(2026, 7, 20), d(2026, 7, 1), d(2026, 1, 1), d(2026, 4, 1), d(2026, 4, 20), d(2026, 6, 30)
    )
    assert rentang(d(2026, 6, 30)).sampai_lalu == d(2026, 3, 31)
    assert rentang(d(2026, 6, 29)).sampai_lalu == d(2026, 3, 31)
    assert (triwulan_tempo(d(2026, 7, 14)), triwulan_tempo(d(2026, 7, 15))) == (d(2026, 1, 1), d(2026, 4, 1))
    assert sebut_triwulan(d(2026, 12, 31)) == "TW IV 2026"
