"""History in words: numbers as Indonesians write them, each in the decimals its field has.

Seen red without `_desimal`, and with thousands for rupiah alone.
"""

import pytest

from desa.models import Catatan, IndeksDesa, NilaiMakro
from desa.riwayat import baca_riwayat
from opd.models import Bantuan, Kegiatan
from tests import pabrik


@pytest.mark.parametrize(
    ("model", "medan", "tersimpan", "terbaca"),
    [
        (Kegiatan, "volume", ["12.50", "1500.00"], ("12,5", "1.500")),
        (Kegiatan, "penerima_l", [950, 1250], ("950", "1.250")),
        (Bantuan, "volume", [None, "0.00"], ("", "0")),
        (NilaiMakro, "nilai", ["2.350", "1234.500"], ("2,35", "1.234,5")),
        (IndeksDesa, "nilai", ["0.6512", "66.5432"], ("0,6512", "66,5432")),
        (IndeksDesa, "tahun", [2024, 2025], ("2024", "2025")),
        (IndeksDesa, "sub-dimensi Pendidikan", ["41", "kosong"], ("41", "kosong")),
        (Kegiatan, "volume", ["1.250,5", "tidak terbaca"], ("1.250,5", "tidak terbaca")),
    ],
)
def test_a_change_is_read_in_indonesian_numbers(model, medan, tersimpan, terbaca):
    catatan = Catatan(pada=pabrik.SEKARANG, perubahan={medan: tersimpan})
    [baris] = baca_riwayat(model, [catatan])
    [ubah] = baris.perubahan
    assert (ubah.lama, ubah.baru) == terbaca
