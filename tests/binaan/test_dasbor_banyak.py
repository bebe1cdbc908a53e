"""The dashboard of a programme in more villages than a map holds by themselves: groups that lead on, and a table in pages."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binaan.peta_gugus import TERBANYAK
from binaan.views.dasbor_opd import SEKALIGUS
from desa.models import Desa
from opd.enums import Peran
from opd.models import Penugasan
from opd.views.halaman import PER_HALAMAN
from tests.binaan.test_dasbor import desa_binaan
from tests.pabrik import buat_desa, buat_kabupaten, buat_kecamatan, buat_opd, buat_pengguna, buat_penugasan, buat_sk

pytestmark = pytest.mark.django_db
SATU = 20
"""Villages of the smaller of two kabupaten."""


@pytest.fixture
def pimpinan(klien):
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    return klien


def banyak_desa():
    """One village in order, and more villages without any fact than a map shows, in two kabupaten."""
    contoh, opd, sk = desa_binaan(), buat_opd(), buat_sk()
    for kode, jumlah in (("81.98", TERBANYAK - SATU), ("81.99", SATU)):
        kec = buat_kecamatan(kabupaten=buat_kabupaten(kode=kode, nama=f"Uji {kode}"), kode=f"{kode}.01")
        semua = [
            Desa(
                kecamatan=kec, kode=f"{kode}.01.2{n:03d}", nama=f"Desa {n}", sumber="uji", lintang="-3.5", bujur="129.5"
            )
            for n in range(jumlah)
        ]
        pola = buat_penugasan(opd=opd, sk=sk, desa=buat_desa(kecamatan=kec, kode=f"{kode}.01.2999"))
        Penugasan.objects.bulk_create(
            Penugasan(sk=sk, opd=opd, desa=d, mulai=pola.mulai, dicatat_pada=pola.dicatat_pada)
            for d in Desa.objects.bulk_create(semua)
        )
    return contoh


def buka(klien, alamat, **isi):
    return klien.get(f"/dasbor/{alamat}", isi).content.decode()


def sebanyak(teks):
    """How many rows the table says it has."""
    return int(re.search(r"<caption>([\d.]+)[^<]* desa binaan dan OPD", teks)[1].replace(".", ""))


def test_many_villages_are_circles_whose_numbers_open_as_many_rows(pimpinan):
    banyak_desa()
    teks = buka(pimpinan, "")
    assert len(teks.encode()) <= 60_000
    kabupaten = Penugasan.objects.values_list("desa__kecamatan__kabupaten", flat=True)
    assert teks.count('class="gugus"') == len(set(kabupaten)) in (2, 3)  # the first village may lie in either
    assert "titik-desa" not in teks.split('class="grafik peta"')[1].split("</svg>")[0]
    tabel = teks.split('<table class="tabel tabel--wilayah">')[1].split("</table>")[0].replace("&amp;", "&")
    angka = re.findall(r'<a href="/dasbor/opd/\?([^"]+)">(\d+)</a>', tabel)
    assert len(angka) >= 2 * len(set(kabupaten))  # a state of each, and its villages
    for kueri, n in angka:
        assert sebanyak(pimpinan.get(f"/dasbor/opd/?{kueri}").content.decode()) == int(n)
    kaki = re.findall(r'<td class="angka">([\d.]+)</td>', tabel.split("<tfoot>")[1])
    assert [*map(int, kaki)][-1] == sum(map(int, kaki[:-1])) == TERBANYAK + 3


def test_the_table_comes_in_pages_with_the_same_sums_and_goes_out_whole(pimpinan):
    contoh = banyak_desa()
    satu, dua = buka(pimpinan, "opd/"), buka(pimpinan, "opd/", halaman="2")
    baris = [teks.split("<tbody>")[-1].split("</tbody>")[0].count("<tr>") for teks in (satu, dua)]
    assert baris == [PER_HALAMAN, PER_HALAMAN]
    assert "data-urut" not in satu
    assert satu.split("<tfoot>")[-1].split("</tfoot>")[0] == dua.split("<tfoot>")[-1].split("</tfoot>")[0]
    csv = pimpinan.get("/dasbor/opd/", {"unduh": "csv"})
    isi = b"".join(csv.streaming_content) if csv.streaming else csv.content
    assert isi.decode("utf-8-sig").count("Desa ") >= TERBANYAK
    sempit = buka(pimpinan, "opd/", kabupaten="81.99")
    assert sempit.split('class="grafik peta"')[1].split("</svg>")[0].count("pilih=81.99") == SATU + 1
    assert SATU + 1 <= SEKALIGUS
    assert "data-urut" in sempit
    kartu = buka(pimpinan, "opd/", pilih=contoh.desa.kode)
    assert contoh.desa.nama in kartu


def test_many_villages_cost_as_many_queries_as_few(pimpinan):
    desa_binaan()
    hitung = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as kueri:
            buka(pimpinan, "opd/")
        hitung.append(len(kueri))
        if len(hitung) == 1:
            banyak_desa()
    assert hitung[0] + 1 == hitung[1]  # which asks the table for what many villages took to count
