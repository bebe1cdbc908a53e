"""The search: what it finds, in which order, what it forgives, and what it never looks at."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from binaan.cari.kata import Kata, fold, one_slip
from binaan.cari.perintah import DAFTAR, HALAMAN_MENU, PERINTAH
from desa.models import Kontak
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import AliasOpd
from tests.pabrik import (
    buat_desa,
    buat_jabatan,
    buat_kecamatan,
    buat_kegiatan,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
    buat_sk,
    buat_umkm,
)
from tests.pabrik_arahan import buat_arahan
from tests.pabrik_cetak import buat_cetakan
from tests.walk.matriks import BUKA, asked

pytestmark = pytest.mark.django_db
DATA = ("desa", "opd", "umkm", "kegiatan", "arahan", "dokumen")
NIK = "8105156507900001"


@pytest.fixture
def orang(client):
    pengguna = buat_pengguna("pembaca")
    client.force_login(pengguna)
    return pengguna


def hasil(client, q, **lain):
    """The names of what is found in the database, by kind, in the order shown."""
    jawab = client.get("/cari/", {"q": q, **lain})
    assert jawab.status_code == 200
    semua = (
        jawab.context.get("bagian") or [jawab.context["satu"]] if jawab.context.get("satu") else jawab.context["bagian"]
    )
    return {b.jenis: [h.judul for h in b.isi] for b in semua if b.jenis in DATA and b.isi}


def saran(client, q):
    """The suggestions by heading."""
    return {b["judul"]: [h["judul"] for h in b["isi"]] for b in client.get("/cari/saran/", {"q": q}).json()["bagian"]}


def test_cari_finds_every_kind_in_any_case(client, orang):
    p = buat_penugasan(desa=buat_desa(nama="Waru"), opd=buat_opd(nama="Dinas Warung"))
    buat_umkm(desa=p.desa, nama="Keripik Waru")
    buat_umkm(desa=p.desa, nama="Lain", produk="Abon waru")
    buat_kegiatan(p, hari_ini(), judul="Pelatihan di Waru")
    buat_arahan(isi="Kunjungi Waru bulan ini")
    assert hasil(client, "WARU") == {
        "desa": ["Waru"],
        "opd": ["Dinas Warung"],
        "umkm": ["Keripik Waru", "Lain"],
        "kegiatan": ["Pelatihan di Waru"],
        "arahan": ["Kunjungi Waru bulan ini"],
    }
    teks = client.get("/cari/", {"q": "waru"}).text
    assert f"{p.desa.kecamatan.nama}, {p.desa.kecamatan.kabupaten.nama_singkat}" in teks


def test_cari_finds_papers_by_title_number_and_code(client, orang):
    buat_sk(nomor="SK-90-2023-X", tentang="Satu OPD satu desa binaan")
    c = buat_cetakan(judul="Laporan TW II 2026 Waru")
    assert hasil(client, "90-2023")["dokumen"] == ["SK SK-90-2023-X"]
    assert hasil(client, "tw ii waru")["dokumen"] == ["Laporan TW II 2026 Waru"]
    for kode in (c.kode, c.kode.lower(), f"{c.kode[:4]}-{c.kode[4:8]} {c.kode[8:]}"):
        assert hasil(client, kode) == {"dokumen": ["Laporan TW II 2026 Waru"]}
    assert hasil(client, c.kode[:15]) == {}


def test_cari_puts_the_very_name_first(client, orang):
    kecamatan = buat_kecamatan(nama="Teluk Waru")
    for nama in ("Bellis", "Kilwaru", "Waru", "Waru Lama"):
        buat_desa(nama=nama, kecamatan=kecamatan)
    assert hasil(client, "waru")["desa"] == ["Waru", "Waru Lama", "Kilwaru", "Bellis"]


def test_cari_reads_words_in_any_order_with_spaces_accents_and_one_slip(client, orang):
    desa = buat_desa(nama="Uraur", kecamatan=buat_kecamatan(nama="Kairatu"))
    buat_umkm(desa=desa, nama="Kedai Kopi Sibu-Sibu")
    buat_umkm(desa=desa, nama="Keripik Enak")
    buat_opd(nama="Dinas Kelautan")
    assert hasil(client, "kairatu   uraur") == {"desa": ["Uraur"]}
    assert hasil(client, "  sibu   kopi ") == {"umkm": ["Kedai Kopi Sibu-Sibu"]}
    assert hasil(client, "Kéripik énak") == {"umkm": ["Keripik Enak"]}
    for salah in ("kerpik", "keripikk", "keirpik", "karipik enak"):
        assert hasil(client, salah) == {"umkm": ["Keripik Enak"]}
    assert hasil(client, "urauh") == {"desa": ["Uraur"]}
    assert hasil(client, "kelatan") == {"opd": ["Dinas Kelautan"]}
    assert hasil(client, "karipek") == {}
    assert "ejaan mirip" in client.get("/cari/", {"q": "kerpik"}).text


def test_cari_finds_every_word_beside_signs(client, orang):
    buat_umkm(nama="Kedai Kopi Sibu-Sibu")
    for q in ("kopi-sibu", "kopi - sibu", "sibu-sibu kopi", "’ kopi"):
        assert hasil(client, q) == {"umkm": ["Kedai Kopi Sibu-Sibu"]}
    for q in ("kopi - pala", "sibu-sibu pala", "’ pala kopi"):
        assert hasil(client, q) == {}


def test_cari_finds_a_name_with_accents_without_them(client, orang):
    buat_umkm(nama="Café Rumah Kopi")
    assert hasil(client, "cafe kopi") == {"umkm": ["Café Rumah Kopi"]}


@pytest.mark.parametrize(
    ("a", "b", "benar"),
    [
        ("waru", "waru", True), ("waru", "wari", True), ("waru", "war", True), ("waru", "wwaru", True),
        ("waru", "wrau", True), ("waru", "wura", False), ("waru", "wa", False), ("", "a", True), ("ab", "cd", False),
    ],
)  # fmt: skip
def test_one_slip_is_one_letter_or_two_neighbours(a, b, benar):
    assert one_slip(a, b) == one_slip(b, a) == benar


def test_fold_makes_writings_alike():
    assert fold("  Ma’rang—  Café‎ ") == fold("marang cafe") == "marang cafe"
    assert Kata("81.05.15.2001").angka == "8105152001"
    assert Kata("a1").angka == ""


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
    buat_jabatan(opd=opd, pemegang="Bapak Rahasia", nip="198001012005011")
    Kontak.objects.create(desa=desa, jabatan="kepala_desa", nama="Bapak Rahasia")
    client.force_login(buat_pengguna(peran, opd=opd if peran == "operator_opd" else None))
    for q in ("rahasia", "081234567890", "198001012005011"):
        assert hasil(client, q) == {}
        assert saran(client, q) == {}
        assert "Tidak ada yang cocok" in client.get("/cari/", {"q": q}).text


@pytest.mark.parametrize("q", [NIK, "8105 1565 0790 0001", "Marta 8105.1565.0790.0001", f"{NIK}9"])
def test_cari_takes_no_number_of_a_person(client, q):
    """It is answered where numbers are sent by POST, and shown back nowhere."""
    buat_desa()
    for peran, tujuan in ((Peran.VERIFIKATOR, reverse("keluarga:cari")), (Peran.PEMBACA, reverse("cari"))):
        client.force_login(buat_pengguna(peran))
        jawab = client.get("/cari/", {"q": q}, follow=True)
        assert jawab.redirect_chain == [(tujuan, 302)]
        assert "NIK dan nomor KK tidak dicari lewat alamat halaman" in jawab.text
        assert "0790" not in jawab.text
        assert (
            client.get("/cari/saran/", {"q": q}).json() == {"bagian": [], "semua": f"/cari/?q={q}"}
            or saran(client, q) == {}
        )


def test_cari_shows_the_rest_of_one_kind_page_by_page(client, orang):
    for n in range(21):
        buat_umkm(desa=buat_desa(nama=f"Serupa {n:02d}"), nama=f"Serupa {n:02d}")
    assert [len(v) for v in hasil(client, "serupa").values()] == [8, 8]
    assert '<a href="?q=serupa&amp;jenis=umkm">Semua UMKM yang cocok</a>' in client.get("/cari/?q=serupa").text
    assert hasil(client, "serupa", jenis="desa", halaman="2") == {"desa": ["Serupa 20"]}
    assert "21 Desa untuk" in client.get("/cari/?q=serupa&jenis=desa").text
    assert len(hasil(client, "serupa", jenis="umkm")["umkm"]) == 20


@pytest.mark.parametrize("hal", ["0", "-1", "99", "x", "9" * 5000])
def test_cari_shows_the_nearest_page_there_is(client, orang, hal):
    buat_desa(nama="Serupa")
    assert hasil(client, "serupa", jenis="desa", halaman=hal) == {"desa": ["Serupa"]}
    assert hasil(client, "serupa", jenis="orang", halaman=hal) == {"desa": ["Serupa"]}


@pytest.mark.parametrize("q", ["", "   ", "a"])
def test_cari_says_what_to_type(client, orang, q):
    teks = client.get("/cari/", {"q": q}).text
    assert ("Ketik sedikitnya dua huruf" if q.strip() else "Ketik nama desa, OPD, atau UMKM") in teks
    assert "/desa/" in teks
    assert client.get("/cari/").status_code == 200


@pytest.mark.parametrize(
    "q",
    [
        "%%",
        "__",
        "' OR 1=1 --",
        "\\\\",
        "٣٤٥٦٧٨٩",
        "🐟🐟",
        "<script>alert(1)</script>",
        "(((",
        "--",
        "́́",
        "\u202e\u202e\u202e",
    ],
)
def test_cari_takes_hostile_words_as_words(client, orang, q):
    buat_umkm(desa=buat_desa(nama="Biasa"), nama="Usaha Biasa")
    assert hasil(client, q) == {}
    assert "<script>alert" not in client.get("/cari/", {"q": q}).text
    assert "\u202e" not in client.get("/cari/", {"q": q}).text
    assert {k for k in saran(client, q) if k != "Yang dapat dilakukan"} == set()


@pytest.mark.parametrize("q", ["wa\x00ru", "x" * 81, "w" * 10_000])
def test_cari_says_when_the_words_cannot_be_read(client, orang, q):
    buat_desa(nama="Waru")
    teks = client.get("/cari/", {"q": q}).text
    assert "Pencarian ini tidak terbaca" in teks
    assert 'class="galat"' in teks
    assert client.get("/cari/saran/", {"q": q}).json() == {"bagian": [], "semua": ""}


def test_cari_is_closed_to_strangers_and_to_posts(client):
    for alamat in ("/cari/", "/cari/saran/"):
        assert client.get(f"{alamat}?q=waru").status_code == 302
    client.force_login(buat_pengguna("pembaca"))
    for alamat in ("/cari/", "/cari/saran/"):
        assert client.post(alamat, {"q": "waru"}).status_code == 405


@pytest.mark.parametrize("q", ["serupa", "serupx", "serupa tidak ada", "isi omzet"])
def test_cari_query_budget(client, q):
    opd = buat_opd()
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=opd))
    jumlah = []
    for n in (1, 4):
        for _ in range(n):
            p = buat_penugasan(desa=buat_desa(nama="Serupa"))
            buat_umkm(desa=p.desa, nama="Serupa")
            buat_kegiatan(p, hari_ini(), judul="Serupa")
            buat_opd(nama=f"Serupa {p.pk}")
        for alamat in (f"/cari/?q={q}", f"/cari/saran/?q={q}", f"/cari/?q={q}&jenis=umkm"):
            with CaptureQueriesContext(connection) as kueri:
                client.get(alamat)
            jumlah.append(len(kueri))
    assert jumlah[:3] == jumlah[3:]
    assert max(jumlah) <= 12


# --- commands and help -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("q", "pertama"),
    [
        ("apa yang harus saya lakukan", "Apa yang harus saya lakukan"),
        ("isi omzet bulan ini", "Isi omzet bulan ini"),
        ("cara unggah foto", "Unggah foto"),
        ("cetak laporan", "Cetak laporan"),
        ("saya mau lapor penjualan", "Isi omzet bulan ini"),
        ("baru pindah jabatan", "Baru di jabatan ini?"),
        ("daftarkn umkm", "Daftarkan UMKM"),
        ("bast", "Catat serah terima bantuan"),
        ("arahan terlambat", "Arahan yang terlambat"),
        ("siapa paling tertinggal", "Desa yang belum tertib, terburuk di atas"),
        ("laporan belum masuk", "Laporan triwulan yang belum masuk"),
        ("NIB", "NIB dan izin lain UMKM"),
        ("umkm tanpa nib", "UMKM yang belum punya NIB"),
        ("dana", "Dana menurut sumber dan strategi"),
        ("bekukan peringkat", "Peringkat OPD: koreksi, bekukan, sanggah"),
    ],
)
def test_commands_answer_what_people_ask(client, q, pertama):
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=buat_opd()))
    assert saran(client, q)["Yang dapat dilakukan"][0] == pertama


def test_a_leader_who_asks_to_make_an_arahan_is_led_to_its_form(client):
    client.force_login(buat_pengguna(Peran.PIMPINAN))
    assert saran(client, "buat arahan")["Yang dapat dilakukan"][0] == "Tulis arahan"


@pytest.mark.sekali
def test_commands_are_those_of_the_role_and_each_opens(client):
    """Nobody is offered what answers with a refusal."""
    opd = buat_opd()
    buat_penugasan(opd=opd)
    for peran in Peran:
        user = buat_pengguna(peran, opd=opd if peran in (Peran.OPERATOR_OPD, Peran.KEPALA_OPD) else None)
        client.force_login(user)
        semua = [p.hasil for p in (*PERINTAH, *DAFTAR, *HALAMAN_MENU) if p.boleh(user, hari_ini())]
        assert {h.alamat: s for h in semua if (s := asked(client, peran, h.alamat)) != BUKA} == {}
    client.force_login(buat_pengguna(Peran.PEMBACA))
    assert "Yang dapat dilakukan" not in saran(client, "isi omzet bulan ini")


def test_suggestions_before_typing_are_what_is_done_most(client):
    client.force_login(buat_pengguna(Peran.OPERATOR_OPD, opd=buat_opd()))
    assert saran(client, "") == {
        "Yang dapat dilakukan": [
            "Apa yang harus saya lakukan", "Baru di jabatan ini?", "Isi omzet bulan ini", "Catat kunjungan",
        ]
    }  # fmt: skip


def test_help_is_found_by_figure_and_page(client, orang):
    ketemu = client.get("/cari/saran/", {"q": "serapan"}).json()["bagian"]
    assert {
        "judul": "Arti “Serapan”",
        "alamat": "/bantuan/arti-angka/rencana/#serapan",
        "ket": "Rencana aksi",
        "tanda": "",
    } in [h for b in ketemu for h in b["isi"]]
    assert "Petunjuk: Data pribadi dan jejak" in saran(client, "data pribadi")["Petunjuk dan arti angka"]


def test_suggestions_lead_to_all_results_and_are_kept_nowhere(client, orang):
    buat_desa(nama="Waru")
    jawab = client.get("/cari/saran/", {"q": " waru "})
    assert jawab.json()["semua"] == "/cari/?q=waru"
    assert "no-store" in jawab["Cache-Control"]
    assert len(jawab.content) < 4_000
