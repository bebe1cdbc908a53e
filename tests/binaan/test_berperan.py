"""An account is worth nothing without an open role: whoever left an office reads nothing from the next day on."""

from datetime import timedelta

import pytest

from binaan.middleware import TANPA_PERAN
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Jabatan, PeranPengguna
from tests.pabrik import buat_opd, buat_pengguna
from tests.walk.dunia import build
from tests.walk.jalan import TERBUKA, addresses

pytestmark = pytest.mark.django_db
BEBAS = {"masuk", "keluar", "kata_sandi", "bantuan:daftar", "bantuan:peran"}


def test_account_without_a_role_reads_nothing_but_help(client):
    dunia = build()
    client.force_login(dunia.pengguna["tanpa_peran"])
    for a in addresses(dunia):
        status = client.get(a.url).status_code
        assert (status in (200, 302, 404, 405)) if a.nama in BEBAS | TERBUKA else (status == 403), a
    assert TANPA_PERAN in client.get("/").text


@pytest.mark.parametrize("peran", [Peran.OPERATOR_OPD, Peran.KEPALA_OPD])
def test_role_that_ended_closes_every_page_on_that_day(client, peran):
    client.force_login(buat_pengguna(peran, opd=buat_opd()))
    for model in (PeranPengguna, Jabatan):
        model.objects.update(selesai=hari_ini() + timedelta(days=1))
    assert client.get("/umkm/").status_code == 200
    for model in (PeranPengguna, Jabatan):
        model.objects.update(selesai=hari_ini())
    assert client.get("/umkm/").status_code == 403
    assert client.post("/keluar/").status_code == 302
