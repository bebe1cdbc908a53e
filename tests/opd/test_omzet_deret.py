"""The series of omzet against plain loops over random worlds, real rupiah, outliers, and its pages."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction
from statistics import median

import pytest
from django.urls import reverse

from desa.models import IndeksHarga, Kbli, Umkm
from desa.waktu import akhir_bulan, hari_ini, tambah_bulan
from opd.models import Opd
from opd.rekap.deret_omzet import rows_of, sum_up
from opd.rekap.harga import Harga, read_harga
from opd.rekap.omzet import bulan_omzet, rekap_omzet, rekap_pertumbuhan
from opd.rekap.penugasan import Penjawab, rekap_penugasan
from opd.rekap.rentang import akhir_triwulan, bulan_triwulan, triwulan_tempo
from opd.rekap.umkm import baca_buku
from tests.dunia import Dunia
from tests.opd.test_rekap_omzet import slow_members, slow_months, slow_sales
from tests.pabrik import buat_pengguna, buat_penjualan, buat_penugasan, buat_penutupan, buat_umkm

pytestmark = pytest.mark.django_db
TW2 = date(2026, 4, 1)


def harga_uji() -> Harga:
    bulan = [tambah_bulan(date(2025, 1, 1), n) for n in range(24)]
    return Harga({b: Fraction(100 + n) for n, b in enumerate(bulan)}, 2022, date(2026, 6, 1))


def slow_real(rp, month, harga):
    if rp is None or harga is None:
        return rp
    return Fraction(rp) * harga.nilai[harga.acuan] / harga.nilai[month]


def slow_quarter(start, harga):
    """(omzet, n, members, growths) by plain loops."""
    money, n, growths = Fraction(0), 0, {}
    members = slow_members(start, None)
    for u in members:
        now = [slow_real(slow_sales(u, m, None), m, harga) for m in slow_months(start)]
        before = [slow_real(slow_sales(u, m, None), m, harga) for m in slow_months(start.replace(year=start.year - 1))]
        if None not in now:
            money, n = money + sum(now), n + 1
        if (
            u.dibina_sejak <= akhir_bulan(start.replace(year=start.year - 1))
            and None not in now + before
            and sum(before)
        ):
            growths[u.pk] = Fraction((sum(now) - sum(before)) * 100) / sum(before)
    return money, n, len(members), growths


def slow_outliers(growths):
    logs = {pk: math.log(1 + g / 100) for pk, g in growths.items() if g > -100}
    if len(logs) < 5:
        return set()
    centre = median(logs.values())
    spread = median(abs(x - centre) for x in logs.values()) or math.log(1.1)
    far = {pk for pk, x in logs.items() if abs(x - centre) > 3 * spread + 1e-12}
    return far | {pk for pk, g in growths.items() if g == -100}


@pytest.mark.parametrize("benih", range(5))
def test_series_equals_plain_loops(benih):
    Dunia(benih)
    user = buat_pengguna("pembaca")
    for awal in (date(2026, 1, 1), TW2):
        buku = baca_buku(user, bulan_omzet(awal), temuan=())
        for harga in (None, harga_uji()):
            baris = rows_of(buku, awal, harga=harga)
            t = sum_up(baris, awal, harga)
            money, n, members, growths = slow_quarter(awal, harga)
            assert (t.omzet_rp, t.n, t.binaan) == (math.floor(money + Fraction(1, 2)), n, members)
            assert {b.umkm_id: b.tumbuh for b in baris if isinstance(b.tumbuh, Fraction)} == growths
            assert {b.umkm_id for b in baris if b.pencilan} == slow_outliers(growths)
            assert t.n_tumbuh + t.n_keluar == t.binaan


@pytest.mark.parametrize("benih", range(5))
def test_series_of_an_opd_is_the_one_of_the_dashboard(benih):
    Dunia(benih)
    user = buat_pengguna("pembaca")
    penjawab = Penjawab(rekap_penugasan(user, until=akhir_triwulan(TW2)))
    buku = baca_buku(user, bulan_omzet(TW2), temuan=())
    omzet, tumbuh = rekap_omzet(user, awal=TW2), {p.opd_id: p for p in rekap_pertumbuhan(user, awal=TW2)}
    for opd in Opd.objects.all():
        t = sum_up(rows_of(buku, TW2, penjawab=penjawab, opd_id=opd.pk), TW2)
        assert t.omzet_rp == sum(b.omzet_rp for b in omzet if b.opd_id == opd.pk)
        if p := tumbuh.get(opd.pk):
            assert (t.median, t.n_tumbuh, t.median_tutup, t.n_tutup, t.keluar) == (
                p.median, p.n, p.median_tutup, p.n_tutup, p.keluar,
            )  # fmt: skip


@pytest.mark.parametrize("lain", [(110, 112, 108, 111, 109), (100, 100, 100, 100, 100)])
def test_a_far_growth_is_marked_and_still_counted(lain):
    for kali in (*lain, 900):
        umkm = buat_umkm(dibina_sejak=date(2025, 1, 10))
        for b in bulan_omzet(TW2):
            buat_penjualan(umkm, b, 100 if b.year == 2025 else kali)
    baris = rows_of(baca_buku(buat_pengguna("pembaca"), bulan_omzet(TW2), temuan=()), TW2)
    assert ([b.persen for b in baris if b.pencilan], sum_up(baris, TW2).n_tumbuh) == ([800], 6)


def test_real_rupiah_need_the_index_of_every_month():
    user, umkm = buat_pengguna("pembaca"), buat_umkm(dibina_sejak=date(2025, 1, 10))
    for b in bulan_omzet(TW2):
        buat_penjualan(umkm, b, 1_000)
        if b != date(2025, 5, 1):
            IndeksHarga.objects.create(
                bulan=b, nilai="100.00" if b.year == 2025 else "110.00", tahun_dasar=2022, sumber="uji"
            )
    IndeksHarga.objects.create(bulan=date(2025, 5, 1), nilai="300.00", tahun_dasar=2018, sumber="uji")
    buku = baca_buku(user, bulan_omzet(TW2), temuan=())
    harga = read_harga(user, until=date(2026, 7, 1))
    t = sum_up(rows_of(buku, TW2, harga=harga), TW2, harga)
    assert (t.omzet_rp, t.n, t.median, t.n_keluar, t.kurang) == (3_000, 1, None, 0, (date(2025, 5, 1),))
    IndeksHarga.objects.create(bulan=date(2025, 5, 1), nilai="100.00", tahun_dasar=2022, sumber="uji")
    harga = read_harga(user, until=date(2026, 7, 1))
    assert str(sum_up(rows_of(buku, TW2, harga=harga), TW2, harga).median) == "-9.1"


# --- pages -------------------------------------------------------------------------------------------------------


@pytest.fixture
def dunia():
    """Two enterprises with sales of the last due quarter and the same one a year before."""
    penugasan = buat_penugasan(mulai=date(2023, 1, 10))
    awal = triwulan_tempo(hari_ini())
    kbli = Kbli.objects.create(kode="10214", nama="Ikan", kunci="ikan", sumber="uji")
    usaha = [buat_umkm(desa=penugasan.desa, dibina_sejak=date(2023, 1, 10), kbli=k) for k in (kbli, None)]
    for n, u in enumerate(usaha, 1):
        for b in bulan_omzet(awal):
            buat_penjualan(u, b, 1_000 * n if b < awal else 1_500 * n)
    return penugasan, usaha, awal


def buka(client, nama, *args, **kueri):
    client.force_login(buat_pengguna("pembaca"))
    jawaban = client.get(reverse(nama, args=args), kueri)
    assert jawaban.status_code == 200
    return jawaban


def test_every_number_links_to_the_rows_that_sum_to_it(client, dunia):
    _, usaha, awal = dunia
    t = buka(client, "omzet:deret").context["triwulan"][0]
    tw = (awal.year, (awal.month + 2) // 3)
    rinci = buka(client, "omzet:rincian", *tw, lihat="lengkap")
    assert (t.omzet_rp, t.n, str(t.median)) == (13_500, 2, "50.0")
    assert sum(b.omzet_rp for b, _ in rinci.context["baris"]) == 13_500
    assert {u.pk for _, u in rinci.context["baris"]} == {u.pk for u in usaha}
    assert "Rp 13.500" in rinci.content.decode()
    assert buka(client, "omzet:rincian", *tw, lihat="keluar").context["baris"] == []


def test_growth_with_closed_ones_opens_its_rows(client, dunia):
    _, (jalan, tutup), awal = dunia
    buat_penutupan(tutup, awal)
    deret = buka(client, "omzet:deret")
    t, tw = deret.context["triwulan"][0], (awal.year, (awal.month + 2) // 3)
    assert (str(t.median_tutup), t.n_tutup) == ("-25.0", 2)
    assert f"{reverse('omzet:rincian', args=tw)}?" in deret.text
    rinci = buka(client, "omzet:rincian", *tw, lihat="tutup")
    assert {u.pk: str(b.persen_tutup) for b, u in rinci.context["baris"]} == {jalan.pk: "50.0", tutup.pk: "-100.0"}
    assert "−100,0 %" in rinci.text


def test_filters_narrow_to_village_opd_and_sector(client, dunia):
    penugasan, _, _ = dunia
    asing = buat_penugasan()
    hasil = {
        nama: buka(client, "omzet:deret", **{nama: nilai}).context["triwulan"][0].binaan
        for nama, nilai in {"desa": asing.desa.kode, "opd": penugasan.opd.slug, "sektor": "C"}.items()
    }
    assert (hasil, buka(client, "omzet:deret", sektor="<x>").context["triwulan"][0].binaan) == (
        {"desa": 0, "opd": 2, "sektor": 1},
        2,
    )


def test_empty_index_says_what_to_do_and_a_filled_one_its_source(client, dunia):
    kosong = buka(client, "omzet:deret", riil="ya").content.decode()
    assert ("IHK) belum diisi" in kosong, f'href="{reverse("omzet:harga")}"' in kosong) == (True, True)
    for b in {*bulan_omzet(dunia[2]), *bulan_triwulan(dunia[2])}:
        IndeksHarga.objects.create(bulan=b, nilai="110.10", tahun_dasar=2022, sumber="Rilis uji")
    assert "Riil: rupiah setiap bulan" in buka(client, "omzet:deret", riil="ya").content.decode()
    assert "Rilis uji" in buka(client, "omzet:harga").content.decode()


@pytest.mark.parametrize("tw", [0, 5])
def test_quarters_that_do_not_exist_are_404(client, tw):
    client.force_login(buat_pengguna("pembaca"))
    assert client.get(reverse("omzet:rincian", args=[2026, tw])).status_code == 404


@pytest.mark.parametrize("nama", ["omzet:deret", "omzet:rincian"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    client.force_login(buat_pengguna("pembaca"))
    awal = dunia[2]
    args = () if nama == "omzet:deret" else (awal.year, (awal.month + 2) // 3)
    alamat = reverse(nama, args=args) + "?riil=ya"
    client.get(alamat)
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat)
    for _ in range(4):
        umkm = buat_umkm(desa=dunia[0].desa, dibina_sejak=date(2023, 1, 10))
        for b in bulan_omzet(awal):
            buat_penjualan(umkm, b)
    with django_assert_max_num_queries(12) as lima:
        client.get(alamat)
    assert (len(lima), Umkm.objects.count()) == (len(satu), 6)
