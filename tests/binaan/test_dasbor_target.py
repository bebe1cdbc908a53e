"""Targets of the key figures: only where something sets one, beside the change since the last quarter."""

from datetime import date, timedelta
from urllib.parse import urljoin

import pytest
from lxml.html import fromstring

from binaan.dasbor.kartu import susun_kartu
from binaan.dasbor.kartu_hasil import URUTAN
from binaan.dasbor.keputusan import MASIH
from binaan.dasbor.pokok import ringkas
from binaan.dasbor.tautan import buat_tautan
from binaan.dasbor.teks import KECAMATAN, _fitted
from desa.angka import format_tanggal
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.rekap.rentang import rentang
from opd.rekap.umkm import baca_buku, hitung_bulan_kosong, hitung_bulan_wajib, jendela
from tests.opd.baca_naskah import even
from tests.pabrik import (
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
from tests.pabrik_naskah import buat_baris, buat_rencana

pytestmark = pytest.mark.django_db
HARI = date(2025, 8, 20)


def kartu(hari=HARI):
    """The cards of the day by the key of their definition."""
    r = ringkas(buat_pengguna(Peran.PIMPINAN), until=hari)
    return {k.arti: k for k in susun_kartu(r, buat_tautan(rentang(hari), hari_ini=hari, known_at=None, diketahui=None))}


def test_no_target_is_made_up():
    assert {k.target for k in kartu().values()} == {""}
    buat_penugasan(mulai=date(2025, 1, 1))
    assert {a for a, k in kartu().items() if k.target} == {"dikunjungi-rutin", "opd-tanpa-tim"}


def test_targets_are_those_of_plans_duties_and_due_reports():
    satu, dua = (buat_penugasan(mulai=date(2025, 1, 1)) for _ in range(2))
    buat_tim(satu)
    buat_kunjungan(satu, HARI - timedelta(20))
    baris = buat_baris(buat_rencana(satu, 2025, status="diverifikasi"), pagu={"csr": 10_000_000})
    buat_kegiatan(satu, date(2025, 2, 1), baris=baris, volume=5, satuan=baris.satuan, dana={"csr": 2_500_000})
    for p, lapor in ((satu, (2, 3, 4, 5, 6, 7)), (dua, (5, 6))):
        u = buat_umkm(desa=p.desa, dibina_sejak=p.mulai)
        for bulan in lapor:
            buat_penjualan(u, date(2025, bulan, 1), 1_000)
    semua = kartu()
    assert {a: k.target for a, k in semua.items() if k.target} == {
        "dikunjungi-rutin": "Target: semua desa, setiap 90 hari; kurang 1",
        "capaian-rencana": "Target: 100 % dari target setiap baris yang jatuh tempo",
        "dana-kegiatan": "Target: pagu rencana 2025 Rp 10.000.000; terserap 25,0 %",
        "opd-tanpa-tim": "Target: semua OPD ber-tim; kurang 1",
        "laporan-penjualan-kosong": "Target: 6 bulan-usaha dilaporkan; sudah 83,3 %",
    }
    k = semua["capaian-rencana"]
    assert k.satuan.endswith(", 1 baris jatuh tempo pada 1 dari 2 penugasan; 1 belum berencana")
    assert (k.singkat, k.sasaran) == (
        f"{k.satuan.partition(',')[0]}, 1 dari 2 penugasan; 1 belum berencana",
        "target 100 %",
    )
    k = semua["dana-kegiatan"]
    assert [(b.nama, b.teks) for b in k.bagian] == [
        ("Tahun 2025, semuanya", "Rp 2.500.000"),
        ("di antaranya dari pagu rencana", "Rp 2.500.000"),
        ("di luar pagu rencana", "Rp 0"),
    ]
    k = semua["laporan-penjualan-kosong"]
    assert (k.nilai, k.perubahan, k.arah) == (
        "1",
        "bagian yang dilaporkan naik 16,6 poin dari 66,7 % (30 Juni 2025)",
        "naik",
    )


def test_reports_due_are_those_that_can_be_missing():
    """Nobody has reported anything: what is missing is all that is due."""
    p = buat_penugasan(mulai=date(2025, 1, 1))
    for sejak, sampai, tutup in ((1, None, None), (6, None, None), (1, 7, None), (1, None, 6), (9, None, None)):
        buat_umkm(
            desa=p.desa,
            dibina_sejak=date(2025, sejak, 10),
            dibina_sampai=sampai and date(2025, sampai, 10),
            alasan_keluar="Pindah." if sampai else "",
            keluar_dicatat_pada=pada(HARI) if sampai else None,
            tutup_pada=tutup and date(2025, tutup, 10),
        )
    buku = baca_buku(buat_pengguna(Peran.PEMBACA), jendela(HARI))
    assert hitung_bulan_wajib(buku, HARI) == sum(b.jumlah for b in hitung_bulan_kosong(buku, HARI)) == 3 + 2 + 2 + 1


def test_the_first_screen_tells_how_it_goes_what_waits_and_who_is_behind(client):
    """The strip says what the cards, the decisions and the red list say. Seen red with another card's change, with points of
    percent beside a count of villages, and with poverty as the last card."""
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    for _ in range(4):
        p = buat_penugasan(mulai=hari_ini() - timedelta(200))
        buat_umkm(desa=p.desa, dibina_sejak=p.mulai)
    buat_kunjungan(p, hari_ini())
    halaman = client.get("/dasbor/")
    kartu, merah, keputusan = (halaman.context[k] for k in ("kartu", "merah", "keputusan"))
    pohon = fromstring(halaman.content)
    [sekilas] = pohon.find_class("sekilas")
    [ul], (putus, belakang) = sekilas.findall("./ul"), sekilas.findall("./div/div/ol")
    angka = ul.findall("li")
    assert [k.arti for k in kartu[:2]] == ["desa-tertib", "kk-miskin-ekstrem-kini"]
    assert [k.arti for k in kartu] == list(URUTAN)
    assert [(a.get("href") if (a := li.find("a")) is not None else "", even(li.text_content())) for li in angka] == [
        (k.tautan, even(f"{k.nama} {k.nilai} {k.singkat} {k.sasaran}")) for k in kartu[:6]
    ]
    poin = [even(li.find("small").text_content()) for li in angka if " poin" in li.text_content()]
    assert "25,0 %, naik 25,0 poin" in poin
    assert all("%" in even(li.text_content()) for li in angka if " poin" in li.text_content())
    assert sekilas.text_content().count(format_tanggal(halaman.context["tw_lalu"])) == 1
    assert [li.text_content() for li in putus] == [k.semua for k in keputusan]
    tujuan = {a.get("href")[1:] for a in sekilas.iter("a") if a.get("href").startswith("#")}
    assert tujuan <= {e.get("id") for e in pohon.iter() if e.get("id")}
    assert [li.find("a").get("href") for li in belakang] == [m.alamat for m in merah.baris[:3]]


@pytest.mark.parametrize("peran", [*Peran])
def test_every_door_of_the_dashboard_opens_for_its_reader(client, peran):
    """Seen red with the packet of a rakor offered to everybody."""
    client.force_login(
        buat_pengguna(peran, opd=buat_opd() if peran in (Peran.KEPALA_OPD, Peran.OPERATOR_OPD) else None)
    )
    [pintu] = fromstring(client.get("/dasbor/").content).find_class("pintu-dasbor")
    alamat = [urljoin("/dasbor/", a.get("href")) for a in pintu.iter("a")]
    assert {"/peringkat/", "/kemiskinan/", "/mutu/"} <= set(alamat)
    assert ("/rakor/paket/" in alamat) is (client.get("/rakor/paket/").status_code == 200)
    assert {client.get(a).status_code for a in alamat} == {200}


def test_the_wall_lists_the_worst_in_few_words_and_counts_them_all(client):
    """Guards against all troubles of each. How many whole rows there is room for the browser decides (tests/walk)."""
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    for n in range(5):
        buat_penugasan(mulai=hari_ini() - timedelta(200 + n))
        [merah] = fromstring(client.get("/dasbor/?layar=rapat").content).find_class("rapat-merah")
        baris = [li.text_content() for li in merah.findall("./ol/li")]
        assert (len(baris), {"masalah lain" in b for b in baris}) == (n + 1, {True})
        assert merah.find("./h2").text_content() == f"Belum tertib: {n + 1} desa, yang terburuk"


def test_each_page_says_of_which_opds_it_speaks(client):
    """Seen red: 43 on the ranking, 44 on the dashboard and 47 in the list, and no word between them."""
    client.force_login(buat_pengguna(Peran.PEMBACA))
    buat_opd()
    p = buat_penugasan(mulai=hari_ini() - timedelta(200))
    buat_penugasan(opd=p.opd, mulai=p.mulai)
    for alamat in ("/dasbor/", "/dasbor/opd/", "/opd/"):
        assert "1 OPD punya penugasan berjalan" in even(fromstring(client.get(alamat).content).text_content()), alamat


def test_the_text_to_send_is_short_and_the_whole_stands_behind_a_second_button(client):
    """Seen red with the whole text alone: 3,614 characters of the sample, and its address 5,228."""
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    for n in range(3):
        buat_penugasan(
            mulai=hari_ini() - timedelta(300), opd=buat_opd(nama=f"Dinas {n} {'Pemberdayaan ' * 18}".strip())
        )
    halaman = client.get("/dasbor/teks/")
    pendek, lengkap = halaman.context["pendek"], halaman.context["lengkap"]
    for isi in (pendek, lengkap):
        assert isi.wa in halaman.text.replace("&amp;", "&")
    assert len(pendek.teks_contoh) <= 1000 < len(lengkap.teks)
    putusan = [k.kalimat for k in halaman.context["keputusan"]]
    baris = [b for b in pendek.teks.splitlines() if b[:2] in ("1.", "2.", "3.")]
    assert "…" in {b[-1] for b in baris}
    assert "Masih ada" not in pendek.teks
    tanpa = [KECAMATAN.sub("", k) for k in putusan]
    assert all(k.startswith(b[3:].rstrip("…")) for b, k in zip(baris, tanpa, strict=True))
    assert "Kec. " not in pendek.teks
    assert pendek.teks.count("\n- ") == 6
    assert pendek.teks.endswith("/dasbor/")
    assert lengkap.teks.count("\n- ") > 14


def test_the_word_of_the_plans_never_stands_without_how_many_have_none(client):
    """Seen red with "Tinggi; target 100 %" on the wall, of 27 plans where 21 were missing."""
    a, _ = (buat_penugasan(mulai=date(2024, 6, 1)) for _ in range(2))
    baris = buat_baris(buat_rencana(a, hari_ini().year - 1, status="diverifikasi"))
    buat_kegiatan(a, date(hari_ini().year - 1, 2, 1), baris=baris, volume=15, satuan=baris.satuan)
    per = date(hari_ini().year - 1, 7, 1)
    singkat = kartu(per)["capaian-rencana"].singkat
    assert singkat.endswith(", 1 dari 2 penugasan; 1 belum berencana")
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    for alamat in ("/dasbor/?layar=rapat&", "/dasbor/?"):
        pohon = fromstring(client.get(f"{alamat}per={per}").content)
        [tempat] = pohon.find_class("rapat-angka" if "layar" in alamat else "sekilas-angka")
        for tersembunyi in tempat.find_class("kecuali-hp"):
            tersembunyi.drop_tree()
        assert singkat in even(tempat.text_content()), alamat


def test_a_message_drops_what_is_more_before_it_cuts_a_sentence():
    """Seen red with "Masih ada 19 desa lain dengan UMKM…"."""
    baris = [
        "1. Walbele, 463 hari tidak dikunjungi." + MASIH + "19 desa lain.",
        "2. Lau-Lau tanpa tim." + MASIH + "10 OPD lain.",
    ]
    assert _fitted(baris, 200) == baris
    assert _fitted(baris, 90) == ["1. Walbele, 463 hari tidak dikunjungi.", "2. Lau-Lau tanpa tim."]
    assert _fitted(baris, 40) == ["1. Walbele, 463…", "2. Lau-Lau tanpa…"]
