"""The rows behind a figure as a file: a number, a day or a word to a column, and the numbers are those of the page.

Seen red: a growth as the text "+142,8 %", "3 dari 8" in one cell.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from binaan.dasbor.kata import bertanda
from binaan.dasbor.rincian import JENIS, Pilihan, susun_rincian
from binaan.ekspor import detail_table
from tests.binaan.dunia_dasbor import DuniaDasbor, anew, reader


def kind(nilai: Any) -> str:
    return "angka" if isinstance(nilai, (int, Decimal)) else "hari" if isinstance(nilai, date) else "kata"


def columns(rincian: Any) -> dict[str, list[Any]]:
    """Heading of the file → its values in order, as cells hold them."""
    return {k.judul: [k.reader()(b) for b in rincian.baris] for k in detail_table(rincian).kolom}


def mixed(isi: dict[str, Iterable[Any]]) -> list[str]:
    return [judul for judul, nilai in isi.items() if len({kind(n) for n in nilai if n is not None}) > 1]


@pytest.mark.drill
@pytest.mark.django_db
def test_a_column_of_a_file_holds_numbers_days_or_words_and_no_mix():
    DuniaDasbor(3)
    orang = reader()
    r = anew(orang)
    semua = {j: susun_rincian(orang, r, j, Pilihan()) for j in JENIS}
    desa = r.desa[0].penugasan.kode
    berkas = {j: columns(x) for j, x in semua.items()} | {
        "omzet desa": columns(susun_rincian(orang, r, "omzet", Pilihan(desa=desa)))
    }
    assert [(j, mixed(isi)) for j, isi in berkas.items() if mixed(isi)] == []
    tumbuh = semua["pertumbuhan"]
    assert {kind(n) for n in berkas["pertumbuhan"]["Pertumbuhan (%)"] if n is not None} == {"angka"}
    assert [s[2].teks for s in tumbuh.baris] == [
        keluar if nilai is None else bertanda(nilai)
        for nilai, keluar in zip(*(berkas["pertumbuhan"][k] for k in ("Pertumbuhan (%)", "Tidak ikut")), strict=True)
    ]
    diam = zip(*(berkas["desa"][k] for k in ("UMKM diam", "UMKM belum tutup")), strict=True)
    assert [s[4].teks for s in semua["desa"].baris] == [f"{n} dari {dari}" for n, dari in diam]
    assert sum(berkas["omzet"]["Jumlah (Rp)"]) == r.jumlah_omzet.omzet_rp
