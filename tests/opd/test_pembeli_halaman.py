"""Pages of buyers and supplies: registered, supplied, ended; contacts open on request only and are no reader's."""

from __future__ import annotations

import uuid
from typing import Any

import pytest
from django.urls import reverse

from desa.models import Catatan
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import Pasokan, Pembeli
from tests import pabrik
from tests.pabrik_pasar import buat_pasokan, buat_pembeli

pytestmark = pytest.mark.django_db
DAFTAR = "/pembeli/"


@pytest.fixture
def dunia() -> Any:
    """A penugasan, an enterprise of its village, and its operator."""
    penugasan = pabrik.buat_penugasan()
    umkm = pabrik.buat_umkm(desa=penugasan.desa)
    return penugasan, umkm, pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=penugasan.opd)


def kirim(**lain: Any) -> dict[str, Any]:
    dasar = {"uuid": str(uuid.uuid4()), "nama": "Toko Sumber Laut", "jenis": "toko", "kota_luar": "Makassar"}
    dasar |= {"dicari": "Abon tuna", "harga_rp": "35.000", "satuan_harga": "bungkus", "moda": "feri"}
    dasar |= {"tanggal_harga": f"{hari_ini():%d/%m/%Y}", "hari_kapal": "Selasa", "nama_kontak": "Ibu Kontak"}
    return dasar | {"telepon": "0812 3456 7890"} | lain


def test_from_register_to_supply_on_the_pages(client, dunia):
    _, umkm, operator = dunia
    client.force_login(operator)
    isi = kirim()
    assert len({client.post(reverse("pembeli:baru"), isi).url for _ in range(2)}) == 1
    pembeli = Pembeli.objects.get()
    halaman = reverse("pembeli:detail", args=[pembeli.uuid])
    teks = client.get(halaman).text.replace("\xa0", " ")
    assert "Rp 35.000 per bungkus" in teks
    assert "Ibu Kontak" not in teks
    assert "+6281234567890" in client.post(reverse("pembeli:kontak", args=[pembeli.uuid])).text
    baru = reverse("pasokan:baru")
    assert str(pembeli.uuid) in client.get(baru, {"pembeli": pembeli.uuid}).text
    pasok = {"uuid": str(uuid.uuid4()), "umkm": umkm.uuid, "pembeli": pembeli.uuid, "barang": "Abon"}
    pasok |= {"mulai": f"{umkm.dibina_sejak:%d/%m/%Y}"}
    for _ in range(2):
        assert client.post(baru, pasok).url == halaman
    pasokan = Pasokan.objects.get()
    assert "1 UMKM" in client.get(DAFTAR).text.replace("\xa0", " ")
    henti = reverse("pasokan:henti", args=[pasokan.uuid])
    assert henti in client.get(halaman).text
    client.post(henti, {"versi": 1, "selesai": f"{hari_ini():%d/%m/%Y}", "alasan": "Toko tutup."})
    assert "Toko tutup." in client.get(halaman).text
    client.post(reverse("pasokan:batalkan", args=[pasokan.uuid]), {"versi": 2, "alasan": "Keliru."})
    assert "Toko tutup." not in client.get(halaman).text
    assert Catatan.objects.filter(objek_jenis="opd.pasokan").count() == 3


def test_change_close_and_reopen(client):
    pembeli = buat_pembeli(telepon="+6281200000000", nama_kontak="Rahasia Lama")
    client.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    alamat = reverse("pembeli:ubah", args=[pembeli.uuid])
    assert "Rahasia Lama" not in client.get(alamat).text
    client.post(alamat, {"versi": 1, "nama": "CV Baru", "jenis": "reseller", "dicari": "Pala", "kota_luar": "Bitung"})
    pembeli.refresh_from_db()
    assert (pembeli.nama, pembeli.nama_kontak, pembeli.telepon) == ("CV Baru", "Rahasia Lama", "+6281200000000")
    tutup = reverse("pembeli:tutup", args=[pembeli.uuid])
    client.post(tutup, {"versi": 2, "alasan": "Pailit."})
    assert "Pailit." in client.get(reverse("pembeli:detail", args=[pembeli.uuid])).text
    assert pembeli.nama not in client.get(DAFTAR).text
    assert pembeli.nama in client.get(DAFTAR, {"keadaan": "ditutup"}).text
    client.post(tutup, {"versi": 3, "alasan": "Buka lagi."})
    assert Pembeli.objects.active().count() == 1


@pytest.mark.parametrize(
    ("lain", "kalimat"),
    [
        ({"nama": ""}, "Bidang ini wajib diisi."),
        ({"dicari": ""}, "Bidang ini wajib diisi."),
        ({"nama": "x" * 200}, "150"),
        ({"jenis": "?"}, "Jenis"),
        ({"telepon": "abc"}, "telepon"),
        ({"kota_luar": ""}, "salah satu saja"),
        ({"kabupaten": "99999"}, "99999"),
        ({"satuan_harga": ""}, "satuan dan tanggalnya"),
        ({"harga_rp": "tiga puluh ribu"}, "Harga yang ditawarkan"),
        ({"tanggal_harga": "1 Januari 2090"}, "belum terjadi"),
    ],
)
def test_buyer_that_does_not_fit_says_why_and_keeps_what_was_typed(client, dunia, lain, kalimat):
    client.force_login(dunia[2])
    teks = client.post(reverse("pembeli:baru"), kirim(**lain)).text
    assert kalimat in teks
    assert "Ibu Kontak" in teks
    assert Pembeli.objects.count() == 0


def test_readers_and_other_opds_write_nothing(client, dunia):
    pembeli = buat_pembeli(nama_kontak="Kontak Rahasia", opd=dunia[0].opd)
    pasokan = buat_pasokan(pembeli, dunia[1])
    lain = pabrik.buat_pengguna(Peran.OPERATOR_OPD, opd=pabrik.buat_penugasan().opd)
    for by in (pabrik.buat_pengguna(Peran.PEMBACA), pabrik.buat_pengguna(Peran.PIMPINAN), lain):
        client.force_login(by)
        assert "Kontak Rahasia" not in client.get(reverse("pembeli:detail", args=[pembeli.uuid])).text
        for nama in ("pembeli:ubah", "pembeli:tutup"):
            assert client.post(reverse(nama, args=[pembeli.uuid]), kirim()).status_code == 403
        for nama in ("pasokan:henti", "pasokan:batalkan"):
            assert client.post(reverse(nama, args=[pasokan.uuid]), {"versi": 1}).status_code == 403
    client.force_login(lain)
    isi = {"uuid": str(uuid.uuid4()), "umkm": dunia[1].uuid, "pembeli": pembeli.uuid, "barang": "Abon"}
    assert client.post(reverse("pasokan:baru"), isi | {"mulai": "1 Mei 2026"}).status_code == 422
    assert (Pembeli.objects.count(), Pasokan.objects.count()) == (1, 1)


def test_filters_of_the_register(client):
    kabupaten = pabrik.buat_kabupaten()
    a = buat_pembeli(nama="Pasar Mardika", jenis="pasar", kabupaten=kabupaten, dicari="Ikan asin", moda="darat")
    b = buat_pembeli(nama="Toko Bitung", dicari="Pala")
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))

    def isi(**saring: Any) -> set[Any]:
        return {p.pk for p in client.get(DAFTAR, saring).context["halaman"]}

    assert isi() == {a.pk, b.pk} == isi(kabupaten="x", jenis="?", moda="?", halaman="99")
    assert isi(q="ASIN") == isi(jenis="pasar") == isi(kabupaten=kabupaten.pk) == isi(moda="darat") == {a.pk}
    assert isi(kabupaten="luar") == {b.pk}
    assert "Tidak ada pembeli yang cocok" in client.get(DAFTAR, {"q": "zzz"}).text


def test_hostile_text_is_shown_as_text(client, dunia):
    jahat = "<script>alert(1)</script>"
    pembeli = buat_pembeli(nama=jahat, alamat=jahat, dicari=jahat, kota_luar=jahat)
    buat_pasokan(pembeli, dunia[1], barang=jahat)
    client.force_login(dunia[2])
    for halaman in (DAFTAR, reverse("pembeli:detail", args=[pembeli.uuid]), reverse("pasokan:baru")):
        assert jahat not in client.get(halaman).text


@pytest.mark.parametrize("nama", ["daftar", "detail", "ubah", "pasokan"])
def test_query_count_does_not_grow(client, dunia, django_assert_max_num_queries, nama):
    penugasan, umkm, operator = dunia
    client.force_login(operator)
    pembeli = buat_pembeli(opd=penugasan.opd)
    buat_pasokan(pembeli, umkm)
    halaman = {
        "daftar": DAFTAR,
        "detail": reverse("pembeli:detail", args=[pembeli.uuid]),
        "ubah": reverse("pembeli:ubah", args=[pembeli.uuid]),
        "pasokan": reverse("pasokan:baru"),
    }[nama]
    client.get(halaman)
    with django_assert_max_num_queries(12) as satu:
        client.get(halaman)
    for _ in range(4):
        buat_pasokan(pembeli, pabrik.buat_umkm(desa=penugasan.desa))
        buat_pasokan(umkm=pabrik.buat_umkm())
    with django_assert_max_num_queries(12) as lima:
        client.get(halaman)
    assert len(lima) == len(satu)
