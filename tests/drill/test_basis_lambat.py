"""K12: every question to PostgreSQL takes half a second, or is never answered though the connection stands. Pages end in words
at their limit, what nobody waits for ends at once, the health page says so, and all is as before once the database is.

Seen red: without the limit of a request; without `ditinggal`, where a reader waits for all who went away; with a health page
that does not look at the time; and without the limit of a wait (desa/pg/base.py), where the silent hold every thread for good.
"""

from __future__ import annotations

import json
import socket
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.db import connection

from opd.models import Kegiatan
from tests.pabrik import buat_pengguna, buat_penugasan
from tests.pengirim import Orang, activity
from tests.proksi import Proksi, before_postgresql
from tests.proses import serve

pytestmark = [
    pytest.mark.drill,
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        not connection.settings_dict.get("HOST", "").startswith("/"), reason="PostgreSQL di balik soket"
    ),
]
LAMBAT, BATAS = 0.5, 3
PERGI, SABAR = 80, 6
"""How many leave before they are answered, and how many questions one that stays may wait for others."""
UTAS, TENANG = 4, 20
"""Threads of a web process (tests/proses.py), and the seconds after which a silent database has no hold on one any more."""


@pytest.fixture
def proksi():
    kini = connection.settings_dict
    with (
        tempfile.TemporaryDirectory(prefix="binaan-proksi-") as map_,
        before_postgresql(kini["HOST"], Path(map_)).running() as p,
    ):
        yield p, f"postgresql://{kini['USER']}@/{map_}/{kini['NAME']}?conn_max_age=600"


def become(port: int, kata: str) -> None:
    """The health page serves and says this of the database, once this machine is no busier than that."""
    orang, batas = Orang(port, buat_pengguna("pembaca")), time.monotonic() + 60
    while True:
        j = orang.ask("/kesehatan/siap/")
        isi = json.loads(j.isi)
        if (j.status, isi["bagian"]["basis_data"]["keadaan"]) == (200, kata):
            return
        assert time.monotonic() < batas, j.isi


def leave(port: int, orang: Orang, banyak: int) -> None:
    """So many ask for a page and close the connection before it comes."""
    for _ in range(banyak):
        s = socket.create_connection(("127.0.0.1", port))
        s.sendall(f"GET /kegiatan/ HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {orang.kue}\r\n\r\n".encode())
        s.close()


def slow(p: Proksi) -> None:
    p.pergi = lambda: LAMBAT


def test_a_slow_database_ends_requests_in_words_and_piles_nothing_up(proksi):
    p, alamat = proksi
    operator = buat_pengguna("operator_opd", opd=buat_penugasan().opd)
    with serve("-w", "2", DATABASE_URL=alamat, PERMINTAAN_TERLAMA_DETIK=str(BATAS)) as port:
        orang, kunci = Orang(port, operator), uuid.uuid4()
        assert orang.ask("/kegiatan/").status == 200
        become(port, "baik")
        slow(p)
        become(port, "terganggu")
        for j in (orang.ask("/kegiatan/"), orang.send("/kegiatan/baru/", activity(kunci))):
            print(f"lambat: {j.status} sesudah {j.detik:.1f} s")
            assert (j.status, "Basis data sedang sangat sibuk" in j.isi) == (503, True)
            assert j.detik < BATAS + 4 * LAMBAT + 2
        assert Kegiatan.objects.count() == 0
        leave(port, orang, PERGI)
        time.sleep(0.2)
        j = orang.ask("/bantuan/")
        print(f"{PERGI} pergi, yang berikut {j.status} sesudah {j.detik:.1f} s")
        assert j.detik < BATAS + SABAR * LAMBAT
        p.pergi = lambda: 0.0
        mulai = time.monotonic()
        while (j := orang.ask("/kegiatan/")).status != 200 or j.detik > 1:
            assert time.monotonic() - mulai < 30
        print(f"pulih sesudah {time.monotonic() - mulai:.1f} s")
        become(port, "baik")
        assert orang.send("/kegiatan/baru/", activity(kunci)).status == 302
    assert Kegiatan.objects.count() == 1


def test_a_silent_database_holds_no_thread(proksi):
    """It falls silent between two requests and in the middle of one; twice as many ask as there are threads."""
    p, alamat = proksi
    bicara = threading.Event()
    with serve("-w", "1", DATABASE_URL=alamat, PERMINTAAN_TERLAMA_DETIK=str(BATAS)) as port:
        orang = Orang(port, buat_pengguna("operator_opd", opd=buat_penugasan().opd))
        with ThreadPoolExecutor(2 * UTAS) as banyak:
            for tengah in (False, True):
                assert {j.status for j in banyak.map(lambda _: orang.ask("/kegiatan/"), range(UTAS))} == {200}
                if tengah:
                    slow(p)
                ditanya = [banyak.submit(orang.ask, "/kegiatan/") for _ in range(UTAS if tengah else 0)]
                time.sleep(LAMBAT if tengah else 0)
                p.pergi = lambda: bicara.wait() and 0.0
                ditanya += [banyak.submit(orang.ask, "/kegiatan/") for _ in range(2 * UTAS - len(ditanya))]
                for j in (d.result() for d in ditanya):
                    print(f"diam: {j.status} sesudah {j.detik:.1f} s")
                    assert (j.status, "Basis data sedang" in j.isi) == (503, True)
                    assert j.detik < TENANG
                kesehatan = orang.ask("/kesehatan/siap/")
                assert (kesehatan.status, "tidak menjawab" in kesehatan.isi) == (503, True)
                bicara.set()
                p.pergi = lambda: 0.0
                assert (j := orang.ask("/kegiatan/")).status == 200, j
                print(f"bicara lagi: {j.status} sesudah {j.detik:.1f} s")
                bicara.clear()
