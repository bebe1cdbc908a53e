"""Counters of the web processes of one machine, for Prometheus.

Each process adds to a slot of its own in memory that all of them share (gunicorn --preload forks them after it was made), and
whoever answers /metrik/ adds the slots up. No process waits for another, and one that was killed loses nothing: its slot
falls free, and the next process goes on counting there. Of prometheus_client the same would take a directory of files
that somebody has to empty at every start.
"""

from __future__ import annotations

import fcntl
import mmap
import os
import tempfile
import threading
from bisect import bisect_left
from collections.abc import Iterator
from functools import cached_property

from django.urls import URLResolver, get_resolver

BATAS = (0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0)
"""Upper bounds of the classes of duration in seconds; one more class is beyond the last."""
KELAS = ("1xx", "2xx", "3xx", "4xx", "5xx")
LAIN = "lain"
"""Addresses that no pattern matches."""
TEMPAT = 64
LEBAR = len(KELAS) + len(BATAS) + 1 + 4
DETIK, KUERI, DETIK_KUERI, LAMBAT = range(LEBAR - 4, LEBAR)


def view_names(resolver: URLResolver, ruang: tuple[str, ...] = ()) -> Iterator[str]:
    """The full names of all pages."""
    for p in resolver.url_patterns:
        if isinstance(p, URLResolver):
            yield from view_names(p, (*ruang, p.namespace) if p.namespace else ruang)
        elif p.name:
            yield ":".join((*ruang, p.name))


class Metrik:
    """`count()` each answer, `rows()` what all processes counted."""

    def __init__(self) -> None:
        self._kunci = threading.Lock()
        self._pid = self._tempat = 0

    @cached_property
    def nama(self) -> dict[str, int]:
        """Which row of a slot belongs to which page."""
        semua = [LAIN, *sorted(set(view_names(get_resolver())))]
        return {nama: i for i, nama in enumerate(semua)}

    def open(self) -> None:
        """Make the shared memory, before processes are forked; without it the first request makes its own."""
        if not hasattr(self, "_angka"):
            self._berkas, nama = tempfile.mkstemp()  # its locks say whose slot is whose, for as long as we live
            os.unlink(nama)
            self._angka = memoryview(mmap.mmap(-1, 8 * LEBAR * len(self.nama) * TEMPAT)).cast("d")

    def count(self, nama: str, status: int, lama: float, *, kueri: int, detik_kueri: float, lambat: int) -> None:
        """One answer of the page `nama`."""
        with self._kunci:
            awal = self._slot() + self.nama.get(nama, 0) * LEBAR
            angka = self._angka
            angka[awal + min(max(status // 100, 1), len(KELAS)) - 1] += 1
            angka[awal + len(KELAS) + bisect_left(BATAS, lama)] += 1
            angka[awal + DETIK] += lama
            angka[awal + KUERI] += kueri
            angka[awal + DETIK_KUERI] += detik_kueri
            angka[awal + LAMBAT] += lambat

    def _slot(self) -> int:
        """Where the numbers of this process begin. A slot is taken by a lock that ends with its process."""
        self.open()
        if self._pid != os.getpid():
            for tempat in range(TEMPAT):
                try:
                    fcntl.lockf(self._berkas, fcntl.LOCK_EX | fcntl.LOCK_NB, 1, tempat)
                except OSError:
                    continue
                self._tempat = tempat
                break
            self._pid = os.getpid()
        return self._tempat * LEBAR * len(self.nama)

    def rows(self) -> Iterator[tuple[str, list[float]]]:
        """(page, its numbers) of all processes together; pages that nobody asked for are left out."""
        self.open()
        luas = LEBAR * len(self.nama)
        for nama, i in self.nama.items():
            awal = range(i * LEBAR, luas * TEMPAT, luas)
            jumlah = [sum(self._angka[a + kolom] for a in awal) for kolom in range(LEBAR)]
            if any(jumlah):
                yield nama, jumlah


METRIK = Metrik()


def exposition() -> Iterator[str]:
    """What was counted, in the text format of Prometheus."""
    baris = list(METRIK.rows())
    yield "# HELP binaan_permintaan_total Banyaknya jawaban menurut halaman dan kelas status."
    yield "# TYPE binaan_permintaan_total counter"
    for nama, angka in baris:
        for kelas, banyak in zip(KELAS, angka, strict=False):
            if banyak:
                yield f'binaan_permintaan_total{{nama="{nama}",status="{kelas}"}} {banyak:.0f}'
    yield "# HELP binaan_permintaan_detik Lama menjawab dalam detik."
    yield "# TYPE binaan_permintaan_detik histogram"
    for nama, angka in baris:
        yield from _histogram(nama, angka)
    for ukuran, kolom, arti in (
        ("kueri_total", KUERI, "Banyaknya kueri basis data."),
        ("kueri_detik_total", DETIK_KUERI, "Detik yang dihabiskan menunggu basis data."),
        ("kueri_lambat_total", LAMBAT, "Banyaknya kueri di atas KUERI_LAMBAT_MS."),
    ):
        yield f"# HELP binaan_{ukuran} {arti}"
        yield f"# TYPE binaan_{ukuran} counter"
        for nama, angka in baris:
            yield f'binaan_{ukuran}{{nama="{nama}"}} {angka[kolom]:.10g}'


def _histogram(nama: str, angka: list[float]) -> Iterator[str]:
    sampai = 0.0
    for batas, banyak in zip((*BATAS, "+Inf"), angka[len(KELAS) : DETIK], strict=True):
        sampai += banyak
        yield f'binaan_permintaan_detik_bucket{{nama="{nama}",le="{batas}"}} {sampai:.0f}'
    yield f'binaan_permintaan_detik_sum{{nama="{nama}"}} {angka[DETIK]:.10g}'
    yield f'binaan_permintaan_detik_count{{nama="{nama}"}} {sampai:.0f}'
