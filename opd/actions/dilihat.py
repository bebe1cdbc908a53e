"""Count that a product's public page was opened: one number a product and day, nothing about who opened it."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from datetime import date

from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.models import F

from desa.models import DilihatProduk
from desa.scoped import penjaga

TUNGGU_MS = 150
"""How long a count waits for another writer; then the page goes out uncounted."""
MESIN = re.compile(
    r"bot\b|bot[/_-]|crawl|spider|slurp|preview|facebookexternalhit|whatsapp|telegram|curl|wget|python|java/|go-http|okhttp"
    r"|headless|lighthouse|monitor|scan|fetch",
    re.IGNORECASE,
)


def is_person(agen: str, maksud: str = "") -> bool:
    """Whether a browser's User-Agent (and its purpose) look like somebody reading, not a machine or a preload."""
    return bool(agen) and not MESIN.search(agen) and "prefetch" not in maksud.lower()


def count_view(produk_id: int, *, on: date) -> bool:
    """One view more of the product on that day; False when it could not be counted. Never raises: the page matters more."""
    try:
        with penjaga(False), short_wait(), transaction.atomic():
            _add(produk_id, on)
    except DatabaseError:
        return False
    return True


def _add(produk_id: int, on: date) -> None:
    hari = DilihatProduk.objects.filter(produk=produk_id, tanggal=on)
    if hari.update(jumlah=F("jumlah") + 1):
        return
    try:
        with transaction.atomic():
            DilihatProduk.objects.create(produk_id=produk_id, tanggal=on, jumlah=1)
    except IntegrityError:  # another reader was the day's first
        hari.update(jumlah=F("jumlah") + 1)


@contextlib.contextmanager
def short_wait() -> Iterator[None]:
    """SQLite has one writer, and whoever waits for it waits up to the connection's 20 seconds; not for a count."""
    if connection.vendor != "sqlite" or connection.in_atomic_block:
        yield
        return
    with connection.cursor() as kursor:
        lama = int(kursor.execute("PRAGMA busy_timeout").fetchone()[0])
        kursor.execute(f"PRAGMA busy_timeout = {TUNGGU_MS}")
        try:
            yield
        finally:
            kursor.execute(f"PRAGMA busy_timeout = {lama}")
