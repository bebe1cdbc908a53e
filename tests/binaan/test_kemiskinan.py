"""The page that leads to everything about poverty: each part opens, and its query count does not grow with the rows."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binaan.kemiskinan import BAGIAN
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.rekap.kabar import Kabar
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_desa, buat_indeks, buat_pengguna, buat_penugasan
from tests.pabrik_asesmen import buat_asesmen

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("peran", [Peran.PEMBACA, Peran.VERIFIKATOR])
def test_every_part_opens_from_the_page(klien, peran):
    user = buat_pengguna(peran)
    klien.force_login(user)
    isi = klien.get("/kemiskinan/").text
    for b in BAGIAN:
        boleh = b.boleh(user, hari_ini())
        assert (f'href="{reverse(b.alamat)}"' in isi) is boleh
        assert klien.get(reverse(b.alamat)).status_code == (200 if boleh else 403)
        assert b.menjawab.endswith("?")


def test_the_trial_sk_counts_all_villages(klien):
    user = buat_pengguna(Peran.VERIFIKATOR)
    simulasi = next(b for b in BAGIAN if b.alamat == "simulasi:hitung")
    buat_desa(jenis="kelurahan")
    buat_indeks(buat_desa(), 2024)
    buat_desa()
    assert simulasi.kabar(user, date(2026, 7, 1)) == Kabar(date(2024, 12, 31), "1 dari 2 desa")


def test_the_page_says_how_new_and_how_complete(klien):
    user = buat_pengguna(Peran.PEMBACA)
    klien.force_login(user)
    asesmen = next(b for b in BAGIAN if b.alamat == "asesmen:daftar")
    assert asesmen.kabar(user, date(2026, 7, 1)) == Kabar(None, "0 dari 0 desa binaan")
    tugas = [buat_penugasan() for _ in range(3)]
    buat_penugasan(desa=tugas[0].desa, peran="pendukung")
    for p, hari in ((tugas[0], date(2026, 5, 1)), (tugas[0], date(2025, 5, 1)), (tugas[1], date(2026, 8, 1))):
        buat_asesmen(p, hari)
    assert asesmen.kabar(user, date(2026, 7, 1)) == Kabar(date(2026, 5, 1), "1 dari 3 desa binaan")
    assert "dari 3 desa binaan" in visible_text(klien.get("/kemiskinan/").text)


def test_the_page_costs_one_query_a_part(klien):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    jumlah = []
    for n in (1, 4):
        for _ in range(n):
            buat_asesmen(buat_penugasan(), date(2026, 5, 1))
        with CaptureQueriesContext(
            connection,
        ) as kueri:
            klien.get("/kemiskinan/")
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1] <= min(4 + len({b.kabar for b in BAGIAN}), 12)
