"""Unknown addresses. Seen red with a mistyped public address sent to sign in, with an internal one told to be missing, and with
a right address called mistyped while public pages are off."""

import pytest

from opd.enums import Peran
from tests.pabrik import buat_pengguna

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("alamat", ["/tidak/ada/", "/opd/x/y/", "/admin.php", "/desa/81/"])
def test_an_unknown_address_sends_a_stranger_to_sign_in(klien, alamat):
    jawaban = klien.get(alamat)
    assert (jawaban.status_code, jawaban.url) == (302, f"/masuk/?next={alamat}")


@pytest.mark.parametrize(
    "alamat", ["/publik/xyz/", "/publik/desa/81/", "/data-terbuka/a/b/", "/etalase/a/b", "/periksa/a b/"]
)
@pytest.mark.parametrize("buka", [True, False])
@pytest.mark.parametrize("masuk", [True, False])
def test_an_unknown_address_below_a_public_page_is_missing_to_everybody(klien, settings, alamat, buka, masuk):
    settings.HALAMAN_PUBLIK = buka
    if masuk:
        klien.force_login(buat_pengguna(Peran.PEMBACA))
    jawaban = klien.get(alamat)
    ditutup = not buka and alamat.startswith(("/publik/", "/data-terbuka/"))
    judul = "Halaman publik sedang ditutup" if ditutup else "Halaman ini tidak ada"
    assert (jawaban.status_code, f"<h1>{judul}</h1>" in jawaban.text) == (404, True)
    assert ('href="/publik/"' in jawaban.text, 'href="/etalase/"' in jawaban.text) == (buka, True)
    assert jawaban["X-Robots-Tag"] == "noindex, nofollow"


@pytest.mark.parametrize("alamat", ["/publik/", "/publik/desa/", "/data-terbuka/", "/data-terbuka/keadaan.csv"])
def test_a_right_address_is_not_called_mistyped_while_public_pages_are_off(klien, settings, alamat):
    settings.HALAMAN_PUBLIK = False
    jawaban = klien.get(alamat)
    assert (jawaban.status_code, "<h1>Halaman publik sedang ditutup</h1>" in jawaban.text) == (404, True)
    assert "Periksa lagi" not in jawaban.text


def test_the_front_of_the_api_is_its_document(klien):
    assert klien.get("/api/").content == klien.get("/api/v1/").content


@pytest.mark.parametrize("alamat", ["/dasbor/", "/dasborr/", "/publikasi/", "/umkm/publik/", "/periksaan/"])
def test_internal_addresses_lead_a_stranger_to_sign_in_whether_they_exist_or_not(klien, alamat):
    jawaban = klien.get(alamat)
    assert (jawaban.status_code, jawaban.url) == (302, f"/masuk/?next={alamat}")


def test_an_unknown_address_answers_404_to_the_signed_in(klien):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    jawaban = klien.get("/tidak/ada/")
    assert jawaban.status_code == 404
    assert "Halaman tidak ditemukan" in jawaban.content.decode()


def test_an_unknown_address_posted_to_is_404(klien):
    assert klien.post("/tidak/ada/").status_code == 404
