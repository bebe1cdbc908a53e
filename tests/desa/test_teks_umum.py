"""Public texts: numbers however they are dressed are found, prices, sizes and hours are left alone, villages are named or not.

Seen red with `_dressed` saying no, with `_digits` changing nothing, and with hours of any minute.
"""

import pytest

from desa.teks_umum import has_number, names, names_village, without_village

NOMOR = """0812 3456 7890 · +62-812-3456-7890 · 0812–3456–7890 · 0812_3456_7890 · 0812,3456,7890 · 812·3456·7890
812-3456-7890
81234567890 · 812 345 6789 · (812) 3456 7890 · 812/3456/7890 · 812, 3456, 7890 · 0812, 3456, 7890 · 62812 3456 7890
6281234567890 · 628.123.456.789 · 6.281.234 567 890 · 62.812.345.678 · 62.812.345 6789 · 81.234.567.890 · 81.234.567 890
812.345 678.901 · Rp 812.345 678.901 · Rp 812.345 Rp 678.901 · Rp. 812.345,- 678.901 · Rp 812.345.678
Rp 8.123.456 7890 · Isi 5 / 812.345 678.901
0812.345.678.901 · 0812 345.678 901 · 08.12-34.56 78.90 · 08.12-13.45 67.89 · 8.1.2.3.4.5.6.7.8.9 · WA: 8 1 2 3 4 5 6 7 8 9
nol delapan satu dua tiga empat lima enam tujuh delapan
Kosong lapan satu dua, tiga empat lima enam, tujuh delapan sembilan nol
DELAPAN SATU DUA TIGA EMPAT LIMA ENAM TUJUH DELAPAN SEMBILAN · nol 8 satu 2 tiga empat 5 6 tujuh 8 · O812-3456-7890
o8l2 3456 789O · 0812 strip 3456 strip 7890 · 0812 titik 345 titik 678 · ０８１２３４５６７８９０ · ⓪⑧①②③④⑤⑥⑦⑧
٠٨١٢٣٤٥٦٧٨ · 0911-312345 · rekening 1234567890 · 8105.1520.0112.0001""".replace("\n", " · ").split(" · ")
BUKAN = """Rp 25.000 · 1.500.000 butir · Ongkir Rp 25.000 - 50.000 · Rp 10.000/15.000/20.000
Rp.1.250.000 – 12.500.000 per set
Rp 85.000 - 90.000 · Rp 85.200/90.000/95.500 · Rp 812.500 - 850.000 · Rp 8.125.000 - 9.750.000 · Rp 81.250 dan 95.000
Harga 24.999 - 29.999 · Rp 24.999, 29.999, 34.999 · 825.000, 850.000, 875.000
Rp 25.000,- per bungkus; Rp 120.000,- per lusin
Paket 250, 500, 1000 gram · Isi 850, 1000, 1250 gram · Ukuran 85, 90, 95, 100, 105 cm · 120 x 60 x 75 cm, 4 kg
10l minyak, 500 ml · Buka 08.00-12.00, 13.00-16.00 WIT · Selasa 08.30 - 15.30, Kamis 08.30-12.00 · Tahun 2019-2024
Stok 8.500 butir, 12.000 lembar · satu, dua, atau tiga bungkus · dua ratus lima puluh ribu
Rp 1.500.000 untuk 12 kursi, 2 meja""".replace("\n", " · ").split(" · ")


@pytest.mark.parametrize("teks", NOMOR)
def test_number_is_found_however_it_is_written(teks):
    assert has_number(f"Pesan lewat WA {teks} ya")


@pytest.mark.parametrize("teks", BUKAN)
def test_price_size_hour_or_year_is_no_number(teks):
    assert not has_number(f"Pesan {teks} saja")


def test_village_is_named_whatever_the_case_and_spacing_and_a_short_name_behind_its_kind():
    assert [names_village(t, "Kelapa Dua") for t in ("dari kelapa-dua.", "Kelapa  Dua", "kelapa duaan", "kelapa muda")] == [
        True, True, False, False,
    ]  # fmt: skip
    assert [names_village(t, "Ur") for t in ("Ur", "dari negeri ur", "uraian")] == [False, True, False]
    assert without_village("Sagu Waru, dikirim dari WARU.", "Waru") == "Sagu …, dikirim dari …."
    assert (names("Buatan Marta\nLessy", "Marta Lessy"), names("apa saja", "")) == (True, False)
