"""Django's PostgreSQL, whose silence ends: a connection can stand while nobody at its other end answers.

A server that is alive keeps its own limit of a statement, and one that is gone is noticed by the network (binaan/settings.py).
Behind a proxy that takes everything and passes nothing on, or of a server that hangs, neither is ever heard.
"""

from __future__ import annotations

from typing import Any

from django.db.backends.base.operations import BaseDatabaseOperations
from django.db.backends.postgresql import base, operations
from psycopg import Connection
from psycopg.errors import _WaitTimeout

TERLAMA_DETIK = 3600
"""How long anything waits for an answer; as long as any work in the background may take (opd/kerja/putar.py)."""
PERIKSA_DETIK = 5
"""How long to wait for a connection that is asked whether it still stands; as long as for a new one."""


class Operasi(operations.DatabaseOperations):
    def prepare_join_on_clause(self, *sisi: Any) -> Any:
        """Columns as they are: a key has the type of what it names, so neither is asked for its type at each join."""
        return BaseDatabaseOperations.prepare_join_on_clause(self, *sisi)


class DatabaseWrapper(base.DatabaseWrapper):
    """Who waits less says so in `settings_dict`, as the web does (binaan/wsgi.py), also once there are connections."""

    ops_class = Operasi
    _periksa = False

    @property
    def tunggu_detik(self) -> float:
        """How long what is asked now waits for its answer."""
        terlama: float = self.settings_dict.get("TUNGGU_DETIK", TERLAMA_DETIK)
        return min(PERIKSA_DETIK, terlama) if self._periksa else terlama

    def get_new_connection(self, conn_params: dict[str, Any]) -> Connection:
        sambungan = super().get_new_connection(conn_params)
        tunggu = sambungan.wait

        def wait(gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:
            try:
                return tunggu(gen, interval, self.tunggu_detik if timeout is None else timeout)
            except _WaitTimeout:
                if timeout is None:  # a late answer would be taken for that of the next question
                    sambungan.pgconn.finish()
                raise

        sambungan.wait = wait
        return sambungan

    def is_usable(self) -> bool:
        self._periksa = True
        try:
            return super().is_usable()
        finally:
            self._periksa = False
