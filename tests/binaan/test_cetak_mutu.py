"""The papers of data quality and of open arahan say what their pages say."""

from __future__ import annotations

import pytest

from binaan.views.cetak import BUKAN_SEMUA
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Cetakan
from tests import pabrik, pabrik_arahan, pabrik_petik
from tests.opd.baca_naskah import even, halaman_pdf

pytestmark = pytest.mark.django_db


def cetak(client, alamat: str) -> str:
    return even(" ".join(halaman_pdf(client.post(alamat, {"bentuk": "pdf"}).content)))


def test_quality_and_open_orders_are_printed_for_who_reads_them(client):
    p, lain = pabrik.buat_penugasan(mulai=hari_ini()), pabrik.buat_opd()
    pabrik_arahan.buat_arahan(p.opd, isi="Datangkan bibit pala.")
    pabrik_petik.buat_uji(diundi=True)
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    mutu = cetak(client, f"/cetak/provinsi/mutu/?tahun={p.mulai.year}")
    assert [k for k in (p.opd.nama, "Penugasan tanpa tim", "TW II 2026", "Rp 16.287") if k not in mutu] == []
    arahan = cetak(client, "/cetak/provinsi/arahan/")
    assert (p.opd.nama in arahan, "Datangkan bibit pala." in arahan, lain.nama in arahan) == (True, True, False)
    assert sorted(Cetakan.objects.values_list("jenis", flat=True)) == ["arahan_terbuka", "mutu_data"]
    client.force_login(pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=p.opd))
    jawab = client.get("/cetak/provinsi/mutu/")
    assert (jawab.status_code, BUKAN_SEMUA in jawab.text) == (403, True)
