"""States for Prometheus, asked when it asks: the parts of the health page and what waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from binaan.operasi.sehat import TIDAK_SIAP, TINGKAT, check_health
from opd.rekap.antrean import queue


def state_exposition(at: datetime) -> Iterator[str]:
    """In the text format of Prometheus. With the database away only what is known without it."""
    kesehatan = check_health(at)
    yield "# HELP binaan_keadaan Keadaan bagian aplikasi: 0 baik, 1 terganggu, 2 tidak siap."
    yield "# TYPE binaan_keadaan gauge"
    for b in kesehatan.bagian:
        yield f'binaan_keadaan{{bagian="{b.nama}"}} {TINGKAT.index(b.keadaan)}'
    if kesehatan.keadaan == TIDAK_SIAP:
        return
    a = queue(at)
    for nama, arti, angka in (
        ("pekerjaan_antre", "Pekerjaan di latar yang menunggu.", a.antre),
        ("pekerjaan_berjalan", "Pekerjaan di latar yang sedang dikerjakan.", a.berjalan),
        ("antrean_diam_detik", "Lamanya antrean tidak bergerak selagi ada yang menunggu.", a.diam_detik),
        ("surat_menunggu", "Surat keluar yang belum dikirim.", a.surat),
    ):
        yield f"# HELP binaan_{nama} {arti}"
        yield f"# TYPE binaan_{nama} gauge"
        yield f"binaan_{nama} {angka}"
