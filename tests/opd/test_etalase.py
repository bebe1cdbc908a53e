"""The public showcase: what a stranger reads and what nobody reads, at once after a consent ended; headers, size, views."""

from __future__ import annotations

import contextlib
import re
import sqlite3
import time
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from desa.enums import KategoriProduk
from desa.models import DilihatProduk, PersetujuanTampil, Produk, Umkm
from desa.waktu import hari_ini
from opd.actions.dilihat import count_view, is_person
from opd.actions.persetujuan import revoke_persetujuan
from opd.enums import KeadaanTayang, Peran
from opd.models import Penugasan
from opd.rekap.etalase import condition_of, keadaan_tayang
from tests import pabrik
from tests.pabrik_produk import buat_dilihat, buat_persetujuan, buat_produk

pytestmark = pytest.mark.django_db
AGEN = {"HTTP_USER_AGENT": "Mozilla/5.0 (Linux; Android 12) AppleWebKit/537.36 Chrome/130 Mobile Safari/537.36"}
PEMILIK, TELEPON, NIK = "Pemilik Kanari Ungu", "081299900011", "8105152001120001"
RAHASIA = (PEMILIK, "81299900011", NIK, "Penyetuju Kanari", "Saksi Kanari")
DAFTAR = "/etalase/"


@pytest.fixture
def produk() -> Produk:
    """A published product whose owner lets neither name nor number be shown."""
    penugasan = pabrik.buat_penugasan()
    umkm = pabrik.buat_umkm(desa=penugasan.desa, pemilik=PEMILIK, telepon=TELEPON)
    p = buat_produk(umkm, foto=True, nama="Sagu Kanari", uraian="Dibakar di forna.")
    buat_persetujuan(p, penyetuju="Penyetuju Kanari", saksi="Saksi Kanari")
    return p


def addresses_of(p: Produk) -> list[str]:
    nama = ("etalase:detail", "etalase:foto", "etalase:foto_kecil")
    return [reverse(n, args=[p.kode]) for n in nama]


def revoke(p: Produk) -> None:
    izin = PersetujuanTampil.objects.in_force().get(produk=p)
    at = timezone.now()
    revoke_persetujuan(izin, alasan="Diminta pemilik", by=pabrik.buat_pengguna(Peran.PIMPINAN), at=at)


def test_a_stranger_reads_the_product_and_nothing_that_was_not_agreed(client, produk):
    alamat = addresses_of(produk)
    for url in (DAFTAR, alamat[0]):
        teks = client.get(url).text
        assert "Sagu Kanari" in teks
        assert [k for k in RAHASIA if k in teks] == []
    teks = client.get(alamat[0]).text
    assert "wa.me" not in teks
    assert f'sebut kode produk <strong class="kode">{produk.kode}'.lower() in teks.lower()
    assert produk.umkm.desa.nama_lengkap in teks
    assert 'property="og:image" content="http://testserver/etalase/' in teks
    assert f'rel="canonical" href="http://testserver{alamat[0]}"' in teks


def test_name_and_number_show_exactly_as_agreed(client, produk):
    PersetujuanTampil.objects.all().delete()
    buat_persetujuan(produk, nama_tampil="Mama Ungu", whatsapp="+6285500011122", tampil_foto=False, tampil_desa=False)
    alamat = addresses_of(produk)
    teks = client.get(alamat[0]).text
    assert "Mama Ungu" in teks
    assert "https://wa.me/6285500011122?text=Halo" in teks
    assert [k for k in (*RAHASIA, produk.umkm.desa.nama, "og:image") if k in teks] == []
    assert produk.umkm.desa.kecamatan.kabupaten.nama_singkat in teks
    assert [client.get(u).status_code for u in alamat[1:]] == [404, 404]
    assert "Mama Ungu" not in client.get(DAFTAR).text
    assert "Sagu Kanari" not in client.get(DAFTAR, {"q": produk.umkm.desa.nama}).text


def test_without_the_village_the_opd_that_would_tell_it_stays_unnamed(client, produk):
    (opd,) = [t.opd.nama for t in Penugasan.objects.scoped().filter(desa=produk.umkm.desa)]
    alamat = addresses_of(produk)[0]
    assert opd in client.get(alamat).text
    PersetujuanTampil.objects.all().delete()
    buat_persetujuan(produk, tampil_desa=False)
    teks = client.get(alamat).text
    assert opd not in teks
    assert f'Hubungi Pemerintah Provinsi Maluku dan sebut kode produk <strong class="kode">{produk.kode}' in teks


def test_after_revocation_every_public_address_is_without_it(client, produk):
    PersetujuanTampil.objects.all().delete()
    buat_persetujuan(produk, nama_tampil="Mama Ungu", whatsapp="+6285500011122")
    alamat = addresses_of(produk)
    tanda = {u: client.get(u).headers["ETag"] for u in alamat}
    assert [client.get(u, HTTP_IF_NONE_MATCH=tanda[u]).status_code for u in alamat] == [304, 304, 304]
    revoke(produk)
    jawaban = [client.get(u, HTTP_IF_NONE_MATCH=tanda[u]) for u in alamat]
    assert [j.status_code for j in jawaban] == [410, 404, 404]
    assert jawaban[0].headers["Cache-Control"] == "private, no-store"
    cari = [client.get(DAFTAR), client.get(DAFTAR, {"q": "Sagu Kanari"}), client.get("/robots.txt"), jawaban[0]]
    for j in cari:
        assert [
            k for k in ("Sagu Kanari", "Mama Ungu", "85500011122") if k in j.text.replace('value="Sagu Kanari"', "")
        ] == []
    assert 'href="/etalase/"' in jawaban[0].text


def test_an_address_that_never_was_leads_back_too(client):
    jawaban = client.get("/etalase/zzzzzzzz/")
    assert (jawaban.status_code, 'href="/etalase/"' in jawaban.text) == (404, True)


def test_published_is_what_the_slow_rule_says():
    """Every mix of consent, withdrawal, closing and leaving, against the plain rule and against the words shown to the OPD."""
    hari = hari_ini()
    lalu, nanti = hari - timedelta(days=1), hari + timedelta(days=1)
    harap = set()
    for izin in ("berlaku", "dicabut", "tidak ada"):
        for ditarik in (None, pabrik.pada(lalu)):
            for akhir in ({}, {"tutup_pada": lalu}, {"tutup_pada": nanti}, {"dibina_sejak": nanti}):
                p = buat_produk(pabrik.buat_umkm(**akhir), ditarik_pada=ditarik)
                if izin != "tidak ada":
                    buat_persetujuan(p, dicabut_pada=pabrik.pada(lalu) if izin == "dicabut" else None)
                buka = akhir in ({}, {"tutup_pada": nanti})
                if izin == "berlaku" and ditarik is None and buka:
                    harap.add(p)
    assert set(Produk.objects.published(on=hari)) == harap
    semua = Produk.objects.with_consent().select_related("umkm")
    for keadaan in KeadaanTayang:
        satu = {p for p in semua if keadaan_tayang(p, on=hari) == keadaan}
        assert set(semua.filter(condition_of(keadaan, on=hari))) == satu
    assert {p for p in semua if keadaan_tayang(p, on=hari) == KeadaanTayang.TAYANG} == harap


def test_list_filters_by_regency_sector_kind_and_word(client, produk):
    Umkm.objects.filter(pk=produk.umkm_id).update(kbli=pabrik.buat_kbli("10710"))
    lain = buat_produk(
        pabrik.buat_umkm(kbli=pabrik.buat_kbli("47711")), nama="Syal tenun", kategori=KategoriProduk.TENUN
    )
    buat_persetujuan(lain)
    buat_produk(pabrik.buat_umkm(kbli=pabrik.buat_kbli("03111")), nama="Ikan belum disetujui")
    kab = produk.umkm.desa.kecamatan.kabupaten.kode
    semua = ["Sagu Kanari", "Syal tenun"]
    harap = {
        "": semua,
        f"kabupaten={kab}": ["Sagu Kanari"],
        "kategori=tenun": ["Syal tenun"],
        "sektor=C": ["Sagu Kanari"],
        "sektor=G": ["Syal tenun"],
        "sektor=C&kategori=tenun": [],
        "q=FORNA": ["Sagu Kanari"],
        f"q={produk.umkm.desa.nama}": ["Sagu Kanari"],
        "kategori=zz": semua,
        "sektor=A": semua,
        "sektor=tanpa": semua,
    }
    assert {k: [n for n in semua if n in client.get(f"{DAFTAR}?{k}").text] for k in harap} == harap
    pilihan = re.findall(r'<option value="([A-U])"[^>]*>([^<]+)<', client.get(DAFTAR).text)
    assert pilihan == [("C", "Industri pengolahan"), ("G", "Perdagangan dan reparasi kendaraan")]


def test_public_answers_set_no_cookie_and_are_asked_for_anew(client, produk):
    for url in (DAFTAR, *addresses_of(produk)):
        jawaban = client.get(url, **AGEN)
        assert jawaban.cookies == {}
        assert set(jawaban.headers["Cache-Control"].split(", ")) == {"public", "no-cache"}
        assert client.post(url).status_code == 405
    assert "noindex" not in client.get(DAFTAR).text
    assert client.get("/masuk/").headers["X-Robots-Tag"] == "noindex, nofollow"


def test_first_visit_is_light(client, settings):
    """The list at its fullest with its styles, and each photo, in bytes as they lie on the disk, before any compression."""
    for n in range(14):
        p = buat_produk(nama=f"Produk dengan nama yang panjang nomor {n}", foto=n == 0, uraian="kata " * 390)
        buat_persetujuan(p, nama_tampil="Mama", whatsapp="+6285500011122")
    terlihat = Produk.objects.get(foto__gt="")
    for url in (DAFTAR, reverse("etalase:detail", args=[terlihat.kode])):
        teks = client.get(url).text
        berat = len(teks.encode())
        for aset in re.findall(r'(?:href|src)="/static/([^"]+)"', teks):
            berat += (settings.BASE_DIR / "static" / aset).stat().st_size
        assert berat <= 60_000
        assert "<script" not in teks
        assert all(
            'loading="lazy"' in g and 'width="' in g and 'height="' in g for g in re.findall(r"<img[^>]+>", teks)
        )
    for url in addresses_of(terlihat)[1:]:
        assert len(client.get(url).content) <= 60_000


def test_public_pages_ask_the_same_with_one_product_and_five(client, produk, django_assert_max_num_queries):
    def hitung() -> list[int]:
        jumlah = []
        for url in (DAFTAR, reverse("etalase:detail", args=[produk.kode])):
            with CaptureQueriesContext(
                connection,
            ) as kueri:
                client.get(url)
            jumlah.append(len(kueri))
        return jumlah

    satu = hitung()
    for _ in range(4):
        buat_persetujuan(buat_produk(foto=True))
    assert hitung() == satu
    assert max(satu) <= 12


def test_views_count_strangers_and_nobody_else(client, produk):
    url = reverse("etalase:detail", args=[produk.kode])
    for _ in range(3):
        client.get(url, **AGEN)
    client.head(url, **AGEN)
    client.get(url, **AGEN, HTTP_SEC_PURPOSE="prefetch")
    client.get(url, HTTP_USER_AGENT="WhatsApp/2.23")
    client.get(url, HTTP_USER_AGENT="Mozilla/5.0 (compatible; Googlebot/2.1)")
    client.get(url)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    client.get(url, **AGEN)
    assert list(DilihatProduk.objects.values_list("produk", "tanggal", "jumlah")) == [(produk.pk, hari_ini(), 3)]
    assert set(DilihatProduk.OPEN) == {"id", "produk", "tanggal", "jumlah"}


def test_views_that_cannot_be_counted_break_nothing(produk):
    """A product that is not there breaks the key of the count at the end of its transaction or before."""
    assert count_view(produk.pk, on=hari_ini()) is True
    with connection.cursor() as kursor:
        kursor.execute("ALTER TABLE desa_dilihatproduk RENAME TO desa_dilihat_lain")
    assert count_view(produk.pk, on=hari_ini()) is False


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="PostgreSQL has more than one writer")
def test_views_wait_for_no_import(client, produk):
    """Somebody else writes for long: the page comes at once, uncounted, and later writers wait as before."""
    url = reverse("etalase:detail", args=[produk.kode])
    with contextlib.closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as lain:
        lain.execute("BEGIN IMMEDIATE")
        awal = time.monotonic()
        assert client.get(url, **AGEN).status_code == 200
        assert time.monotonic() - awal < 3
        lain.execute("ROLLBACK")
    with connection.cursor() as kursor:
        assert kursor.execute("PRAGMA busy_timeout").fetchone()[0] == 20_000
    client.get(url, **AGEN)
    assert DilihatProduk.objects.get().jumlah == 1


@pytest.mark.parametrize(
    ("agen", "orang"),
    [(AGEN["HTTP_USER_AGENT"], True), ("", False), ("curl/8.5", False), ("Mozilla/5.0 HeadlessChrome/130", False)],
)
def test_views_know_machines_by_their_name(agen, orang):
    assert is_person(agen) is orang


def test_opd_reads_the_views_of_thirty_days(client, produk):
    hari = hari_ini()
    for n, jumlah in ((0, 2), (29, 5), (30, 100)):
        buat_dilihat(produk, hari - timedelta(days=n), jumlah)
    client.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    assert "Dilihat 7 kali (30 hari)" in client.get(reverse("produk:detail", args=[produk.uuid])).text


def test_no_secret_stands_in_a_public_address(produk, caplog, client):
    for url in (DAFTAR, *addresses_of(produk)):
        client.get(url, **AGEN)
    tertulis = " ".join([*addresses_of(produk), caplog.text, produk.foto.name])
    assert [k for k in (*RAHASIA, "Sagu") if k in tertulis] == []
