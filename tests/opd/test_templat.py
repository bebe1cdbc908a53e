"""Templates say of each column how it is filled, and offer what may be chosen."""

import io

import pytest
from openpyxl import load_workbook

from desa.models import Desa
from opd.impor.kolom import KELUARGA, KOLOM, POTRET, UMKM
from opd.impor.templat import templat_kegiatan, templat_keluarga, templat_potret, templat_umkm
from opd.impor.templat_indeks import templat_indeks
from opd.models import BarisRencana
from tests.pabrik import buat_desa


def test_every_column_of_every_list_says_how_it_is_filled():
    assert {(j, k.judul) for j, kolom in KOLOM.items() for k in kolom if not k.catatan} == set()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("templat", "kolom"),
    [
        (templat_umkm, UMKM),
        (templat_keluarga, KELUARGA),
        (templat_potret, POTRET),
        (templat_indeks, KOLOM["indeks"]),
        (lambda desa: templat_kegiatan(desa, BarisRencana.objects.all()), KOLOM["kegiatan"]),
    ],
)
def test_each_cell_has_its_note_and_a_list_where_words_are_few(templat, kolom):
    buat_desa()
    buku = load_workbook(io.BytesIO(templat(Desa.objects.all())))
    aturan = sorted(
        buku.worksheets[0].data_validations.dataValidation, key=lambda v: next(iter(v.sqref.ranges)).min_col
    )
    assert [(v.promptTitle, v.prompt) for v in aturan] == [(k.judul[:32], k.catatan[:255]) for k in kolom]
    assert [bool(v.formula1 and v.formula1.startswith("Daftar!")) for v in aturan] == [bool(k.pilihan) for k in kolom]
