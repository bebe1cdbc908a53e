"""Threads that write audit rows, and threads that seal them, over the test database."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

from django.db import connection, transaction
from django.utils import timezone

from desa.models import Desa, record
from desa.rantai.segel import seal_rows


def write_beside(desa: Desa, *, penulis: int, kali: int) -> list[float]:
    """So many writers, so many transactions each, some of which fail; how long each of them took, in seconds."""

    def tulis(siapa: int) -> list[float]:
        lama = []
        try:
            for k in range(kali):
                mulai = time.perf_counter()
                with transaction.atomic():
                    record(None, f"menulis {siapa}.{k}", desa, at=timezone.now())
                lama.append(time.perf_counter() - mulai)
                with contextlib.suppress(ZeroDivisionError), transaction.atomic():
                    if k % 10 == 0:  # a number that is drawn and never used
                        record(None, "gagal", desa, at=timezone.now())
                        raise ZeroDivisionError
        finally:
            connection.close()
        return lama

    with ThreadPoolExecutor(penulis) as kelompok:
        return [detik for hasil in kelompok.map(tulis, range(penulis)) for detik in hasil]


@contextlib.contextmanager
def keep_sealing(penyegel: int, *, jeda: float = 0.02) -> Iterator[None]:
    """So many sealers at once while the block runs."""
    usai = threading.Event()

    def segel() -> None:
        try:
            while not usai.wait(jeda):
                seal_rows(at=timezone.now(), tunggu=1)
        finally:
            connection.close()

    with ThreadPoolExecutor(penyegel) as kelompok:
        janji = [kelompok.submit(segel) for _ in range(penyegel)]
        try:
            yield
        finally:
            usai.set()
        for j in janji:
            j.result()
