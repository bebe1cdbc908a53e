"""An account is worth nothing without an open role: whoever left an office reads nothing from the next day on."""

from datetime import timedelta

import pytest

from binaan.middleware import TANPA_PERAN
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Jabatan, PeranPengguna
from tests.pabrik import buat_opd, buat_pengguna

pytestmark = pytest.mark.django_db


def test_account_without_a_role_is_told_so(client):
    """That it opens no page but help is walked in tests/walk/test_jalan.py."""
    client.force_login(buat_pengguna())
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
