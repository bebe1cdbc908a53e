"""The state computed in the database is the one that `hitung_keadaan` gives, and a list of 20,000 stays quick."""

from __future__ import annotations

import random
import statistics
import time
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from desa.models import Penjualan, Umkm
from desa.waktu import awal_bulan, hari_ini, tambah_bulan
from opd.rekap.keadaan_umkm import binaan, list_states, with_state
from opd.rekap.simpanan_desa import SimpananDesa
from opd.rekap.umkm import keadaan_umkm
from tests.dunia import Dunia
from tests.pabrik import SEKARANG, buat_desa, buat_kunjungan, buat_pengguna, buat_penugasan, buat_umkm

pytestmark = pytest.mark.django_db


def dari_basis(user, until, known_at=None):
    masa = {"until": until, "known_at": known_at}
    return list_states(with_state(binaan(user, **masa), user, **masa))


@pytest.mark.parametrize("benih", range(8))
def test_database_and_python_agree_in_random_worlds(benih):
    dunia, user = Dunia(benih), buat_pengguna("pembaca")
    for until, known_at in dunia.pertanyaan():
        baris = dari_basis(user, until, known_at)
        assert dict(baris) == keadaan_umkm(user, until=until, known_at=known_at)
        nama = dict(Umkm.objects.values_list("pk", "nama"))
        assert [pk for pk, _ in baris] == sorted(dict(baris), key=lambda pk: (nama[pk], pk))


def test_the_later_of_two_visits_of_a_day_decides():
    penugasan = buat_penugasan()
    umkm = buat_umkm(desa=penugasan.desa)
    for jawab in ("tidak", "ya"):
        buat_kunjungan(penugasan, date(2026, 6, 30)).temuan.create(umkm=umkm, berjalan=jawab)
    assert dari_basis(buat_pengguna("pembaca"), date(2026, 7, 20)) == [(umkm.pk, "belum_diketahui")]


def test_list_is_read_with_the_same_queries_at_one_and_at_five(client, django_assert_max_num_queries):
    penugasan = buat_penugasan()
    buat_umkm(desa=penugasan.desa)
    client.force_login(buat_pengguna("operator_opd", opd=penugasan.opd))
    alamat = reverse("umkm:daftar")
    client.get(alamat)
    SimpananDesa.forget_all()
    with django_assert_max_num_queries(12) as satu:
        client.get(alamat)
    for _ in range(4):
        buat_umkm(desa=penugasan.desa)
    with django_assert_max_num_queries(12) as lima:
        client.get(alamat)
    assert len(lima) == len(satu)


@pytest.mark.drill
def test_list_of_20_000_pages_and_filters_in_100_ms():
    """Milliseconds of processor time of the page itself, without the tests' own reading of its HTML."""
    acak, bulan = random.Random(4), awal_bulan(hari_ini())
    desa = [buat_desa() for _ in range(1200)]
    sejak = [date(2023, 1, 1) + timedelta(days=n) for n in range(700)]
    dasar = {"dicatat_pada": SEKARANG, "produk": "Uji"}
    umkm = Umkm.objects.bulk_create(
        [
            Umkm(
                desa=acak.choice(desa), nama=f"Usaha {acak.randrange(10**6)}", dibina_sejak=acak.choice(sejak), **dasar
            )
            for _ in range(20_000)
        ],
        batch_size=2000,
    )
    isi = {"dicatat_pada": SEKARANG, "pencatat": "uji"}
    for n in range(1, 13):
        baris = [(u, acak.choice((0, 1_000_000))) for u in umkm if acak.random() < 0.8]
        awal = tambah_bulan(bulan, -n)
        semua = [Penjualan(umkm=u, bulan=awal, omzet_rp=rp, berjualan=rp > 0, **isi) for u, rp in baris]
        Penjualan.objects.bulk_create(semua, batch_size=2000)
    klien = Client()
    klien.force_login(buat_pengguna("pimpinan"))
    for kueri in ("", "?halaman=200", "?keadaan=diam&halaman=3", "?q=usaha+77"):
        waktu = []
        for _ in range(7):
            mulai = time.process_time()
            assert klien.get(reverse("umkm:daftar") + kueri).status_code == 200
            waktu.append((time.process_time() - mulai) * 1000)
        print(f"{kueri or 'semua':28} {statistics.median(waktu):6.1f} ms")
        assert statistics.median(waktu) <= 100
