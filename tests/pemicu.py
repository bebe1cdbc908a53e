"""The triggers that keep written rows as they are."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection, models


@contextmanager
def triggers_off(*tabel: type[models.Model]) -> Iterator[None]:
    """As for somebody who may switch the triggers of these tables off; on again afterwards."""
    with connection.cursor() as kursor:
        if connection.vendor == "postgresql":
            kursor.execute("SET LOCAL session_replication_role = replica")
            yield
            kursor.execute("SET LOCAL session_replication_role = origin")
            return
        nama = [t._meta.db_table for t in tabel]
        cari = f"SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name IN ({', '.join(['%s'] * len(nama))})"
        kursor.execute(cari, nama)
        pemicu = kursor.fetchall()
        for satu, _ in pemicu:
            kursor.execute(f"DROP TRIGGER {satu}")
        yield
        for _, perintah in pemicu:
            kursor.execute(perintah)
