"""The search puts the name itself before names that only contain it."""

import pytest

from tests.pabrik import buat_desa, buat_kecamatan, buat_pengguna

pytestmark = pytest.mark.django_db


def test_cari_puts_the_name_itself_first(client):
    kecamatan = buat_kecamatan(nama="Teluk Waru")
    for nama in ("Aki Waru", "Waru Besar", "Bellis", "Waru"):
        buat_desa(nama=nama, kecamatan=kecamatan)
    client.force_login(buat_pengguna("pembaca"))
    teks = client.get("/cari/", {"q": "waru"}).text
    letak = [teks.index(f"<strong>{nama}</strong>") for nama in ("Waru", "Waru Besar", "Aki Waru", "Bellis")]
    assert letak == sorted(letak)
