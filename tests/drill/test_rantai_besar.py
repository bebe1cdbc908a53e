"""The chain at full size, with figures: 20 writers x 500 rows beside the sealer, 100,000 rows sealed, 1,000,000 checked."""

from __future__ import annotations

import resource
import statistics
import time
from datetime import timedelta

import pytest
from django.db import connection

from desa.models import Catatan
from desa.rantai.periksa import check_chain
from desa.rantai.segel import seal_rows
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.rantai_adu import keep_sealing, write_beside

pytestmark = pytest.mark.drill
PERUBAHAN = '{"status": ["diajukan", "disetujui"], "versi": [1, 2]}'
ISI = (
    "INSERT INTO desa_catatan (pada, oleh_id, oleh, sebagai, tindakan, objek_jenis, objek_id, objek, perubahan, alasan, opd_id) "
    f"SELECT '{SEKARANG.isoformat()}', n, 'Pegawai ' || n, 'operator OPD', 'mengubah rencana aksi', 'opd.rencanaaksi', "
    f"'' || n, 'Rencana aksi 2026 nomor ' || n, '{PERUBAHAN}', '', 7 FROM "
)
DERET = {
    "postgresql": "generate_series(1, %s) n",
    "sqlite": "(WITH RECURSIVE d(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM d WHERE n < %s) SELECT n FROM d)",
}


def fill(n: int) -> None:
    with connection.cursor() as kursor:
        kursor.execute(ISI + DERET[connection.vendor], [n])


@pytest.mark.django_db(transaction=True)
def test_twenty_writers_beside_the_sealer():
    desa = pabrik.buat_desa()
    tanpa = write_beside(desa, penulis=20, kali=50)
    with keep_sealing(1, jeda=1):
        dengan = write_beside(desa, penulis=20, kali=500)
    seal_rows(at=SEKARANG + timedelta(days=1))
    hasil = check_chain()
    p95 = [statistics.quantiles(d, n=20)[-1] * 1000 for d in (tanpa, dengan)]
    print(f"{connection.vendor}: p95 tanpa penyegel {p95[0]:.1f} ms, dengan penyegel {p95[1]:.1f} ms")
    assert (hasil.baris, hasil.temuan) == (20 * 550, [])


@pytest.mark.django_db
def test_a_hundred_thousand_are_sealed_and_a_million_checked():
    for n in (100_000, 900_000):
        fill(n)
        mulai = time.perf_counter()
        assert seal_rows(at=SEKARANG).baris == n
        print(f"{connection.vendor}: {n} catatan disegel dalam {time.perf_counter() - mulai:.1f} s")
    mulai, prosesor = time.perf_counter(), time.process_time()
    hasil = check_chain()
    lama, prosesor = time.perf_counter() - mulai, time.process_time() - prosesor
    puncak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{connection.vendor}: {hasil.baris} diperiksa dalam {lama:.1f} s ({prosesor:.1f} s prosesor), {puncak:.0f} MB"
    )
    assert (hasil.baris, hasil.segel, hasil.temuan) == (1_000_000, 1000, [])
    assert Catatan.objects.count() == 1_000_000
    assert prosesor < 60
