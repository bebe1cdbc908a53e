"""The audit row is append-only and never personal.

Seen red with `save` and `update` that change nothing and say nothing, with a trigger that lets rows go, without the one that
refuses TRUNCATE, and with deeds that nobody watches.
"""

import pytest
from django.db import DatabaseError, connection, transaction

from desa.models import Catatan, CatatanTetap, Desa, record
from desa.scoped import deed
from tests import pabrik
from tests.pabrik import SEKARANG

pytestmark = pytest.mark.django_db


def test_record_by_the_system_names_it():
    desa = pabrik.buat_desa()
    c = record(None, "memuat", desa, at=SEKARANG)
    assert (c.oleh, c.sebagai, c.objek, c.objek_jenis) == ("sistem", "sistem", desa.nama_lengkap, "desa.desa")


def test_record_of_a_personal_field_is_refused():
    with pytest.raises(ValueError, match="data pribadi"):
        record(None, "mengubah", pabrik.buat_umkm(), at=SEKARANG, perubahan={"pemilik": ["A", "B"]})
    assert not Catatan.objects.exists()


def test_a_deed_that_writes_without_its_catatan_fails_whatever_test_does_it():
    """Check H1: every deed of every test is watched (tests/jaga.py); one that changes no row may be silent."""

    def diam(kode):
        return Desa.objects.filter(kode=kode).update(nama="Lain")

    diam.__module__ = "opd.actions.uji"  # as if it were one of the application's
    with pytest.raises(AssertionError, match=r"diam menulis \['desa_desa'\] tanpa Catatan"):
        deed(diam)(pabrik.buat_desa().kode)
    assert deed(diam)("tidak ada") == 0


def test_catatan_cannot_be_changed_or_deleted_by_the_application():
    c = record(None, "memuat", pabrik.buat_desa(), at=SEKARANG)
    for ubah in (c.save, c.delete, Catatan.objects.all().delete, lambda: Catatan.objects.all().update(oleh="x")):
        with pytest.raises(CatatanTetap):
            ubah()


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="the trigger is PostgreSQL's")
def test_catatan_cannot_be_changed_in_the_database():
    c = record(None, "memuat", pabrik.buat_desa(), at=SEKARANG)
    for perintah in ("UPDATE desa_catatan SET oleh = 'x' WHERE id = %s", "DELETE FROM desa_catatan WHERE id = %s"):
        with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic(), connection.cursor() as k:
            k.execute(perintah, [c.pk])


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has no TRUNCATE")
def test_no_table_whose_rows_are_kept_can_be_emptied():
    """Wherever the database refuses to delete a row, it refuses to empty the table, alone or with what points to it."""
    with connection.cursor() as k:
        k.execute("SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger WHERE tgname LIKE '%\\_tetap%'")
        tabel = sorted(nama for (nama,) in k.fetchall())
        assert len(tabel) == 7
        for nama in tabel:
            with pytest.raises(DatabaseError, match="tidak dapat diubah"), transaction.atomic():
                k.execute(f"TRUNCATE {nama} CASCADE")
