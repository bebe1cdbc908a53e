"""The search: what it finds, in which order, and what it never looks at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import Kontak
from opd.models import AliasOpd
from tests.pabrik import buat_desa, buat_jabatan, buat_kecamatan, buat_opd, buat_pengguna, buat_umkm

pytestmark = pytest.mark.django_db


@pytest.fixture
def orang(client):
    pengguna = buat_pengguna("pembaca")
    client.force_login(pengguna)
    return pengguna


def hasil(client, q, **lain):
    """What is found, by kind, in the order shown."""
    jawab = client.get("/cari/", {"q": q, **lain})
    assert jawab.status_code == 200
    return {jenis: [x.nama for x in halaman] for jenis, _, halaman, _ in jawab.context["bagian"] if halaman.object_list}


def test_cari_finds_all_three_kinds_in_any_case(client, orang):
    desa = buat_desa(nama="Waru")
    buat_umkm(desa=desa, nama="Keripik Waru")
    buat_umkm(desa=desa, nama="Lain", produk="Abon waru")
    buat_opd(nama="Dinas Warung")
    assert hasil(client, "WARU") == {"desa": ["Waru"], "opd": ["Dinas Warung"], "umkm": ["Keripik Waru", "Lain"]}
    teks = client.get("/cari/", {"q": "waru"}).text
    assert f"{desa.kecamatan.nama}, {desa.kecamatan.kabupaten.nama_singkat}" in teks
    assert "4 hasil" in teks


def test_cari_puts_the_very_name_first(client, orang):
    kecamatan = buat_kecamatan(nama="Teluk Waru")
    for nama in ("Bellis", "Kilwaru", "Waru", "Waru Lama"):
        buat_desa(nama=nama, kecamatan=kecamatan)
    assert hasil(client, "waru")["desa"] == ["Waru", "Waru Lama", "Kilwaru", "Bellis"]


def test_cari_reads_the_local_kind_of_a_village(client, orang):
    buat_desa(nama="Uraur", jenis="negeri")
    buat_desa(nama="Wab", jenis="ohoi")
    buat_desa(nama="Negeri Lama", jenis="desa")
    assert hasil(client, "negeri uraur") == {"desa": ["Uraur"]}
    assert hasil(client, "Desa Uraur") == {"desa": ["Uraur"]}
    assert hasil(client, "Negeri") == {"desa": ["Negeri Lama", "Uraur"]}
    assert hasil(client, "negeri lama") == {"desa": ["Negeri Lama"]}


def test_cari_reads_a_code_as_people_write_it(client, orang):
    desa = buat_desa(nama="Berkode")
    buat_desa(nama="Tetangga", kecamatan=desa.kecamatan)
    for kode in (desa.kode, desa.kode.replace(".", ""), desa.kode.replace(".", "") + ".0", f" {desa.kode} "):
        assert hasil(client, kode) == {"desa": ["Berkode"]}
    assert hasil(client, desa.kecamatan.kode)["desa"] == ["Berkode", "Tetangga"]


def test_cari_finds_an_opd_by_abbreviation_and_alias_once(client, orang):
    opd = buat_opd(nama="Dinas Pertanian", singkatan="DISTAN", bukti="dugaan")
    for n in range(2):
        AliasOpd.objects.create(
            opd=opd, nama=f"Distan Lama {n}", kunci=f"distan{n}", mulai="2020-01-01", dicatat_oleh="uji"
        )
    assert hasil(client, "distan") == {"opd": ["Dinas Pertanian"]}
    assert hasil(client, "lama 1") == {"opd": ["Dinas Pertanian"]}
    assert "perlu konfirmasi" in client.get("/cari/", {"q": "distan"}).text


def test_cari_finds_an_enterprise_by_nib(client, orang):
    buat_umkm(nama="Bernib", nib="9120001234567")
    buat_umkm(nama="Lain", nib="8120001234567")
    for nib in ("9120001234567", "9120 0012 34567", "912000"):
        assert hasil(client, nib) == {"umkm": ["Bernib"]}


@pytest.mark.parametrize("peran", ["admin_sistem", "verifikator", "pimpinan", "operator_opd", "pembaca"])
def test_cari_never_looks_at_personal_fields(client, peran):
    desa, opd = buat_desa(), buat_opd()
    buat_umkm(desa=desa, pemilik="Bapak Rahasia", telepon="081234567890")
    buat_jabatan(opd=opd, pemegang="Bapak Rahasia", nip="198001012005011001")
    Kontak.objects.create(desa=desa, jabatan="kepala_desa", nama="Bapak Rahasia")
    client.force_login(buat_pengguna(peran, opd=opd if peran == "operator_opd" else None))
    for q in ("rahasia", "081234567890", "198001012005011001"):
        assert hasil(client, q) == {}
        assert "Tidak ada yang cocok" in client.get("/cari/", {"q": q}).text


def test_cari_pages_each_kind_apart(client, orang):
    for n in range(21):
        desa = buat_desa(nama=f"Serupa {n:02d}")
        buat_umkm(desa=desa, nama=f"Serupa {n:02d}")
    dua = hasil(client, "serupa", hal_desa="2")
    assert dua["desa"] == ["Serupa 20"]
    assert dua["umkm"] == [f"Serupa {n:02d}" for n in range(20)]
    assert "hal_desa=2&amp;hal_umkm=2#hasil-umkm" in client.get("/cari/?q=serupa&hal_desa=2").text


@pytest.mark.parametrize("hal", ["0", "-1", "99", "x", "9" * 5000])
def test_cari_shows_the_nearest_page_there_is(client, orang, hal):
    buat_desa(nama="Serupa")
    assert hasil(client, "serupa", hal_desa=hal) == {"desa": ["Serupa"]}


@pytest.mark.parametrize("q", ["", "   ", "a"])
def test_cari_says_what_to_type(client, orang, q):
    teks = client.get("/cari/", {"q": q}).text
    assert ("Ketik sedikitnya dua huruf" if q.strip() else "Ketik nama desa, OPD, atau UMKM") in teks
    assert "/desa/" in teks
    assert client.get("/cari/").status_code == 200


@pytest.mark.parametrize(
    "q", ["%%", "__", "' OR 1=1 --", "\\\\", "٣٤٥٦٧٨٩", "🐟🐟", "<script>alert(1)</script>", "((("]
)
def test_cari_takes_hostile_words_as_words(client, orang, q):
    buat_umkm(desa=buat_desa(nama="Biasa"), nama="Usaha Biasa")
    jawab = client.get("/cari/", {"q": q})
    assert (jawab.status_code, jawab.context["jumlah"]) == (200, 0)
    assert "<script>alert" not in jawab.text


@pytest.mark.parametrize("q", ["wa\x00ru", "x" * 81])
def test_cari_says_when_the_words_cannot_be_read(client, orang, q):
    buat_desa(nama="Waru")
    teks = client.get("/cari/", {"q": q}).text
    assert "Pencarian ini tidak terbaca" in teks
    assert 'class="galat"' in teks


def test_cari_is_closed_to_strangers_and_to_posts(client):
    assert client.get("/cari/?q=waru").status_code == 302
    client.force_login(buat_pengguna("pembaca"))
    assert client.post("/cari/", {"q": "waru"}).status_code == 405


def test_cari_query_budget(client, orang):
    jumlah = []
    for n in (1, 4):
        for _ in range(n):
            desa = buat_desa(nama="Serupa")
            buat_umkm(desa=desa, nama="Serupa")
            buat_opd(nama=f"Serupa {desa.pk}")
        with CaptureQueriesContext(connection) as kueri:
            client.get("/cari/?q=serupa")
        jumlah.append(len(kueri))
    assert jumlah[0] == jumlah[1] <= 12
