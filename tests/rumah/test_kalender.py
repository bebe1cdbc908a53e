"""Months of 28 to 31 days, leap years and quarters are counted right, weeks of the year not at all (check L4), and the day of a
moment is that of WIT (check L3).

Seen red with `tambah_bulan` keeping the day 30 in February, and with `isocalendar` and `at.date()` planted in opd/rekap."""

import ast
from datetime import date, timedelta

from desa.waktu import (
    akhir_bulan,
    awal_bulan,
    awal_triwulan,
    daftar_bulan,
    hari_dalam_bulan,
    tambah_bulan,
    triwulan,
)
from tests.rumah.pohon import nodes, source_files, where

MINGGU_TAHUN = {"isocalendar", "fromisocalendar", "TruncWeek", "ExtractWeek", "ExtractIsoYear", "week", "iso_year"}
TANPA_ZONA = {"desa/angka.py", "opd/foto.py"}
"""Who reads the cell of a sheet or the clock of a camera, which know no zone."""


def test_every_day_of_eight_years_stands_in_its_month_and_quarter():
    """2023 to 2030: two leap years, and 2026 with its 53 ISO weeks."""
    for ke in range((date(2031, 1, 1) - date(2023, 1, 1)).days):
        d = date(2023, 1, 1) + timedelta(ke)
        assert awal_bulan(d) <= d <= akhir_bulan(d)
        assert (akhir_bulan(d) + timedelta(1)).day == 1
        assert (akhir_bulan(d) - awal_bulan(d)).days + 1 == hari_dalam_bulan(d.year, d.month)
        lusa = tambah_bulan(awal_triwulan(d), 3)
        assert awal_triwulan(d) <= d < lusa == awal_triwulan(lusa)
        assert triwulan(lusa) != triwulan(d) == triwulan(awal_triwulan(d))
        kembali = tambah_bulan(tambah_bulan(d, 12), -12)
        assert kembali == (d if (d.month, d.day) != (2, 29) else date(d.year, 2, 28))
        assert tambah_bulan(d, 1).month == d.month % 12 + 1
    assert len(daftar_bulan(date(2023, 1, 31), date(2030, 12, 1))) == 96
    assert akhir_bulan(date(2028, 2, 1)) == date(2028, 2, 29) == tambah_bulan(date(2028, 1, 31), 1)


def test_nothing_is_counted_by_weeks_of_the_year():
    temuan = [
        where(path, s)
        for path in source_files()
        for s in nodes(path)
        if (isinstance(s, ast.Attribute) and s.attr in MINGGU_TAHUN)
        or (isinstance(s, ast.Name) and s.id in MINGGU_TAHUN)
        or (isinstance(s, ast.keyword) and s.arg and s.arg.rpartition("__")[2] in MINGGU_TAHUN)
    ]
    assert temuan == []


def test_the_day_of_a_moment_is_asked_of_wit():
    """The database gives moments in UTC, whose day is still yesterday until nine in the morning here."""
    temuan = [
        where(path, s)
        for path in source_files()
        if where(path) not in TANPA_ZONA and "/contoh/" not in where(path)
        for s in nodes(path)
        if isinstance(s, ast.Call) and isinstance(s.func, ast.Attribute) and s.func.attr == "date" and not s.args
        if "WIT" not in ast.unparse(s.func.value)
    ]
    assert temuan == []
