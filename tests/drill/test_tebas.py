"""Processes killed at random and the database restarted, while people write: what was answered is there, whole, once.

Seen red: `deed` opening no transaction, and a lost connection answered as any mistake of our own.
"""

from __future__ import annotations

import os
import random
import signal
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.utils import timezone

from desa.models import Keluarga
from opd.models import Pekerjaan
from tests import awal
from tests.drill.test_pekerja_mati import isi, titip
from tests.pabrik import buat_penugasan
from tests.pengirim import Beban
from tests.proses import serve, start_worker

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(awal.peladen is None or awal.peladen.proses is None, reason="hanya PostgreSQL uji sendiri"),
]
PULIH_DETIK = 10


def web_workers(port: int) -> list[int]:
    """The processes that answer at this port, without the one that started them."""
    milik = {}
    for p in Path("/proc").glob("[0-9]*"):
        try:
            if f"127.0.0.1:{port}".encode() in (p / "cmdline").read_bytes():
                milik[int(p.name)] = int((p / "stat").read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue
    return [pid for pid, induk in milik.items() if induk in milik]


def _await_answers(beban: Beban, banyak: int) -> None:
    """Until so many more writes were acknowledged: a process that is killed before it answers anybody shows little."""
    sasaran, batas = len(beban.diakui) + banyak, time.monotonic() + 60
    while len(beban.diakui) < sasaran and time.monotonic() < batas:
        time.sleep(0.01)


def test_web_processes_are_killed_a_hundred_times():
    """K3."""
    acak = random.Random(3)
    with serve("-w", "2") as port:
        beban = Beban(port, [buat_penugasan() for _ in range(6)])
        with beban.running():
            tertebas = 0
            while tertebas < 100:
                _await_answers(beban, 2)
                time.sleep(acak.uniform(0, 0.3))
                if pekerja := web_workers(port):
                    os.kill(acak.choice(pekerja), signal.SIGKILL)
                    tertebas += 1
            time.sleep(1)
    print(f"{tertebas} tebasan; jawaban {dict(beban.hitungan)}; {len(beban.diakui)} diakui dari {len(beban.dikirim)}")
    beban.check_whole()
    assert set(beban.diakui) == beban.dikirim
    assert (len(beban.diakui) >= 150, beban.hitungan[0] > 10) == (True, True)


def test_background_workers_are_killed_a_hundred_times():
    """K3. Every list is stored whole or not at all each time, and once in the end."""
    acak, banyak, tertebas = random.Random(5), 40, 0
    semua = [titip(banyak) for _ in range(8)]
    while tertebas < 100:
        pekerja = start_worker()
        time.sleep(acak.uniform(0.3, 2.5))
        tertebas += pekerja.poll() is None
        pekerja.kill()
        pekerja.wait(10)
        assert Keluarga.objects.count() % banyak == 0
        lewat = timezone.now() - timedelta(seconds=1)
        Pekerjaan.objects.filter(keadaan="berjalan").update(sewa_sampai=lewat)
        if not Pekerjaan.objects.filter(keadaan__in=("antre", "berjalan")).exists():
            semua += [titip(banyak) for _ in range(4)]
    assert start_worker().wait(300) == 0
    selesai = Pekerjaan.objects.filter(keadaan="selesai").count()
    print(f"{tertebas} tebasan; {selesai} dari {len(semua)} daftar selesai")
    assert isi() == (banyak * selesai, 2 * banyak * selesai, banyak * selesai)
    assert Pekerjaan.objects.filter(keadaan__in=("antre", "berjalan")).count() == 0


@pytest.mark.parametrize("isyarat", [signal.SIGINT, signal.SIGQUIT], ids=["fast", "immediate"])
def test_a_database_that_restarts_costs_seconds_and_no_answer(isyarat):
    """K2. Between, a page in words; then the same processes go on."""
    with connection.cursor() as kursor:
        kursor.execute("SELECT current_database()")
        nama = kursor.fetchone()[0]
        kursor.execute(f'ALTER DATABASE "{nama}" SET synchronous_commit = on')
    with serve("-w", "2") as port:
        beban = Beban(port, [buat_penugasan() for _ in range(6)])
        connection.close()
        with beban.running():
            time.sleep(3)
            mulai = time.monotonic()
            awal.peladen.restart(isyarat)
            kembali = time.monotonic()
            time.sleep(12)
    buruk = [(saat, j) for saat, j in beban.jawaban if j.status != 302]
    pulih = max((saat for saat, _ in buruk), default=mulai) - mulai
    print(f"{isyarat.name}: peladen {kembali - mulai:.1f} s, pulih {pulih:.1f} s, jawaban {dict(beban.hitungan)}")
    beban.check_whole()
    assert set(beban.diakui) == beban.dikirim
    assert pulih <= PULIH_DETIK + kembali - mulai
    assert {j.status for _, j in buruk} == {503}
    assert all("Basis data sedang tidak terhubung" in j.isi for _, j in buruk)
