"""The ground floor's reference data: what is loaded, and that a reload keeps history and people's own edits."""

import gzip
import re
import shutil
from collections import Counter
from decimal import Decimal
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

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
    record,
)
from desa.rujukan.baca import RujukanRusak, baca_berkas
from desa.rujukan.muat import MAP, muat_rujukan
from tests.pabrik import SEKARANG, buat_pengguna

pytestmark = pytest.mark.django_db


def muat(folder: Path = MAP) -> str:
    """The command's own words."""
    keluar = StringIO()
    call_command("muat_rujukan", folder=folder, stdout=keluar)
    return keluar.getvalue()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the reference files that a test may edit, with the scores of one village and year."""
    salinan = shutil.copytree(MAP, tmp_path / "rujukan", ignore=shutil.ignore_patterns("__pycache__"))
    berkas = salinan / "nilai_indikator.csv.gz"
    baris = gzip.decompress(berkas.read_bytes()).splitlines(keepends=True)
    berkas.write_bytes(gzip.compress(b"".join(baris[:2])))
    return salinan


def ganti(berkas: Path, lama: str, baru: str) -> None:
    """Change one cell of a file; the old text must stand there exactly once."""
    teks = berkas.read_text(encoding="utf-8")
    assert teks.count(lama) == 1
    berkas.write_text(teks.replace(lama, baru), encoding="utf-8")


def test_rujukan_counts_and_totals():
    muat_rujukan(at=SEKARANG)

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


def test_kbli_file_is_in_order_and_whole():
    baris = list(baca_berkas(MAP / "kbli.csv"))
    kode = [b["kode"] for b in baris]
    assert kode == sorted(set(kode))
    assert [b["kode"] for b in baris if not re.fullmatch("[0-9]{5}", b["kode"]) or not b["nama"].strip()] == []
    per_golongan = Counter(k[:2] for k in kode)
    contoh = ("01", "03", "10", "16", "35", "46", "47", "56", "91", "93", "96")
    assert {g: per_golongan[g] for g in contoh} == {
        "01": 105, "03": 71, "10": 99, "16": 19, "35": 16, "46": 89, "47": 185, "56": 13, "91": 17, "93": 45, "96": 8,
    }  # fmt: skip


def test_rujukan_places_codes_and_titles():
    muat_rujukan(at=SEKARANG)

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
    muat_rujukan(at=SEKARANG)

    lama = IndeksDesa.objects.exclude(kode_asal="").filter(tahun=2024)
    assert lama.count() == 10
    assert set(lama.values_list("desa__kecamatan__kode", flat=True)) == {"81.05.16"}
    assert NilaiIndikator.objects.filter(desa__kode="81.05.16.2001").count() == 200


def test_rujukan_scores_carry_meaning_and_gain():
    muat_rujukan(at=SEKARANG)

    nilai = NilaiIndikator.objects.get(
        desa__kode="81.03.05.2004", tahun=2021, indikator__dimensi="IKE", indikator__nomor=2
    )
    assert (nilai.skor, nilai.tambahan_nilai) == (1, Decimal("0.02222222"))
    assert nilai.keterangan == "Jarak ke kelompok pertokoan terdekat > 25 KM"


def test_prioritas_list_without_names_is_empty_and_the_idm_list_is_computed():
    muat_rujukan(at=SEKARANG)

    isi = {d.nama: d.desa.count() for d in DaftarPrioritas.objects.all()}
    assert isi == {"14 desa tertinggal": 0, "Desa tertinggal dan sangat tertinggal menurut IDM 2024": 219}


def test_reload_changes_nothing():
    muat()
    sebelum = Catatan.objects.count()

    kata = muat()

    assert Catatan.objects.count() == sebelum
    assert [b.split(": ")[1].split(", ")[0:2] for b in kata.splitlines()] == [["0 baru", "0 berubah"]] * 11


def test_reload_query_count_is_small(django_assert_max_num_queries):
    muat_rujukan(at=SEKARANG)
    with django_assert_max_num_queries(25):
        muat_rujukan(at=SEKARANG)


def test_changed_cell_is_reported_and_recorded(folder):
    muat(folder)
    ganti(folder / "kemiskinan.csv", "81,2025,september,15.25,", "81,2025,september,15.24,")

    kata = muat(folder)

    angka = DataKemiskinan.objects.get(kabupaten=None, tahun=2025, periode="september")
    assert angka.persen_miskin == Decimal("15.24")
    assert "  berubah  2025 September: persen_miskin 15.25 → 15.24" in kata.splitlines()
    [catatan] = Catatan.objects.about(angka)
    assert (catatan.oleh, catatan.perubahan) == ("sistem", {"persen_miskin": ["15.25", "15.24"]})


def test_value_edited_by_a_person_is_not_overwritten(folder):
    muat(folder)
    waru = Desa.objects.get(kode="81.05.15.2001")
    waru.jenis = JenisDesa.NEGERI
    waru.save(update_fields=["jenis"])
    record(buat_pengguna(), "mengubah", waru, at=SEKARANG, perubahan={"jenis": ["desa", "negeri"]})
    ganti(folder / "wilayah.csv", "81.05.15.2001,,desa,Waru,", "81.05.15.2001,,desa,Waru Baru,")

    kata = muat(folder)

    waru.refresh_from_db()
    assert (waru.jenis, waru.nama) == ("negeri", "Waru Baru")
    assert (
        "berbeda dari berkas, tidak ditimpa  Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur: jenis negeri → desa"
        in kata
    )


def test_row_missing_from_the_file_is_reported_and_kept(folder):
    muat(folder)
    baris = (folder / "idm.csv").read_text(encoding="utf-8").splitlines(keepends=True)
    (folder / "idm.csv").write_text("".join(b for b in baris if not b.startswith("81.05.15.2001,")), encoding="utf-8")

    kata = muat(folder)

    assert IndeksDesa.objects.filter(desa__kode="81.05.15.2001").count() == 1
    assert (
        "tidak ada di berkas, tidak dihapus  Waru, Kec. Teluk Waru, Kab. Seram Bagian Timur: Indeks Desa Membangun 2024"
        in kata
    )


def test_broken_cell_names_file_line_and_column_and_writes_nothing(folder):
    ganti(folder / "idm.csv", "81.01.01.2001,2024,0.8,", "81.01.01.2001,2024,delapan,")

    with pytest.raises(CommandError) as galat:
        muat(folder)

    assert str(galat.value) == (
        "Data rujukan tidak dimuat. idm.csv baris 2 kolom iks: “delapan” bukan angka dengan titik desimal."
    )
    assert (Desa.objects.count(), Catatan.objects.count()) == (0, 0)


def test_score_outside_the_scale_is_refused(folder):
    berkas = folder / "nilai_indikator.csv.gz"
    teks = gzip.decompress(berkas.read_bytes()).decode()
    berkas.write_bytes(gzip.compress(f"{teks.rstrip()[:-1]}7\n".encode()))

    with pytest.raises(RujukanRusak, match="nilai indikator: Skor indikator bernilai 0 sampai 5"):
        muat_rujukan(at=SEKARANG, folder=folder)
