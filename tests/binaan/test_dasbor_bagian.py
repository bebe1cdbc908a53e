"""The dashboard's other pages: what changed, comparison, money, reports, one sheet, plain text, the meeting room."""

import io
import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape
from urllib.parse import unquote

import pytest
from django.apps import apps
from django.contrib.auth import get_user
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from openpyxl import load_workbook

from binaan.actions.kolom import choose_columns
from binaan.dasbor.angka import Angka, beda
from binaan.dasbor.kolom import BAWAAN, KOLOM, TERBANYAK
from binaan.dasbor.perubahan import SEBAB
from binaan.dasbor.teratas import TAMPIL
from binaan.models import PilihanKolom
from desa.models import Catatan
from desa.waktu import BELUM_TERCATAT, hari_ini, tambah_bulan
from opd.enums import Peran
from opd.rekap.simpanan_desa import SimpananDesa
from tests.binaan.test_dasbor import desa_binaan
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_kegiatan, buat_kunjungan, buat_pengguna, buat_penjualan, buat_penugasan, buat_umkm, pada
from tests.pabrik_naskah import buat_baris, buat_rencana
from tests.pabrik_potret import buat_potret

pytestmark = pytest.mark.django_db
SEMUA = ("", "opd/", "dana/", "laporan/", "banding/", "berubah/", "lembar/", "teks/", "?layar=rapat")


@pytest.fixture
def pimpinan(klien):
    klien.force_login(buat_pengguna(Peran.PIMPINAN))
    return klien


def buka(klien, alamat, **isi):
    return klien.get(f"/dasbor/{alamat}", isi).content.decode()


@pytest.mark.parametrize("alamat", SEMUA)
def test_each_page_opens_empty_and_full_for_any_role_in_as_many_queries(klien, alamat):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    assert klien.get(f"/dasbor/{alamat}").status_code == 200
    hitung = []
    for jumlah in (4, 2):  # more kabupaten than are counted without a look in the table
        for _ in range(jumlah):
            desa_binaan()
        SimpananDesa.forget_all()
        with CaptureQueriesContext(connection) as kueri:
            assert klien.get(f"/dasbor/{alamat}").status_code == 200
        hitung.append(len(kueri))
    assert hitung[0] == hitung[1] <= (31 if alamat == "berubah/" else 15)


@pytest.mark.sekali
@pytest.mark.parametrize(
    "alamat", ["", "opd/", "dana/", "laporan/", "banding/", "berubah/", "berubah/umkm/", "lembar/", "teks/"]
)
@pytest.mark.parametrize(
    ("isi", "kalimat"),
    [
        ({"per": "2099-01-01"}, "belum terjadi"),
        ({"per": "31/02/2026"}, "bukan tanggal yang ada"),
        ({"diketahui": "<script>"}, "bukan tanggal yang ada"),
        ({"per": "2021-05-01"}, "Sebelum 1 Juni 2024 belum ada penugasan"),
    ],
)
def test_a_day_that_cannot_be_gets_one_sentence_and_a_way_out(pimpinan, alamat, isi, kalimat):
    buat_penugasan(mulai=date(2024, 6, 1))
    respons = pimpinan.get(f"/dasbor/{alamat}", isi)
    teks = respons.content.decode()
    assert respons.status_code == 400
    assert teks.count(kalimat) == 1
    assert ">Buka per " in teks


def test_nothing_is_compared_with_a_day_before_the_first_sk_or_the_first_record(pimpinan):
    """Seen red with `per` alone asked, and with what was known before anything was."""
    buat_penugasan(mulai=date(2024, 6, 1), dicatat_pada=pada(date(2025, 3, 3)))
    for alamat, kalimat, tombol in (
        ("berubah/?sejak=2020-01-01", "Sebelum 1 Juni 2024 belum ada penugasan", "?sejak=2024-06-01"),
        ("?diketahui=2025-03-02", "Sebelum 3 Maret 2025 belum ada penugasan yang dicatat", "?diketahui=2025-03-03"),
    ):
        jawab = pimpinan.get(f"/dasbor/{alamat}")
        assert (jawab.status_code, jawab.text.count(kalimat), f'href="{tombol}"' in jawab.text) == (400, 1, True)
        assert pimpinan.get(f"/dasbor/{alamat.partition('?')[0]}{tombol}").status_code == 200


def test_whatever_is_known_only_up_to_an_earlier_day_says_so(pimpinan):
    """Seen red with the sentence taken out of the text page, the recap, and the shared line of the lists."""
    buat_penugasan(mulai=date(2024, 6, 1), dicatat_pada=pada(date(2025, 3, 3)))
    dasbor = ("", "?layar=rapat", "opd/", "dana/", "lembar/", "teks/", "berubah/?sejak=2025-03-31")
    alamat = [f"/dasbor/{a}" for a in dasbor] + ["/rencana/", "/umkm/", "/kemiskinan/kemajuan/"]
    for satu in [f"{a}{'&' if '?' in a else '?'}per=2025-05-01" for a in alamat] + ["/kegiatan/?sampai=2025-05-01"]:
        jawab = [pimpinan.get(f"{satu}&diketahui=2025-{hari}").text for hari in ("04-30", "05-01")]
        assert [BELUM_TERCATAT in teks for teks in jawab] == [True, False], satu
    isi = {"per": "2025-05-01", "diketahui": "2025-04-30", "unduh": "xlsx"}
    buku = load_workbook(io.BytesIO(b"".join(pimpinan.get("/umkm/", isi).streaming_content)))
    keterangan = {baris[0].value: baris[1].value for baris in buku["Keterangan"].iter_rows()}
    assert keterangan["Menurut yang dicatat sampai"].endswith(BELUM_TERCATAT)


@pytest.mark.parametrize(
    "alamat",
    ["opd/?predikat=emas", "opd/?kabupaten=x", "opd/?urut=acak", "opd/?strategi=1", "opd/?pilih=waru", "banding/?jenis=kota",
     "banding/?a=<b>", "?layar=besar", "?rinci=semua", "berubah/?sejak=2026-02-31"],
)  # fmt: skip
def test_a_filter_that_means_nothing_gets_one_sentence(pimpinan, alamat):
    respons = pimpinan.get(f"/dasbor/{alamat}")
    assert respons.status_code == 400
    pesan = respons.content.decode().split('role="alert"')[1].split("</div>")[0]
    assert pesan.count("<p>") == 2  # the sentence, and the button


# --- the table -----------------------------------------------------------------------------------------------------


def kode_baris(teks):
    return set(re.findall(r'<td><a href="/desa/([0-9.]+)/">', teks.split("<tbody>")[1].split("</tbody>")[0]))


def test_filters_leave_the_same_villages_on_map_and_table_and_their_sums(pimpinan):
    semua = [desa_binaan() for _ in range(3)]
    berencana = semua[0]
    buat_baris(buat_rencana(berencana, hari_ini().year, status="diverifikasi"), strategi="pendapatan")
    for saring, harap in (
        (
            {"kabupaten": berencana.desa.kode[:5]},
            {p.desa.kode for p in semua if p.desa.kode[:5] == berencana.desa.kode[:5]},
        ),
        ({"strategi": "pendapatan"}, {berencana.desa.kode}),
        ({"strategi": "kantong_kemiskinan"}, set()),
        ({"keadaan": "tertib"}, set()),
    ):
        teks = buka(pimpinan, "opd/", **saring)
        if harap:
            assert kode_baris(teks) == harap, saring
        assert len(set(re.findall(r"pilih=([0-9.]+)", teks.split('class="grafik peta"')[1].split("</svg>")[0]))) == len(
            harap
        )
    teks = buka(pimpinan, "opd/", strategi="pendapatan")
    assert "1 dari 3 desa binaan" in teks
    kaki = teks.split("<tfoot>")[1]
    assert "Jumlah yang disaring" in kaki
    assert "<td>1 dari 2</td>" in kaki
    assert '<td><a href="/umkm/?keadaan=berjualan">3 dari 6</a></td>' in kaki


def test_predikat_filters_by_the_word_that_the_row_shows(pimpinan):
    lama = buat_penugasan(mulai=date(2024, 6, 1))
    buat_penugasan(mulai=date(2024, 6, 1))
    baris = buat_baris(buat_rencana(lama, 2025, status="diverifikasi"))
    buat_kegiatan(lama, date(2025, 2, 1), baris=baris, volume=15, satuan=baris.satuan)
    teks = buka(pimpinan, "opd/", per="2025-07-01", predikat="sedang")
    assert kode_baris(teks) == {lama.desa.kode}
    assert "75,0 % Sedang" in teks


def test_a_years_activities_stand_beside_their_line_and_in_the_card(pimpinan):
    p = desa_binaan()
    buat_kegiatan(p, tambah_bulan(hari_ini(), -2))
    buat_kegiatan(p, tambah_bulan(hari_ini(), -13))
    teks = buka(pimpinan, "opd/", pilih=p.desa.kode)
    [alamat] = set(re.findall(r'href="\.\./(s/[^"]+)">2</a><svg class="percik"', teks))
    assert pimpinan.get(f"/dasbor/{alamat}", follow=True).context["halaman"].paginator.count == 2
    kartu = teks.split('id="kartu"')[1].split("</section>")[0]
    assert [n for n in re.findall(r'<td class="angka">(\d+)</td>', kartu) if n != "0"] == ["1", "1"]
    assert "tidak mempunyai OPD penanggung jawab" in buka(pimpinan, "opd/", pilih="81.01.01.2999")


def test_columns_are_kept_for_their_reader_alone_with_one_audit_row_for_each_change(pimpinan):
    desa_binaan()
    awal = {k: f'data-kunci="{k}"' for k in KOLOM}
    assert [k for k, tanda in awal.items() if tanda in buka(pimpinan, "opd/")] == list(BAWAAN)
    for _ in range(2):
        respons = pimpinan.post("/dasbor/kolom/?urut=dana", {"kolom": ["omzet", "diam"]})
        assert respons.headers["Location"] == "/dasbor/opd/?urut=dana#tabel"
    assert [k for k, tanda in awal.items() if tanda in buka(pimpinan, "opd/")] == ["diam", "omzet"]
    assert [c.perubahan for c in Catatan.objects.filter(tindakan="memilih kolom dasbor")] == [
        {"kolom": [" ".join(BAWAAN), "diam omzet"]}
    ]
    for salah in ([], ["harga"], list(KOLOM)):
        teks = pimpinan.post("/dasbor/kolom/", {"kolom": salah}, follow=True).content.decode()
        assert ("bukan kolom" if salah == ["harga"] else f"Pilih satu sampai {TERBANYAK} kolom") in teks
    assert PilihanKolom.objects.get().kolom == "diam omzet"
    pimpinan.force_login(buat_pengguna(Peran.PEMBACA))
    assert [k for k, tanda in awal.items() if tanda in buka(pimpinan, "opd/")] == list(BAWAAN)


# --- what changed ----------------------------------------------------------------------------------------------------


def test_what_changed_shows_both_days_as_they_were_known_and_the_acts_between(pimpinan):
    kemarin = hari_ini() - timedelta(days=3)
    p = buat_penugasan(mulai=tambah_bulan(hari_ini(), -7))
    choose_columns(["dana"], by=get_user(pimpinan), at=timezone.now())  # an act that moves no figure
    buat_kegiatan(p, hari_ini() - timedelta(days=10), dicatat_pada=timezone.now())  # dated before, recorded after
    buat_kegiatan(p, hari_ini())
    for tindakan in ("mencatat kegiatan", "melihat nama pada kegiatan"):  # who reads moves no figure
        Catatan.objects.create(
            pada=timezone.now(), oleh="Operator", sebagai="operator", tindakan=tindakan,
            objek_jenis="opd.kegiatan", objek_id="1", objek="Pelatihan",
        )  # fmt: skip
    teks = buka(pimpinan, "berubah/", sejak=kemarin.isoformat())
    baris = re.search(rf'scope="row">Kegiatan {hari_ini().year}</th>(.*?)</tr>', teks)[1]
    assert [unescape(x).strip() for x in re.findall(r">([^<>]+)(?=<(?:/a|/td|/?small)>)", baris)] == [
        "0 kegiatan", "2 kegiatan", "naik 2", "menurut catatan kini dahulunya 1 kegiatan (naik 1)", "Kegiatan 1"
    ]  # fmt: skip
    assert "1 × mencatat kegiatan" in teks
    assert "kedua tanggalnya menurut catatan kini; di sini yang dahulu menurut catatan saat itu" in teks
    for isi, kini in (({}, "kini"), ({"diketahui": kemarin.isoformat()}, "sampai ")):
        dasbor = buka(pimpinan, "", **isi)
        assert f", keduanya menurut catatan {kini}" in dasbor
        assert "memakai catatan saat itu" in dasbor
    assert "memilih kolom" not in teks
    assert "melihat nama" not in teks
    kejadian = buka(pimpinan, "berubah/kegiatan/", sejak=kemarin.isoformat())
    assert "Pelatihan" in kejadian
    assert "1 catatan" in kejadian
    assert pimpinan.get("/dasbor/berubah/rahasia/").status_code == 404
    sama = buka(pimpinan, "berubah/", sejak=hari_ini().isoformat())
    assert "Tanggal awal harus sebelum" in sama


def test_acts_are_about_things_that_exist_and_never_about_families():
    semua = {jenis for _, isi in SEBAB.values() for jenis in isi}
    assert {apps.get_model(jenis)._meta.label_lower for jenis in semua} == semua
    assert not {j for j in semua if "keluarga" in j or "impor" in j}


def test_a_figure_that_moved_by_time_alone_says_so(pimpinan):
    p = buat_penugasan(mulai=tambah_bulan(hari_ini(), -15))
    buat_kunjungan(p, hari_ini() - timedelta(days=91))
    teks = buka(pimpinan, "berubah/", sejak=(hari_ini() - timedelta(days=5)).isoformat())
    baris = re.search(r'scope="row">Desa dikunjungi rutin</th>(.*?)</tr>', teks)[1]
    assert "1 desa" in baris
    assert "turun 1" in baris
    assert "tidak ada; berubah karena hari berjalan" in baris


def test_sums_of_other_villages_or_other_reporters_are_never_subtracted(pimpinan):
    """Seen red without the members: equal villages in number, others by name, and a quarter of other reporters."""
    awal, kini = tambah_bulan(hari_ini(), -4), hari_ini()
    lama, baru = (buat_penugasan(mulai=tambah_bulan(kini, -15)) for _ in range(2))
    for p, hari, n in ((lama, -16, 50), (lama, -5, 40), (baru, -16, 60), (baru, -1, 30)):
        buat_potret(p.desa, tambah_bulan(kini, hari), kk_miskin_ekstrem=n)
    u = buat_umkm(desa=lama.desa, dibina_sejak=lama.mulai)
    for mundur in range(12):
        buat_penjualan(u, tambah_bulan(kini.replace(day=1), -mundur - 1), 1_000 + mundur)
    teks = buka(pimpinan, "berubah/", sejak=awal.isoformat())

    def selisih(nama):
        baris = re.search(rf'scope="row">{nama}</th>(.*?)</tr>', teks)[1]
        return re.search(r'data-judul="Perubahan">([^<]*)<', baris)[1]

    assert selisih("KK miskin ekstrem, desa terbandingkan") == (
        "cakupan berbeda, tidak dikurangkan (dahulu 1 desa, kini 2 desa)"
    )
    assert selisih("Omzet triwulan jatuh tempo").startswith("cakupan berbeda, tidak dikurangkan (dahulu TW ")
    a, b = (Angka("KK", n, "KK", "", (), "1 desa", frozenset({n})) for n in (40, 30))
    assert beda(a, b) == "cakupan berbeda, tidak dikurangkan (1 desa, tetapi bukan yang sama)"
    assert beda(a, replace(b, anggota=a.anggota)) == "turun 10"


# --- comparison, money, reports ----------------------------------------------------------------------------------------


def test_two_opds_stand_side_by_side_with_the_figures_of_the_table(pimpinan):
    a, b = desa_binaan(), desa_binaan()
    c = buat_penugasan(opd=a.opd, mulai=a.mulai)
    teks = buka(pimpinan, "banding/", a=a.opd.slug, b=b.opd.slug)
    baris = {
        unescape(nama): re.sub(r"<[^>]+>", " ", isi).split()
        for nama, isi in re.findall(r'<tr><th scope="row">([^<]+)</th>(.*?)</tr>', teks, re.S)
    }
    diam = {a.desa.nama: 1, c.desa.nama: 0}
    urut = sorted((a.desa, c.desa), key=lambda d: d.kode)
    assert baris["UMKM diam"] == f"1 {' '.join(f'{d.nama}: {diam[d.nama]}' for d in urut)} 1".split()
    desa = buka(pimpinan, "banding/", jenis="desa", a=a.desa.kode, b=b.desa.kode)
    assert a.desa.nama in desa.split("<thead>")[1].split("</thead>")[0]
    assert "Keduanya sama" in buka(pimpinan, "banding/", a=a.opd.slug, b=a.opd.slug)
    assert "“tidak-ada” tidak mempunyai desa binaan" in buka(pimpinan, "banding/", a="tidak-ada", b=b.opd.slug)
    assert "“81.01.01.2999” bukan desa binaan" in buka(pimpinan, "banding/", jenis="desa", a="81.01.01.2999")
    lalu = buka(pimpinan, "banding/", a=a.opd.slug, per="2026-06-30")
    assert 'href="?per=2026-06-30&amp;jenis=desa"' in lalu


def test_money_by_source_and_strategy_leads_to_activities_of_the_same_sum(pimpinan):
    p = buat_penugasan(mulai=date(2024, 6, 1))
    baris = buat_baris(buat_rencana(p, 2025, status="diverifikasi"), pagu={"csr": 1000}, strategi="pendapatan")
    buat_kegiatan(p, date(2025, 2, 1), baris=baris, dana={"csr": 40, "apbn": 7})
    buat_kegiatan(p, date(2025, 4, 1), dana={"csr": 5})
    teks = buka(pimpinan, "dana/", per="2025-07-01")
    tautan = [(unescape(a), n) for a, n in re.findall(r'<a href="(/kegiatan/[^"]+)">Rp ([0-9.]+)</a>', teks)]
    assert sorted(n for _, n in tautan) == sorted(["45", "7", "52", "40", "7", "47", "5", "5", "45", "7", "52"])
    for alamat, n in tautan:
        isi = pimpinan.get(alamat).content.decode()
        assert f"Rp {n}<" in isi, alamat
    assert "4,0 %" in teks
    assert "Di luar pagu Rp 12: Rp 5 di luar rencana (kegiatan tanpa baris), dan Rp 7 kegiatan menurut baris" in teks
    for apa, kata in (("pagu", "Pagu Rp 1.000, belanja daripadanya Rp 40"), ("luar_pagu", "Di luar pagu Rp 12")):
        [a] = re.findall(rf'<a href="([^"]+rinci={apa}&amp;per[^"]*)">Rp {kata[-2:]}</a>', teks)
        assert f"<caption>{kata}</caption>" in pimpinan.get(unescape(a)).text
    pagu = [unescape(a) for a in re.findall(r'<a href="([^"]+rinci=pagu[^"]*)">Rp 1\.000</a>', teks)]
    assert pagu == [f"/dasbor/?rinci=pagu{s}&per=2025-07-01" for s in ("&sumber=csr", "")]
    for alamat in pagu:
        assert "<caption>Pagu Rp 1.000, belanja daripadanya Rp 40</caption>" in pimpinan.get(alamat).content.decode()
    assert "Tidak ada baris" in pimpinan.get(pagu[0].replace("csr", "apbn")).content.decode()
    assert "Dana tahun 2025 menurut sumber" in teks
    assert 'data-judul=""' not in teks


def test_the_board_names_who_is_late_and_leads_there(pimpinan):
    p = buat_penugasan(mulai=date(2024, 6, 1))
    teks = buka(pimpinan, "laporan/")
    assert re.search(rf'<a href="/tenggat/\?tahun=\d{{4}}&amp;tw=\d&amp;opd={p.opd.slug}">Lewat tenggat \d+ hari', teks)
    lalu = buka(pimpinan, "laporan/", per="2025-07-01")
    assert "hanya diketahui untuk hari ini" in lalu
    assert "/tenggat/?" not in lalu.split("<main")[1]


@pytest.mark.parametrize(("alamat", "isi"), [("laporan/", {}), ("", {"rinci": "desa"})])
def test_a_table_of_a_whole_province_comes_in_pages_and_says_how_many_rows_there_are(
    pimpinan, monkeypatch, alamat, isi
):
    for modul in ("dasbor", "dasbor_lain"):
        monkeypatch.setattr(f"binaan.views.{modul}.PER_HALAMAN", 2)
    nama = {desa_binaan().desa.nama for _ in range(3)}
    halaman = [buka(pimpinan, alamat, **isi, halaman=n) for n in (1, 2)]
    tampil = [
        {n for n in nama if n in teks.split("<tbody>")[1].split("</tbody>")[0]} for teks in map(last_table, halaman)
    ]
    assert [len(t) for t in tampil] == [2, 1]
    assert tampil[0] | tampil[1] == nama
    assert all("dari 3</p>" in teks for teks in halaman)
    assert "data-urut" not in halaman[0]


def last_table(teks):
    return teks[teks.rindex("<table") :]


# --- shapes ------------------------------------------------------------------------------------------------------------


@pytest.mark.sekali
def test_text_sheet_and_meeting_room_say_what_the_screen_says(pimpinan):
    desa_binaan()
    layar = unescape(buka(pimpinan, ""))
    kartu = re.findall(
        r'nilai-nama">([^<]+)</h3>\s*<p class="nilai-baris"><(?:a|span) class="nilai"[^>]*>([^<]+)<', layar
    )
    assert len(kartu) == 14
    lembar, rapat, teks = (unescape(buka(pimpinan, a)) for a in ("lembar/", "?layar=rapat", "teks/"))
    pesan = teks.split("data-salin>")[2].split("</textarea>")[0]
    besar = re.findall(r'<h3>([^<]+)</h3><p class="rapat-nilai">([^<]+)<', rapat)
    assert len(besar) == 8
    assert set(besar) < set(kartu)
    for nama, nilai in kartu:
        assert f"- {nama}: {nilai}" in pesan
        assert re.search(rf'scope="row">{re.escape(nama)}</th><td>(?:<a[^>]*>)?{re.escape(nilai)}', lembar)
    assert "- Indeks desa naik: belum dapat diukur (belum ada " in pesan
    assert unquote(re.findall(r'href="https://wa\.me/\?text=([^"]+)"', teks)[1]).strip() == pesan.strip()
    assert (putusan_semua := [p.strip() for p in re.findall(r'<li id="putus-\d">\s*<p>([^<]+)<', layar)])
    for putusan in putusan_semua:
        assert putusan in pesan
        assert putusan in rapat
        assert putusan in lembar


def test_text_and_sheet_say_how_many_villages_they_leave_out(pimpinan, monkeypatch):
    monkeypatch.setitem(TAMPIL, "merah", 1)
    for _ in range(3):
        buat_penugasan(mulai=date(2024, 6, 1))
    merah = buka(pimpinan, "teks/").split("*Belum tertib: 3 desa*\n")[1].split("\n\n")[0].splitlines()
    assert len(merah) == 2
    assert merah[1] == "- dan 2 lain"
    assert "dan 2 lain" in " ".join(visible_text(buka(pimpinan, "lembar/")).split())


def test_what_leaves_the_house_has_coverage_and_closes_small_groups_for_everybody(klien):
    """Seen red with the sum as its writer sees it: two texts differed by the one to four families of a village."""
    for kini in (40, 3):
        p = buat_penugasan(mulai=date(2025, 1, 10))
        for hari, n in ((date(2024, 12, 31), 50), (date(2026, 1, 31), kini)):
            buat_potret(p.desa, hari, kk_miskin_ekstrem=n)
    for peran in (Peran.VERIFIKATOR, Peran.PEMBACA):
        klien.force_login(buat_pengguna(peran))
        for alamat in ("/dasbor/teks/", "/dasbor/lembar/", "/dasbor/?layar=rapat"):
            isi = " ".join(visible_text(klien.get(alamat).text).split())
            assert "turun 20,0 % dari 50 KK pada garis dasar; 1 dari 2 desa dapat dibandingkan" in isi, (peran, alamat)
            assert "dapat dibandingkan, 1 berkelompok kecil tidak dijumlahkan" in isi, (peran, alamat)
