"""Workers as processes: two at once, killed at 10, 50 and 90 %, told to leave, and started by the web process itself."""

from __future__ import annotations

import os
import signal
import socket
import sqlite3
import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from desa.models import Catatan, Keluarga, SidikKeluarga, StatusKeluarga
from opd.kerja.impor import ask_apply
from opd.models import Pekerjaan
from tests.opd.buku import buku
from tests.opd.test_impor_keluarga import JUDUL, baris, unggah
from tests.pabrik import buat_pengguna, buat_penugasan
from tests.proses import start_worker, stop_workers

pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
BANYAK = 800


def titip(banyak: int = BANYAK) -> Pekerjaan:
    """A list of so many families in the queue."""
    penugasan = buat_penugasan()
    operator = buat_pengguna("operator_opd", opd=penugasan.opd)
    desa = penugasan.desa
    isi = [baris(desa, n, nik=f"81051541018{n:05d}", kk=f"81051512011{n:05d}") for n in range(1, banyak + 1)]
    impor = unggah(buku(JUDUL, *isi), operator)
    return ask_apply(impor, sidik=impor.sidik, by=operator, at=timezone.now())


def tunggu(benar: Callable[[], bool], detik: float = 120) -> None:
    batas = time.monotonic() + detik
    while not benar():
        assert time.monotonic() < batas, "terlalu lama"
        time.sleep(0.02)


def keadaan(p: Pekerjaan) -> str:
    p.refresh_from_db()
    return p.keadaan


def isi() -> tuple[int, int, int]:
    return Keluarga.objects.count(), SidikKeluarga.objects.count(), StatusKeluarga.objects.count()


def test_killed_at_any_point_it_is_all_or_nothing_and_done_again():
    p = titip()
    pekerja = start_worker()
    tunggu(lambda: keadaan(p) == "berjalan")
    awal = time.monotonic()
    assert pekerja.wait(300) == 0
    lama = time.monotonic() - awal
    assert (keadaan(p), isi()) == ("selesai", (BANYAK, 2 * BANYAK, BANYAK))
    for bagian in (0.1, 0.5, 0.9):
        sebelum = isi()
        p = titip()
        pekerja = start_worker()
        tunggu(lambda p=p: keadaan(p) == "berjalan")
        time.sleep(lama * bagian)
        pekerja.kill()
        pekerja.wait(10)
        mati = keadaan(p)
        tertulis = tuple(b - a for a, b in zip(sebelum, isi(), strict=True))
        assert tertulis == ((BANYAK, 2 * BANYAK, BANYAK) if mati == "selesai" else (0, 0, 0)), bagian
        Pekerjaan.objects.filter(keadaan="berjalan").update(sewa_sampai=timezone.now() - timedelta(seconds=1))
        assert start_worker().wait(300) == 0
        assert (keadaan(p), p.percobaan) == ("selesai", 1 if mati == "selesai" else 2)
        assert isi() == (sebelum[0] + BANYAK, sebelum[1] + 2 * BANYAK, sebelum[2] + BANYAK)
    assert Catatan.objects.filter(tindakan="menerapkan impor").count() == 4


def test_two_workers_at_once_do_each_piece_once():
    semua = [titip(40) for _ in range(6)]
    for pekerja in [start_worker("--verbosity", "2") for _ in range(2)]:
        assert pekerja.wait(300) == 0
    assert start_worker().wait(300) == 0
    assert ([keadaan(p) for p in semua], isi()) == (["selesai"] * 6, (240, 480, 240))
    assert Catatan.objects.filter(tindakan="menerapkan impor").count() == 6


def test_a_worker_told_to_leave_gives_its_work_back():
    p = titip()
    pekerja = start_worker()
    tunggu(lambda: keadaan(p) == "berjalan" and p.langkah > 0)
    pekerja.send_signal(signal.SIGTERM)
    assert pekerja.wait(60) == 0
    assert (keadaan(p), p.percobaan, isi()) == ("antre", 0, (0, 0, 0))
    assert start_worker().wait(300) == 0
    assert (keadaan(p), isi()[0]) == ("selesai", BANYAK)


@pytest.mark.skipif(connection.vendor != "sqlite", reason="hanya SQLite mempunyai satu penulis")
def test_a_writer_that_holds_sqlite_for_long_delays_it_and_no_more():
    """Longer than the 20 seconds that a statement waits: the work goes back into the queue and is done from the start."""
    p = titip()
    pekerja = start_worker()
    tunggu(lambda: keadaan(p) == "berjalan" and p.langkah > 0)
    lain = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    lain.execute("BEGIN IMMEDIATE")
    time.sleep(25)
    lain.execute("ROLLBACK")
    lain.close()
    pekerja.wait(300)
    Pekerjaan.objects.filter(keadaan="berjalan").update(sewa_sampai=timezone.now() - timedelta(seconds=1))
    assert start_worker().wait(300) == 0
    assert (keadaan(p), isi()) == ("selesai", (BANYAK, 2 * BANYAK, BANYAK))


@pytest.fixture
def otomatis(monkeypatch):
    monkeypatch.setitem(os.environ, "PEKERJA", "otomatis")
    yield
    stop_workers()


def test_the_web_process_takes_up_what_waited_through_its_restart(otomatis, gunicorn):
    p = titip(40)
    Pekerjaan.objects.update(diminta_pada=timezone.now() - timedelta(minutes=1))
    with socket.create_connection(gunicorn) as s:
        s.sendall(b"GET /masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert s.recv(12) == b"HTTP/1.1 200"
    tunggu(lambda: keadaan(p) == "selesai")
    assert isi() == (40, 80, 40)


def test_a_worker_that_dies_is_started_again_without_a_request(otomatis, gunicorn):
    p = titip()
    Pekerjaan.objects.update(diminta_pada=timezone.now() - timedelta(minutes=1))
    with socket.create_connection(gunicorn) as s:
        s.sendall(b"GET /masuk/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        assert s.recv(12) == b"HTTP/1.1 200"
    tunggu(lambda: keadaan(p) == "berjalan")
    stop_workers()
    assert (keadaan(p), isi()) == ("berjalan", (0, 0, 0))
    tunggu(lambda: keadaan(p) == "selesai", 300)
    assert (p.percobaan, isi()) == (2, (BANYAK, 2 * BANYAK, BANYAK))
