"""Unknown addresses."""

import pytest

from opd.enums import Peran
from tests.pabrik import buat_pengguna

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("alamat", ["/tidak/ada/", "/opd/x/y/", "/admin.php", "/desa/81/"])
def test_an_unknown_address_sends_a_stranger_to_sign_in(klien, alamat):
    jawaban = klien.get(alamat)
    assert (jawaban.status_code, jawaban.url) == (302, f"/masuk/?next={alamat}")


def test_an_unknown_address_answers_404_to_the_signed_in(klien):
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    jawaban = klien.get("/tidak/ada/")
    assert jawaban.status_code == 404
    assert "Halaman tidak ditemukan" in jawaban.content.decode()


def test_an_unknown_address_posted_to_is_404(klien):
    assert klien.post("/tidak/ada/").status_code == 404
