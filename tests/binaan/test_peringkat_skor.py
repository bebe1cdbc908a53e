"""The engine against a slow twin, and what must hold of every ranking whatever its inputs."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from binaan.enums import KeadaanPeringkat, KelompokAkses, KelompokKomponen, Komponen
from binaan.peringkat.jelas import card_of, levers, waterfall
from binaan.peringkat.komponen import ATURAN, DEFINISI, Butir, Cara, butir_of, refusals, standard, wilson
from binaan.peringkat.masukan import Nilai, OpdDinilai, Tugas, fingerprint, masukan_of
from binaan.peringkat.skor import contributions, rank_all, ranks, results_json, score_of, spread, weights_for
from opd.rekap.hitung import bulatkan
from tests.pabrik_peringkat import TERISI, TIDAK_BERLAKU, TIDAK_DIISI, isi, masukan, tugas

K = Komponen


def opd(slug: str, *isi_tugas: Tugas, **lain) -> OpdDinilai:
    return OpdDinilai(slug, f"Dinas {slug}", isi_tugas, **lain)


def penuh(n: int, **lain) -> Tugas:
    """A penugasan with every component filled."""
    return tugas({k: isi(k, n) for k in K}, **lain)


# --- Wilson ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("x", "n", "persen"), [(2, 2, "34.2372"), (45, 50, "78.6395"), (0, 9, "0.0000"), (9, 9, "70.0847")]
)
def test_wilson_is_the_lower_bound_of_the_textbook(x, n, persen):
    with localcontext(prec=60):
        z, p = Decimal("1.96"), Decimal(x) / n
        buku = (p + z * z / (2 * n) - z * (p * (1 - p) / n + z * z / (4 * n * n)).sqrt()) / (1 + z * z / n)
    assert round(wilson(x, n), 9) == round(Fraction(buku) * 100, 9)
    assert f"{float(wilson(x, n)):.4f}" == persen


def test_two_of_two_does_not_beat_forty_five_of_fifty():
    kecil = tugas({K.BERJUALAN: isi(K.BERJUALAN, (2, 2))})
    besar = tugas({K.BERJUALAN: isi(K.BERJUALAN, (45, 50))})
    hasil = rank_all(masukan(opd("kecil", kecil), opd("besar", besar)))
    assert [(h.slug, h.peringkat) for h in hasil] == [("besar", 1), ("kecil", 2)]


@given(st.integers(1, 400), st.data())
def test_wilson_grows_with_each_success_and_stays_below_the_share(n, data):
    x = data.draw(st.integers(0, n))
    assert 0 <= wilson(x, n) <= Fraction(100 * x, n)
    if x < n:
        assert wilson(x, n) < wilson(x + 1, n)
    assert wilson(x, n) <= wilson(x + 1, n + 1)


def test_the_list_says_how_much_weight_of_hasil_the_score_rests_on():
    satu = {k: isi(k, 5) if k == K.BERJUALAN else Nilai(TIDAK_BERLAKU, "uji") for k in K}
    kosong = {k: Nilai(TIDAK_DIISI, "uji") for k in K}
    [h] = rank_all(masukan(opd("a", tugas(satu, hari=90), tugas(kosong, hari=270))))
    bobot_hasil = {b.komponen: b.bobot for b in standard() if b.kelompok == KelompokKomponen.HASIL}
    assert h.terukur[0] == bulatkan(Fraction(bobot_hasil[K.BERJUALAN] + 3 * sum(bobot_hasil.values()), 4))


# --- random small worlds -----------------------------------------------------------------------------------------


@st.composite
def nilai_acak(draw, k: Komponen) -> Nilai:
    keadaan = draw(st.sampled_from([TERISI, TERISI, TERISI, TIDAK_BERLAKU, TIDAK_DIISI]))
    if keadaan != TERISI:
        return Nilai(keadaan, "uji")
    if DEFINISI[k].cara in (Cara.WILSON, Cara.PERSEN):
        n = draw(st.integers(1, 40))
        return isi(k, (draw(st.integers(0, n)), n))
    if DEFINISI[k].cara == Cara.MEDIAN:
        return isi(k, draw(st.lists(st.integers(-100, 90), min_size=1, max_size=6)))
    return isi(k, draw(st.integers(0, 200)))


@st.composite
def dunia_acak(draw) -> list[OpdDinilai]:
    hasil = []
    for n in range(draw(st.integers(1, 5))):
        isi_tugas = []
        for _ in range(draw(st.integers(1, 3))):
            nilai = {k: draw(nilai_acak(k)) for k in K}
            hari = draw(st.integers(30, 365))
            mulai = date(2025, 12, 31) - timedelta(days=hari - 1)
            isi_tugas.append(
                tugas(nilai, hari=hari, mulai=mulai, jam=draw(st.sampled_from([None, Fraction(1), Fraction(9)])))
            )
        hasil.append(opd(f"opd{n}", *isi_tugas))
    return hasil


bobot_acak = st.lists(st.integers(0, 12), min_size=len(K), max_size=len(K)).filter(any)


def bobot(angka: list[int]) -> tuple[Butir, ...]:
    return tuple(replace(b, bobot=n) for b, n in zip(standard(), angka, strict=True))


def twin(butir: tuple[Butir, ...], o: OpdDinilai) -> Fraction | None:
    """The score once more, in plain loops."""
    atas, bawah = Fraction(0), 0
    for t in o.tugas:
        skor, jumlah_bobot = Fraction(0), Fraction(0)
        for kelompok in KelompokKomponen:
            di = [b for b in butir if b.definisi.kelompok == kelompok]
            ikut = [b for b in di if b.bobot > 0 and t.nilai[b.komponen].keadaan != TIDAK_BERLAKU]
            if not ikut:
                continue
            milik = Fraction(sum(b.bobot for b in di))
            jumlah_bobot += milik
            for b in ikut:
                ukuran = t.nilai[b.komponen].measure(b.komponen)
                nilai = Fraction(0)
                if ukuran is not None:
                    nilai = (ukuran - b.nol) / (b.penuh - b.nol)
                    nilai = Fraction(0) if nilai < 0 else Fraction(1) if nilai > 1 else nilai
                skor += milik * b.bobot / sum(x.bobot for x in ikut) * nilai
        if jumlah_bobot:
            atas += t.hari * skor / jumlah_bobot * 100
            bawah += t.hari
    return atas / bawah if bawah else None


@given(dunia_acak(), bobot_acak)
@settings(max_examples=60)
def test_scores_are_those_of_the_twin_and_ranks_count_who_is_better(semua, angka):
    m = masukan(*semua, butir=bobot(angka))
    hasil = {h.slug: h for h in rank_all(m)}
    skor = {}
    for o in semua:
        tepat = twin(m.butir, o)
        assert score_of(m.butir, o) == tepat
        if hasil[o.slug].keadaan == KeadaanPeringkat.DIPERINGKAT:
            with localcontext(prec=60):
                bulat = (Decimal(tepat.numerator) / tepat.denominator).quantize(Decimal("0.1"), ROUND_HALF_UP)
            skor[o.slug] = bulat
            assert hasil[o.slug].skor == bulat
    for slug, s in skor.items():
        lebih = sum(x > s for x in skor.values())
        sama = sum(x == s for x in skor.values()) - 1
        assert (hasil[slug].peringkat, hasil[slug].seri) == (lebih + 1, sama)


@given(dunia_acak(), bobot_acak, st.randoms())
@settings(max_examples=40)
def test_order_of_opd_and_a_round_trip_change_nothing(semua, angka, acak):
    m = masukan(*semua, butir=bobot(angka))
    teks = json.dumps(m.as_json())
    kembali = masukan_of(json.loads(teks))
    diacak = list(semua)
    acak.shuffle(diacak)
    lain = masukan(*diacak, butir=m.butir)
    assert fingerprint(kembali.as_json()) == fingerprint(m.as_json()) == fingerprint(lain.as_json())
    assert results_json(rank_all(kembali)) == results_json(rank_all(m)) == results_json(rank_all(lain))


@given(dunia_acak(), bobot_acak, st.data())
@settings(max_examples=60)
def test_raising_one_input_never_lowers_the_score(semua, angka, data):
    butir = bobot(angka)
    o = data.draw(st.sampled_from(semua))
    t = data.draw(st.sampled_from(o.tugas))
    k = data.draw(st.sampled_from(K))
    lama = t.nilai[k]
    if lama.keadaan != TERISI:
        return
    naik = 1 if DEFINISI[k].naik else -1
    if DEFINISI[k].cara in (Cara.WILSON, Cara.PERSEN):
        baru = replace(lama, x=min(lama.x + 1, lama.n))
    elif DEFINISI[k].cara == Cara.MEDIAN:
        baru = replace(lama, deret=tuple(d + 3 for d in lama.deret))
    else:
        baru = replace(lama, angka=lama.angka + 7 * naik)
    diganti = replace(o, tugas=tuple(replace(x, nilai={**x.nilai, k: baru}) if x is t else x for x in o.tugas))
    assert (score_of(butir, diganti) or 0) >= (score_of(butir, o) or 0)


@given(dunia_acak(), bobot_acak)
@settings(max_examples=40)
def test_parts_shown_add_up_to_the_score_shown(semua, angka):
    m = masukan(*semua, butir=bobot(angka))
    for h in rank_all(m):
        if h.skor is None:
            continue
        o = m.find(h.slug)
        langkah = waterfall(m.butir, o, h.skor)
        assert sum(h.kelompok) == h.skor == (langkah[-1].ke if langkah else 0)
        assert sum(h.paling) == 100
        assert all(dapat <= paling for dapat, paling in zip(h.kelompok, h.paling, strict=True))
        assert sum(p for p, _ in contributions(m.butir, o).values()) == h.tepat
        assert sum(q for _, q in contributions(m.butir, o).values()) == 100
        assert sum(s.paling for s in langkah) == (100 if langkah else 0)
        for s in langkah:
            dapat, paling = contributions(m.butir, o)[s.komponen]
            assert s.poin <= s.paling
            assert (s.poin == s.paling) >= (dapat == paling)
        for t in o.tugas:
            kartu = card_of(m.butir, t)
            assert all(b.poin <= b.bobot for b in kartu.baris)
            assert len(kartu.dihitung) + len(kartu.tidak_berlaku) == len(kartu.baris)


def test_spread_gives_the_tenths_to_the_largest_remainders():
    assert spread([Fraction(1, 3)] * 3, Decimal("1.0")) == (Decimal("0.4"), Decimal("0.3"), Decimal("0.3"))


# --- rules, one by one -------------------------------------------------------------------------------------------


def test_not_applicable_moves_its_weight_inside_its_group_only():
    nilai = {k: isi(k, 5) for k in K} | {K.SERAPAN: Nilai(TIDAK_BERLAKU, "uji")}
    bobot = weights_for(standard(), nilai)
    assert (bobot[K.CAPAIAN], K.SERAPAN in bobot, bobot[K.KUNJUNGAN]) == (20, False, 8)
    assert sum(bobot.values()) == 100


def test_a_group_without_anything_hands_its_weight_to_the_others():
    tanpa = {K.CAPAIAN: Nilai(TIDAK_BERLAKU), K.SERAPAN: Nilai(TIDAK_BERLAKU)}
    bobot = weights_for(standard(), {k: isi(k, 5) for k in K} | tanpa)
    assert (bobot[K.KUNJUNGAN], sum(bobot.values())) == (10, 100)


def test_not_filled_in_counts_zero_and_keeps_its_weight():
    isian = {k: isi(k, 5) for k in K}
    kosong = isian | {K.CAPAIAN: Nilai(TIDAK_DIISI, "uji")}
    nol = isian | {K.CAPAIAN: isi(K.CAPAIAN, 0)}
    assert score_of(standard(), opd("a", tugas(kosong))) == score_of(standard(), opd("a", tugas(nol)))


def test_the_mean_is_weighted_by_days():
    dua = opd("a", penuh(10, hari=300), penuh(0, hari=100, mulai=date(2025, 9, 23)))
    satu, lain = (score_of(standard(), opd("a", t)) for t in dua.tugas)
    assert score_of(standard(), dua) == (satu * 300 + lain * 100) / 400


def test_fewer_than_180_days_and_merged_opd_are_not_ranked_and_take_no_place():
    lama = penuh(9, mulai=date(2025, 1, 1))
    baru = penuh(10, hari=179, mulai=date(2025, 7, 6))
    hasil = {
        h.slug: h
        for h in rank_all(masukan(opd("lebur", lama, dilebur_ke="Dinas B"), opd("baru", baru), opd("b", penuh(3))))
    }
    assert (hasil["b"].peringkat, hasil["baru"].keadaan, hasil["lebur"].keadaan) == (1, "belum", "dilebur")
    assert "baru 179 hari" in hasil["baru"].sebab
    assert "Dinas B" in hasil["lebur"].sebab


def test_days_on_which_two_villages_ran_count_once():
    dua = opd("a", *(penuh(5, hari=100, mulai=date(2025, 9, 23)) for _ in range(2)))
    assert dua.days(date(2025, 1, 1)) == 100


def test_ties_share_a_rank_and_the_next_one_is_skipped():
    assert ranks({"a": Decimal("5.0"), "b": Decimal("7.1"), "c": Decimal("5.0"), "d": Decimal("1.0")}) == {
        "b": (1, 0), "a": (2, 1), "c": (2, 1), "d": (4, 0),
    }  # fmt: skip


def test_ranks_within_access_groups():
    semua = [
        opd("dekat", penuh(1, jam=Fraction(2))),
        opd("jauh", penuh(9, jam=Fraction(7))),
        opd("entah", penuh(5, jam=None)),
    ]
    hasil = {h.slug: (h.akses, h.peringkat_akses) for h in rank_all(masukan(*semua))}
    assert hasil == {
        "dekat": (KelompokAkses.DEKAT, 1), "jauh": (KelompokAkses.JAUH, 1), "entah": (KelompokAkses.TIDAK_DIKETAHUI, None),
    }  # fmt: skip


def test_where_nothing_applies_there_is_no_score():
    kosong = tugas({k: Nilai(TIDAK_BERLAKU, "uji") for k in K})
    (h,) = rank_all(masukan(opd("a", kosong)))
    assert (h.skor, h.peringkat, h.sebab) == (None, None, "tidak satu komponen pun berlaku")


def test_weights_must_add_up_and_scales_run_the_right_way():
    salah = [replace(b, bobot=b.bobot + 1) if b.komponen == K.CAPAIAN else b for b in standard()]
    assert refusals(salah) == {"": "Jumlah bobot 101, harus 100. Kurangi 1."}
    balik = [replace(b, nol=b.penuh, penuh=b.nol) if b.komponen == K.KUNJUNGAN else b for b in standard()]
    assert refusals(balik) == {
        "kunjungan": "Nilai penuh Jeda kunjungan terlama harus lebih kecil daripada nilai nolnya."
    }
    assert refusals(standard()) == {}


def test_stored_weights_come_back_the_same():
    assert butir_of(json.loads(json.dumps([b.as_json() for b in standard()]))) == standard()


@pytest.mark.parametrize("k", [K.ARAHAN, K.KETEPATAN])
def test_what_is_counted_in_full_enters_as_it_is_so_that_an_order_costs_nothing(k):
    tanpa, dijawab = (tugas({K.CAPAIAN: isi(K.CAPAIAN, 100), k: n}) for n in (Nilai(TIDAK_BERLAKU), isi(k, (1, 1))))
    assert score_of(standard(), opd("a", tanpa)) == score_of(standard(), opd("b", dijawab)) == 100


def test_levers_name_the_component_that_lifts_the_rank_most():
    tugasku = tugas({K.CAPAIAN: isi(K.CAPAIAN, 0), K.SERAPAN: isi(K.SERAPAN, 94), K.KUNJUNGAN: isi(K.KUNJUNGAN, 90)})
    m = masukan(opd("saya", tugasku), opd("lain", penuh(8)))
    hasil = rank_all(m)

    class Lembar:
        baris = hasil

        def position(self, skor, *, kecuali):
            return 1 + sum(h.skor > skor for h in hasil if h.slug != kecuali)

    saya = next(h for h in hasil if h.slug == "saya")
    langkah = waterfall(m.butir, m.find("saya"), saya.skor)
    daftar = levers(m.find("saya"), langkah, Lembar(), saya)
    assert [p.komponen for p in daftar] == [K.CAPAIAN, K.SERAPAN]
    for p in daftar:
        [s] = (s for s in langkah if s.komponen == p.komponen)
        assert (p.tambah, p.skor) == (s.paling - s.poin, saya.skor + s.paling - s.poin)


def test_the_numbers_of_a_known_ranking_never_move():
    """A frozen ranking names the rules it was made by: whoever changes these numbers raises ATURAN."""
    butir = tuple(replace(b, penuh=Fraction(75)) if b.komponen == K.ARAHAN else b for b in standard())
    semua = opd("a", penuh(7)), opd("b", penuh(4, hari=200, mulai=date(2025, 6, 15)), penuh(9, jam=Fraction(1, 2)))
    m = masukan_of(masukan(*semua, butir=butir).as_json())
    tepat = {h.slug: f"{float(h.tepat):.12f}" for h in rank_all(m)}
    assert (m.aturan, ATURAN, tepat) == (3, 3, {"a": "60.082876171351", "b": "58.977231188471"})
