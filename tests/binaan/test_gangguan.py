"""A disk without room and a database that is away or too slow: said in words, nothing half stored, and gone when they are.

Seen red: `PenyimpananTindakan.replace` leaving what it began; `gangguan` answering 500 whatever came; files kept whatever the
database said; `run_query` asking whatever time it is, and whoever is gone, before and meanwhile; a wait without a limit, and one
that leaves its connection open.
"""

from __future__ import annotations

import errno
import re
import socket
import uuid
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
import pytest
from django.db import OperationalError, connection
from django.db.utils import ConnectionHandler
from django.http import HttpResponse

from binaan.operasi.permintaan import catat_permintaan
from desa.gangguan import Ditinggal, Sebab, TerlaluLama, cause_of, surely_refused
from desa.models import Catatan
from opd.models import Kegiatan
from tests.opd.foto_uji import unggahan
from tests.pabrik import buat_pengguna, buat_penugasan
from tests.pengirim import activity

KATA_PENUH = "Ruang simpanan peladen penuh"


@pytest.fixture
def operator(klien, settings, tmp_path):
    """A client of somebody who records activities, over files of its own."""
    settings.MEDIA_ROOT = str(tmp_path / "media")
    klien.force_login(buat_pengguna("operator_opd", opd=buat_penugasan().opd))
    klien.raise_request_exception = False
    return klien


def stored(settings) -> list[str]:
    return [p.name for p in Path(settings.MEDIA_ROOT).rglob("*") if p.is_file()]


def run_full(monkeypatch, ke: int) -> list[int]:
    """The disk takes half of its `ke`-th file and then nothing any more; how many it was asked for."""
    asli, jumlah = Path.write_bytes, [0]

    def tulis(jalan: Path, isi: bytes) -> int:
        jumlah[0] += 1
        if jumlah[0] >= ke:
            asli(jalan, isi[: len(isi) // 2])
            raise OSError(errno.ENOSPC, "No space left on device")
        return asli(jalan, isi)

    monkeypatch.setattr(Path, "write_bytes", tulis)
    return jumlah


@pytest.mark.django_db
@pytest.mark.sekali
@pytest.mark.parametrize("ke", [1, 2, 4])
def test_a_disk_that_fills_at_any_file_stores_nothing_and_says_so(operator, settings, monkeypatch, ke):
    """K1: two photos are four files."""
    kunci, foto = uuid.uuid4(), lambda: {"foto": [unggahan(1), unggahan(2)]}
    with monkeypatch.context() as m:
        ditanya = run_full(m, ke)
        jawaban = operator.post("/kegiatan/baru/", activity(kunci) | foto())
    assert (jawaban.status_code, ditanya[0], stored(settings)) == (507, ke, [])
    assert KATA_PENUH in jawaban.text
    assert (Kegiatan.objects.count(), Catatan.objects.filter(tindakan="mencatat kegiatan").count()) == (0, 0)
    assert operator.post("/kegiatan/baru/", activity(kunci) | foto()).status_code == 302
    assert (Kegiatan.objects.count(), len(stored(settings))) == (1, 4)


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no word for it that a test could make it say")
@pytest.mark.parametrize(
    ("kode", "status", "kata"),
    [
        ("53100", 507, KATA_PENUH),
        ("57014", 503, "Basis data sedang sangat sibuk"),
        ("57P01", 503, "Basis data sedang tidak terhubung"),
    ],
)
def test_what_postgresql_says_of_itself_is_told_to_people(operator, settings, kode, status, kata):
    """The server's own answer, asked of it by a trigger; files go where it surely refused."""
    with connection.cursor() as kursor:
        kursor.execute(
            "CREATE FUNCTION pg_temp.tolak() RETURNS trigger LANGUAGE plpgsql AS"
            f" $$ BEGIN RAISE EXCEPTION USING ERRCODE = '{kode}'; END $$;"
            "CREATE TRIGGER tolak BEFORE INSERT ON opd_bukti FOR EACH ROW EXECUTE FUNCTION pg_temp.tolak()"
        )
    jawaban = operator.post("/kegiatan/baru/", activity(uuid.uuid4(), foto=1))
    assert (jawaban.status_code, "Retry-After" in jawaban) == (status, status == 503)
    assert kata in jawaban.text
    assert not re.search(r"Traceback|psycopg|trigger", jawaban.text)
    assert (Kegiatan.objects.count(), len(stored(settings))) == (0, 2 if kode == "57P01" else 0)


@pytest.mark.django_db
@pytest.mark.sekali
def test_a_page_that_takes_too_long_ends_in_words_and_stores_nothing(operator, settings):
    """K12."""
    settings.PERMINTAAN_TERLAMA_DETIK = 0
    jawaban = operator.post("/kegiatan/baru/", activity(uuid.uuid4()))
    assert (jawaban.status_code, jawaban["Retry-After"], Kegiatan.objects.count()) == (503, "10", 0)
    assert "Basis data sedang sangat sibuk" in jawaban.text


@pytest.mark.django_db
@pytest.mark.sekali
def test_a_page_nobody_waits_for_ends_and_what_was_sent_is_kept(operator, rf):
    """K12. Before anything is asked, and at the next question."""
    kami, dia = socket.socketpair()
    lewat, ditanya = {"gunicorn.socket": kami}, []

    def pergi(jalankan: Callable[..., Any], sql: str, *lain: Any) -> Any:
        ditanya.append(sql)
        dia.close()
        return jalankan(sql, *lain)

    with connection.execute_wrapper(pergi), kami:
        assert (operator.get("/kegiatan/", **lewat).status_code, len(ditanya)) == (499, 1)
        dijawab = catat_permintaan(lambda r: HttpResponse())
        assert [dijawab(minta("/", **lewat)).status_code for minta in (rf.get, rf.head, rf.post)] == [499, 499, 200]
        assert operator.post("/kegiatan/baru/", activity(uuid.uuid4()), **lewat).status_code == 302
    assert Kegiatan.objects.count() == 1


@pytest.mark.django_db
@pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite is no server")
def test_a_wait_that_nobody_answers_ends_and_its_connection_with_it():
    """K12. The late answer would be taken for that of the next question."""
    lain = connection.copy()
    try:
        with lain.cursor() as kursor:
            lain.settings_dict["TUNGGU_DETIK"] = 0.1  # as the web says it, whose first thread was connected before
            with pytest.raises(OperationalError) as galat:
                kursor.execute("SELECT pg_sleep(1)")
        assert (cause_of(galat.value), surely_refused(galat.value)) == (Sebab.PUTUS, False)
        assert (lain.connection.closed, lain.is_usable()) == (True, False)
    finally:
        lain.close()


def sqlite_without_room(berkas: Path) -> OperationalError:
    """What SQLite says when its file may not grow."""
    basis = ConnectionHandler({"default": {"ENGINE": "django.db.backends.sqlite3", "NAME": str(berkas)}})["default"]
    try:
        with basis.cursor() as kursor:
            kursor.execute("CREATE TABLE t (isi)")
            kursor.execute("PRAGMA max_page_count = 2")
            with pytest.raises(OperationalError) as galat:
                kursor.execute("INSERT INTO t VALUES (zeroblob(100000))")
    finally:
        basis.close()
    return galat.value


def from_postgresql(galat: psycopg.Error) -> OperationalError:
    """As Django raises it."""
    luar = OperationalError(*galat.args)
    luar.__cause__ = galat
    return luar


@pytest.mark.django_db
@pytest.mark.sekali
def test_causes_are_told_apart(tmp_path):
    contoh: list[tuple[Any, Sebab | None, bool | None]] = [
        (OSError(errno.ENOSPC, ""), Sebab.PENUH, None),
        (OSError(errno.EFBIG, ""), Sebab.PENUH, None),
        (OSError(errno.EACCES, ""), None, None),
        (ValueError(), None, None),
        (None, None, None),
        (sqlite_without_room(tmp_path / "kecil"), Sebab.PENUH, True),
        (from_postgresql(psycopg.errors.DiskFull()), Sebab.PENUH, True),
        (from_postgresql(psycopg.errors.QueryCanceled()), Sebab.LAMBAT, True),
        (from_postgresql(psycopg.errors.LockNotAvailable()), Sebab.LAMBAT, True),
        (from_postgresql(psycopg.errors.AdminShutdown()), Sebab.PUTUS, False),
        (from_postgresql(psycopg.errors.TooManyConnections()), Sebab.PUTUS, False),
        (from_postgresql(psycopg.OperationalError("server closed the connection")), Sebab.PUTUS, False),
        (from_postgresql(psycopg.errors.IoError()), None, True),
        (TerlaluLama(), Sebab.LAMBAT, True),
        (Ditinggal(), Sebab.DITINGGAL, True),
    ]
    assert [cause_of(g) for g, _, _ in contoh] == [sebab for _, sebab, _ in contoh]
    assert [surely_refused(g) for g, _, yakin in contoh if yakin is not None] == [
        yakin for _, _, yakin in contoh if yakin is not None
    ]
