"""Beranda: what waits for whom, and the search."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.waktu import awal_bulan, hari_ini, tambah_bulan
from opd.models import PenggabunganOpd
from opd.rekap.tugas import tugas_saya
from opd.rekap.umkm import jendela
from tests.pabrik import (
    buat_bukti,
    buat_desa,
    buat_kegiatan,
    buat_kunjungan,
    buat_opd,
    buat_pengguna,
    buat_penjualan,
    buat_penugasan,
    buat_tim,
    buat_umkm,
)

pytestmark = pytest.mark.django_db
HARI = date(2026, 7, 20)


def jenis(pengguna, hari=HARI):
    return [t.jenis for t in tugas_saya(pengguna, until=hari)]


def penugasan_rapi(opd, hari=HARI, **isi):
    """A penugasan with nothing left to do."""
    p = buat_penugasan(opd=opd, **isi)
    buat_tim(p)
    buat_kunjungan(p, hari - timedelta(days=10))
    return p


def test_tugas_none_when_everything_is_done():
    opd = buat_opd()
    p = penugasan_rapi(opd)
    u = buat_umkm(desa=p.desa)
    for b in jendela(HARI):
        buat_penjualan(u, b)
    buat_bukti(kegiatan=buat_kegiatan(p, HARI - timedelta(days=5)))
    assert jenis(buat_pengguna("operator_opd", opd=opd)) == []


def test_tugas_kunjungan_starts_on_the_61st_day():
    opd = buat_opd()
    p = buat_penugasan(opd=opd)
    buat_tim(p)
    orang = buat_pengguna("operator_opd", opd=opd)
    assert jenis(orang) == ["kunjungan"]
    buat_kunjungan(p, HARI - timedelta(days=61), foto=2)
    assert jenis(orang) == ["kunjungan"]
    buat_kunjungan(p, HARI - timedelta(days=60), foto=2)
    assert jenis(orang) == []


def test_tugas_kunjungan_without_photos_does_not_count():
    opd = buat_opd()
    p = buat_penugasan(opd=opd)
    buat_tim(p)
    buat_kunjungan(p, HARI - timedelta(days=3), foto=1)
    assert jenis(buat_pengguna("operator_opd", opd=opd)) == ["kunjungan"]


def test_tugas_names_missing_months_silent_umkm_photos_and_team_oldest_first():
    opd = buat_opd()
    p = buat_penugasan(opd=opd)
    buat_kunjungan(p, HARI - timedelta(days=10))
    diam, kosong = buat_umkm(desa=p.desa, nama="Diam Saja"), buat_umkm(desa=p.desa)
    for b in jendela(HARI):
        buat_penjualan(diam, b, 0)
        if b != jendela(HARI)[-1]:
            buat_penjualan(kosong, b)
    buat_kegiatan(p, HARI - timedelta(days=2), judul="Pelatihan")
    tugas = tugas_saya(buat_pengguna("operator_opd", opd=opd), until=HARI)
    assert [t.jenis for t in tugas] == ["tim", "penjualan", "umkm_diam", "foto"]
    assert "Diam Saja" in tugas[2].rincian
    assert tugas[1].argumen == (p.desa.kode, f"{jendela(HARI)[-1]:%Y-%m}")


def test_tugas_belong_to_the_own_opd_alone():
    buat_penugasan()
    assert jenis(buat_pengguna("operator_opd", opd=buat_opd())) == []
    assert jenis(buat_pengguna("pimpinan")) == []
    assert jenis(buat_pengguna("pembaca")) == []


def test_tugas_of_a_handed_over_village_move_with_it():
    lama, baru, desa = buat_opd(), buat_opd(), buat_desa()
    buat_penugasan(opd=lama, desa=desa, selesai=date(2026, 7, 1))
    buat_penugasan(opd=baru, desa=desa, mulai=date(2026, 7, 1))
    assert jenis(buat_pengguna("operator_opd", opd=lama)) == []
    assert jenis(buat_pengguna("kepala_opd", opd=baru)) == ["tim"]


@pytest.mark.parametrize("peran", ["verifikator", "admin_sistem"])
def test_tugas_konfirmasi_for_maintainers(peran):
    buat_opd(bukti="dugaan")
    PenggabunganOpd.objects.create(nama_baru="Dinas Besar", sumber="uji")
    PenggabunganOpd.objects.create(nama_baru="Bukan", sumber="uji", status="ditolak")
    assert sorted(jenis(buat_pengguna(peran))) == ["konfirmasi_opd", "konfirmasi_penggabungan"]


def test_beranda_each_task_opens_its_form(client):
    opd = buat_opd()
    p = buat_penugasan(opd=opd)
    buat_kegiatan(p, hari_ini())
    buat_umkm(desa=p.desa)
    client.force_login(buat_pengguna("operator_opd", opd=opd))
    teks = client.get("/").text
    for alamat in (
        f"/kunjungan/baru/?penugasan={p.pk}",
        f"/penugasan/{p.pk}/",
        f"/desa/{p.desa.kode}/penjualan/{jendela(hari_ini())[0]:%Y-%m}/",
        "/foto/",
    ):
        assert alamat in teks


@pytest.mark.parametrize(
    ("peran", "kalimat"),
    [
        ("pembaca", "Selamat datang"),
        ("pimpinan", "Selamat datang"),
        ("verifikator", "Tidak ada data yang menunggu konfirmasi"),
        ("operator_opd", "Tidak ada yang menunggu Anda hari ini"),
    ],
)
def test_beranda_says_when_nothing_waits(client, peran, kalimat):
    client.force_login(buat_pengguna(peran, opd=buat_opd() if peran == "operator_opd" else None))
    assert kalimat in client.get("/").text


def kueri(client, alamat):
    with CaptureQueriesContext(connection) as c:
        assert client.get(alamat).status_code == 200
    return len(c)


def test_beranda_points_maintainers_to_the_opd_form(client):
    opd = buat_opd(bukti="dugaan")
    client.force_login(buat_pengguna("verifikator"))
    assert f"/admin/opd/opd/{opd.pk}/change/" in client.get("/").text


def test_beranda_query_budget(client):
    jumlah = []
    for n in (1, 5):
        opd = buat_opd()
        for _ in range(n):
            p = buat_penugasan(opd=opd)
            u = buat_umkm(desa=p.desa)
            for b in jendela(hari_ini()):
                buat_penjualan(u, b, 0)
            buat_kegiatan(p, tambah_bulan(awal_bulan(hari_ini()), -1))
        client.force_login(buat_pengguna("operator_opd", opd=opd))
        jumlah.append(kueri(client, "/"))
    assert jumlah[0] == jumlah[1] <= 12


def test_cari_finds_desa_opd_by_alias_and_umkm(client):
    desa = buat_desa(nama="Waru")
    buat_umkm(desa=desa, nama="Keripik Waru", pemilik="Bapak Rahasia")
    buat_opd(nama="Dinas Warung")
    client.force_login(buat_pengguna("pembaca"))
    teks = client.get("/cari/", {"q": "WARU"}).text
    assert "3 hasil" in teks
    for kata in ("Keripik Waru", "Dinas Warung", desa.kecamatan.nama):
        assert kata in teks
    assert "Tidak ada yang cocok" in client.get("/cari/", {"q": "Rahasia"}).text


def test_cari_pages_each_kind_to_twenty(client):
    for n in range(21):
        buat_desa(nama=f"Serupa {n:02d}")
    client.force_login(buat_pengguna("pembaca"))
    teks = client.get("/cari/", {"q": "serupa"}).text
    assert ("Serupa 19" in teks, "Serupa 20" in teks) == (True, False)
    assert "Serupa 20" in client.get("/cari/", {"q": "serupa", "hal_desa": 2}).text


@pytest.mark.parametrize("q", ["", "a", "%%", "' OR 1=1", "\x00"])
def test_cari_survives_odd_words(client, q):
    client.force_login(buat_pengguna("pembaca"))
    assert client.get("/cari/", {"q": q}).status_code == 200


def test_cari_query_budget(client):
    client.force_login(buat_pengguna("pembaca"))
    jumlah = []
    for n in (1, 4):
        for _ in range(n):
            desa = buat_desa(nama="Serupa")
            buat_umkm(desa=desa, nama="Serupa")
            buat_opd(nama=f"Serupa {desa.pk}")
        jumlah.append(kueri(client, "/cari/?q=serupa"))
    assert jumlah[0] == jumlah[1] <= 12
