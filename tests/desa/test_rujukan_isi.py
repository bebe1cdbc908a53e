"""What the ground floor's reference data hold: loaded once for all tests here, and unmoved by loading them again."""

from collections import Counter
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from desa.enums import JenisDesa
from desa.models import (
    Catatan,
    DaftarPrioritas,
    DataKemiskinan,
    Desa,
    IndeksDesa,
    Indikator,
    Kabupaten,
    Kbli,
    Kecamatan,
    NilaiIndikator,
)
from desa.rujukan.muat import muat_rujukan
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def rujukan(satu_modul) -> None:
    call_command("muat_rujukan", stdout=StringIO())


def test_rujukan_counts_and_totals():
    jenis = Counter(Desa.objects.values_list("jenis", flat=True))
    assert (Kabupaten.objects.count(), Kecamatan.objects.count()) == (11, 119)
    assert jenis == {"desa": 1009, "ohoi": 190, "negeri": 1, "kelurahan": 35}
    assert Counter(IndeksDesa.objects.filter(tahun=2024).values_list("status", flat=True)) == {
        "mandiri": 106,
        "maju": 329,
        "berkembang": 546,
        "tertinggal": 216,
        "sangat_tertinggal": 3,
    }
    assert Counter(IndeksDesa.objects.values_list("tahun", flat=True)) == {2021: 77, 2022: 77, 2023: 77, 2024: 1200}
    assert Counter(Indikator.objects.values_list("dimensi", flat=True)) == {"IKS": 35, "IKE": 12, "IKL": 3}
    assert Indikator.objects.filter(pelaksana_prov="").count() == 33
    assert NilaiIndikator.objects.count() == 77 * 4 * 50
    assert DataKemiskinan.objects.count() == 56
    kode = list(Kbli.objects.values_list("kode", flat=True))
    assert (len(kode), len({k[:2] for k in kode}), Kbli.objects.exclude(kata="").count()) == (1791, 88, 129)


def test_rujukan_places_codes_and_titles():
    waru = Desa.objects.with_place().get(kode="81.05.15.2001")
    uraur = Desa.objects.with_place().get(kode="81.06.01.2015")
    ohoi = Desa.objects.with_place().filter(kode__startswith="81.02.", jenis=JenisDesa.OHOI).first()
    assert str(waru) == "Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur"
    assert (uraur.nama_setempat, uraur.sebutan_kepala) == ("Negeri Uraur", "Raja")
    assert ohoi.sebutan_kepala == "Kepala Ohoi"
    assert "Perda Kabupaten Maluku Tenggara Nomor 3 Tahun 2009" in ohoi.sumber
    assert Kabupaten.objects.get(kode="81.01").kode_bps == "8103"
    assert not Desa.objects.filter(lintang__isnull=True).exists()
    assert not Desa.objects.exclude(kode_bps="").exists()
    assert set(Desa.objects.filter(jenis="kelurahan").values_list("indeks", flat=True)) == {None}


def test_rujukan_keeps_the_older_codes_of_ukar_sengan():
    lama = IndeksDesa.objects.exclude(kode_asal="").filter(tahun=2024)
    assert lama.count() == 10
    assert set(lama.values_list("desa__kecamatan__kode", flat=True)) == {"81.05.16"}
    assert NilaiIndikator.objects.filter(desa__kode="81.05.16.2001").count() == 200


def test_rujukan_scores_carry_meaning_and_gain():
    nilai = NilaiIndikator.objects.get(
        desa__kode="81.03.05.2004", tahun=2021, indikator__dimensi="IKE", indikator__nomor=2
    )
    assert (nilai.skor, nilai.tambahan_nilai) == (1, Decimal("0.02222222"))
    assert nilai.keterangan == "Jarak ke kelompok pertokoan terdekat > 25 KM"


def test_prioritas_list_without_names_is_empty_and_the_idm_list_is_computed():
    isi = {d.nama: d.desa.count() for d in DaftarPrioritas.objects.all()}
    assert isi == {"14 desa tertinggal": 0, "Desa tertinggal dan sangat tertinggal menurut IDM 2024": 219}


def test_reload_changes_nothing():
    sebelum = Catatan.objects.count()

    keluar = StringIO()
    call_command("muat_rujukan", stdout=keluar)

    assert Catatan.objects.count() == sebelum
    assert [b.split(": ")[1].split(", ")[0:2] for b in keluar.getvalue().splitlines()] == [["0 baru", "0 berubah"]] * 13


def test_reload_query_count_is_small(django_assert_max_num_queries):
    with django_assert_max_num_queries(25):
        muat_rujukan(at=SEKARANG)
