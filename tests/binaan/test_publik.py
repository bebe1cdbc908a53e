"""Public pages: closed until they are opened, light, found by search engines only then, and told from open data's cells alone.

Seen red with the setting not asked, a sum over closed villages, a page with the names of a visit, and a filter without its
error, and the closed enterprises counted in the share that sells."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from binaan.terbuka.ringkas import figures
from binaan.terbuka.saat import Saat, saat_publik
from binaan.terbuka.tutup import open_umkm, total_umkm
from desa.angka import format_ribuan, format_rupiah
from desa.waktu import hari_ini
from opd.models import Penugasan
from opd.rekap.umkm import RekapUmkm
from tests import pabrik
from tests.binaan.test_terbuka import rows, sell
from tests.halaman_ketat import visible_text
from tests.walk.dunia import KANARI, build

pytestmark = pytest.mark.django_db
HALAMAN = ("/publik/", "/publik/desa/")


@pytest.fixture
def saat() -> Saat:
    return saat_publik(hari_ini())


def make(saat: Saat, banyak: int = 1) -> list[Penugasan]:
    """Villages with an OPD since long before the quarter."""
    sejak = {"mulai": saat.awal - timedelta(days=400), "dicatat_pada": pabrik.pada(saat.awal)}
    return [pabrik.buat_penugasan(desa=pabrik.buat_desa(lintang="-3.1", bujur="130.5"), **sejak) for _ in range(banyak)]


def test_pages_are_missing_and_unfound_until_they_are_opened(client, saat, settings):
    make(saat)
    buka = client.get("/publik/")
    assert (buka.status_code, "X-Robots-Tag" in buka, "noindex" in buka.text) == (200, False, False)
    assert set(buka["Cache-Control"].split(", ")) == {"public", "no-cache"}
    assert client.get("/robots.txt").text.splitlines()[1:] == [
        "Allow: /etalase/", "Allow: /publik/", "Allow: /data-terbuka/", "Allow: /static/", "Disallow: /",
    ]  # fmt: skip
    settings.HALAMAN_PUBLIK = False
    for alamat in HALAMAN:
        tutup = client.get(alamat)
        assert (tutup.status_code, tutup["X-Robots-Tag"]) == (404, "noindex, nofollow")
        assert "/publik/" not in tutup.text
    assert client.get("/robots.txt").text.splitlines()[1:] == ["Allow: /etalase/", "Allow: /static/", "Disallow: /"]


@pytest.mark.parametrize(
    ("alamat", "kueri", "bidang"),
    [("/publik/desa/", "kabupaten=99.99", "kabupaten"), ("/etalase/", "kategori=entah", "kategori"),
     ("/mitra/", "jenis=entah", "jenis"), ("/opd/", "status=entah", "status")],
)  # fmt: skip
def test_filter_that_makes_no_sense_is_told_beside_its_field(klien, saat, alamat, kueri, bidang):
    """Everything is shown then; nobody may take it for what was asked."""
    make(saat)
    klien.force_login(pabrik.buat_pengguna("pembaca"))
    teks = klien.get(f"{alamat}?{kueri}").text
    [galat] = re.findall(rf'<span class="galat" id="id_{bidang}_error">([^<]+)</span>', teks)
    assert kueri.split("=")[1] in galat
    assert "galat" not in klien.get(alamat).text


def test_list_names_the_opd_of_each_village_and_finds_it(client, saat):
    a, b = make(saat, 2)
    teks = visible_text(client.get("/publik/desa/").text)
    assert all(k in teks for p in (a, b) for k in (p.desa.nama, p.opd.nama))
    for q in (a.desa.kode, a.opd.nama.upper(), a.desa.nama):
        hasil = client.get("/publik/desa/", {"q": q})
        assert [x.kode for x in hasil.context["halaman"]] == [a.desa.kode]
        assert "noindex" in hasil.text
    assert "Tidak ada desa binaan yang cocok" in client.get("/publik/desa/", {"q": "<script>"}).text
    assert client.get("/publik/desa/", {"kabupaten": "99.99", "halaman": "x"}).status_code == 200


def test_figures_are_sums_of_open_data_with_their_coverage(client, saat):
    a, b, _ = make(saat, 3)
    sell(a, saat, 6)
    sell(b, saat, 3)
    angka = {x.nama: x for x in figures(saat)}
    keadaan, omzet = rows(client, "keadaan"), rows(client, "omzet")
    terbuka = [k for k in keadaan if k["umkm_belum_tutup"] is not None and k["umkm_berjualan"] is not None]
    assert angka["UMKM berjualan"].nilai == format_ribuan(sum(k["umkm_berjualan"] for k in terbuka)) == "6"
    assert angka["UMKM berjualan"].cakupan == "2 dari 3 desa yang didampingi OPD"
    assert angka["Omzet UMKM"].nilai == format_rupiah(sum(o["omzet_rp"] or 0 for o in omzet)) == "Rp 18.000.000"
    assert angka["KK miskin ekstrem"].nilai == "belum dapat diukur"
    teks = visible_text(client.get("/publik/").text)
    assert all(x.nilai in teks and x.cakupan in teks for x in angka.values())


def test_every_figure_says_of_which_villages_it_speaks(saat):
    """Seen red with the villages of money counted as those with an OPD."""
    [a] = make(saat)
    selesai = saat.awal + timedelta(5)
    lepas = pabrik.buat_penugasan(
        mulai=saat.awal - timedelta(400), selesai=selesai, dicatat_pada=pabrik.pada(saat.awal)
    )
    for p in (a, lepas):
        pabrik.buat_kegiatan(p, saat.awal + timedelta(2), dana={"csr": 1_000})
        sell(p, saat, 6)
    satu = "1 dari 1 desa yang didampingi OPD"
    assert [x.cakupan for x in figures(saat)] == [
        "dari 1 desa yang didampingi OPD",
        "1 dari 2 desa, 1 di antaranya tidak lagi didampingi OPD",
        satu,
        "kegiatan di 2 desa, 1 di antaranya tidak lagi didampingi OPD",
        "0 dari 2 penugasan tahun itu rencananya terverifikasi; 1 dari 2 itu sudah berakhir",
        f"0{satu[1:]} dapat dibandingkan",
    ]


def umkm(berjualan: int, lain: int, tutup: int = 0) -> RekapUmkm:
    return RekapUmkm(1, berjualan, lain, tutup, 0, 0, 0)


@pytest.mark.parametrize(
    ("desa", "jumlah"),
    [
        ([umkm(6, 5), umkm(9, 0)], (15, 20, 2)),
        ([umkm(6, 5), umkm(9, 2)], (6, 11, 1)),  # the rest of one village would be known
        ([umkm(6, 5), umkm(9, 2), umkm(9, 1)], (6, 11, 1)),  # three idle in two villages
        ([umkm(6, 5), umkm(9, 2), umkm(9, 4)], (24, 35, 3)),
        ([umkm(3, 0), umkm(1, 0)], (0, 0, 0)),
        ([umkm(6, 5, 3), umkm(9, 0, 2)], (15, 20, 2)),  # the closed are told neither here nor by village
        ([umkm(6, 5), umkm(3, 0, 4)], (6, 11, 1)),
    ],
)
def test_total_of_enterprises_leaves_no_small_group_to_be_found(desa, jumlah):
    assert total_umkm(desa) == jumlah
    if jumlah[2] == len(desa):
        terbuka = [open_umkm(u).belum_tutup.nilai for u in desa]
        assert None in terbuka or sum(terbuka) == jumlah[1]


@pytest.mark.parametrize(
    ("lain", "jumlah"),
    [([umkm(9, 5)], (6, 11, 1)), ([umkm(9, 5), umkm(8, 0)], (23, 33, 3)), ([umkm(2, 0)] * 2, (6, 11, 1))],
)
def test_villages_without_a_row_are_counted_as_the_closed_are(lain, jumlah):
    assert total_umkm([umkm(6, 5)], lain) == jumlah


def test_share_that_sells_is_that_of_the_dashboard(client, klien, saat):
    a, b = make(saat, 2)
    sell(a, saat, 6)
    sell(b, saat, 5)
    for _ in range(2):  # whose OPD no longer answers for them, while their enterprises sell on
        lepas = pabrik.buat_penugasan(mulai=saat.awal - timedelta(300), selesai=saat.awal - timedelta(9))
        sell(lepas, saat, 5)
    for n in range(7):
        tutup = {"tutup_pada": saat.awal} if n < 2 else {}
        pabrik.buat_umkm(
            desa=a.desa, dibina_sejak=saat.awal - timedelta(90), dicatat_pada=pabrik.pada(saat.awal), **tutup
        )
    klien.force_login(pabrik.buat_pengguna("pembaca"))
    dasbor = klien.get("/dasbor/", {"per": saat.per, "diketahui": saat.diketahui.date()})
    kartu = next(k for k in dasbor.context["kartu"] if k.nama == "UMKM berjualan")
    [umum] = [x for x in figures(saat) if x.nama == "UMKM berjualan"]
    assert (umum.nilai, umum.arti, kartu.nilai) == ("21", f"{kartu.satuan} (80,8 %)", "80,8 %")
    assert umum.cakupan == "4 dari 4 desa, 2 di antaranya tidak lagi didampingi OPD"
    [omzet] = [x for x in figures(saat) if x.nama == "Omzet UMKM"]
    assert omzet.cakupan == "2 dari 2 desa yang didampingi OPD"


def test_pages_are_light_and_need_no_script(client, saat):
    make(saat, 60)
    for alamat in HALAMAN:
        isi = client.get(alamat)
        assert len(isi.content) <= 60_000, alamat
        assert "<script" not in isi.text
        assert not re.search(r'(?:src|href)="https?://(?!testserver|creativecommons)', isi.text)


@pytest.mark.parametrize("alamat", ["/publik/", "/publik/desa/"])
def test_page_that_did_not_change_is_not_sent_twice(client, saat, alamat):
    """Seen red with maps numbered as they were drawn: every look at the same page was another page."""
    jawaban = client.get(alamat)
    assert "<svg" in jawaban.text
    lagi = client.get(alamat, headers={"If-None-Match": jawaban["ETag"]})
    assert (lagi.status_code, lagi.content) == (304, b"")


def test_pages_tell_of_no_person(client):
    build()
    for alamat in HALAMAN:
        assert [k for k in KANARI if k in client.get(alamat).text] == []


@pytest.mark.sekali
def test_queries_do_not_grow_with_the_villages(client, saat):
    def hitung() -> list[int]:
        hasil: list[int] = []
        for alamat in HALAMAN:
            with CaptureQueriesContext(connection) as q:
                assert client.get(alamat).status_code == 200
            hasil.append(len(q))
        return hasil

    make(saat)
    satu = hitung()
    make(saat, 4)
    assert hitung() == satu
    assert max(satu) <= 12


def test_empty_programme_says_when_figures_come(client):
    teks: Any = visible_text(client.get("/publik/").text)
    assert "Belum ada desa binaan pada akhir" in teks
    assert "Belum ada desa binaan yang ditetapkan" in visible_text(client.get("/publik/desa/").text)
