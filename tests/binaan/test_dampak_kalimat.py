"""Every conclusion and every reason in plain Indonesian, said of stored numbers."""

from __future__ import annotations

import functools
import json
from datetime import date

import pytest

from binaan.dampak import kalimat
from binaan.dampak.gambar import deret, selang
from binaan.dampak.hasil import Kelompok, read_hasil
from binaan.dampak.hitung import compute
from binaan.dampak.putusan import Alasan
from binaan.enums import Putusan
from binaan.models import HasilDampak
from tests.pabrik_dampak import MULAI, baca_idm, masukan_nyata, panel_nyata


@functools.cache
def simpanan(mulai: date = MULAI, naik: float = 0.0) -> str:
    """The stored JSON of twenty weak villages of the real panel."""
    urut = sorted(panel_nyata(), key=lambda k: float(baca_idm()[2022][k][0]))
    return json.dumps(compute(masukan_nyata(urut[:40:2], mulai=mulai, naik=naik), ulangan=100)[0])


def kelompok(mulai: date = MULAI, **ubah) -> Kelompok:
    isi = json.loads(simpanan(mulai))
    isi["kelompok"][0] |= ubah
    return read_hasil(HasilDampak(isi=isi)).kelompok[0]


ANGKA = {"selisih": 0.01, "galat": 0.01, "derajat": 50, "bawah": 0.002, "atas": 0.018, "p": 0.0301, "terkenali": 0.028}


def ukuran(**ubah):
    """The measures of the group with some of the index's checks replaced."""
    u = json.loads(simpanan())["kelompok"][0]["ukuran"]
    return {"ukuran": u | {"nilai": u["nilai"] | ubah}}


@pytest.mark.parametrize(
    ("alasan", "k", "kata"),
    [
        (
            Alasan.PERGANTIAN,
            lambda: kelompok(date(2025, 3, 1)),
            "mulai tahun 2025, di antara dua indeks: sebelumnya IDM",
        ),
        (Alasan.SATU_TAHUN, lambda: kelompok(date(2026, 3, 1)), "dan Indeks Desa sebelumnya paling banyak satu tahun"),
        (
            Alasan.BELUM_SESUDAH,
            lambda: kelompok(date(2027, 3, 1)),
            "Belum ada Indeks Desa sesudah tahun 2026 dalam data",
        ),
        (
            Alasan.SEDIKIT,
            kelompok,
            "Dari 20 desa yang mulai dibina tahun 2023, 20 dapat dibandingkan; paling sedikit 10",
        ),
        (Alasan.PEMBANDING, kelompok, "paling sedikit 20 diperlukan."),
        (Alasan.TAK_TERTAKSIR, kelompok, "tidak dapat ditaksir"),
        (Alasan.TREN, lambda: kelompok(**ukuran(tren=ANGKA)), "(selisih tren +0,002 sampai +0,018, p = 0,030)"),
        (
            Alasan.TANGGAL,
            lambda: kelompok(**ukuran(tanggal_tiruan=ANGKA)),
            "sudah menemukan perbedaan (+0,002 sampai +0,018)",
        ),
        (Alasan.METODE, lambda: kelompok(tiruan={"ditolak": 0.125}), "12,5 % dari kelompok tiruan dinyatakan berbeda"),
        (
            Alasan.TIDAK_SEPAKAT,
            lambda: kelompok(**ukuran(dampak=ANGKA, p_acak=0.06)),
            "uji selang p = 0,030, uji undian p = 0,060",
        ),
        (Alasan.KECIL, kelompok, "yang sudah berarti. Dengan 20 desa binaan dan"),
    ],
)
def test_each_reason_says_its_numbers(alasan, k, kata):
    isi = kalimat._reason(alasan, k())
    assert (kata in isi, isi[-1]) == (True, ".")


def test_reasons_of_nothing_and_conclusion_are_complete():
    assert kalimat.reasons(None) == [kalimat.TANPA_BINAAN]
    assert kalimat.headline(None, contoh=False) == kalimat.headline(kelompok(), contoh=False) == kalimat.BELUM
    assert kalimat.reasons(kelompok()) == [kalimat._reason(Alasan.KECIL, kelompok())]


@pytest.mark.parametrize(
    ("putusan", "kata"),
    [
        (Putusan.LEBIH_BAIK, "berubah lebih baik daripada desa sebanding"),
        (Putusan.LEBIH_BURUK, "berubah kurang baik daripada desa sebanding"),
        (Putusan.SETARA, "berubah serupa dengan desa sebanding"),
    ],
)
def test_each_conclusion_is_one_sentence_with_interval_and_counts(putusan, kata):
    k = kelompok(putusan=putusan, alasan=[], **ukuran(dampak=ANGKA))
    isi = kalimat.headline(k, contoh=False)
    ubah = " ({} berbanding {})".format(*k.utama.ubah)
    awal = f"Desa binaan yang mulai didampingi tahun 2023 {kata}{ubah}: selisihnya +0,010 (IDM 2022 sampai 2024, "
    assert isi.startswith(f"{awal}kisaran 95 %: +0,002")
    assert f"20 desa binaan dan {k.pembanding} desa pembanding)." in isi
    assert kalimat.headline(k, contoh=True) == f"{kalimat.CONTOH} {isi}"
    assert kalimat.verdict(putusan, contoh=True) == f"{putusan.label} (CONTOH, bukan temuan)"


@pytest.mark.parametrize(
    ("mulai", "perlu", "kapan"),
    [
        (date(2025, 3, 1), "pergantian IDM ke Indeks Desa jatuh di antaranya.", "tidak dengan indeks yang ada"),
        (date(2026, 3, 1), "hanya satu tahun sebelumnya.", "tidak dengan indeks yang ada"),
        (
            date(2027, 3, 1),
            "Indeks Desa 2025, 2026, dan 2027 desa binaan dan desa lain.",
            "sesudah Indeks Desa 2027 terbit",
        ),
        (MULAI, "Lengkap.", "sudah dihitung"),
    ],
)
def test_needs_name_the_years_and_when_they_come(mulai, perlu, kapan):
    (b,) = kalimat.needs(read_hasil(HasilDampak(isi=json.loads(simpanan(mulai)))))
    assert (b.tahun_mulai, b.binaan, b.perlu.endswith(perlu), b.kapan) == (mulai.year, 20, True, kapan)


def test_parts_of_the_index_are_named_apart_after_holm():
    assert kalimat.caution(kelompok()) == []
    isi = json.loads(simpanan(naik=0.08))
    k = read_hasil(HasilDampak(isi=isi)).kelompok[0]
    assert [c.partition(":")[0] for c in kalimat.caution(k)] == [u.nama for u in k.ukuran[1:] if u.p_holm < 0.05] != []


def test_pictures_say_in_words_what_they_draw():
    k = kelompok(**ukuran(dampak=ANGKA))
    gambar = selang("Selisih", k.ukuran, tempat=3)
    assert "IDM: +0,010, kisaran +0,002 sampai +0,018" in gambar
    assert gambar.count("<circle") == 4
    tahunan = deret("IDM", k.deret["nilai"], dasar=2022, tempat=3)
    assert (tahunan.count("<circle"), "sumbu-mulai" in tahunan) == (8, True)
    assert deret("kosong", (), dasar=2022, tempat=3) == ""
