"""The list of where personal data lives covers the models. Seen red: a PERSONAL field planted on `Bukti`, `surat` taken out
of the list, and `kepala` taken out of what the file shows."""

import pytest
from django.apps import apps

from opd.rekap.simpanan_pribadi import BUKAN_PERORANGAN, PER_LABEL, SIMPANAN, TERTUTUP, Kunci

MODEL = [m for label in ("desa", "opd", "binaan") for m in apps.get_app_config(label).get_models()]


def test_every_personal_model_is_on_the_list():
    pribadi = {m._meta.label_lower for m in MODEL if m.PERSONAL}
    assert pribadi <= PER_LABEL.keys() | BUKAN_PERORANGAN.keys()
    assert BUKAN_PERORANGAN.keys() <= pribadi
    assert PER_LABEL.keys() & BUKAN_PERORANGAN.keys() == set()


@pytest.mark.parametrize("s", SIMPANAN, ids=lambda s: s.label)
def test_every_personal_field_is_on_the_list_and_in_the_file(s):
    medan = {f.name for f in s.model._meta.local_fields}
    assert s.kolom.keys() >= s.model.PERSONAL
    assert medan >= s.kolom.keys() | set(s.tampil)
    assert {k for k, jenis in s.kolom.items() if jenis not in TERTUTUP} <= set(s.tampil)
    assert set(s.nama) <= s.kolom.keys()
    assert s.telepon == "" or f"{s.telepon}_sandi" in s.model.SEALED | dict.fromkeys(s.kolom)
    assert s.induk.keys() <= PER_LABEL.keys()


@pytest.mark.django_db
@pytest.mark.parametrize("s", SIMPANAN, ids=lambda s: s.label)
def test_paths_of_the_list_lead_somewhere(s):
    baris = s.rows_with_place().filter(**{f"{j}__in": [0] for j in s.induk.values()})
    assert list(baris.filter(**{s.desa: 0}) if s.desa else baris) == []


@pytest.mark.parametrize(
    "teks", ["", "opd.impor:1", "desa.keluarga:", "desa.keluarga:x", "desa.keluarga:-1", "desa.desa:1"]
)
def test_a_key_of_nothing_personal_is_none(teks):
    assert Kunci.read(teks) is None
    assert Kunci.read("desa.keluarga:12") == Kunci("desa.keluarga", 12)
