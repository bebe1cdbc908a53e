"""The formula of the IDM against the ministry's own sheets of 77 villages, and how an index is read."""

from collections import Counter, defaultdict
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError

from desa.enums import DimensiDesa, Subdimensi
from desa.rujukan.baca import baca_berkas
from desa.rujukan.muat import MAP
from desa.rumus_indeks import (
    BANYAK_INDIKATOR,
    MAKS_DIMENSI,
    POIN_TERBANYAK,
    SUBDIMENSI,
    baca_indeks,
    baca_poin,
    empat_desimal,
    idm,
    jenis_tahun,
    sub_indeks,
    tambahan,
    tulis_indeks,
)


def panel():
    """(code, year) → scores by dimension, and (code, year) → the published (iks, ike, ikl, idm)."""
    skor = defaultdict(dict)
    for b in baca_berkas(MAP / "nilai_indikator.csv.gz"):
        skor[b["kode"], b["tahun"]] = {
            d: [int(b[f"{d}{n}"]) for n in range(1, banyak + 1)] for d, banyak in BANYAK_INDIKATOR.items()
        }
    resmi = {}
    for b in baca_berkas(MAP / "idm.csv"):
        resmi[b["kode"], b["tahun"]] = tuple(b.desimal(k) for k in ("iks", "ike", "ikl", "nilai"))
    return skor, resmi


def test_formula_gives_the_published_index_of_77_villages():
    skor, resmi = panel()
    assert (len(skor), len({k for k, _ in skor})) == (308, 77)
    beda = Counter()
    for (kode, tahun), isi in skor.items():
        dihitung = [empat_desimal(sub_indeks(d, isi[d])) for d in BANYAK_INDIKATOR] + [empat_desimal(idm(isi))]
        for nama, satu, dua in zip(("iks", "ike", "ikl", "idm"), dihitung, resmi[kode, tahun], strict=True):
            beda[tahun, nama] += satu != dua
    assert +beda == {("2024", "iks"): 26, ("2024", "idm"): 26}


def test_one_step_of_an_indicator_adds_what_the_formula_says():
    skor, _ = panel()
    isi = skor["81.03.05.2004", "2021"]
    for d, banyak in BANYAK_INDIKATOR.items():
        naik = isi | {d: [isi[d][0] + 1, *isi[d][1:]]}
        assert idm(naik) - idm(isi) == tambahan(d) == tambahan(d, 5) / 5
        assert tambahan(d, 5) * banyak * 3 == 1
    assert sub_indeks("IKL", [5, 5]) is None
    assert idm(isi | {"IKE": []}) is None


def test_every_sub_dimension_stands_in_one_dimension():
    semua = [s for isi in SUBDIMENSI.values() for s, _ in isi]
    assert sorted(semua) == sorted(Subdimensi)
    assert list(SUBDIMENSI) == list(DimensiDesa)
    assert list(MAKS_DIMENSI.values()) == [170, 85, 160, 90, 50, 80]
    assert POIN_TERBANYAK == 635
    assert [jenis_tahun(t) for t in (2015, 2016, 2024, 2025)] == [None, "idm", "idm", "indeks_desa"]


@pytest.mark.parametrize(
    ("nilai", "jenis", "hasil"),
    [
        ("0,6542", "idm", "0.6542"),
        ("0.6542", "idm", "0.6542"),
        (" 0,65 ", "idm", "0.65"),
        ("1", "idm", "1"),
        (0.6542857142, "idm", "0.6543"),
        ("65,42", "indeks_desa", "65.42"),
        ("65.42", "indeks_desa", "65.42"),
        (100, "indeks_desa", "100.0000"),
    ],
)
def test_index_is_read_with_comma_or_dot(nilai, jenis, hasil):
    assert baca_indeks(nilai, jenis=jenis) == Decimal(hasil)


@pytest.mark.parametrize(
    ("nilai", "jenis", "kalimat"),
    [
        ("65,42", "idm", "bagi seratus: 65,42 menjadi 0,6542"),
        (65.42, "idm", "bagi seratus"),
        ("0,65421", "idm", "paling banyak 4 angka"),
        ("0,6,5", "idm", "bukan nilai indeks yang jelas"),
        ("65,42 %", "indeks_desa", "bukan nilai indeks yang jelas"),
        ("MAJU", "idm", "bukan nilai indeks yang jelas"),
        ("-0,5", "idm", "bukan nilai indeks yang jelas"),
        (-0.5, "idm", "tidak negatif"),
        ("100,1", "indeks_desa", "0 sampai 100"),
        (True, "idm", "bukan angka"),
        (float("nan"), "idm", "bukan angka"),
        (float("inf"), "indeks_desa", "bukan angka"),
        ("٠,٦", "idm", "bukan nilai indeks"),
        ("9" * 400, "indeks_desa", "bukan nilai indeks"),
    ],
)
def test_index_that_cannot_be_is_refused_in_words(nilai, jenis, kalimat):
    with pytest.raises(ValidationError, match=kalimat):
        baca_indeks(nilai, jenis=jenis)


def test_index_is_written_with_the_decimals_of_its_kind():
    nilai = [("0.65", "idm"), ("66.5", "indeks_desa"), ("66.5432", "indeks_desa"), ("-0.01", "idm")]
    assert [tulis_indeks(Decimal(n), j) for n, j in nilai] == ["0,6500", "66,50", "66,5432", "−0,0100"]


def test_points_are_read_the_same_way():
    assert [baca_poin(n) for n in ("42,5", "42.5", 635)] == [Decimal("42.5"), Decimal("42.5"), Decimal(635)]
    with pytest.raises(ValidationError, match="0 sampai 635"):
        baca_poin("636")
