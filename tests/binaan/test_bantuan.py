"""Help: one page per role, definitions, glossary."""

import pytest

from binaan.views.bantuan import HALAMAN
from desa.angka import format_desimal
from opd.enums import Peran
from opd.rekap.profil import BATAS_HIJAU
from tests.pabrik import buat_opd, buat_pengguna

pytestmark = pytest.mark.django_db


def test_bantuan_has_a_page_for_every_role():
    assert {peran for peran, _, _ in HALAMAN.values() if peran} == set(Peran)


def test_bantuan_marks_the_own_role(client):
    client.force_login(buat_pengguna("operator_opd", opd=buat_opd()))
    assert client.get("/bantuan/").text.count("peran Anda") == 1


@pytest.mark.parametrize("slug", HALAMAN)
def test_bantuan_page_opens_for_everybody(client, slug):
    client.force_login(buat_pengguna("pembaca"))
    jawab = client.get(f"/bantuan/{slug}/")
    assert jawab.status_code == 200
    assert HALAMAN[slug][1] in jawab.text


def test_bantuan_unknown_page_is_404(client):
    client.force_login(buat_pengguna("pembaca"))
    assert client.get("/bantuan/_dasar/").status_code == 404


def test_bantuan_states_the_threshold_of_hijau(client):
    client.force_login(buat_pengguna("pembaca"))
    assert f"mulai {format_desimal(BATAS_HIJAU, 4)} disebut hijau" in client.get("/bantuan/angka/").text
