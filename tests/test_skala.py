"""The benchmark's big world: each copy of a sample village has the figures of its original."""

from datetime import date

import pytest
from django.db import connection

from desa.models import Desa, TandaUbah, Umkm
from opd.enums import Peran
from opd.models import Bukti, DanaKegiatan, Penugasan
from opd.rekap.kegiatan import rekap_dana
from opd.rekap.umkm import rekap_umkm
from tests.pabrik import (
    buat_bukti,
    buat_desa,
    buat_indeks,
    buat_kegiatan,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_umkm,
)
from tests.skala import Ukuran, multiply
from tests.skala_nasional import spread

HARI = date(2026, 6, 30)
hanya_postgres = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="data skala hanya dibuat di PostgreSQL")


@hanya_postgres
@pytest.mark.django_db
def test_each_copy_of_a_village_has_its_figures_and_reference_rows_give_way():
    p = buat_penugasan()
    buat_indeks(p.desa)
    for n in range(3):
        umkm = buat_umkm(desa=p.desa, nib=f"000000000000{n}" if n else "")
        buat_penjualan(umkm, date(2026, 4, 1), 1_000_000 * n)
    buat_bukti(kegiatan=buat_kegiatan(p, date(2026, 5, 5), dana={"apbd_prov": 40}))
    for _ in range(3):
        buat_indeks(buat_desa())
    assert multiply(3, 6, 20, 5) == Ukuran(penugasan=3, umkm=9, penjualan=18, kegiatan=6, bukti=5)
    assert len({b.kegiatan_id for b in Bukti.objects.all()}) == 5
    orang = buat_pengguna(Peran.PIMPINAN)
    [a, b, c] = [(r.berjualan, r.diam, r.tutup, r.belum_diketahui) for r in rekap_umkm(orang, until=HARI)]
    assert a == b == c == (2, 0, 0, 1)
    assert {d.tahun_rp for d in rekap_dana(orang, until=HARI)} == {80}
    assert DanaKegiatan.objects.count() == 6
    assert len({u.nib for u in Umkm.objects.exclude(nib="")}) == 6


@pytest.mark.django_db
def test_nothing_to_copy_is_said():
    with pytest.raises(ValueError, match="buat_contoh" if connection.vendor == "postgresql" else "PostgreSQL"):
        multiply(10, 10, 10)


@hanya_postgres
@pytest.mark.django_db
def test_country_has_provinces_with_opd_of_their_own():
    p = buat_penugasan()
    buat_umkm(desa=p.desa)
    buat_kegiatan(p, date(2026, 5, 5))
    assert spread(desa=3, kegiatan=6, penjualan=0, foto=0) == Ukuran(3, umkm=3, penjualan=0, kegiatan=6, bukti=0)
    assert Penugasan.objects.values("opd").distinct().count() == 3
    assert TandaUbah.objects.filter(desa__in=Desa.objects.values("pk")).values("desa").distinct().count() == 3
    assert set(Desa.objects.values_list("kode", flat=True)) == {
        p.desa.kode,
        *(f"{n}{p.desa.kode[2:]}" for n in (11, 12)),
    }
