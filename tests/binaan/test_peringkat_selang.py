"""Rank intervals: one seed gives one answer, the rank lies within, and they are as wide as chance is."""

from __future__ import annotations

import ast
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from binaan.enums import Komponen
from binaan.peringkat.komponen import standard
from binaan.peringkat.masukan import OpdDinilai
from binaan.peringkat.selang import _wilson, intervals
from binaan.peringkat.skor import rank_all
from tests.pabrik_peringkat import TIDAK_BERLAKU, TIDAK_DIISI, isi, masukan, tugas
from tests.rumah.pohon import source_files, tree, where

K = Komponen


def opd(slug: str, n: int, banyak: int = 10, **lain) -> OpdDinilai:
    nilai = {k: isi(k, n) for k in K} | {k: isi(k, (n * banyak // 10, banyak)) for k in (K.BERJUALAN, K.BERTAHAN)}
    return OpdDinilai(slug, slug, (tugas(nilai | lain.pop("ganti", {}), **lain),))


def hitung(*semua: OpdDinilai, benih: int = 7, ulangan: int = 300):
    m = masukan(*semua)
    return intervals(m, rank_all(m), ulangan=ulangan, benih=benih)


def test_the_same_seed_gives_the_same_intervals_in_any_order():
    semua = [opd("a", 5), opd("b", 6), opd("c", 9)]
    assert hitung(*semua) == hitung(*reversed(semua))
    assert hitung(*semua, benih=8) != hitung(*semua)


def test_far_apart_ranks_are_sure_and_near_ones_are_not():
    hasil = hitung(
        opd("atas", 10), opd("tengah", 5), opd("dekat", 5, ganti={K.CAPAIAN: isi(K.CAPAIAN, 6)}), opd("bawah", 1)
    )
    assert hasil["atas"]["umum"] == [1, 1]
    assert hasil["bawah"]["umum"] == [4, 4]
    assert hasil["dekat"]["umum"] == hasil["tengah"]["umum"] == [2, 3]


def test_more_enterprises_make_a_narrower_score():
    nilai = {k: isi(k, 5) for k in (K.CAPAIAN, K.KUNJUNGAN)}

    def satu(slug, n):
        ganti = nilai | {K.BERJUALAN: isi(K.BERJUALAN, (n // 2, n))}
        return OpdDinilai(slug, slug, (tugas(ganti),))

    hasil = hitung(satu("sedikit", 6), satu("banyak", 200))
    lebar = {s: float(h["skor"][1]) - float(h["skor"][0]) for s, h in hasil.items()}
    assert lebar["banyak"] < lebar["sedikit"]


def test_the_rank_itself_always_lies_within_and_groups_are_apart():
    semua = [opd(f"o{n}", n, jam=Fraction(1 if n % 2 else 9)) for n in range(1, 8)]
    hasil = hitung(*semua, ulangan=100)
    for h in rank_all(masukan(*semua)):
        bawah, atas = hasil[h.slug]["umum"]
        assert bawah <= h.peringkat <= atas
        bawah, atas = hasil[h.slug]["akses"]
        assert 1 <= bawah <= h.peringkat_akses <= atas <= 4


@pytest.mark.filterwarnings("error")
def test_what_does_not_apply_or_is_not_filled_in_makes_no_trouble():
    kosong = {K.OMZET: isi(K.OMZET, (1,)), K.NAIK_KELAS: isi(K.NAIK_KELAS, (0, 1))}
    kosong |= {k: type(isi(k, 1))(TIDAK_BERLAKU) for k in (K.CAPAIAN, K.SERAPAN)}
    kosong |= {K.KUNJUNGAN: type(isi(K.KUNJUNGAN, 1))(TIDAK_DIISI), K.ENTAS: type(isi(K.ENTAS, 1))(TIDAK_DIISI)}
    dua = OpdDinilai("dua", "dua", (tugas(kosong), tugas({k: isi(k, 5) for k in K}, hari=200)))
    assert set(hitung(dua, opd("b", 4))) == {"dua", "b"}


@pytest.mark.parametrize("k", [K.BERJUALAN, K.KK_EKSTREM])
@pytest.mark.parametrize("x", [0, 3, 6])
def test_shares_are_drawn_as_jeffreys_says_even_where_all_or_none_were_counted(k, x):
    """The bounds of 95 % against those of Beta(x + 1/2, 6 - x + 1/2), weights being one and the same component."""
    batas = {0: (0.0001, 0.3307), 3: (0.1664, 0.8336), 6: (0.6693, 0.9999)}[x]
    butir = tuple(replace(b, nol=Fraction(0), penuh=Fraction(100)) for b in standard())
    m = masukan(OpdDinilai("a", "a", (tugas({k: isi(k, (x, 6))}),)), butir=butir)
    bawah, atas = map(float, intervals(m, rank_all(m), ulangan=20_000, benih=7)["a"]["skor"])
    assert (bawah, atas) == pytest.approx([_wilson(p * 6, 6) for p in batas], abs=1.5)
    assert atas - bawah > 5


def test_the_intervals_of_a_known_ranking_never_move():
    """Whoever changes these numbers raises ATURAN (binaan/peringkat/komponen.py)."""
    dua = OpdDinilai("d", "d", (tugas({k: isi(k, 5) for k in K}), tugas({k: isi(k, 8) for k in K}, hari=200)))
    empat = opd("c", 9, 4, ganti={K.OMZET: isi(K.OMZET, (1, 20, 30))})
    assert hitung(opd("a", 5), opd("b", 6), dua, empat) == {
        "a": {"umum": [2, 4], "akses": [2, 4], "skor": ["35.3", "55.5"]},
        "b": {"umum": [2, 4], "akses": [2, 4], "skor": ["41.5", "60.5"]},
        "c": {"umum": [1, 2], "akses": [1, 2], "skor": ["56.6", "73.7"]},
        "d": {"umum": [1, 4], "akses": [1, 4], "skor": ["40.2", "68.9"]},
    }


def test_nobody_ranked_leaves_nothing():
    assert hitung(opd("a", 5, hari=10, mulai=date(2025, 12, 22))) == {}


def test_only_the_command_loads_numpy():
    memakai = {
        where(p)
        for p in source_files()
        for s in ast.walk(tree(p))
        if isinstance(s, ast.ImportFrom) and s.module in ("binaan.peringkat.selang", "binaan.peringkat.hitung")
    }
    assert memakai == {
        "binaan/kerja.py", "binaan/peringkat/hitung.py", "binaan/management/commands/hitung_peringkat.py",
        "binaan/management/commands/periksa_peringkat.py", "binaan/management/commands/contoh_peringkat.py",
    }  # fmt: skip
