"""Two OPDs or villages side by side: what the table of OPDs has no room for, each figure with its rows.

Seen red with the families of the whole province, and with the year's money beside the plan's.
"""

from urllib.parse import urljoin

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml.html import fromstring

from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Peran
from tests.binaan.test_dasbor import desa_binaan
from tests.opd.baca_naskah import even
from tests.pabrik import buat_kegiatan, buat_opd, buat_pengguna, buat_penugasan, buat_umkm
from tests.pabrik_naskah import buat_baris, buat_rencana
from tests.pabrik_peringkat import biasa, buat_peringkat
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
ALAMAT = "/dasbor/banding/"


@pytest.fixture
def pimpinan(klien):
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    return klien


def compared(teks):
    """{figure: [one side, the other]} as the page says it."""
    baris = (tr for tr in fromstring(teks).iter("tr") if tr.findall("td"))
    return {tr.find("th").text_content(): [even(td.text_content()) for td in tr.findall("td")] for tr in baris}


def test_families_plan_money_unknown_enterprises_and_rank_stand_side_by_side_with_their_rows(pimpinan):
    a, b = desa_binaan(), desa_binaan()
    c = buat_penugasan(opd=a.opd, mulai=a.mulai)
    hari = hari_ini()
    for p, kini in ((a, 40), (c, 20), (b, 30)):
        for mundur, n in ((-16, 50), (-1, kini)):
            buat_potret(p.desa, tambah_bulan(hari, mundur), kk_miskin_ekstrem=n)
    baris = buat_baris(buat_rencana(a, hari.year, status="diverifikasi"), pagu={"csr": 1_000_000})
    buat_kegiatan(a, hari, baris=baris, dana={"csr": 250_000, "apbn": 900_000})
    buat_umkm(desa=c.desa, dibina_sejak=c.mulai)
    buat_peringkat(biasa(8, a.opd), biasa(4, buat_opd()))
    teks = pimpinan.get(ALAMAT, {"a": a.opd.slug, "b": b.opd.slug}).text
    isi = compared(teks)
    urut = sorted((a, c), key=lambda p: p.desa.kode)
    for nama, kiri, kanan in (
        ("KK miskin ekstrem", {0: "60 KK, turun 40,0 %; 2 dari 2 desa dapat dibandingkan", a: "40 KK, turun 20,0 %",
                               c: "20 KK, turun 60,0 %"}, "30 KK, turun 40,0 %"),
        (f"Serapan pagu {hari.year}", {0: "25,0 %", a: "25,0 %", c: "tanpa pagu"}, "tanpa pagu"),
        ("UMKM belum diketahui", {0: "1", a: "0", c: "1"}, "0"),
    ):  # fmt: skip
        semua = [kiri[0], *(f"{p.desa.nama}: {kiri[p]}" for p in urut)]
        assert [x.replace(" ", "") for x in isi[nama]] == ["".join(semua).replace(" ", ""), kanan.replace(" ", "")]
    assert isi["Peringkat OPD dan Kartu Keadilannya"] == [
        "Peringkat 1, wajar tetap 1. Dari 2 OPD, 2025, beku versi 1",
        "belum diperingkat",
    ]
    tautan = {urljoin(ALAMAT, x.get("href")) for x in fromstring(teks).find_class("banding")[0].iter("a")}
    assert [t for t in tautan if t.startswith(f"/peringkat/opd/{a.opd.slug}/?lembar=")]
    assert f"/kemiskinan/kemajuan/desa/?opd={a.opd.slug}" in tautan
    assert {pimpinan.get(t, follow=True).status_code for t in tautan} == {200}
    desa = compared(pimpinan.get(ALAMAT, {"jenis": "desa", "a": a.desa.kode, "b": b.desa.kode}).text)
    assert desa["KK miskin ekstrem"] == ["40 KK, turun 20,0 %", "30 KK, turun 40,0 %"]


def test_two_sides_cost_the_same_at_any_size(pimpinan):
    buat_peringkat(biasa(8), biasa(4))
    p, q = (buat_penugasan(mulai=tambah_bulan(hari_ini(), -15)) for _ in range(2))
    hitung = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as kueri:
            pimpinan.get(ALAMAT, {"a": p.opd.slug, "b": q.opd.slug})
        hitung.append(len(kueri))
        for opd in (p.opd, q.opd, buat_opd()):
            buat_penugasan(opd=opd, mulai=p.mulai)
    assert hitung[0] == hitung[1] <= 17
