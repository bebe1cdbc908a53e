"""Figures come from the replica only when it has all that was saved; without one, or with one that is gone, from the primary.

With a real replica: `tests/drill/test_dua_peladen.py`. Seen red: the question whether it is a replica at all left out, an
error of the replica let through, and what was read inside a transaction taken from outside it.
"""

import pytest
from django.db import connection, connections, transaction

from binaan.operasi.sehat import check_health
from desa import replika
from desa.models import Desa
from desa.replika import BACA, PembagiBaca, figures_from_replica
from tests.pabrik import SEKARANG, buat_desa


@pytest.fixture
def baca(settings, monkeypatch):
    """A second name for the database, which is no replica."""
    if connection.vendor != "postgresql":
        pytest.skip("replika hanya ada pada PostgreSQL")
    settings.ADA_REPLIKA, settings.DATABASE_ROUTERS = True, ["desa.replika.PembagiBaca"]
    monkeypatch.setattr(replika, "_diam_sampai", 0.0)
    connections[BACA] = connection.copy(BACA)
    yield connections[BACA]
    connections[BACA].close()
    del connections[BACA]


def where() -> tuple[str, int]:
    """The database that a reading asks, and how many villages it finds."""
    return PembagiBaca().db_for_read(Desa), Desa.objects.count()


def broken_off() -> tuple[str, int]:
    """A reading that the replica breaks off."""
    if PembagiBaca().db_for_read(Desa) == BACA:
        with connections[BACA].cursor() as kursor:
            kursor.execute("SELECT pg_terminate_backend(pg_backend_pid())")
    return where()


def replica_state() -> str:
    [keadaan] = [b.keadaan for b in check_health(SEKARANG).bagian if b.nama == "replika"]
    return keadaan


@pytest.mark.django_db(transaction=True)
def test_figures_come_from_a_replica_that_has_everything_and_else_from_the_primary(baca, monkeypatch, caplog):
    buat_desa()
    assert replica_state() == "terganggu"
    assert figures_from_replica(where) == ("default", 1)  # what takes writes is no replica
    monkeypatch.setattr(replika, "SAMPAI", "SELECT %s::pg_lsn IS NOT NULL")
    assert figures_from_replica(where) == (BACA, 1)
    with transaction.atomic():
        buat_desa()
        assert figures_from_replica(where) == ("default", 2)
    assert figures_from_replica(broken_off) == ("default", 2)
    assert figures_from_replica(where) == ("default", 2)  # it is left alone for a while
    monkeypatch.setattr(replika, "_diam_sampai", 0.0)
    baca.close()
    baca.settings_dict |= {"HOST": "127.0.0.1", "PORT": "1"}
    assert [figures_from_replica(where) for _ in range(2)] == [("default", 2)] * 2
    assert replica_state() == "terganggu"
    assert [r.getMessage() for r in caplog.records if r.name == "desa.replika"] == [
        "replika tidak menjawab (OperationalError); angka dibaca dari basis data utama 30 detik"
    ] * 2


@pytest.mark.django_db
def test_without_a_replica_everything_is_read_from_the_one_database():
    buat_desa()
    assert figures_from_replica(where) == ("default", 1)


def test_everything_is_written_to_the_primary_and_only_it_is_migrated():
    pembagi = PembagiBaca()
    assert pembagi.db_for_write(Desa) == "default"
    assert [pembagi.allow_migrate(nama, "desa") for nama in ("default", BACA)] == [True, False]
