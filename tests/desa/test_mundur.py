"""Going back over a migration is refused, before it begins, where it takes what somebody recorded or cannot be undone.

Seen red: rows of a table, and values of a column, not counted; derived rows counted. The whole way is
tests/drill/test_maju_mundur.py.
"""

from __future__ import annotations

import importlib
from uuid import uuid4

import pytest
from django.core.management.base import CommandError
from django.db.migrations import Migration, RunPython

from binaan.models import HitunganDesa
from desa.management.commands.migrate import _lost, _refuse_losing
from desa.models import TandaUbah, record
from desa.rantai.segel import seal_rows
from tests.pabrik import SEKARANG, buat_desa, buat_pengguna

pytestmark = pytest.mark.django_db


def migration(app: str, nama: str) -> Migration:
    return importlib.import_module(f"{app}.migrations.{nama}").Migration(nama, app)


def test_rows_of_a_table_and_values_of_a_column_are_what_would_go():
    segel, faktor = migration("desa", "0027_segel_catatan"), migration("opd", "0039_faktor_kedua")
    pengguna = buat_pengguna("pembaca")
    assert [*_lost(segel), *_lost(faktor)] == []
    _refuse_losing([faktor, segel], buang=False)
    record(None, "menulis", buat_desa(), at=SEKARANG)
    seal_rows(at=SEKARANG)
    pengguna.faktor_sejak = SEKARANG
    pengguna.save(update_fields=["faktor_sejak"])
    assert [*_lost(segel), *_lost(faktor)] == ["segel catatan (1 baris)", "pengguna.faktor_sejak (1 baris)"]
    with pytest.raises(
        CommandError, match=r"segel catatan \(1 baris\)\. Cadangkan dahulu, lalu tambahkan --buang-isi\."
    ):
        _refuse_losing([segel], buang=False)
    _refuse_losing([segel], buang=True)


def test_what_has_no_way_back_is_named():
    satu_arah = migration("desa", "0026_penjualan_dicatat")
    satu_arah.operations = [RunPython(RunPython.noop)]
    with pytest.raises(
        CommandError, match=r"Tidak dapat dimundurkan: desa\.0026_penjualan_dicatat\. Pulihkan cadangan"
    ):
        _refuse_losing([satu_arah], buang=True)


def test_what_is_made_anew_from_facts_is_no_loss():
    HitunganDesa.objects.create(desa=1, petak=0, hari=SEKARANG.date(), tanda=uuid4(), isi="")
    TandaUbah.objects.create(desa=1)
    semua = [migration("desa", "0028_tanda_ubah"), migration("binaan", "0010_hitungan_desa")]
    assert [kata for m in semua for kata in _lost(m)] == []
