"""Plans that a connection keeps: the same answer as without, one for all readers, and nothing that is not asked again.

Seen red: with every number left open, with equal values open twice, and with a value told apart without its type.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.db.models import Count, F, Sum, Value
from django.test.utils import CaptureQueriesContext

import desa.tersiap
from desa.tersiap import RENCANA, shape
from opd.models import Kegiatan
from tests.pabrik import buat_kegiatan, buat_opd, buat_penugasan

HARI = date(2026, 7, 1)
KUNCI = UUID("a3b0c442-98fc-4c14-9afb-f4c8996fb924")
pg = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite plans nothing")


def _words(tanya: str, *nilai: Any) -> tuple[str, list[Any]]:
    bentuk, isian = shape(tanya, nilai)
    return bentuk.words().as_string(), isian


def test_keys_and_moments_are_open_and_everything_else_stands():
    saat = datetime(2026, 7, 1, 3, tzinfo=UTC)
    tanya = 'SELECT "a" WHERE "opd_id" = %s AND "kode" = %s AND "t" <= %s AND "p" < %s AND "uuid" = %s AND "n" > %s'
    assert _words(tanya + " AND s LIKE %s", 7, "81.05", HARI, saat, KUNCI, 3, "50%") == (
        'SELECT "a" WHERE "opd_id" = $1 AND "kode" = $2 AND "t" <= \'2026-07-01\'::date AND "p" < $3 AND "uuid" = $4 AND "n" > 3'
        " AND s LIKE '50%'",
        [7, "81.05", saat, KUNCI],
    )


def test_equal_values_are_one_and_a_list_of_keys_is_one_value():
    tanya = """SELECT "id" WHERE "id" = %s OR ("id" IN (%s, %s) AND "j" IN (%s, %s)) OR "id" = %s OR m = %s OR s LIKE '%%'"""
    assert _words(tanya, 1, 1, 2, "a", "it's", 1, 3) == (
        """SELECT "id" WHERE "id" = $1 OR ("id" = ANY($2) AND "j" IN ('a', 'it''s')) OR "id" = $1 OR m = 3 OR s LIKE '%'""",
        [1, "{1,2}"],
    )
    assert _words('SELECT "a" WHERE m IN (%s, %s)', HARI, HARI) == (
        "SELECT \"a\" WHERE m IN ('2026-07-01'::date, '2026-07-01'::date)",
        [],
    )
    assert _words('SELECT "a" WHERE "id" IN (%s)', 7) == ('SELECT "a" WHERE "id" = $1', [7])


def test_readers_share_a_shape_and_other_words_do_not():
    tanya = 'SELECT "a" WHERE "id" = %s AND "n" = %s'
    satu, dua = shape(tanya, (1, 3)), shape(tanya, (2, 3))
    assert satu[0] == dua[0]
    for lain in ((1, 4), (1, True), (1, Decimal(3)), (1, None)):
        assert shape(tanya, lain)[0] != satu[0]
    assert shape(tanya, (True, 3))[0] != satu[0]
    assert shape(tanya, (1, [3])) is None


def _question(hari: date, opd: int, judul: str = "Kegiatan Uji", lebih: int = 0) -> list[Any]:
    """Long enough to be prepared, with values of every kind, grouped by one of them."""
    kueri = Kegiatan.objects.scoped().filter(penugasan__opd_id=opd, tanggal__lte=hari, judul__contains=judul)
    kueri = kueri.annotate(sampai=Value(hari), lalu=F("tanggal") - timedelta(days=1), kali=Value(lebih + 1))
    kueri = kueri.values(
        "sampai", "lalu", "kali", "penugasan__desa__kecamatan__kabupaten__jenis", "penugasan__opd__nama"
    )
    return list(kueri.annotate(banyak=Count("pk"), rp=Sum("dana__jumlah_rp")).order_by("lalu"))


def _plans() -> list[str]:
    with connection.cursor() as kursor:
        kursor.execute("SELECT name FROM pg_prepared_statements ORDER BY prepare_time")
        return [n for (n,) in kursor.fetchall()]


@pytest.fixture
def bersih(db):
    """A connection that was asked nothing yet."""
    with connection.cursor() as kursor:
        kursor.execute("DEALLOCATE ALL")
    RENCANA.pop(connection.connection, None)


@pg
@pytest.mark.usefixtures("bersih")
def test_a_question_is_planned_the_second_time_once_for_all_readers_and_answers_the_same():
    opd = [buat_opd(), buat_opd()]
    for o in opd:
        buat_kegiatan(buat_penugasan(opd=o), HARI, dana={"apbd_prov": 10})
    dulu = [_question(HARI, o.pk) for o in opd[:1]]
    assert _plans() == []
    kini = [_question(HARI, o.pk) for o in opd for _ in range(2)]
    assert len(_plans()) == 1
    assert kini[0] == kini[1] == dulu[0]
    assert kini[2] == kini[3] == [dulu[0][0] | {"penugasan__opd__nama": opd[1].nama}]
    with CaptureQueriesContext(connection) as kueri:
        assert _question(HARI, 0) == []
    assert [k["sql"].startswith("SELECT ") for k in kueri] == [True]
    assert _question(HARI, opd[0].pk, "100%") == []
    assert [b["kali"] for b in _question(HARI, opd[0].pk, lebih=1)] == [2]
    assert len(_plans()) == 1


@pg
@pytest.mark.usefixtures("bersih")
def test_a_connection_keeps_the_plans_it_used_last(monkeypatch):
    monkeypatch.setattr(desa.tersiap, "TERBANYAK", 2)
    for judul in ("a", "a", "b", "b", "a", "c", "c"):
        _question(HARI, 1, judul)
    assert _plans() == ["tanya_1", "tanya_3"]


@pg
@pytest.mark.usefixtures("bersih")
def test_a_question_that_is_not_to_be_planned_leaves_the_transaction_whole(monkeypatch):
    monkeypatch.setattr(desa.tersiap.Bentuk, "words", lambda self: desa.tersiap.sql.SQL("SELECT tidak_ada"))
    opd = buat_opd()
    buat_kegiatan(buat_penugasan(opd=opd), HARI)
    assert [len(_question(HARI, opd.pk)) for _ in range(3)] == [1, 1, 1]
    assert _plans() == []
