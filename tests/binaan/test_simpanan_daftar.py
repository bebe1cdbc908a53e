"""Lists that keep what was worked out of each village are never older than the data either, whatever is written by whatever way.

Seen red: with `opd.RencanaAksi` taken out of JALAN (opd/pemicu.py).
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import IndeksHarga, TandaUbah
from desa.waktu import akhir_hari
from opd.enums import Peran
from opd.models import Pengguna
from opd.models.rencana_kunjungan import PindahRencana
from opd.pemicu import covered
from opd.rekap.daftar_desa import count_kegiatan, count_kunjungan, count_states
from opd.rekap.daftar_json import read_lists
from opd.rekap.daftar_rencana import daftar_rencana
from opd.rekap.deret_kegiatan import deret_kegiatan
from opd.rekap.deret_omzet import Triwulan, rows_of, sum_up
from opd.rekap.desa_opd import villages_by_opd
from opd.rekap.naik_kelas_desa import villages_risen
from opd.rekap.omzet import bulan_omzet
from opd.rekap.omzet_provinsi import province_series
from opd.rekap.pantau_desa import watched_villages
from opd.rekap.pasar_desa import villages_without_market
from opd.rekap.simpanan_desa import SimpananDesa, Tanda, mark_lists, marks_of
from opd.rekap.umkm import baca_buku
from tests.binaan.test_simpanan_dasbor import DuniaDasbor, fact, raw_write, reader, tables, undone
from tests.dunia import AKHIR
from tests.pabrik import buat_pengguna

LANGKAH = 12
TIDAK_TENTANG_DESA = {m._meta.db_table for m in (Pengguna, TandaUbah, PindahRencana, IndeksHarga)}
"""The row that lists stand on, the marks, moves of planned visits, which tell of days before today alone, and prices, which are
part of the question.
"""
MARET = date(2026, 3, 31)


def marks(orang: Pengguna) -> Tanda:
    return marks_of(read_lists(orang, mark_lists(orang)))


def watch_list(orang: Pengguna) -> list[Any]:
    """The villages with the words of their reasons, which are made when they are read."""
    return [
        (d.penjawab, d.binaan, [(b.usaha, b.rencana, [(a.sejak, a.hari, a.fakta) for a in b.alasan]) for b in d.baris])
        for d in watched_villages(orang, until=AKHIR, on=AKHIR)
    ]


def turnover(orang: Pengguna) -> list[Triwulan]:
    """Half a year of quarters, as they are without anything kept."""
    awal_list = [date(2025, 10, 1), date(2026, 1, 1), date(2026, 4, 1)]
    buku = baca_buku(orang, {b for awal in awal_list for b in bulan_omzet(awal)}, temuan=())
    hasil = province_series(orang, awal_list)
    assert hasil == [sum_up(rows_of(buku, awal), awal) for awal in awal_list]
    return hasil


DAFTAR: dict[str, Callable[[Pengguna], Any]] = {
    "desa per opd": lambda orang: villages_by_opd(orang, until=AKHIR),
    "deret kegiatan": lambda orang: sorted(deret_kegiatan(orang, until=AKHIR).isi.items()),
    "jumlah kegiatan": lambda orang: count_kegiatan(orang, marks(orang)),
    "jumlah kunjungan": lambda orang: count_kunjungan(orang, marks(orang)),
    "keadaan umkm": lambda orang: count_states(orang, marks(orang), until=AKHIR),
    "naik kelas": lambda orang: villages_risen(orang, until=AKHIR),
    "omzet": turnover,
    "pantau": watch_list,
    "pasar": lambda orang: villages_without_market(orang, until=AKHIR),
    "rencana": lambda orang: daftar_rencana(orang, tahun=2026, until=AKHIR),
    "rencana dahulu": lambda orang: daftar_rencana(orang, tahun=2026, until=MARET, known_at=akhir_hari(MARET)),
}


@pytest.mark.django_db
@pytest.mark.parametrize("nama", DAFTAR)
@pytest.mark.parametrize("benih", range(1, 3))
def test_after_any_history_the_list_kept_is_the_one_read_anew(nama, benih):
    dunia, baca = DuniaDasbor(benih), DAFTAR[nama]
    acak, orang = dunia.acak, [buat_pengguna(Peran.PIMPINAN), dunia.meja.operator]
    for n in range(LANGKAH):
        siapa = acak.choice(orang)
        baca(siapa)
        if acak.random() < 0.2:
            with undone():
                raw_write(acak)
                kept_is_read(siapa, baca, n)
        elif raw_write(acak) if acak.random() < 0.6 else fact(dunia):
            kept_is_read(siapa, baca, n)
    kept_is_read(orang[0], baca, LANGKAH)


def kept_is_read(siapa: Pengguna, baca: Callable[[Pengguna], Any], n: int) -> None:
    kini = baca(siapa)
    SimpananDesa.forget_all()
    assert kini == baca(siapa), n


@pytest.mark.django_db
@pytest.mark.parametrize("nama", DAFTAR)
def test_every_table_that_a_kept_list_is_made_from_renews_the_marks(nama):
    DuniaDasbor(1)
    orang = reader()
    SimpananDesa.forget_all()
    with CaptureQueriesContext(connection) as kueri:
        DAFTAR[nama](orang)
    assert tables(kueri) - TIDAK_TENTANG_DESA <= set(covered().values())
