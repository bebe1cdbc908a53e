"""The table of checks on trust names tests that exist, and says of each check how it stands.

Seen red with a test renamed (a longer name too), a state left out, an exception without who answers for it, a check written
twice, and a row left out."""

import re
from pathlib import Path

import pytest

AKAR = Path(__file__).parents[2]
TABEL = AKAR / "tests" / "KEANDALAN.md"
BARIS = re.compile(r"^\| *([A-N]\d+) [^|]+\|([^|]*)\|([^|]*)\| *$", re.MULTILINE)
UJI = re.compile(r"`(tests/[\w/]+\.py)(?:::(test_\w+))?`")
BANYAK = dict(zip("ABCDEFGHIKLMN", (10, 5, 11, 10, 9, 15, 10, 5, 7, 12, 8, 10, 10), strict=True))
"""How many checks each group has."""
KEADAAN = re.compile(r"dipegang(?:: \S.+)?|pengecualian \([^)]+\): \S.+")


def rows(teks: str) -> list[tuple[str, str, str]]:
    """(check, its tests, its state) of every row of the table."""
    return [(k, uji, keadaan.strip()) for k, uji, keadaan in BARIS.findall(teks)]


def faults(teks: str) -> list[str]:
    """What is wrong with the table, one line each."""
    semua = rows(teks)
    nama = [k for k, _, _ in semua]
    salah = [f"{k} dua kali" for k in sorted({k for k in nama if nama.count(k) > 1})]
    for k, uji, keadaan in semua:
        disebut = UJI.findall(uji)
        if not KEADAAN.fullmatch(keadaan) or (keadaan.startswith("dipegang") and not disebut):
            salah.append(f"{k}: keadaan “{keadaan}” tanpa uji atau tanpa penanggung jawab")
        if 2 * len(disebut) != uji.count("`"):
            salah.append(f"{k}: nama uji tidak terbaca")
        salah += [f"{k}: {b}::{n} tidak ada" for b, n in disebut if not exists(b, n)]
    return salah


def exists(berkas: str, nama: str) -> bool:
    """Whether the file defines that test, or any where it is named alone."""
    jalur = AKAR / berkas
    dicari = rf"^def {nama}\(" if nama else "^def test_"
    return jalur.exists() and re.search(dicari, jalur.read_text(), re.MULTILINE) is not None


def test_every_check_names_tests_that_exist():
    teks = TABEL.read_text()
    assert faults(teks) == []
    assert len(rows(teks)) == teks.count("\n| ") - 1
    for k, n in BANYAK.items():
        assert {int(nama[1:]) for nama, _, _ in rows(teks) if nama[0] == k} == set(range(1, n + 1)), k


@pytest.mark.parametrize(
    "baris",
    [
        "| G1 x | `tests/rumah/test_keandalan.py::test_yang_tidak_ada` | dipegang |",
        "| G1 x | `tests/rumah/test_keandalan.py::exists` | dipegang |",
        "| G1 x | `tests/rumah/test_keandalan.py::test_every_check_names_tests` | dipegang |",
        "| G1 x | | dipegang |",
        "| G1 x | `tests/rumah/test_keandalan.py::test_every_check_names_tests_that_exist` | |",
        "| G1 x | | pengecualian: nanti |",
        "| G1 x | | pengecualian (DPMD): nanti |\n| G1 x | | pengecualian (DPMD): nanti |",
    ],
)
def test_a_wrong_row_is_found(baris):
    assert faults(baris)
