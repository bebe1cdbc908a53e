"""Writers at work while audit rows are sealed: nobody waits for the sealer, and no row is skipped or taken for one put in."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from django.db import connection, transaction

from desa.models import Catatan, record
from desa.rantai.periksa import check_chain
from desa.rantai.segel import HasilSegel, seal_rows
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.rantai_adu import keep_sealing, write_beside

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time")
def test_a_number_that_may_still_come_is_waited_for():
    """A transaction drew the lower number and ends last. Seen red: sealing up to the highest number at once."""
    desa = pabrik.buat_desa()
    tertulis, lanjut = threading.Event(), threading.Event()

    def lambat() -> None:
        try:
            with transaction.atomic():
                record(None, "menulis lambat", desa, at=SEKARANG)
                tertulis.set()
                lanjut.wait(30)
        finally:
            connection.close()

    benang = threading.Thread(target=lambat)
    benang.start()
    assert tertulis.wait(30)
    cepat = record(None, "menulis cepat", desa, at=SEKARANG).pk
    assert seal_rows(at=SEKARANG, tunggu=0.2) == HasilSegel(tertunda=True)
    lanjut.set()
    benang.join(30)
    assert seal_rows(at=SEKARANG) == HasilSegel(baris=2, segel=1)
    assert Catatan.objects.order_by("id").last().pk == cepat
    assert check_chain().temuan == []


def test_parallel_writers_leave_a_whole_chain():
    """4 writers x 25 rows beside two sealers."""
    desa = pabrik.buat_desa()
    with keep_sealing(2):
        write_beside(desa, penulis=4, kali=25)
    seal_rows(at=SEKARANG + timedelta(minutes=1))
    hasil = check_chain()
    assert (hasil.baris, hasil.temuan) == (100, [])
