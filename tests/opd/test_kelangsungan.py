"""Episodes of survival: edges of the definition, a slow twin over random histories, and reading from the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from desa.models import MasaTutup, Penjualan, Umkm
from desa.waktu import akhir_bulan, tambah_bulan, tanggal_wit
from opd.enums import Peran
from opd.models import KunjunganUmkm, Penugasan
from opd.rekap.kelangsungan import Episode, Nasib, Riwayat, episodes_of, read_subjek
from tests.dunia import Dunia, berlaku, masa_tutup, penugasan_berlaku
from tests.pabrik import buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm, pada

MULAI, HARI = date(2024, 1, 10), date(2026, 7, 20)
UJUNG = HARI - timedelta(days=180)
SEHARI = timedelta(days=1)


def bulan(*nomor):
    """Months counted from January 2024."""
    return tuple(tambah_bulan(date(2024, 1, 1), n) for n in nomor)


def riwayat(jual=(), nol=(), **lain):
    dasar = {"dibina_sejak": MULAI, "dicatat": MULAI, "terlihat": None}
    tutup = lain.pop("tutup", ())
    masa = tuple(MasaTutup(*m) for m in tutup) if isinstance(tutup, tuple) else (MasaTutup(tutup),)
    return Riwayat(**dasar | lain, tutup=masa, jual=bulan(*jual), nol=bulan(*nol))


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
    assert episodes_of(hidup_lagi, HARI) == (
        Episode(1, MULAI, date(2025, 1, 10), date(2025, 1, 10), Nasib.SUDAH_BERHENTI),
        Episode(2, date(2024, 12, 1), date(2025, 1, 10), UJUNG, Nasib.BERJALAN),
    )


@pytest.mark.parametrize("geser", range(-2, 3))
def test_first_closure_before_registration_is_left_out_whenever_it_opened_again(geser):
    buka = date(2025, 1, 10)
    dicatat = buka + geser * SEHARI
    r = riwayat(jual=(*range(4), *range(12, 30)), tutup=((date(2024, 6, 1), buka),), dicatat=dicatat)
    assert episodes_of(r, HARI) == (
        Episode(1, MULAI, dicatat, dicatat, Nasib.SUDAH_BERHENTI),
        Episode(2, buka, max(buka, dicatat), UJUNG, Nasib.BERJALAN),
    )


def test_stop_over_before_mentoring_began_is_no_event_of_it():
    lama = riwayat(
        jual=(*range(3), *range(10, 30)), nol=range(3, 10), dibina_sejak=date(2025, 3, 1), dicatat=date(2025, 3, 1)
    )
    assert episodes_of(lama, HARI) == (Episode(1, date(2025, 3, 1), date(2025, 3, 1), UJUNG, Nasib.BERJALAN),)
    diam = lama._replace(dibina_sejak=date(2024, 10, 15), dicatat=date(2024, 10, 15))
    assert [(e.asal, e.nasib.value) for e in episodes_of(diam, HARI)] == [
        (date(2024, 10, 15), "sudah_berhenti"),
        (date(2024, 11, 1), "berjalan"),
    ]


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


def test_recorded_opening_is_an_episode_of_its_own_and_the_closure_stays_the_event():
    r = riwayat(jual=(*range(10), *range(20, 30)), tutup=((date(2024, 11, 5), date(2025, 9, 20)),))
    assert episodes_of(r, HARI) == (
        Episode(1, MULAI, MULAI, date(2024, 11, 5), Nasib.BERHENTI),
        Episode(2, date(2025, 9, 20), date(2025, 9, 20), UJUNG, Nasib.BERJALAN),
    )
    assert len(episodes_of(r._replace(jual=bulan(*range(10))), date(2025, 9, 19))) == 1


def test_an_opening_recorded_later_takes_no_sales_back():
    """Closed before mentoring began, sold while that stood, and opened again on paper much later. Seen red at random."""
    r = riwayat(jual=range(20), nol=range(20, 30), tutup=(MasaTutup(date(2023, 12, 1), HARI + timedelta(days=5)),))
    assert pertama(r) == pertama(r, HARI + timedelta(days=12)) == ("berhenti", date(2025, 8, 31))


def test_silence_after_an_opening_ends_the_second_life_and_never_moves_the_first():
    r = riwayat(jual=range(2), nol=range(4, 12), tutup=((date(2024, 3, 5), date(2024, 4, 20)),))
    assert [(e.nasib.value, e.masuk, e.keluar) for e in episodes_of(r, HARI)] == [
        ("berhenti", MULAI, date(2024, 3, 5)),
        ("berhenti", date(2024, 4, 20), date(2024, 4, 21)),
    ]


def test_each_closure_ends_a_life_and_of_later_lives_too_what_ended_before_registration_is_left_out():
    dua = ((date(2024, 6, 1), date(2024, 9, 1)), (date(2025, 2, 1), date(2025, 5, 1)))
    r = riwayat(jual=(*range(5), *range(8, 13), *range(16, 30)), tutup=dua)
    assert [e.keluar for e in episodes_of(r, HARI)] == [date(2024, 6, 1), date(2025, 2, 1), UJUNG]
    terdaftar = episodes_of(r._replace(dicatat=date(2025, 3, 1)), HARI)
    assert [(e.masuk, e.nasib.value) for e in terdaftar] == [
        (date(2025, 3, 1), "sudah_berhenti"),
        (date(2025, 3, 1), "sudah_berhenti"),
        (date(2025, 5, 1), "berjalan"),
    ]


# --- the slow twin -----------------------------------------------------------------------------------------------


def slow_stops(r, until):
    stops = [(m.tutup, m.tutup) for m in r.tutup if m.tutup <= until]
    month, silent = date(2023, 1, 1), 0
    while akhir_bulan(month) <= until:
        before = silent
        silent = silent + akhir_bulan(month).day if month in r.nol else 0
        if before < 180 <= silent:
            life = [akhir_bulan(b) for b in r.jual if b < month]
            life += [m.buka for m in r.tutup if m.buka and m.buka <= akhir_bulan(month)]
            stops.append((max(life) if life else None, akhir_bulan(month)))
        month = tambah_bulan(month, 1)
    return stops


def slow_opens(r, until):
    """Days recorded as open again, and the first days of months with sales but those within which it opened."""
    ended = [m for m in r.tutup if m.buka and m.buka <= until]
    return {m.buka for m in ended} | {
        b for b in r.jual if not any(m.tutup <= b < m.buka <= akhir_bulan(b) for m in ended)
    }


def slow_end(r, until, clock, begin, stops, number):
    """How a life ended that is observed from `begin`: fate and day."""
    end = until - timedelta(days=180)
    if (number == 1 or begin > clock) and any((on and on <= begin) or told <= begin for on, told in stops):
        return "sudah_berhenti", begin
    if begin >= end:
        return "terlalu_baru", begin
    events = [max(on or begin, begin + SEHARI) for on, _ in stops]
    if events:
        return ("berhenti", min(events)) if min(events) <= end else ("berjalan", end)
    signs = [begin + SEHARI, *(min(akhir_bulan(b), until) for b in r.jual), *([r.terlihat] if r.terlihat else [])]
    return ("berjalan", end) if max(signs) >= end else ("hilang", max(signs))


def slow_lives(r, until):
    """Every life, day by day: when its clock began, since when it was observed, its fate, and when it left."""
    first, stops, opens = max(r.dibina_sejak, r.dicatat), slow_stops(r, until), slow_opens(r, until)
    dead, day = None, date(2023, 1, 1)
    while day <= r.dibina_sejak:
        if day in opens:
            dead = None
        if any(day == told for _, told in stops):
            dead = day
        day += SEHARI
    lives, clock = [], r.dibina_sejak
    while True:
        begin = max(clock, first)
        if dead:  # while it was closed mentoring began
            later = [(dead, dead)]
        else:
            later = [s for s in stops if s[1] > clock or (lives and s[1] == clock)]
        lives.append((clock, begin, *slow_end(r, until, clock, begin, later, len(lives) + 1)))
        if not later:
            return lives
        _, day = min(later, key=lambda s: (s[0] or min(first, s[1]), s[1]))
        dead, day = None, day + SEHARI
        while day <= until and day not in opens:
            day += SEHARI
        if day > until:
            return lives
        clock = day


SANTAI = settings(max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def masa(draw):
    """Closures one after the other, all but the last one opened again; an opening may come after the day asked about."""
    hari = sorted(draw(st.sets(st.dates(date(2023, 7, 1), HARI + timedelta(days=60)), max_size=5)))
    return tuple(MasaTutup(*hari[n : n + 2]) for n in range(0, len(hari), 2) if hari[n] <= HARI)


@st.composite
def kisah(draw):
    """A random history: gaps, silences, sales again, closures and openings at any time, a late registration."""
    isi = draw(st.lists(st.sampled_from("jjjn0nnnnnn "), min_size=30, max_size=30))
    panjang = draw(st.integers(1, 8))
    isi = [huruf for huruf in isi for _ in range(panjang)][:30]
    hari = st.dates(date(2023, 7, 1), HARI)
    sejak = draw(st.dates(date(2023, 7, 1), date(2026, 3, 1)))
    return Riwayat(
        dibina_sejak=sejak,
        dicatat=draw(st.one_of(st.just(sejak), hari)),
        tutup=draw(masa()),
        jual=tuple(b for b, h in zip(bulan(*range(30)), isi, strict=True) if h == "j"),
        nol=tuple(b for b, h in zip(bulan(*range(30)), isi, strict=True) if h in "n0"),
        terlihat=draw(st.one_of(st.none(), hari)),
    )


@SANTAI
@given(kisah())
def test_episodes_equal_day_by_day(r):
    assert [(e.asal, e.masuk, e.nasib.value, e.keluar) for e in episodes_of(r, HARI)] == slow_lives(r, HARI)


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
        assert baru.asal > lama.asal
        assert baru.masuk >= lama.masuk
        assert baru.asal in {*r.jual, *(m.buka for m in r.tutup)}


@SANTAI
@given(kisah(), st.integers(0, 1000))
def test_registration_moves_no_event_it_only_hides_what_came_before(r, hari):
    """Left truncation: whoever registers later sees the same first event, or leaves the enterprise out."""
    sejak, kapan = r.dibina_sejak, r.dibina_sejak + timedelta(days=hari)
    (nasib, keluar), kemudian = (pertama(r._replace(dicatat=d)) for d in (sejak, kapan))
    if nasib == "sudah_berhenti":
        assert kemudian[0] == nasib
    elif nasib == "berhenti" and keluar > sejak + SEHARI:
        assert kemudian == ((nasib, keluar) if keluar > kapan else ("sudah_berhenti", kapan))


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
    closed = tuple(MasaTutup(*m) for m in masa_tutup(u, known_at))
    return Riwayat(
        u.dibina_sejak, tanggal_wit(u.dicatat_pada), closed,
        tuple(p.bulan for p in sales if p.omzet_rp), tuple(p.bulan for p in sales if not p.omzet_rp), max(seen, default=None),
    )  # fmt: skip


def slow_opd(village, day, until, known_at):
    """Who answered for the village that day, else the one nearest in time; "tanpa" when nobody ever did."""
    rows = [p for p in penugasan_berlaku(known_at) if p.desa_id == village and p.mulai <= until]
    for p in rows:
        if p.mulai <= day and (p.selesai is None or day < p.selesai):
            return p.opd.slug
    return min(rows, key=lambda p: abs((p.mulai - day).days)).opd.slug if rows else "tanpa"


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
        terbaca = read_subjek(orang, until=until, known_at=known_at)
        assert {s.umkm_id: s.episode for s in terbaca} == lambat
        for s in terbaca:
            desa = Umkm.objects.get(pk=s.umkm_id).desa_id
            assert s.kelompok["opd"][0] == slow_opd(desa, s.episode[0].keluar, until, known_at)


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
