"""Unknown addresses. Seen red with a mistyped public address sent to sign in, and with an internal one told to be missing."""

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
def test_an_unknown_address_below_a_public_page_is_missing_to_a_stranger(klien, settings, alamat, buka):
    settings.HALAMAN_PUBLIK = buka
    jawaban = klien.get(alamat)
    assert (jawaban.status_code, "Halaman ini tidak ada" in jawaban.text) == (404, True)
    assert ('href="/publik/"' in jawaban.text, 'href="/etalase/"' in jawaban.text) == (buka, True)
    assert jawaban["X-Robots-Tag"] == "noindex, nofollow"


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
