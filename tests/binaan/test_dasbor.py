"""The dashboard: who sees it, its budget, its dates, and that every figure leads to rows that add up to it."""

import re
from datetime import date, timedelta
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.contrib.auth import get_user
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from binaan.actions.kolom import choose_columns
from binaan.dasbor.rincian import JENIS
from desa.waktu import hari_ini, tambah_bulan
from opd.enums import Peran
from opd.rekap.simpanan_desa import SimpananDesa
from tests.halaman_ketat import visible_text
from tests.pabrik import (
    buat_indeks,
    buat_kegiatan,
    buat_kunjungan,
    buat_opd,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_tim,
    buat_umkm,
    pada,
)
from tests.pabrik_arahan import buat_arahan, buat_tindak
from tests.pabrik_naskah import buat_baris, buat_rencana
from tests.pabrik_peringkat import buat_evaluasi

pytestmark = pytest.mark.django_db
ALAMAT = "/dasbor/"
TABEL = "/dasbor/opd/"


@pytest.fixture
def pimpinan(klien):
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    return klien


def pilih_kolom(klien, *kolom):
    """The reader of this client wants these columns."""
    choose_columns(kolom, by=get_user(klien), at=timezone.now())


def desa_binaan(**isi):
    """A village with an OPD, a team, two UMKM (one sells, one is silent), sales, an activity and a visit."""
    hari = hari_ini()
    p = buat_penugasan(mulai=tambah_bulan(hari, -15), **isi)
    buat_tim(p)
    laku, diam = (buat_umkm(desa=p.desa, dibina_sejak=p.mulai) for _ in range(2))
    for n in range(1, 15):
        bulan = tambah_bulan(hari.replace(day=1), -n)
        buat_penjualan(laku, bulan, n * 1_000_000)
        buat_penjualan(diam, bulan, 0)
    buat_kegiatan(p, hari, dana={"apbd_prov": 2_500_000, "csr": 500_000})
    buat_kunjungan(p, hari - timedelta(days=100))
    buat_indeks(p.desa, 2023, nilai="0.5000")
    buat_indeks(p.desa, 2024)
    return p


def isi(respons):
    return respons.content.decode()


@pytest.mark.parametrize("peran", [Peran.PIMPINAN, Peran.VERIFIKATOR, Peran.OPERATOR_OPD, Peran.PEMBACA])
def test_every_role_reads_it_and_strangers_do_not(klien, peran):
    assert klien.get(ALAMAT).status_code == 302
    klien.force_login(buat_pengguna(peran, opd=buat_opd() if peran == Peran.OPERATOR_OPD else None))
    desa_binaan()
    assert klien.get(ALAMAT).status_code == 200


def test_an_empty_database_says_so_in_words(pimpinan):
    teks = isi(pimpinan.get(ALAMAT))
    assert "Belum ada penugasan yang berjalan" in teks
    assert teks.count("belum dapat diukur") >= 5


def test_the_owner_and_the_villagers_are_not_on_it(pimpinan):
    p = desa_binaan()
    buat_umkm(desa=p.desa, pemilik="Rahasia Pemilik")
    buat_kunjungan(p, hari_ini(), warga_ditemui="Rahasia Warga")
    assert "Rahasia" not in isi(pimpinan.get(ALAMAT))


@pytest.mark.parametrize(
    "alamat",
    [ALAMAT, TABEL, f"{ALAMAT}dana/", f"{ALAMAT}laporan/", *(f"{ALAMAT}?rinci={j}" for j in JENIS)],
)
def test_the_query_count_is_the_same_at_four_and_six_and_within_budget(pimpinan, alamat):
    """Up to three kabupaten are counted without looking for them in the table, so one village costs a query less."""
    hitung = []
    for jumlah in (4, 2):
        for _ in range(jumlah):
            desa_binaan()
        SimpananDesa.forget_all()
        with CaptureQueriesContext(connection) as kueri:
            assert pimpinan.get(alamat).status_code == 200
        hitung.append(len(kueri))
    assert hitung[0] == hitung[1]
    # 15 with the version of the data, which the screens ask for outside of a test's transaction
    assert hitung[0] <= (15 if "rinci" in alamat else 14)


def test_reminders_can_be_copied_and_late_reports_are_a_link_away(pimpinan):
    desa_binaan(opd=buat_opd())
    teks = isi(pimpinan.get(ALAMAT))
    assert teks.count("<textarea") == teks.count("readonly data-salin") > 0
    assert "js/salin.js" in teks
    assert f'href="{reverse("tenggat:daftar")}"' in teks.partition("Daftar merah")[2]


def test_capaian_rencana_leads_to_the_plans_that_make_it(pimpinan):
    p, _ = (buat_penugasan(mulai=date(2024, 6, 1)) for _ in range(2))
    baris = buat_baris(buat_rencana(p, 2025, status="diverifikasi"), pagu={"csr": 100})
    buat_kegiatan(p, date(2025, 2, 1), baris=baris, volume=15, satuan=baris.satuan, dana={"csr": 40})
    teks = isi(pimpinan.get(ALAMAT, {"per": "2025-07-01"}))
    alamat = [unescape(a) for a in re.findall(r'href="(/rencana/\?[^"]+)"', teks.partition('id="j-angka"')[2])]
    for kata in (
        "Capaian rencana 2025", "75,0 %", "Sedang, 1 baris jatuh tempo", "Serapan pagu: ", ">40,0 %<", "1 penugasan",
    ):  # fmt: skip
        assert kata in teks
    assert alamat == ["/rencana/?tahun=2025&per=2025-07-01", "/rencana/?tahun=2025&status=belum&per=2025-07-01"]
    semua, belum = (pimpinan.get(a) for a in alamat)
    assert semua.context["gabung"].nilai == 75
    assert (semua.context["halaman"].paginator.count, belum.context["halaman"].paginator.count) == (2, 1)


@pytest.mark.parametrize(
    ("per", "kalimat", "terdekat"),
    [
        ("2026-06-31", "bukan tanggal yang ada", date(2026, 6, 30)),
        ("kemarin", "bukan tanggal yang ada", None),
        ("2099-01-01", "belum terjadi", None),
        ("1999-01-01", "tersedia mulai", date(2020, 1, 1)),
    ],
)
def test_a_date_that_cannot_be_gives_a_sentence_and_the_nearest_page(pimpinan, per, kalimat, terdekat):
    respons = pimpinan.get(ALAMAT, {"per": per})
    assert respons.status_code == 400
    assert kalimat in isi(respons)
    dekat = min(terdekat or hari_ini(), hari_ini())
    assert f"?per={dekat:%Y-%m-%d}" in isi(respons)
    assert pimpinan.get(ALAMAT, {"per": dekat.isoformat()}).status_code == 200


def test_the_page_prints_both_dates(pimpinan):
    teks = isi(pimpinan.get(ALAMAT, {"per": "2026-03-31", "diketahui": "2026-04-02"}))
    assert "31 Maret 2026" in teks
    assert "2 April 2026 23.59 WIT" in teks


def test_the_first_decision_reminds_the_opd_in_words_and_on_whatsapp(klien):
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    p = desa_binaan()
    teks = isi(klien.get(ALAMAT))
    assert "100 hari tidak dikunjungi" in teks
    assert "https://wa.me/?text=Yth." in teks
    assert p.opd.nama in teks


@pytest.mark.parametrize("peran", [Peran.PEMBACA, Peran.KEPALA_OPD, Peran.OPERATOR_OPD])
@pytest.mark.parametrize("sendiri", [True, False])
def test_every_button_of_a_decision_opens_for_its_reader(klien, peran, sendiri):
    """Seen red: for a reader and another OPD's head the button led to a form that refused them."""
    p = desa_binaan()
    opd = None if peran == Peran.PEMBACA else p.opd if sendiri else buat_opd()
    klien.force_login(buat_pengguna(peran, opd=opd))
    tombol = re.findall(
        r'class="tombol tombol--utama tombol--kecil" href="([^"]+)"',
        isi(klien.get(ALAMAT)).partition('id="j-angka"')[0],
    )
    assert (f"/kunjungan/baru/?penugasan={p.pk}" in tombol) is (opd == p.opd)
    assert tombol
    assert {klien.get(unescape(a)).status_code for a in tombol} == {200}


def test_the_pimpinan_orders_with_one_press_and_others_do_not(pimpinan, klien):
    p = desa_binaan()
    alamat = re.search(r'href="(/arahan/baru/\?[^"]+)"', isi(pimpinan.get(ALAMAT)))[1].replace("&amp;", "&")
    formulir = isi(pimpinan.get(alamat))
    assert f"Desa binaan {p.desa.nama_lengkap}, 100 hari tidak dikunjungi, per " in formulir
    assert "Tindak lanjuti, lalu laporkan hasilnya." in formulir
    assert re.search(rf'value="{p.opd_id}"[^>]*checked', formulir)
    klien.force_login(buat_pengguna(Peran.VERIFIKATOR))
    assert "/arahan/baru/" not in isi(klien.get(ALAMAT))


def test_open_and_overdue_arahan_are_counted_as_their_lists_count(pimpinan):
    hari = hari_ini()
    assert "tidak ada yang belum dijawab" in isi(pimpinan.get(ALAMAT))
    for geser, status in ((-3, "belum_dijawab"), (0, "belum_dijawab"), (5, "belum_dijawab"), (5, "dijawab")):
        buat_tindak(buat_arahan(tanggal=hari - timedelta(days=9), batas=hari + timedelta(days=geser)), status=status)
    teks = isi(pimpinan.get(ALAMAT))
    temuan = re.findall(r'<a href="(/arahan/\?keadaan=[a-z]+)">(\d+) ', teks)
    assert [(a.partition("=")[2], n) for a, n in temuan] == [("belum", "3"), ("terlambat", "1"), ("diperiksa", "1")]
    for alamat, angka in temuan:
        assert pimpinan.get(alamat).context["halaman"].paginator.count == int(angka)
    lalu = isi(pimpinan.get(ALAMAT, {"per": (hari - timedelta(days=9)).isoformat()}))
    assert "4 belum dijawab OPD" in lalu
    assert "/arahan/?keadaan" not in lalu
    diketahui = isi(pimpinan.get(ALAMAT, {"diketahui": (hari - timedelta(days=1)).isoformat()}))
    assert "/arahan/?keadaan" not in diketahui  # the list knows what was recorded since


def test_readers_get_the_list_and_no_reminder(klien):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    desa_binaan()
    assert "Tegur" not in isi(klien.get(ALAMAT))


def test_nothing_to_decide_is_said_too(pimpinan):
    p = buat_penugasan(mulai=hari_ini())
    buat_tim(p)
    assert "Tidak ada yang perlu diputuskan" in isi(pimpinan.get(ALAMAT))


def test_order_by_server(pimpinan):
    a, b = buat_penugasan(opd=buat_opd(nama="Aaa")), buat_penugasan(opd=buat_opd(nama="Zzz"))
    buat_kunjungan(a, hari_ini() - timedelta(days=200))
    buat_kunjungan(b, hari_ini() - timedelta(days=10))
    for urut, pertama in (("opd", a), ("kunjungan", a)):
        teks = isi(pimpinan.get(TABEL, {"urut": urut})).split("<tbody>")[1]
        assert re.search(r"/desa/([0-9.]+)/", teks)[1] == pertama.desa.kode
    assert pimpinan.get(TABEL, {"urut": "tidak-ada"}).status_code == 400


def test_every_figure_of_the_details_counts_its_own_rows(pimpinan):
    """Walk each link of the dashboard's own details; the number shown is the number of rows behind it."""
    for _ in range(3):
        desa_binaan()
    buat_penugasan(mulai=tambah_bulan(hari_ini(), -7))
    teks = isi(pimpinan.get(ALAMAT))
    tautan = re.findall(r'<a href="(/dasbor/\?rinci=(?:desa|kunjungan)&keadaan=[^"]+)">(\d+)</a>', teks)
    assert len(tautan) >= 3
    for alamat, angka in tautan:
        baris = isi(pimpinan.get(alamat)).split("<tbody>")[1].split("</tbody>")[0].count("<tr>")
        assert baris == int(angka), alamat


def test_omzet_and_kosong_of_each_village_are_the_sums_of_their_rows(pimpinan):
    lama = desa_binaan()
    buat_umkm(desa=lama.desa, dibina_sejak=lama.mulai)
    pilih_kolom(pimpinan, "kosong", "omzet")
    teks = isi(pimpinan.get(TABEL))
    for huruf in "ok":
        [(alamat, angka)] = re.findall(rf'<a href="\.\./({huruf}/[^"]+)">([\d.]+)</a>', teks)
        lanjut = pimpinan.get(ALAMAT + alamat, follow=True)
        rinci = isi(lanjut)
        jumlah = re.search(r"<caption>(?:Rp )?([\d.]+)", rinci)[1]
        assert jumlah == angka
        badan = rinci.split("<tbody>")[1].split("</tbody>")[0]
        kolom = [re.findall(r"<td[^>]*>(?:<a[^>]*>)?([^<]*)", b)[-1] for b in badan.split("</tr>")[:-1]]
        assert sum(int(k.replace(".", "")) for k in kolom) == int(angka.replace(".", ""))
        berkas = pimpinan.get(f"{lanjut.wsgi_request.get_full_path()}&unduh=csv").getvalue().decode("utf-8-sig")
        assert [b.split(";")[-1] for b in berkas.splitlines()[1:]] == [k.replace(".", "") for k in kolom]
    kepala = pimpinan.get(f"{ALAMAT}?rinci=desa&unduh=csv").getvalue().decode("utf-8-sig").splitlines()[0].split(";")
    assert kepala[3:8] == [
        "Kunjungan terakhir",
        "Hari tanpa kunjungan",
        "Keterangan kunjungan",
        "UMKM diam",
        "UMKM belum tutup",
    ]


def test_kegiatan_and_dana_link_to_the_list_of_the_quarter(pimpinan):
    p = desa_binaan()
    pilih_kolom(pimpinan, "kegiatan", "dana")
    teks = isi(pimpinan.get(TABEL))
    alamat = pimpinan.get(ALAMAT + re.search(r'href="../(g/[^"]+)">1</a>', teks)[1]).headers["Location"]
    assert parse_qs(urlsplit(alamat).query)["desa"] == [p.desa.kode]
    daftar = isi(pimpinan.get(alamat))
    assert "Rp 3.000.000" in daftar
    assert "3.000.000" in teks
    assert reverse("kegiatan:daftar") in alamat


def test_rows_and_the_rest_add_up_to_the_province(pimpinan):
    lama = desa_binaan()
    lama.selesai = hari_ini()
    lama.cara_selesai, lama.alasan_selesai = "dialihkan", "uji"
    lama.selesai_dicatat_pada = lama.dicatat_pada
    lama.save()
    assert "Penugasan yang berakhir atau pendukung" in isi(pimpinan.get(TABEL))
    assert "tidak mempunyai OPD penanggung jawab" in isi(pimpinan.get(ALAMAT))


def test_a_village_whose_assistance_was_completed_asks_for_its_evaluation_and_then_for_nothing(klien):
    """A leader orders the last OPD, and who may decide nothing gets no button.

    Seen red with the village alone as the button's page, and with evaluated villages kept for ever.
    """
    akhir = date(hari_ini().year - 1, 7, 1)
    tutup = {"selesai": akhir, "cara_selesai": "selesai", "alasan_selesai": "uji", "selesai_dicatat_pada": pada(akhir)}
    p = buat_penugasan(mulai=akhir - timedelta(300), **tutup)

    def tombol(peran):
        klien.force_login(buat_pengguna(peran))
        teks = isi(klien.get(ALAMAT)).partition('id="j-angka"')[0]
        if "tidak mempunyai OPD penanggung jawab" not in teks:
            return ""
        if "<small>Perlu keputusan pimpinan</small>" in teks:
            return "pimpinan"
        alamat = unescape(re.search(r'class="tombol tombol--utama tombol--kecil" href="([^"]+)"', teks)[1])
        assert klien.get(alamat).status_code == 200
        return alamat

    baru = f"/admin/opd/penugasan/add/?desa={p.desa_id}"
    assert tombol(Peran.VERIFIKATOR) == f"/peringkat/evaluasi/{akhir.year}/{p.desa.kode}/"
    assert (tombol(Peran.ADMIN_SISTEM), tombol(Peran.PEMBACA)) == (baru, "pimpinan")
    assert tombol(Peran.PIMPINAN).startswith(f"/arahan/baru/?opd={p.opd.slug}&teks=")
    dasar = {"desa": p.desa, "opd": p.opd, "tahun": akhir.year}
    lanjut = buat_evaluasi(**dasar, putusan="lanjut")
    assert tombol(Peran.VERIFIKATOR) == baru
    buat_evaluasi(**dasar, putusan="replikasi", menggantikan=lanjut)
    assert tombol(Peran.VERIFIKATOR) == ""
    assert "0 desa" in isi(klien.get(f"{ALAMAT}?rinci=tanpa_opd"))
    p.cara_selesai = "opd_dilebur"
    p.save()
    assert tombol(Peran.VERIFIKATOR) == baru


def test_months_of_the_predecessor_are_no_debt_of_the_opd_that_took_over(pimpinan):
    """Seen red with every month of a village counted for its OPD of today."""
    serah = hari_ini() - timedelta(days=1)
    lama = buat_penugasan(mulai=tambah_bulan(serah, -15), selesai=serah)
    baru = buat_penugasan(desa=lama.desa, mulai=serah)
    buat_tim(baru)
    buat_umkm(desa=lama.desa, dibina_sejak=lama.mulai)
    utuh = buat_penugasan(mulai=tambah_bulan(serah, -15))
    buat_umkm(desa=utuh.desa, dibina_sejak=utuh.mulai)
    pilih_kolom(pimpinan, "kosong")
    tabel, rinci = isi(pimpinan.get(TABEL)), isi(pimpinan.get(f"{ALAMAT}?rinci=kosong"))
    assert re.findall(r'<a href="\.\./k/([0-9.]+)">(\d+)</a>', tabel) == [(utuh.desa.kode, "3")]
    oleh = [rinci.count(f">{p.opd.nama}<") for p in (lama, utuh, baru)]
    assert ("6 laporan kosong" in rinci, oleh) == (True, [3, 3, 0])
    satu = isi(pimpinan.get(f"{ALAMAT}?rinci=kosong&desa={lama.desa.kode}"))
    assert "0 laporan kosong" in satu
    for alamat in set(re.findall(r'href="(/desa/[^"]+/penjualan/[^"]*)"', rinci)):
        assert pimpinan.get(alamat).status_code == 200


def test_cell_leads_on_for_its_date_and_knowledge_and_nowhere_else(pimpinan):
    kode = desa_binaan().desa.kode
    tujuan = {
        f"b/{kode}": f"/umkm/?desa={kode}&keadaan=berjualan",
        f"d/{kode}/2026-06-30": f"/umkm/?desa={kode}&keadaan=diam&per=2026-06-30",
        f"g/{kode}/20260630/20260705": f"/kegiatan/?desa={kode}&tw=2026-2&diketahui=2026-07-05",
        f"v/{kode}/distan": f"/kunjungan/?desa={kode}&opd=distan&sah=1",
        f"v/{kode}/distan/20260630": f"/kunjungan/?desa={kode}&opd=distan&sah=1&sampai=2026-06-30",
        f"s/{kode}/distan/260630": f"/kegiatan/?desa={kode}&opd=distan&dari=2025-07-01&sampai=2026-06-30",
        f"r/{kode}/260630": f"/rencana/?tahun=2026&desa={kode}&per=2026-06-30",
        f"o/{kode}/2026-06-30": f"/dasbor/?rinci=omzet&desa={kode}&per=2026-06-30",
    }
    assert {a: pimpinan.get(ALAMAT + a).headers["Location"] for a in tujuan} == tujuan
    salah = (
        f"x/{kode}",
        f"v/{kode}",
        f"b/{kode}/distan",
        f"b/{kode}/2099-01-01",
        f"b/{kode}/20261301",
        f"b/{kode}/261301",
        "b/81.05",
    )
    assert {pimpinan.get(ALAMAT + a).status_code for a in salah} == {404}


def test_indeks_counts_what_kemajuan_counts_and_leaves_out_what_was_before_the_start(pimpinan):
    lama, dua, baru = (buat_penugasan(mulai=m) for m in (date(2025, 7, 1), date(2023, 7, 1), date(2026, 2, 1)))
    for p in (lama, dua):
        buat_indeks(p.desa, 2022, nilai="0.5000")
        buat_indeks(p.desa, 2024, nilai="0.4000")
    buat_indeks(baru.desa, 2025, nilai="50.0000")
    buat_indeks(baru.desa, 2026, nilai="52.0000", tanggal_data=date(2026, 6, 30))
    dasbor, kemajuan, rinci = (
        " ".join(visible_text(isi(pimpinan.get(a))).split())
        for a in (ALAMAT, "/kemiskinan/kemajuan/", f"{ALAMAT}?rinci=indeks")
    )
    assert "1 dari 1 desa, Indeks Desa terhadap garis dasar program Turun: 0 Tetap: 0 IDM naik: 0 dari 1 desa" in dasbor
    assert "Belum dapat diukur: 1 desa di antaranya baru data sebelum pendampingan: 1 desa" in dasbor
    assert "IDM −0,1000 1 turun ; 1 dari 3 desa Indeks Desa +2,00 1 naik ; 1 dari 3 desa" in kemajuan
    assert pimpinan.get("/kemiskinan/kemajuan/?dasar=penugasan").status_code == 200
    for kata in (
        "Terhadap garis dasar penugasan, seperti pada Kartu Keadilan",
        "2 dari 3 desa terukur",
        "naik 2,00",
        "(2024) turun 0,1000",
        "belum dapat diukur: turun 0,1000 sebelum",
    ):
        assert kata in rinci
