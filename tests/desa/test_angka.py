"""One meaning per written number, date and month (trust checks L1 to L5).

Seen red: the day of a moment taken in the zone of the server.
"""

import time
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django import forms
from django.core.exceptions import ValidationError

from desa import angka
from desa.templatetags import angka as saring
from desa.validators import baca_kode_desa, baca_nib, baca_telepon, kunci_nama, rapikan, validate_nib
from desa.waktu import (
    akhir_bulan,
    awal_bulan,
    awal_triwulan,
    daftar_bulan,
    hari_ini,
    mulai_triwulan,
    tambah_bulan,
    tanggal_wit,
    triwulan,
)


def kode(baca, *arg, **kw):
    """The value, or the code of the refusal."""
    try:
        return baca(*arg, **kw)
    except ValidationError as salah:
        (pesan,) = salah.messages
        assert pesan.endswith(".")
        assert pesan[0].isupper() or pesan[0] == "“"
        return salah.code


UANG = [
    ("1500", 1500), ("1.500", 1500), ("1.500.000", 1_500_000), ("1500000", 1_500_000), ("0", 0),
    ("Rp 1.500", 1500), ("Rp1.500,-", 1500), ("rp. 1.500", 1500), ("1.500,-", 1500), ("IDR 1500", 1500),
    ("Rp\u00a01.500.000", 1_500_000), (" 1.500 ", 1500), ("\ufeff1500", 1500), ("1.500,00", 1500), ("5.000", 5000),
    ("1.234,56", "rupiah_sen"), ("1,5", "rupiah"), ("1,500", "rupiah"), ("1,234.56", "rupiah"), ("1.50", "rupiah"),
    ("0.500", "rupiah"), ("1500.0", "rupiah"), ("1500.00", "rupiah"), ("1.5000", "rupiah"), ("1 500", "rupiah"),
    ("5 jt", "rupiah_singkatan"), ("5jt", "rupiah_singkatan"), ("2,5 juta", "rupiah_singkatan"),
    ("500rb", "rupiah_singkatan"), ("Rp 1 miliar", "rupiah_singkatan"),
    ("1e9", "rupiah"), ("1_000", "rupiah"), ("１２", "rupiah"), ("١٢٣", "rupiah"), ("-1", "rupiah_negatif"),
    ("−1", "rupiah_negatif"), ("(1.000)", "rupiah_negatif"), ("12345678901234567890", "terlalu_besar"),
    ("9" * 400, "terlalu_besar"), ("999.999.999.999.999", 999_999_999_999_999), ("", "rupiah"), ("abc", "rupiah"),
    (1500, 1500), (1500.0, 1500), (Decimal("1500.00"), 1500), (1.5, "pecahan"), (-1, "negatif"), (1e9, 10**9),
    (1e20, "terlalu_besar"), (float("nan"), "bukan_angka"), (float("inf"), "bukan_angka"), (True, "bukan_angka"),
    (Decimal("NaN"), "bukan_angka"), ("-", "rupiah"), ("Rp –", "rupiah"), ("- ,-", "rupiah"),
]  # fmt: skip


@pytest.mark.parametrize(("ditulis", "arti"), UANG)
def test_rupiah_reads_one_documented_value(ditulis, arti):
    assert kode(angka.baca_rupiah, ditulis) == arti


@pytest.mark.parametrize(("ditulis", "arti"), [baris for baris in UANG if isinstance(baris[0], str) and baris[0]])
def test_rupiah_field_reads_the_same_as_the_cell(ditulis, arti):
    assert kode(angka.RupiahField().clean, ditulis) == arti


TANGGAL = [
    ("25/06/2026", date(2026, 6, 25)), ("25-06-2026", date(2026, 6, 25)), ("25.06.2026", date(2026, 6, 25)),
    ("5/6/2026", date(2026, 6, 5)), ("2026-06-25", date(2026, 6, 25)), ("2026-06-25 00:00:00", date(2026, 6, 25)),
    ("25 Juni 2026", date(2026, 6, 25)), ("25 Agustus 2026", date(2026, 8, 25)), ("10 Januari 2023", date(2023, 1, 10)),
    ("10 jan 2023", date(2023, 1, 10)), ("10 JANUARI 2023", date(2023, 1, 10)), ("1 Ags 2026", date(2026, 8, 1)),
    ("1 Agt. 2026", date(2026, 8, 1)), ("1-Agu-2026", date(2026, 8, 1)), ("1 Nopember 2026", date(2026, 11, 1)),
    ("1 Pebruari 2026", date(2026, 2, 1)), ("Kamis, 25 Juni 2026", date(2026, 6, 25)), ("16-May-2023", date(2023, 5, 16)),
    ("25\u00a0Juni\u00a02026", date(2026, 6, 25)), ("29/02/2028", date(2028, 2, 29)),
    ("06/25/2026", "tanggal_bulan"), ("31/02", "tanggal"), ("31/02/2026", "tanggal_tidak_ada"),
    ("29/02/2027", "tanggal_tidak_ada"), ("0/1/2026", "tanggal_tidak_ada"), ("25/06/26", "tanggal"),
    ("25 Jumi 2026", "tanggal"), ("25/06-2026", "tanggal"), ("45102", "tanggal"), ("besok", "tanggal"), ("", "tanggal"),
    ("٢٥/٠٦/٢٠٢٦", "tanggal"), ("25/06/0026", "tanggal_tahun"), ("2026-06-25T10:00", "tanggal"),
    (datetime(2026, 6, 25), date(2026, 6, 25)), (date(2026, 6, 25), date(2026, 6, 25)),  # noqa: DTZ001
    (datetime(2025, 12, 31, 15, 30, tzinfo=UTC), date(2026, 1, 1)),
    (45102, date(2023, 6, 25)), (45102.0, date(2023, 6, 25)), (45102.5, "tanggal_serial"), (12, "tanggal_serial"),
    (-5, "tanggal_serial"), (1e9, "tanggal_serial"), (float("nan"), "tanggal_serial"), (True, "tanggal"),
]  # fmt: skip


@pytest.mark.parametrize(("ditulis", "arti"), TANGGAL)
def test_tanggal_reads_one_documented_value(ditulis, arti):
    assert kode(angka.baca_tanggal, ditulis) == arti


@pytest.mark.parametrize(("ditulis", "arti"), [baris for baris in TANGGAL if isinstance(baris[0], str) and baris[0]])
def test_tanggal_field_reads_the_same_as_the_cell(ditulis, arti):
    assert kode(angka.TanggalField().clean, ditulis) == arti


def test_tanggal_serial_of_the_1904_calendar():
    assert angka.baca_tanggal(43640, sistem_1904=True) == date(2023, 6, 25)


@pytest.mark.parametrize(
    ("ditulis", "arti"),
    [
        ("Mei 2026", date(2026, 5, 1)), ("mei-2026", date(2026, 5, 1)), ("05/2026", date(2026, 5, 1)),
        ("5-2026", date(2026, 5, 1)), ("2026-05", date(2026, 5, 1)), ("16 Mei 2026", date(2026, 5, 1)),
        (datetime(2026, 5, 1), date(2026, 5, 1)), (45102, date(2023, 6, 1)),  # noqa: DTZ001
        ("13/2026", "bulan"), ("Mey 2026", "bulan"), ("202605", "bulan"), (202605, "bulan"), ("Mei", "bulan"),
    ],
)  # fmt: skip
def test_bulan_reads_one_documented_value(ditulis, arti):
    assert kode(angka.baca_bulan, ditulis) == arti


@pytest.mark.parametrize(
    ("ditulis", "arti"),
    [
        ("12,5", Decimal("12.5")), ("1.234,56", Decimal("1234.56")), ("1.500", Decimal("1500")), ("12", Decimal("12")),
        (12.5, Decimal("12.5")), ("12.5", "desimal"), ("1e3", "desimal"), ("-1", "desimal"), (-1, "desimal"),
        ("1,234", "desimal_tempat"), (float("nan"), "desimal"), (True, "desimal"), ("12,", "desimal"),
    ],
)  # fmt: skip
def test_desimal_reads_one_documented_value(ditulis, arti):
    assert kode(angka.baca_desimal, ditulis) == arti


@pytest.mark.parametrize(
    ("ditulis", "arti"),
    [("12", 12), ("1.500", 1500), ("1,5", "bilangan"), ("1.5", "bilangan"), (3.0, 3), (3.5, "pecahan")],
)
def test_bilangan_reads_one_documented_value(ditulis, arti):
    assert kode(angka.baca_bilangan, ditulis) == arti


def test_fields_show_what_they_read():
    class F(forms.Form):
        rupiah = angka.RupiahField()
        hari = angka.TanggalField()
        bulan = angka.BulanField(required=False)
        luas = angka.DesimalField(required=False)

    awal = {"rupiah": 1500000, "hari": date(2026, 6, 25), "bulan": date(2026, 5, 1), "luas": Decimal("12.50")}
    form = F(initial=awal)
    assert [form[nama].value() for nama in awal] == ["1.500.000", "25/06/2026", "05/2026", "12,5"]
    isi = {nama: form[nama].value() for nama in awal}
    terisi = F(isi, initial=awal)
    assert (terisi.is_valid(), terisi.has_changed(), terisi.cleaned_data) == (True, False, awal)
    assert F({}).errors == {"rupiah": ["Bidang ini wajib diisi."], "hari": ["Bidang ini wajib diisi."]}


def test_fields_hold_their_bounds():
    assert kode(angka.BilanganField(min_value=1).clean, "0") == "min_value"
    assert kode(angka.BilanganField(max_value=10).clean, "11") == "max_value"


def test_filters_print_indonesian():
    assert [
        saring.rupiah(1500000), saring.rupiah(-500), saring.ribuan(1234), saring.desimal(12.34), saring.desimal(1234.5, 2),
        saring.persen(12.345), saring.persen(0.25), saring.tanggal(date(2023, 5, 16)), saring.bulan(date(2023, 5, 16)),
        saring.waktu(datetime(2023, 5, 16, 5, 5, tzinfo=UTC)), saring.rupiah(None), saring.rupiah(0),
    ] == [
        "Rp 1.500.000", "−Rp 500", "1.234", "12,3", "1.234,50", "12,3 %", "0,3 %", "16 Mei 2023", "Mei 2023",
        "16 Mei 2023 14.05 WIT", "–", "Rp 0",
    ]  # fmt: skip


@pytest.mark.parametrize("zona", ["UTC", "Asia/Jakarta", "Asia/Jayapura", "America/Anchorage"])
def test_the_zone_of_the_server_changes_no_day(zona, monkeypatch):
    """Check L3. Half an hour after midnight in Ambon, where the last day of the year is over."""
    saat = datetime(2025, 12, 31, 15, 30, tzinfo=UTC)
    monkeypatch.setattr("django.utils.timezone.now", lambda: saat)
    monkeypatch.setenv("TZ", zona)
    time.tzset()
    try:
        assert (hari_ini(), saring.waktu(saat)) == (date(2026, 1, 1), "1 Januari 2026 00.30 WIT")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_waktu_counts_months_and_quarters():
    assert tanggal_wit(datetime(2025, 12, 31, 15, 30, tzinfo=UTC)) == date(2026, 1, 1)
    assert [tambah_bulan(date(2024, 1, 31), 1), tambah_bulan(date(2023, 1, 31), 1), tambah_bulan(date(2024, 2, 29), -12)] == [
        date(2024, 2, 29), date(2023, 2, 28), date(2023, 2, 28),
    ]  # fmt: skip
    assert [tambah_bulan(date(2023, 12, 15), 1), tambah_bulan(date(2023, 1, 15), -1)] == [
        date(2024, 1, 15),
        date(2022, 12, 15),
    ]
    assert [akhir_bulan(date(2024, 2, 3)), akhir_bulan(date(2025, 12, 3)), awal_bulan(date(2025, 12, 3))] == [
        date(2024, 2, 29), date(2025, 12, 31), date(2025, 12, 1),
    ]  # fmt: skip
    assert (triwulan(date(2026, 12, 31)), triwulan(date(2026, 4, 1)), awal_triwulan(date(2026, 6, 30))) == (
        (2026, 4), (2026, 2), date(2026, 4, 1),
    )  # fmt: skip
    assert [mulai_triwulan(2026, tw) for tw in (1, 2, 4)] == [date(2026, 1, 1), date(2026, 4, 1), date(2026, 10, 1)]
    assert daftar_bulan(date(2025, 12, 9), date(2026, 2, 1)) == [date(2025, 12, 1), date(2026, 1, 1), date(2026, 2, 1)]
    assert daftar_bulan(date(2026, 3, 1), date(2026, 2, 1)) == []


@pytest.mark.parametrize(
    ("ditulis", "arti"),
    [
        ("81.05.15.2001", "81.05.15.2001"), ("8105152001", "81.05.15.2001"), ("8105152001.0", "81.05.15.2001"),
        (8105152001, "81.05.15.2001"), (8105152001.0, "81.05.15.2001"), (" 81.05.15.2001\u200b", "81.05.15.2001"),
        ("81 05 15 2001", "81.05.15.2001"), ("810515", "kode_desa"), ("81051520010", "kode_desa"), ("", "kode_desa"),
        ("81.05.15.20O1", "kode_desa"), (810515200.1, "kode_desa"), (True, "kode_desa"), (None, "kode_desa"),
        ("8,105152001E9", "kode_desa"),
    ],
)  # fmt: skip
def test_kode_desa_reads_one_form(ditulis, arti):
    assert kode(baca_kode_desa, ditulis) == arti


@pytest.mark.parametrize(
    ("ditulis", "arti"),
    [
        ("9120001234567", "9120001234567"), ("0220001234567", "0220001234567"), (9120001234567, "9120001234567"),
        ("9120 0012 34567", "9120001234567"), ("912000123456", "nib_panjang"), ("912000123456789", "nib_panjang"),
        ("BELUM ADA", "nib_bukan_angka"), ("-", "nib_bukan_angka"), ("'9120001234567", "9120001234567"), (9.12e12, "nib_angka"),
        (9120000000000, "nib_angka"), ("9.12E+12", "nib_angka"), ("9,12E+12", "nib_angka"),
        (220001234567, "nib_panjang"), ("", "nib_bukan_angka"), ("９１２０００１２３４５６７", "nib_bukan_angka"),
        ("0000000000000", "nib_isian"), ("9999 9999 99999", "nib_isian"),
    ],
)  # fmt: skip
def test_nib_is_thirteen_digits_as_text(ditulis, arti):
    assert kode(baca_nib, ditulis) == arti


def test_nib_validator_says_its_sentence():
    with pytest.raises(ValidationError, match="13 angka"):
        validate_nib("123")
    validate_nib("9120001234567")


@pytest.mark.parametrize(
    ("ditulis", "arti"),
    [
        ("0812-3456-7890", "+6281234567890"), ("+62 812 3456 7890", "+6281234567890"), ("6281234567890", "+6281234567890"),
        (81234567890, "+6281234567890"), (81234567890.0, "+6281234567890"), ("(0911) 312345", "+62911312345"),
        ("0812", "telepon"), ("+1 202 555 0100", "telepon"),
        ("'081234567890", "+6281234567890"), ("-", "telepon"), ("abc", "telepon"), ("08123456789012345", "telepon"),
        ("", "telepon"),
    ],
)  # fmt: skip
def test_telepon_reads_one_form(ditulis, arti):
    assert kode(baca_telepon, ditulis) == arti


@pytest.mark.parametrize(
    ("ditulis", "arti"),
    [
        ("Sukarno", "Sukarno"), ("D'Jong", "D'Jong"), ("Tu'a", "Tu'a"), ("Jose\u0301", "José"), ("A\u00a0 B", "A B"),
        ("\ufeffA\u202eB\u200b\x00C", "ABC"), ("  a \t b\r\nc ", "a b c"), ("محمد", "محمد"), ("Toko 🐟", "Toko 🐟"), ("", ""),
        ("A\ufffe\uffff\ufdd0\U0001ffffB", "AB"),
    ],
)  # fmt: skip
def test_rapikan_keeps_letters_and_drops_hidden_characters(ditulis, arti):
    assert rapikan(ditulis) == arti


def test_rapikan_keeps_lines_when_asked():
    assert rapikan("a  b\r\n\x07c\u2028d", baris=True) == "a b\nc\nd"


def test_kunci_nama_ignores_accents_case_and_punctuation():
    assert [kunci_nama(t) for t in ("José Tu'a", "jose  TUA", "Dinas P.U.P.R", "Ohoi-Wait")] == [
        "jose tua", "jose tua", "dinas p u p r", "ohoi wait",
    ]  # fmt: skip
