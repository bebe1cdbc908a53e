"""Loading the ground floor's reference data: a reload keeps history and people's own edits, and a broken file loads nothing."""

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
    DataKemiskinan,
    Desa,
    IndeksDesa,
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
