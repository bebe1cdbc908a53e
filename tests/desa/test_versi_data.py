"""What is remembered is as new as the data: any commit, by whatever way, ends it, and nothing is kept inside a transaction."""

import sqlite3

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from desa.versi_data import TERBANYAK, Ingatan, Sementara, _Pengamat, data_version, forget, remember
from opd.enums import Peran
from tests.pabrik import buat_pengguna, buat_penugasan

POTONGAN = 7 if connection.vendor == "postgresql" else 6
"""Queries of the frame: session, account, roles, sample banner, and on PostgreSQL the version, begin and end of its moment."""


@pytest.mark.django_db(transaction=True)
def test_a_commit_ends_what_is_remembered_and_reading_does_not():
    forget()
    dibuat = []

    def buat():
        dibuat.append(len(dibuat))
        return dibuat[-1]

    assert [remember("a", buat), remember("a", buat), remember("b", buat)] == [0, 0, 1]
    buat_pengguna(Peran.PEMBACA)
    assert remember("a", buat) == 2
    with transaction.atomic():
        assert [data_version(), remember("a", buat)] == [None, 3]
    assert remember("a", buat) == 2
    for n in range(TERBANYAK):
        remember(n, buat)
    assert remember("a", buat) == len(dibuat) - 1


@pytest.mark.django_db(transaction=True)
def test_what_is_kept_elsewhere_takes_no_place_and_for_a_while_outlives_a_write(monkeypatch):
    """Seen red with one store for all, without the end, and with what a transaction read kept after it."""
    forget()
    detik, banyak, simpanan, lain = [0.0], iter(range(1000)), Sementara(), Ingatan()
    monkeypatch.setattr("desa.versi_data.time.monotonic", lambda: detik[0])

    def buat():
        return next(banyak)

    def baca(kunci="a"):
        return simpanan.remember(kunci, buat, detik=600)

    assert remember("a", lambda: "halaman") == "halaman"
    for n in range(TERBANYAK + 1):
        remember(n, str, di=lain)
    assert remember("a", buat) == "halaman"
    with transaction.atomic():
        assert [baca(), baca()] == [0, 1]
    assert baca() == 2
    buat_pengguna(Peran.PEMBACA)
    detik[0] = 599
    assert baca() == 2
    detik[0] = 600
    assert [baca(), baca(), baca("b")] == [3, 3, 4]
    for n in range(TERBANYAK):
        baca(n)
    assert baca() == 5 + TERBANYAK


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("alamat", ["/dasbor/", "/dasbor/opd/"])
def test_a_second_page_reads_nothing_again_until_something_is_written_and_never_another_readers(klien, alamat):
    forget()
    orang = buat_pengguna(Peran.PIMPINAN)
    klien.force_login(orang)
    p = buat_penugasan()
    klien.get(alamat)
    with CaptureQueriesContext(connection) as kueri:
        teks = klien.get(alamat).content.decode()
    assert len(kueri) <= POTONGAN
    assert p.desa.nama in teks
    baru = buat_penugasan()
    assert baru.desa.nama in klien.get(alamat).content.decode()
    klien.force_login(buat_pengguna(Peran.PEMBACA))
    with CaptureQueriesContext(connection) as kueri:
        klien.get(alamat)
    assert len(kueri) > POTONGAN


def test_an_sqlite_file_watched_anew_never_has_a_version_it_had_before(tmp_path):
    berkas = [str(tmp_path / nama) for nama in ("a", "b")]
    for nama in berkas:
        with sqlite3.connect(nama) as k:
            k.execute("CREATE TABLE t (n)")
        k.close()
    pengamat = _Pengamat()
    dulu = [pengamat.version(nama) for nama in berkas]
    with sqlite3.connect(berkas[0]) as k:
        k.execute("INSERT INTO t VALUES (1)")
    k.close()
    assert pengamat.version(berkas[0]) not in dulu
