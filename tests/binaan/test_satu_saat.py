"""A page read while others write shows one moment (check I6): its count, its sum and its rows belong together.

Seen red: without the middleware.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import connection, transaction

from desa.satu_saat import one_moment
from desa.versi_data import data_version, forget, remember
from opd.models import Penugasan
from tests.pabrik import buat_kegiatan, buat_pengguna, buat_penugasan

pytestmark = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite reads each statement for itself")
HARI = date(2026, 7, 1)


class Penyela:
    """Beside every question of a page about activities another person records one, in a transaction of its own."""

    def __init__(self, penugasan: Penugasan) -> None:
        self.penugasan, self.kali = penugasan, 0

    def __call__(self, jalankan: Callable[..., Any], sql: str, *lain: Any) -> Any:
        hasil = jalankan(sql, *lain)
        if "opd_kegiatan" in sql:
            utas = threading.Thread(target=self._record)
            utas.start()
            utas.join()
        return hasil

    def _record(self) -> None:
        self.kali += 1
        try:
            buat_kegiatan(self.penugasan, HARI, dana={"apbd_prov": 10})
        finally:
            connection.close()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alamat", ["/kegiatan/", "/kegiatan/?unduh=csv"])
def test_a_list_is_one_moment_and_the_next_one_is_newer(klien, alamat):
    penugasan = buat_penugasan()
    buat_kegiatan(penugasan, HARI, dana={"apbd_prov": 10})
    klien.force_login(buat_pengguna("verifikator"))
    penyela = Penyela(penugasan)
    sudah = 1
    for _ in range(2):
        with connection.execute_wrapper(penyela):
            jawaban = klien.get(alamat)
        if alamat.endswith("csv"):
            teks = b"".join(jawaban.streaming_content).decode("utf-8-sig")
            assert teks.count("Kegiatan Uji") == sudah
        else:
            isi = jawaban.context
            assert (isi["jumlah"], isi["total_rp"], len(isi["halaman"].object_list)) == (sudah, 10 * sudah, sudah)
        sudah = 1 + penyela.kali
    assert penyela.kali > (2 if "csv" not in alamat else 1)
    with connection.cursor() as kursor:
        kursor.execute("SHOW transaction_isolation")
        assert kursor.fetchone() == ("read committed",)


@pytest.mark.django_db(transaction=True)
def test_inside_one_moment_is_remembered_what_others_committed_and_not_what_it_wrote():
    """Seen red with any transaction taken for one that only reads, and with none."""
    forget()
    banyak = iter(range(100))
    with one_moment():
        assert [remember("a", banyak.__next__), remember("a", banyak.__next__)] == [0, 0]
    with one_moment():
        assert remember("a", banyak.__next__) == 0
        buat_pengguna("pembaca")
        assert [data_version(), remember("a", banyak.__next__)] == [None, 1]
    assert remember("a", banyak.__next__) == 2
    with transaction.atomic():
        assert data_version() is None
