"""Lists that go out: what a cell becomes, in XLSX and in CSV, and that our own reader gets the same back.

Seen red with U+FFFF in one name: the workbook was no XML, and Excel opened none of its rows; with each sign taken out of
PEMBUKA_RUMUS; and with names of which a word was cut off on their way out."""

import csv
import io
from datetime import UTC, date, datetime
from decimal import Decimal
from types import SimpleNamespace

import pytest
from openpyxl import load_workbook

from desa.ekspor.daftar import HURUF_TERBANYAK, Daftar, KolomDaftar, plain
from desa.ekspor.tulis import write_csv, write_xlsx
from desa.enums import BentukUsaha
from desa.impor.tabel import Kolom, baca_tabel
from desa.validators import rapikan

NAMA_JAHAT = (
    "=cmd|' /C calc'!A0", "+62812", "-1+1", "@SUM(A1)", "\t=1", "\r=1", "Kopi 🌴 “Ibu”; <b>&", "سوق العسل",
    'Koma, titik; "kutip"', "'=1", "Baris\nkedua", "\uff1d1+1", "a" * 40_000, "=" * 32_767,
    "Sagu\ufffe\uffff", "\uffff=1+1", "\n=1", "\uff0b1", "\uff0d1", "\uff20A1",
)  # fmt: skip
DIJALANKAN = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20"
"""What no cell may begin with."""
DAFTAR = Daftar("Uji", "Daftar uji", (KolomDaftar("Nama", "nama"), KolomDaftar("Nilai", "nilai", satuan="Rp")))


def books(*baris):
    """The same rows as XLSX and as CSV."""
    isi = [SimpleNamespace(nama=n, nilai=v) for n, v in baris]
    xlsx, teks = io.BytesIO(), io.BytesIO()
    write_xlsx(xlsx, DAFTAR, isi, [("Sumber", "=uji")])
    write_csv(teks, DAFTAR, isi)
    return xlsx.getvalue(), teks.getvalue()


@pytest.mark.parametrize("nama", NAMA_JAHAT, ids=range(len(NAMA_JAHAT)))
def test_no_text_of_a_list_is_run_or_lost(nama):
    xlsx, teks = books((nama, 1))
    sel = load_workbook(io.BytesIO(xlsx)).worksheets[0]["A2"]
    baris = list(csv.reader(io.StringIO(teks.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert (sel.data_type, sel.value) == ("s", baris[1][0])
    assert (sel.value[0] not in DIJALANKAN, len(sel.value) <= HURUF_TERBANYAK) == (True, True)
    kolom = (Kolom("nama", "Nama"), Kolom("nilai", "Nilai (Rp)"))
    kembali = [baca_tabel(b, kolom, wajib=(("nama",),)).baris[0].nilai for b in (xlsx, teks)]
    assert [str(k["nama"])[:300] for k in kembali] == [rapikan(nama).removeprefix("'")[:300]] * 2
    assert [int(k["nilai"]) for k in kembali] == [1, 1]


@pytest.mark.parametrize(
    ("nilai", "sel", "teks"),
    [
        (1_500_000, 1_500_000, "1500000"),
        (-5, -5, "-5"),
        (0, 0, "0"),
        (Decimal("12.50"), 12.5, "12,50"),
        (date(2026, 6, 30), datetime(2026, 6, 30), "2026-06-30"),
        (datetime(2026, 6, 30, 20, 5, tzinfo=UTC), datetime(2026, 7, 1, 5, 5), "2026-07-01 05:05"),
        (True, "ya", "ya"),
        (BentukUsaha.KELOMPOK, "Kelompok", "Kelompok"),
        ("9120001234567", "9120001234567", "9120001234567"),
        ("", None, ""),
        (None, None, ""),
    ],
)
def test_numbers_stay_numbers_and_days_stay_days(nilai, sel, teks):
    xlsx, csv_ = books(("Sagu", nilai))
    kotak = load_workbook(io.BytesIO(xlsx)).worksheets[0]["B2"]
    assert (kotak.value, csv_.decode("utf-8-sig").splitlines()[1]) == (sel, f"Sagu;{teks}")


def test_csv_opens_in_an_indonesian_excel_and_control_characters_break_no_file():
    _, teks = books(("Sagu\x00\x0b", 1))
    assert teks == "\ufeffNama;Nilai (Rp)\r\nSagu;1\r\n".encode()
    assert plain("\x00") is None


def test_a_book_says_its_units_and_notes_and_is_safe_there_too():
    buku = load_workbook(io.BytesIO(books(("Sagu", 1))[0]))
    assert buku.sheetnames == ["Uji", "Keterangan"]
    assert [s.value for s in buku["Uji"][1]] == ["Nama", "Nilai (Rp)"]
    assert buku["Keterangan"]["B2"].value == "'=uji"
    assert (buku["Uji"].freeze_panes, buku["Uji"].auto_filter.ref, buku["Uji"]["B2"].number_format) == (
        "A2", "A1:B2", "#,##0",
    )  # fmt: skip


def test_what_many_rows_point_to_is_looked_up_once_and_never_for_another_row():
    """Seen red with the value of the first row told of all."""
    dicari = []

    class Opd:
        def __init__(self, nama):
            self._nama = nama

        @property
        def nama(self):
            dicari.append(self._nama)
            return self._nama

    opd = {1: Opd("Distan"), 2: Opd("=Dinkes")}
    baris = [SimpleNamespace(opd_id=n, opd=opd.get(n)) for n in (1, 2, 1, None, 2)]
    daftar = Daftar("Uji", "Daftar uji", (KolomDaftar("OPD", "opd.nama"),))
    for _ in range(2):  # another file looks again
        teks = io.BytesIO()
        write_csv(teks, daftar, baris)
        assert teks.getvalue().decode("utf-8-sig").split("\r\n")[1:-1] == [
            "Distan",
            "'=Dinkes",
            "Distan",
            '""',
            "'=Dinkes",
        ]
    assert dicari == ["Distan", "=Dinkes"] * 2
