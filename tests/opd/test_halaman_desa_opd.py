"""The lists and profiles of villages and OPDs."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from desa.models import Catatan, Indikator, KondisiDesa, Kontak, NilaiIndikator
from desa.waktu import hari_ini
from opd.enums import Peran
from opd.models import AliasOpd, IndikatorOpd, PenggabunganOpd
from tests.pabrik import (
    SEKARANG,
    buat_desa,
    buat_indeks,
    buat_jabatan,
    buat_kegiatan,
    buat_kunjungan,
    buat_opd,
    buat_pengguna,
    buat_penugasan,
    buat_sk,
    buat_tim,
    buat_umkm,
)
from tests.pabrik_kunjungan import buat_tindak

pytestmark = pytest.mark.django_db
BATAS_KUERI = 12


def hitung_kueri(client, alamat) -> int:
    client.get(alamat)  # what Django asks SQLite once per process
    with CaptureQueriesContext(connection) as kueri:
        jawab = client.get(alamat)
    assert jawab.status_code == 200
    return len(kueri)


@pytest.fixture
def pembaca(client):
    pengguna = buat_pengguna(Peran.PEMBACA)
    client.force_login(pengguna)
    return pengguna


def isi_desa(desa, *, opd=None, n=1):
    """A village in its fullest state."""
    p = buat_penugasan(desa=desa, opd=opd)
    buat_tim(p)
    for i in range(n):
        buat_indeks(desa, 2024 - i, iks="0.7100", ike="0.6100", ikl="0.6990", nilai="0.6730", status="berkembang")
        buat_kegiatan(p, date(2025, 3, 1 + i))
        buat_kunjungan(p, date(2025, 4, 1 + i))
        buat_umkm(desa=desa)
        ind, _ = Indikator.objects.get_or_create(
            dimensi="IKS", nomor=i + 1, defaults={"nama": f"Dokter {i}", "sumber": "uji"}
        )
        NilaiIndikator.objects.create(
            desa=desa, indikator=ind, tahun=2024, skor=i % 3, kegiatan_disarankan="Pengadaan dokter", sumber="uji"
        )
        KondisiDesa.objects.create(
            desa=desa,
            tanggal=date(2025, 1, 1 + i),
            sinyal="lemah",
            jam_tempuh="3.5",
            sumber="uji",
            dicatat_pada=SEKARANG,
            pencatat="uji",
        )
        k = Kontak(desa=desa, jabatan="kepala_desa", nama=f"Bapak Raja {i}")
        k.telepon = "081234567890"
        k.save()
    return p


def test_desa_list_finds_by_name_code_and_kabupaten(client, pembaca):
    desa = buat_desa(nama="Waru")
    lain = buat_desa(nama="Uraur")
    assert "Uraur" not in client.get("/desa/", {"q": "wAr"}).text
    assert desa.kode in client.get("/desa/", {"q": desa.kode.replace(".", "")}).text
    teks = client.get("/desa/", {"kabupaten": lain.kecamatan.kabupaten.kode}).text
    assert lain.kode in teks


def test_desa_list_filters_by_status_and_pendampingan(client, pembaca):
    satu, dua = buat_desa(nama="Satu Tertinggal"), buat_desa(nama="Dua Maju")
    buat_indeks(satu, status="tertinggal")
    buat_indeks(dua, 2023, status="tertinggal")
    buat_indeks(dua, 2024, status="maju")
    buat_penugasan(desa=dua)
    teks = client.get("/desa/", {"status": "tertinggal"}).text
    assert ("Satu Tertinggal" in teks, "Dua Maju" in teks) == (True, False)
    teks = client.get("/desa/", {"binaan": "ya"}).text
    assert ("Satu Tertinggal" in teks, "Dua Maju" in teks) == (False, True)
    assert "Tidak ada desa yang cocok" in client.get("/desa/", {"binaan": "saya"}).text


def test_desa_list_ignores_unknown_filter_values(client, pembaca):
    desa = buat_desa()
    assert desa.kode in client.get("/desa/", {"status": "hancur", "kabupaten": "99", "halaman": "x"}).text


def test_desa_profile_names_place_status_and_colours_in_words(client, pembaca):
    desa = buat_desa(nama="Uraur", jenis="negeri")
    isi_desa(desa)
    teks = client.get(f"/desa/{desa.kode}/").text
    assert "Negeri Uraur" in teks
    assert "hijau, setara Maju" in teks
    assert "hijau, setara Berkembang" in teks
    assert "merah, setara Berkembang" in teks
    assert "Raja Uraur" in teks
    assert "Lemah, hanya di titik tertentu" in teks


def test_desa_profile_says_tidak_berlaku_for_kelurahan(client, pembaca):
    desa = buat_desa(jenis="kelurahan")
    assert "Tidak berlaku" in client.get(f"/desa/{desa.kode}/").text


def test_desa_profile_names_who_can_act_on_an_indicator(client, pembaca):
    desa = buat_desa()
    isi_desa(desa, n=2)
    pelaku = buat_opd(nama="Dinas Kesehatan Uji")
    IndikatorOpd.objects.create(indikator=Indikator.objects.get(nomor=1), opd=pelaku)
    teks = client.get(f"/desa/{desa.kode}/").text
    assert "Dinas Kesehatan Uji" in teks
    assert "kewenangan kabupaten/desa" in teks
    assert "Pengadaan dokter" in teks


def test_desa_profile_tells_who_answered_under_which_sk(client, pembaca):
    desa = buat_desa()
    lama, baru = buat_opd(nama="Dinas Lama"), buat_opd(nama="Dinas Baru")
    buat_penugasan(
        desa=desa, opd=lama, sk=buat_sk(nomor="90 Tahun 2023"), mulai=date(2023, 1, 10), selesai=date(2025, 1, 1)
    )
    buat_penugasan(desa=desa, opd=baru, sk=buat_sk(nomor="5 Tahun 2025"), mulai=date(2025, 1, 1))
    teks = client.get(f"/desa/{desa.kode}/").text
    assert teks.index("SK 5 Tahun 2025") < teks.index("SK 90 Tahun 2023")
    assert "Dinas Lama" in teks


def test_desa_unknown_code_is_404(client, pembaca):
    assert client.get("/desa/81.99.99.2999/").status_code == 404


@pytest.mark.sekali
@pytest.mark.parametrize(
    ("peran", "sendiri", "boleh"),
    [
        ("pembaca", False, False),
        ("pimpinan", False, False),
        ("verifikator", False, True),
        ("operator_opd", True, True),
        ("operator_opd", False, False),
    ],
)
def test_desa_phone_opens_for_those_in_charge_alone(client, peran, sendiri, boleh):
    """Once: who is in charge both databases answer where the owner of an enterprise is opened (test_umkm)."""
    desa, opd = buat_desa(), buat_opd()
    isi_desa(desa, opd=opd)
    client.force_login(buat_pengguna(peran, opd=(opd if sendiri else buat_opd()) if peran == "operator_opd" else None))
    alamat = f"/desa/{desa.kode}/"
    assert "081234567890" not in client.get(alamat).text
    assert ("Tampilkan nomor" in client.get(alamat).text) is boleh
    jawab = client.post(alamat, {"kontak": Kontak.objects.get().pk})
    assert jawab.status_code == (200 if boleh else 403)
    assert ("081234567890" in jawab.text) is boleh
    assert Catatan.objects.filter(tindakan="membuka nomor telepon kontak").count() == int(boleh)


def test_desa_phone_of_another_village_is_refused(client):
    desa, lain = buat_desa(), buat_desa()
    isi_desa(lain)
    client.force_login(buat_pengguna("verifikator"))
    assert client.post(f"/desa/{desa.kode}/", {"kontak": Kontak.objects.get().pk}).status_code == 403


def test_desa_profile_offers_forms_only_to_the_own_opd(client, pembaca):
    desa, opd = buat_desa(), buat_opd()
    buat_penugasan(desa=desa, opd=opd)
    assert "Catat kunjungan" not in client.get(f"/desa/{desa.kode}/").text
    client.force_login(buat_pengguna("operator_opd", opd=opd))
    assert "Catat kunjungan" in client.get(f"/desa/{desa.kode}/").text


def test_desa_pages_query_budget(client, pembaca):
    desa, banyak = buat_desa(), buat_desa()
    isi_desa(desa, n=1)
    isi_desa(banyak, n=5)
    satu, lima = (hitung_kueri(client, f"/desa/{d.kode}/") for d in (desa, banyak))
    assert satu == lima <= BATAS_KUERI


def test_desa_list_query_budget(client, pembaca):
    buat_penugasan()
    satu = hitung_kueri(client, "/desa/")
    for _ in range(4):
        buat_penugasan()
    assert hitung_kueri(client, "/desa/") == satu <= BATAS_KUERI


def test_opd_list_finds_alias_and_filters(client, pembaca):
    tani, arsip = buat_opd(nama="Dinas Pertanian"), buat_opd(nama="Dinas Arsip", bukti="dugaan")
    mati = buat_opd(nama="Dinas Mati", berlaku_mulai=date(2020, 1, 1), berlaku_selesai=date(2024, 1, 1))
    AliasOpd.objects.create(opd=tani, nama="Distan", kunci="distan", mulai=date(2023, 1, 1), dicatat_oleh="uji")
    buat_penugasan(opd=tani)

    def nama(**saring):
        teks = client.get("/opd/", saring).text
        return [o.nama for o in (tani, arsip, mati) if o.nama in teks]

    assert nama(q="dISTAN") == ["Dinas Pertanian"]
    assert nama() == ["Dinas Pertanian", "Dinas Arsip"]
    assert nama(status="dugaan") == ["Dinas Arsip"]
    assert nama(status="binaan") == ["Dinas Pertanian"]
    assert nama(status="tanpa") == ["Dinas Arsip"]
    assert nama(status="berakhir") == ["Dinas Mati"]


def test_opd_list_shows_six_villages_of_an_opd_and_says_how_many_more_its_page_has(client, pembaca):
    opd = buat_opd()
    semua = [buat_penugasan(opd=opd).desa.nama for _ in range(8)]
    teks = client.get("/opd/").text
    assert sum(nama in teks for nama in semua) == 6
    assert f'<a class="blok" href="/opd/{opd.slug}/">dan 2 desa lain</a>' in teks
    halaman = client.get(f"/opd/{opd.slug}/").text
    assert all(nama in halaman for nama in semua)


def test_opd_profile_shows_heads_team_aliases_and_doubt(client, pembaca):
    opd = buat_opd(bukti="dugaan", sumber="https://contoh.example/pergub")
    buat_jabatan(opd=opd, status="plt", pemegang="Ibu Plt")
    AliasOpd.objects.create(opd=opd, nama="Dinuji", kunci="dinuji", mulai=date(2023, 1, 1), dicatat_oleh="uji")
    p = buat_penugasan(opd=opd, mulai_dari_sk=True)
    buat_tim(p, nomor_sk="SK-9")
    for nama, dari in (("Dinas Asing", buat_opd()), ("Dinas Besar", opd)):
        PenggabunganOpd.objects.create(nama_baru=nama, sumber="uji").dari.add(dari)
    teks = client.get(f"/opd/{opd.slug}/").text
    for kata in (
        "perlu konfirmasi",
        "pelaksana tugas",
        "Ibu Plt",
        "Dinuji",
        "SK-9",
        "dianggap sama dengan tanggal SK",
        "Dinas Besar",
    ):
        assert kata in teks
    assert "https://contoh.example/pergub" in teks
    assert "Dinas Asing" not in teks


def test_opd_profile_says_when_there_is_no_team(client, pembaca):
    assert "tanpa tim" in client.get(f"/opd/{buat_penugasan().opd.slug}/").text


def test_opd_profile_query_budget(client, pembaca):
    satu, lima = buat_opd(), buat_opd()
    for opd, n in ((satu, 1), (lima, 5)):
        for i in range(n):
            buat_tim(buat_penugasan(opd=opd))
            buat_jabatan(opd=opd, mulai=date(2010 + i, 1, 1), selesai=date(2011 + i, 1, 1))
    a, b = hitung_kueri(client, f"/opd/{satu.slug}/"), hitung_kueri(client, f"/opd/{lima.slug}/")
    assert a == b <= BATAS_KUERI
    assert hitung_kueri(client, "/opd/") <= BATAS_KUERI


def test_village_folds_follow_ups_beyond_the_first_eight(client, pembaca):
    desa = buat_desa()
    p, hari = buat_penugasan(desa=desa), hari_ini()
    semua = [buat_tindak(buat_kunjungan(p, hari), hari + timedelta(days=n)) for n in range(40)]
    teks = client.get(f"/desa/{desa.kode}/").content.decode()
    atas, _, lipat = teks.partition("<summary>32 tindak lanjut lain</summary>")
    assert [t.isi in atas for t in semua] == [True] * 8 + [False] * 32
    assert [t.isi in lipat for t in semua] == [False] * 8 + [True] * 32
