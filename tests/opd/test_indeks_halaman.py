"""Pages of the village indices: the list with counts that open lists of that length, one village, writing, the sheet."""

from __future__ import annotations

import io
import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from desa.models import IndeksDesa
from opd.enums import Peran
from tests import pabrik
from tests.halaman_ketat import visible_text
from tests.opd.test_indeks_desa import skor_lengkap

pytestmark = pytest.mark.django_db


@pytest.fixture
def dunia() -> Any:
    """Three assisted villages: IDM of two years and red scores, an Indeks Desa, and nothing."""
    pabrik.buat_batas()
    pabrik.buat_batas("indeks_desa", 2025)
    tugas = [pabrik.buat_penugasan(mulai=date(2023, 1, 16)) for _ in range(3)]
    a, b, _ = (p.desa for p in tugas)
    skor_lengkap(a, merah={("IKL", 1): 1, ("IKS", 2): 0})
    pabrik.buat_indeks(a, 2022, nilai="0.5000", status="tertinggal")
    pabrik.buat_indeks(a, 2024, nilai="0.6500", status="maju")
    pabrik.buat_indeks(b, 2024, nilai="0.7000", status="berkembang")
    pabrik.buat_indeks(b, 2025, nilai="66.5000", status="berkembang")
    return tugas


def test_counts_open_lists_of_that_length(klien, dunia):
    klien.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    isi = klien.get("/indeks/").text
    assert "3 desa binaan, menurut kode wilayah" in visible_text(isi)
    assert "2 dari 50" in visible_text(isi)
    pintu = re.findall(r'<a href="(\?jenis=[a-z_]+&amp;(?:status|arah)=[a-z_]+)">(\d+)', isi)
    assert len(pintu) == 6
    for alamat, n in pintu:
        assert f"{n} desa binaan, menurut" in visible_text(klien.get(f"/indeks/{alamat.replace('&amp;', '&')}").text)
    for kueri, n in (("status=tanpa", 1), (f"opd={dunia[0].opd.slug}", 1), ("status=berkembang", 1), ("arah=naik", 1)):
        assert f"{n} desa binaan, menurut" in visible_text(klien.get(f"/indeks/?{kueri}").text)
    kabupaten = dunia[0].desa.kode[:5]
    assert "desa binaan, menurut" in visible_text(klien.get(f"/indeks/?kabupaten={kabupaten}").text)
    assert "Tidak ada desa binaan yang cocok" in klien.get("/indeks/?status=mandiri").text
    assert klien.get("/indeks/?status=%00&jenis=lain&opd='--").status_code == 200


def test_sheet_holds_the_filtered_list_and_leaves_unknown_cells_empty(klien, dunia):
    klien.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    buku = load_workbook(io.BytesIO(klien.get("/indeks/?jenis=idm&status=maju&unduh=xlsx").getvalue()))
    [kepala, satu] = buku.active.iter_rows(values_only=True)
    assert "tidak dibandingkan" in dict(buku["Keterangan"].iter_rows(values_only=True))["Catatan"]
    assert dict(zip(kepala, satu, strict=True)) | {"OPD pendamping": ""} == {
        "Kode desa": dunia[0].desa.kode, "Desa": dunia[0].desa.nama, "Kecamatan": dunia[0].desa.kecamatan.nama,
        "Kabupaten/kota": dunia[0].desa.kecamatan.kabupaten.nama_singkat, "OPD pendamping": "",
        "Tahun IDM": 2024, "IDM": 0.65, "Status IDM": "Maju", "Garis dasar IDM": 2022, "Nilai dasar IDM": 0.5,
        "Perubahan IDM": 0.15, "Tahun Indeks Desa": None, "Indeks Desa": None, "Status Indeks Desa": None,
        "Garis dasar Indeks Desa": None, "Nilai dasar Indeks Desa": None, "Perubahan Indeks Desa": None,
        "Tahun skor indikator": 2024, "Indikator merah": 2, "Catatan": None,
    }  # fmt: skip


def test_village_page_shows_series_apart_and_what_is_red(klien, dunia):
    a, b, c = (p.desa for p in dunia)
    klien.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    teks = visible_text(klien.get(f"/indeks/{a.kode}/").text)
    for kata in (
        "+0,1500 dari 0,5000 (2022, garis dasar program) menjadi 0,6500 (2024)",
        "menurut batas IDM berstatus Berkembang, sedangkan status resminya Maju",
        "2 dari 50 indikator IDM 2024 merah", "+0,0222 menjadi 0,6722, tetap Berkembang", "Kabupaten/kota: PU",
        "sub-dimensi tiap indikator IDM belum diketahui",
    ):  # fmt: skip
        assert kata in teks
    assert "Catat Indeks Desa" not in teks
    isi = klien.get(f"/indeks/{b.kode}/").text
    assert isi.count('<svg class="grafik') == 2
    assert "tidak disambung" in isi
    assert "Skor 50 indikator IDM desa ini belum diketahui" in isi
    assert "Indeks desa ini belum diketahui" in klien.get(f"/indeks/{c.kode}/").text
    lurah = pabrik.buat_desa(jenis="kelurahan")
    assert "Tidak berlaku" in klien.get(f"/indeks/{lurah.kode}/").text
    assert klien.get("/indeks/81.99.99.2999/").status_code == 404
    assert f'href="/indeks/{a.kode}/"' in klien.get(f"/desa/{a.kode}/").text


def test_an_index_older_than_the_programme_is_its_baseline_and_no_result(klien):
    desa = pabrik.buat_penugasan(mulai=date(2025, 3, 1)).desa
    for tahun, nilai in ((2023, "0.50"), (2024, "0.55")):
        pabrik.buat_indeks(desa, tahun, nilai=nilai)
    klien.force_login(pabrik.buat_pengguna(Peran.PEMBACA))
    teks = visible_text(klien.get(f"/indeks/{desa.kode}/").text)
    assert "+0,0500 dari 0,5000 (2023) menjadi 0,5500 (2024). Data terbarunya lebih tua" in teks
    assert "jadi ia sendiri garis dasar program" in teks
    unduhan = klien.get("/indeks/", {"unduh": "csv"}).getvalue().decode()
    assert ";0,5500;2024;Tertinggal;;;;;;IDM 2023 ke 2024: +0,0500, sebelum pendampingan" in unduhan


def isian(**lain: str) -> dict[str, str]:
    dasar = {"tahun": "2024", "nilai": "0,65", "iks": "0,7", "ike": "0.6", "ikl": "0,65", "status": "berkembang"}
    return dasar | {"sumber": "Kepmendesa uji", "tanggal_data": "01/07/2024"} | lain


def test_index_is_written_asked_about_and_corrected_on_the_pages(klien, dunia):
    desa = dunia[2].desa
    klien.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    alamat = reverse("indeks:isi_idm", args=[desa.kode])
    for nilai, kalimat in (("65,42", "bagi seratus"), ("abc", "bukan nilai indeks"), ("", "wajib diisi")):
        jawaban = klien.post(alamat, isian(nilai=nilai))
        assert jawaban.status_code == 422
        assert kalimat in jawaban.text
        assert 'value="0,7"' in jawaban.text
    assert "Angka ini paling banyak 2.024" in klien.post(alamat, isian(tahun="2025")).text
    ragu = klien.post(alamat, isian(status="mandiri")).text
    assert "status resminya Mandiri" in ragu
    assert 'name="yakin"' in ragu
    for _ in range(2):
        assert klien.post(alamat, isian(status="mandiri", yakin="on")).url == f"/indeks/{desa.kode}/"
    i = IndeksDesa.objects.get(desa=desa)
    assert "sudah ada. Ubah baris yang ada" in klien.post(alamat, isian(sumber="lain")).text
    ubah = reverse("indeks:ubah", args=[desa.kode, 2024])
    sidik = re.search(r'name="sidik" value="([0-9a-f]{64})"', klien.get(ubah).text)[1]
    assert "wajib diisi" in klien.post(ubah, isian(sidik=sidik)).text
    assert klien.post(ubah, isian(sidik=sidik, alasan="salah status")).status_code == 302
    i.refresh_from_db()
    assert i.status == "berkembang"
    assert (
        "sudah diubah orang lain" in klien.post(ubah, isian(sidik=sidik, alasan="lagi", nilai="0,651", yakin="on")).text
    )


def test_dimensions_are_all_filled_or_all_empty(klien, dunia):
    desa = dunia[2].desa
    klien.force_login(pabrik.buat_pengguna(Peran.ADMIN_SISTEM))
    alamat = reverse("indeks:isi_indeks_desa", args=[desa.kode])
    isi = {
        "tahun": "2025",
        "nilai": "66,5",
        "status": "berkembang",
        "sumber": "uji",
        "tanggal_data": "1 September 2025",
    }
    assert "Isi keenam dimensi" in klien.post(alamat, isi | {"sosial": "60"}).text
    assert "bersama keenam dimensinya" in klien.post(alamat, isi | {"sub_kesehatan": "60"}).text
    enam = {"layanan_dasar": "120", "sosial": "60,5", "ekonomi": "100", "lingkungan": "50", "aksesibilitas": "30"}
    enam |= {"tata_kelola": "60"}
    assert klien.post(alamat, isi | enam | {"sub_kesehatan": "60"}).status_code == 302
    teks = visible_text(klien.get(f"/indeks/{desa.kode}/").text)
    assert "60,5 poin" in teks
    assert "60 dari 100" in teks
    assert klien.get(reverse("indeks:ubah", args=[desa.kode, 2025])).status_code == 200


@pytest.mark.sekali
@pytest.mark.parametrize("peran", [Peran.PEMBACA, Peran.PIMPINAN, Peran.OPERATOR_OPD, Peran.KEPALA_OPD])
def test_only_maintainers_write(klien, dunia, peran):
    opd = dunia[0].opd if "opd" in peran.value else None
    klien.force_login(pabrik.buat_pengguna(peran, opd=opd))
    kode = dunia[0].desa.kode
    for alamat in (f"/indeks/{kode}/isi/idm/", f"/indeks/{kode}/isi/indeks-desa/", f"/indeks/{kode}/2024/ubah/"):
        assert klien.get(alamat).status_code == 403
        assert klien.post(alamat, isian()).status_code == 403
    assert klien.get("/indeks/batas-status/").status_code == 200


@pytest.mark.parametrize("halaman", ["daftar", "satu", "excel", "isi", "ubah", "batas"])
def test_query_count_does_not_grow(klien, dunia, django_assert_max_num_queries, halaman):
    desa = dunia[0].desa
    klien.force_login(pabrik.buat_pengguna(Peran.VERIFIKATOR))
    alamat = {
        "daftar": "/indeks/", "satu": f"/indeks/{desa.kode}/", "excel": "/indeks/?unduh=csv",
        "isi": f"/indeks/{desa.kode}/isi/idm/", "ubah": f"/indeks/{desa.kode}/2024/ubah/", "batas": "/indeks/batas-status/",
    }[halaman]  # fmt: skip
    klien.get(alamat).getvalue()
    with django_assert_max_num_queries(16) as satu:
        klien.get(alamat).getvalue()
    for n in range(4):
        p = pabrik.buat_penugasan()
        skor_lengkap(p.desa, merah={("IKS", 1): 0})
        pabrik.buat_indeks(p.desa, 2024)
        pabrik.buat_indeks(desa, 2016 + n)
    skor_lengkap(desa, 2023)
    with django_assert_max_num_queries(len(satu)) as lima:
        klien.get(alamat).getvalue()
    assert (len(satu) == len(lima), len(satu) <= 12 or halaman == "excel") == (True, True)
