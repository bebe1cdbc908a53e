"""Episodes of survival: edges of the definition, a slow twin over random histories, and reading from the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desa.models import Penjualan, Umkm
from desa.waktu import akhir_bulan, tambah_bulan, tanggal_wit
from opd.enums import Peran
from opd.models import KunjunganUmkm, Penugasan
from opd.rekap.kelangsungan import Episode, Nasib, Riwayat, episodes_of, read_subjek
from tests.dunia import Dunia, berlaku
from tests.pabrik import buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm, pada

MULAI, HARI = date(2024, 1, 10), date(2026, 7, 20)
UJUNG = HARI - timedelta(days=180)
SEHARI = timedelta(days=1)


def bulan(*nomor):
    """Months counted from January 2024."""
    return tuple(tambah_bulan(date(2024, 1, 1), n) for n in nomor)


def riwayat(jual=(), nol=(), **lain):
    dasar = {"dibina_sejak": MULAI, "dicatat": MULAI, "tutup": None, "terlihat": None}
    return Riwayat(**dasar | lain, jual=bulan(*jual), nol=bulan(*nol))


def pertama(r, until=HARI):
    e = episodes_of(r, until)[0]
    return e.nasib.value, e.keluar


# --- edges -------------------------------------------------------------------------------------------------------


def test_who_still_sells_is_observed_until_the_curve_ends():
    assert pertama(riwayat(jual=range(30))) == ("berjalan", UJUNG)
    assert pertama(riwayat(terlihat=UJUNG)) == ("berjalan", UJUNG)


def test_closure_is_the_event_and_after_the_curve_it_is_none():
    assert pertama(riwayat(jual=range(10), tutup=date(2024, 11, 5))) == ("berhenti", date(2024, 11, 5))
    assert pertama(riwayat(jual=range(10), tutup=UJUNG)) == ("berhenti", UJUNG)
    assert pertama(riwayat(jual=range(10), tutup=UJUNG + SEHARI)) == ("berjalan", UJUNG)


def test_six_silent_months_are_an_event_on_the_last_sale_and_five_are_none():
    assert pertama(riwayat(jual=range(4), nol=range(4, 10))) == ("berhenti", date(2024, 4, 30))
    assert pertama(riwayat(jual=range(4), nol=range(4, 9))) == ("hilang", date(2024, 4, 30))


def test_silence_with_a_gap_in_the_reports_is_lost_contact():
    assert pertama(riwayat(jual=range(4), nol=(4, 5, 6, 8, 9, 10))) == ("hilang", date(2024, 4, 30))


def test_without_news_it_is_censored_at_the_last_sign_of_life():
    assert pertama(riwayat(jual=range(4), terlihat=date(2024, 9, 3))) == ("hilang", date(2024, 9, 3))
    assert pertama(riwayat()) == ("hilang", MULAI + SEHARI)


def test_never_sold_but_reported_is_an_event_at_the_beginning():
    assert pertama(riwayat(nol=range(8))) == ("berhenti", MULAI + SEHARI)


def test_registered_later_it_is_observed_from_then_on_the_clock_of_mentoring():
    (e,) = episodes_of(riwayat(jual=range(30), dicatat=date(2025, 1, 10)), HARI)
    assert (e.asal, e.masuk, e.keluar) == (MULAI, date(2025, 1, 10), UJUNG)


def test_stopped_before_it_was_registered_it_never_was_observed():
    mati = {"jual": range(4), "dicatat": date(2025, 1, 10)}
    assert pertama(riwayat(**mati, tutup=date(2024, 6, 1))) == ("sudah_berhenti", date(2025, 1, 10))
    assert pertama(riwayat(**mati, nol=range(4, 12))) == ("sudah_berhenti", date(2025, 1, 10))
    hidup_lagi = riwayat(jual=(*range(4), *range(11, 30)), nol=range(4, 11), dicatat=date(2025, 1, 10))
    assert pertama(hidup_lagi) == ("berjalan", UJUNG)


def test_registered_after_the_curve_ended_is_too_young():
    assert pertama(riwayat(jual=range(30), dicatat=UJUNG)) == ("terlalu_baru", UJUNG)


def test_reopening_is_an_episode_of_its_own_and_the_first_event_stays():
    r = riwayat(jual=(*range(4), *range(12, 16)), nol=(*range(4, 10), *range(16, 22)))
    assert episodes_of(r, HARI) == (
        Episode(1, MULAI, MULAI, date(2024, 4, 30), Nasib.BERHENTI),
        Episode(2, date(2025, 1, 1), date(2025, 1, 1), date(2025, 4, 30), Nasib.BERHENTI),
    )
    tutup = riwayat(jual=(*range(4), *range(12, 30)), tutup=date(2024, 5, 5))
    assert [(e.nasib.value, e.masuk) for e in episodes_of(tutup, HARI)] == [
        ("berhenti", MULAI),
        ("berjalan", date(2025, 1, 1)),
    ]


# --- the slow twin -----------------------------------------------------------------------------------------------


def slow_stops(r, until):
    stops = [(r.tutup, r.tutup)] if r.tutup and r.tutup <= until else []
    month, silent = date(2023, 1, 1), 0
    while akhir_bulan(month) <= until:
        before = silent
        silent = silent + akhir_bulan(month).day if month in r.nol else 0
        if before < 180 <= silent:
            sales = [akhir_bulan(b) for b in r.jual if b < month]
            stops.append((max(sales) if sales else None, akhir_bulan(month)))
        month = tambah_bulan(month, 1)
    return stops


def slow_first(r, until):
    """The first episode, day by day."""
    begin, end = max(r.dibina_sejak, r.dicatat), until - timedelta(days=180)
    stops = slow_stops(r, until)
    dead, day = False, date(2023, 1, 1)
    while day <= begin:
        if day in r.jual:
            dead = False
        if any(day == certain for _, certain in stops):
            dead = True
        day += SEHARI
    if dead:
        return "sudah_berhenti", begin
    if begin >= end:
        return "terlalu_baru", begin
    if any(on and on <= begin for on, certain in stops if certain > begin):
        return "sudah_berhenti", begin
    events = [max(on or begin, begin + SEHARI) for on, certain in stops if certain > begin]
    if events:
        return ("berhenti", min(events)) if min(events) <= end else ("berjalan", end)
    signs = [begin + SEHARI, *(min(akhir_bulan(b), until) for b in r.jual), *([r.terlihat] if r.terlihat else [])]
    return ("berjalan", end) if max(signs) >= end else ("hilang", max(signs))


SANTAI = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def kisah(draw):
    """A random history: gaps, silences, sales again, a closure at any time, a late registration."""
    isi = draw(st.lists(st.sampled_from("jjjn0nnnnnn "), min_size=30, max_size=30))
    panjang = draw(st.integers(1, 8))
    isi = [huruf for huruf in isi for _ in range(panjang)][:30]
    hari = st.dates(date(2023, 7, 1), HARI)
    sejak = draw(st.dates(date(2023, 7, 1), date(2026, 3, 1)))
    return Riwayat(
        dibina_sejak=sejak,
        dicatat=draw(st.one_of(st.just(sejak), hari)),
        tutup=draw(st.one_of(st.none(), hari)),
        jual=tuple(b for b, h in zip(bulan(*range(30)), isi, strict=True) if h == "j"),
        nol=tuple(b for b, h in zip(bulan(*range(30)), isi, strict=True) if h in "n0"),
        terlihat=draw(st.one_of(st.none(), hari)),
    )


@SANTAI
@given(kisah())
def test_first_episode_equals_day_by_day(r):
    assert pertama(r) == slow_first(r, HARI)


@SANTAI
@given(kisah())
def test_episodes_follow_each_other_and_end_with_the_curve(r):
    semua = episodes_of(r, HARI)
    assert [e.nomor for e in semua] == list(range(1, len(semua) + 1))
    for e in semua:
        assert e.asal <= e.masuk <= e.keluar
        assert e.keluar <= UJUNG or e.nasib in (Nasib.TERLALU_BARU, Nasib.SUDAH_BERHENTI)
        assert e.nasib in (Nasib.TERLALU_BARU, Nasib.SUDAH_BERHENTI) or e.masuk < e.keluar
    for lama, baru in zip(semua, semua[1:], strict=False):
        assert lama.nasib != Nasib.HILANG
        assert baru.masuk in r.jual and baru.masuk >= lama.masuk  # noqa: PT018


@SANTAI
@given(kisah(), st.integers(1, 400))
def test_an_event_of_the_past_stays_when_time_goes_on(r, hari):
    nasib, keluar = pertama(r)
    if nasib in ("berhenti", "sudah_berhenti"):
        assert pertama(r, HARI + timedelta(days=hari)) == (nasib, keluar)


# --- reading -----------------------------------------------------------------------------------------------------


def slow_riwayat(u, until, known_at):
    sales = [p for p in Penjualan.objects.filter(umkm=u, bulan__lte=until).order_by("bulan") if berlaku(p, known_at)]
    seen = [
        t.kunjungan.tanggal
        for t in KunjunganUmkm.objects.filter(umkm=u, berjalan="ya")
        if berlaku(t.kunjungan, known_at) and t.kunjungan.tanggal <= until
    ]
    closed = u.tutup_pada if known_at is None or not u.tutup_pada or u.tutup_dicatat_pada <= known_at else None
    return Riwayat(
        u.dibina_sejak, tanggal_wit(u.dicatat_pada), closed,
        tuple(p.bulan for p in sales if p.omzet_rp), tuple(p.bulan for p in sales if not p.omzet_rp), max(seen, default=None),
    )  # fmt: skip


@pytest.mark.django_db
@pytest.mark.parametrize("benih", range(3))
def test_read_subjek_equals_plain_loops(benih):
    dunia, orang = Dunia(benih), buat_pengguna(Peran.PEMBACA)
    for until, known_at in dunia.pertanyaan():
        lambat = {
            u.pk: episodes_of(slow_riwayat(u, until, known_at), until)
            for u in Umkm.objects.exclude(bentuk__in=("koperasi", "bumdes")).filter(dibina_sejak__lte=until)
            if known_at is None or u.dicatat_pada <= known_at
        }
        assert {s.umkm_id: s.episode for s in read_subjek(orang, until=until, known_at=known_at)} == lambat


@pytest.mark.django_db
def test_change_of_penugasan_and_release_break_no_episode():
    lama = buat_penugasan(mulai=MULAI, selesai=date(2025, 3, 1))
    keluar = {"dibina_sampai": date(2025, 6, 1), "alasan_keluar": "uji", "keluar_dicatat_pada": pada(date(2025, 6, 1))}
    umkm = buat_umkm(desa=lama.desa, dibina_sejak=MULAI, dicatat_pada=pada(MULAI), **keluar)
    for n in range(30):
        buat_penjualan(umkm, tambah_bulan(date(2024, 1, 1), n))
    orang = buat_pengguna(Peran.PEMBACA)
    sebelum = [s.episode for s in read_subjek(orang, until=HARI)]
    baru = buat_penugasan(desa=lama.desa, mulai=date(2025, 3, 1))
    (subjek,) = read_subjek(orang, until=HARI)
    assert ([subjek.episode], subjek.episode[0].keluar) == (sebelum, UJUNG)
    assert subjek.kelompok["opd"] == (baru.opd.slug, baru.opd.nama)
    Penugasan.objects.all().delete()
    assert read_subjek(orang, until=HARI)[0].kelompok["opd"][0] == "tanpa"
