"""A temporary password opens one page: the one that replaces it. Nobody works with a password that somebody else knows."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from opd.actions.pengguna import create_pengguna, reset_password
from opd.enums import Peran
from opd.models import Pengguna
from opd.models.pengguna import MASA_SANDI_SEMENTARA
from tests.pabrik import SANDI, beri_peran, buat_opd, buat_pengguna
from tests.walk.dunia import build
from tests.walk.jalan import BERTOKEN, TERBUKA, addresses

pytestmark = pytest.mark.django_db
BARU = "kenari-perahu-hujan"
BEBAS = {"masuk", "masuk_kode", "keluar", "kata_sandi"}
CATATAN = "Kata sandi Anda masih sementara."


def akun_baru(**isi) -> Pengguna:
    admin = buat_pengguna(Peran.ADMIN_SISTEM)
    at = isi.pop("at", timezone.now())
    return create_pengguna(username="baru", nama="Orang Baru", surel="", peran=(), sandi=SANDI, by=admin, at=at)


def masuk(client, sandi: str = SANDI):
    return client.post("/masuk/", {"username": "baru", "sandi": sandi})


@pytest.mark.sekali
@pytest.mark.parametrize(
    "peran",
    [
        "admin_sistem",  # before any role is asked for: the others are walked by the drill
        *(pytest.param(p, marks=pytest.mark.drill) for p in ("verifikator", "kepala_opd", "operator_opd", "pimpinan")),
    ],
)
def test_temporary_password_opens_no_other_page_of_site_or_panel(client, peran):
    dunia = build()
    orang = dunia.pengguna[peran]
    client.force_login(orang)
    Pengguna.objects.filter(pk=orang.pk).update(sandi_sementara_sejak=timezone.now())
    for a in addresses(dunia):
        if a.nama in BEBAS | TERBUKA:
            continue
        jawab = client.get(a.url)
        if a.nama.startswith(BERTOKEN):  # who signed in with a password is nobody there
            assert jawab.status_code == 401, a
            continue
        assert (jawab.status_code, jawab.headers["Location"]) == (302, "/kata-sandi/"), a


def test_changing_it_opens_every_page(client):
    pengguna = akun_baru()
    beri_peran(pengguna, Peran.OPERATOR_OPD, opd=buat_opd())
    masuk(client)
    assert CATATAN in client.get("/umkm/", follow=True).text
    client.post("/kata-sandi/", {"lama": SANDI, "baru": BARU, "ulang": BARU})
    pengguna.refresh_from_db()
    assert (pengguna.sandi_sementara_sejak, client.get("/umkm/").status_code) == (None, 200)
    assert CATATAN not in client.get("/kata-sandi/").text


def test_reset_makes_it_temporary_again(client):
    admin, orang = buat_pengguna(Peran.ADMIN_SISTEM), buat_pengguna(Peran.PEMBACA, username="baru")
    assert masuk(client).headers["Location"] == "/"
    reset_password(orang, sandi=BARU, by=admin, at=timezone.now())
    client.logout()
    masuk(client, BARU)
    assert client.get("/").headers["Location"] == "/kata-sandi/"


def test_temporary_password_ends_after_seven_days(client):
    akun_baru(at=timezone.now() - MASA_SANDI_SEMENTARA)
    jawab = masuk(client)
    assert "sudah lewat 7 hari. Minta admin sistem menyetelnya ulang." in jawab.text
    assert client.get("/").status_code == 302
    Pengguna.objects.update(sandi_sementara_sejak=timezone.now() - MASA_SANDI_SEMENTARA + timedelta(minutes=5))
    assert masuk(client).status_code == 302


def test_wrong_password_tells_nothing_of_the_temporary_one(client):
    akun_baru(at=timezone.now() - MASA_SANDI_SEMENTARA)
    assert "sudah lewat" not in masuk(client, "salah sekali").text
