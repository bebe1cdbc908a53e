"""Help: who reads it, that its links lead somewhere, and that its limits are the application's own."""

import re
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.html import escape

from binaan.petunjuk import HALAMAN
from desa.angka import format_desimal, format_ribuan
from desa.models import Catatan, Umkm
from opd import ambang, arti
from opd.enums import Peran
from opd.rekap.profil import BATAS_HIJAU
from opd.rekap.tugas_urut import SEKALIGUS, SEMUA
from tests.halaman_ketat import visible_text
from tests.pabrik import buat_opd, buat_pengguna, buat_penugasan, buat_umkm
from tests.walk.matriks import BUKA, asked

pytestmark = [pytest.mark.django_db, pytest.mark.sekali]
BERDESA = (Peran.KEPALA_OPD, Peran.OPERATOR_OPD)
TERBESAR, KUERI_TERBANYAK = 40_000, 12


ALAMAT = {f"/bantuan/{slug}/" for slug in HALAMAN} | {f"/bantuan/arti-angka/{k}/" for k in arti.KELOMPOK}


def sebagai(klien, peran):
    klien.force_login(buat_pengguna(peran, opd=buat_opd() if peran in BERDESA else None))
    return klien


def naskah(klien, slug):
    return klien.get(f"/bantuan/{slug}/").text.partition("<main")[2].partition("</main>")[0]


def test_bantuan_has_a_page_for_every_role():
    assert {h.peran.value: slug for slug, h in HALAMAN.items() if h.peran} == {p.value: p.value for p in Peran}


@pytest.mark.parametrize("peran", Peran)
def test_bantuan_opens_for_every_role_small_and_cheap(klien, peran):
    sebagai(klien, peran)
    for alamat in ("/bantuan/", *sorted(ALAMAT)):
        with CaptureQueriesContext(
            connection,
        ) as kueri:
            jawab = klien.get(alamat)
        assert jawab.status_code == 200
        assert len(jawab.content) <= TERBESAR, alamat
        assert len(kueri) <= KUERI_TERBANYAK, alamat


@pytest.mark.parametrize("peran", Peran)
def test_bantuan_puts_the_own_role_first(klien, peran):
    isi = sebagai(klien, peran).get("/bantuan/").text.partition("<main")[2]
    assert re.findall(r'href="/bantuan/([^/]+)/"', isi)[0] == peran.value
    assert isi.index('id="milik"') < isi.index('id="umum"')


def test_bantuan_says_when_the_account_has_no_role(klien):
    klien.force_login(buat_pengguna())
    assert "belum mempunyai peran" in klien.get("/bantuan/").text


@pytest.mark.parametrize("alamat", ["/bantuan/", "/bantuan/operator_opd/", "/bantuan/data-pribadi/", "/bantuan/x/"])
def test_bantuan_sends_strangers_to_masuk(klien, alamat):
    jawab = klien.get(alamat)
    assert (jawab.status_code, jawab["Location"]) == (302, f"/masuk/?next={alamat}")


@pytest.mark.parametrize("slug", ["_dasar", "daftar", "operator", "laporan"])
def test_bantuan_unknown_page_is_404(klien, slug):
    assert sebagai(klien, Peran.PEMBACA).get(f"/bantuan/{slug}/").status_code == 404


@pytest.mark.parametrize("slug", HALAMAN)
def test_bantuan_contents_name_every_heading_in_order(klien, slug):
    isi = naskah(sebagai(klien, Peran.PEMBACA), slug)
    daftar = re.findall(r'<li><a href="#([a-z]+)">([^<]+)</a></li>', isi)
    assert daftar == re.findall(r'<h2 id="([a-z]+)">([^<]+)</h2>', isi)
    assert len(daftar) >= 3


def links(isi):
    return {a.replace("&amp;", "&") for a in re.findall(r'href="([^"]+)"', isi)}


def answers(klien, peran, *slug):
    """Address -> what every link on these help pages answers this role."""
    semua = {urlsplit(a)._replace(fragment="").geturl() for s in slug for a in links(naskah(klien, s))}
    return {a: asked(klien, peran, a) for a in sorted(semua) if a}


@pytest.mark.parametrize("peran", Peran)
def test_bantuan_of_the_own_role_opens_every_page_it_names(klien, peran):
    opd = buat_opd()
    buat_penugasan(opd=opd)
    klien.force_login(buat_pengguna(peran, opd=opd if peran in BERDESA else None))
    assert {a: n for a, n in answers(klien, peran, peran.value).items() if n != BUKA} == {}


def test_bantuan_links_lead_somewhere_for_a_reader(klien):
    """Of another role's page a reader without that right gets 403, or the way to masuk, never a hole."""
    jawab = answers(sebagai(klien, Peran.PEMBACA), Peran.PEMBACA, *HALAMAN)
    assert {a: n for a, n in jawab.items() if n not in (BUKA, "masuk", "403")} == {}
    baru = tuple(f"/{n}/baru/" for n in ("kunjungan", "kegiatan", "arahan", "serah-terima", "rencana", "laporan"))
    tertutup = (
        "/admin/",
        "/impor/",
        "/kemiskinan/potret/verifikasi/",
        "/simulasi/",
        "/subjek-data/",
        "/serah-tugas/",
        *baru,
    )
    assert {a for a, n in jawab.items() if n != BUKA and not a.startswith(tertutup)} == set()


def test_bantuan_links_to_headings_that_exist(klien):
    sebagai(klien, Peran.PEMBACA)
    isi = {a: naskah(klien, a.removeprefix("/bantuan/")[:-1]) for a in ALAMAT}
    hilang = []
    for alamat, teks in isi.items():
        for a in map(urlsplit, links(teks)):
            tujuan = isi[a.path or alamat] if a.path in ("", *isi) else ""
            if a.fragment not in ("", "isi") and f'id="{a.fragment}"' not in tujuan:
                hilang.append((alamat, a.geturl()))
    assert hilang == []


def test_bantuan_gives_every_figure_an_address_with_its_definition(klien):
    sebagai(klien, Peran.PEMBACA)
    indeks = links(naskah(klien, "arti-angka"))
    for k in arti.KELOMPOK.values():
        isi = naskah(klien, f"arti-angka/{k.kunci}")
        assert re.findall(r'<h2 id="([a-z0-9_-]+)">', isi) == [a.kunci for a in k.isi]
        assert {f"/bantuan/arti-angka/{k.kunci}/#{a.kunci}" for a in k.isi} <= indeks
        for a in k.isi:
            assert escape(a.definisi) in isi
    assert klien.get("/bantuan/arti-angka/lain/").status_code == 404


def test_bantuan_prints_every_threshold_of_the_table(klien):
    isi = naskah(sebagai(klien, Peran.PEMBACA), "arti-angka")
    baris = re.findall(r'<tr><th scope="row">([^<]+)</th><td class="angka">([^<]+)</td></tr>', isi)
    semua = [a for _, kelompok in ambang.SEMUA for a in kelompok]
    assert baris == [(escape(a.arti), f"{format_ribuan(a.nilai)} {a.satuan}") for a in semua]
    assert f"mulai {format_desimal(BATAS_HIJAU, 4)} disebut hijau" in naskah(klien, "arti-angka/desa")


def test_bantuan_follows_a_changed_threshold(klien, monkeypatch):
    """The pages read the table; nobody typed its numbers a second time."""
    from binaan.views import bantuan

    for batas in (bantuan.BATAS, arti.batas.BATAS):
        monkeypatch.setitem(batas, "FOTO_KUNJUNGAN", ambang.Ambang(9731, "foto", ""))
    sebagai(klien, Peran.PEMBACA)
    for slug in ("operator_opd", "arti-angka/kunjungan"):
        assert "9731" in visible_text(naskah(klien, slug))


def test_bantuan_says_what_the_pages_do(klien):
    """How many tasks Beranda shows, the page that closes a penugasan, and where an unsent form stays."""
    sebagai(klien, Peran.VERIFIKATOR)
    beranda = f"bila lebih dari {SEMUA}, hanya {SEKALIGUS} yang tampil"
    assert beranda in visible_text(naskah(klien, "operator_opd"))
    isi = klien.get(f"/penugasan/{buat_penugasan().pk}/").text
    atur = klien.get(re.findall(r'href="(/penugasan/\d+/atur/)"', isi)[0]).text
    tombol, judul = "Alihkan, tutup, atau koreksi", "Tutup tanpa pengganti"
    assert (tombol in isi, judul in atur) == (True, True)
    assert all(kata in naskah(klien, "verifikator") for kata in (tombol, judul))
    assert "draf di peramban" in naskah(klien, "admin_sistem")


def test_bantuan_says_what_opening_owner_data_records(klien):
    """The words on the page are the words of the Catatan, and the Catatan holds what the page lists and no more."""
    opd = buat_opd()
    umkm = buat_umkm(desa=buat_penugasan(opd=opd).desa, pemilik="Rahasia Kuning", telepon="081299988877")
    klien.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=opd))
    assert "Rahasia Kuning" in klien.post(f"/umkm/{umkm.uuid}/pemilik/").text
    catatan = Catatan.objects.get(objek_jenis=Umkm._meta.label_lower)
    assert f"“{catatan.tindakan}”" in naskah(klien, "data-pribadi")
    semua = " ".join(map(str, vars(catatan).values()))
    assert ("Rahasia" in semua, "0812" in semua, catatan.objek) == (False, False, umkm.nama)
