"""The factories make rows that full_clean accepts."""

from datetime import date

import pytest

from tests import pabrik

pytestmark = pytest.mark.django_db


def test_pabrik_makes_valid_rows():
    p = pabrik.buat_penugasan()
    u = pabrik.buat_umkm(desa=p.desa, telepon="081234567890")
    baris = [
        p.desa.kecamatan.kabupaten,
        p.desa,
        pabrik.buat_indeks(p.desa),
        p,
        u,
        pabrik.buat_penjualan(u, date(2026, 1, 1)),
        pabrik.buat_kegiatan(p, date(2026, 2, 1), dana={"apbd_prov": 5}),
        pabrik.buat_kunjungan(p, date(2026, 2, 2)),
        pabrik.buat_tim(p),
    ]
    for b in baris:
        b.full_clean()
    assert u.telepon == "081234567890"
    assert "0812" not in u.telepon_sandi
