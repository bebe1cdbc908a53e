"""One request from outside in: its id, how long it took, how many queries. Outermost of all, so that refusals count too."""

from __future__ import annotations

import logging
import re
import select
import time
import uuid
from collections.abc import Callable
from contextvars import ContextVar
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.urls import Resolver404, ResolverMatch, resolve

from binaan.operasi.kata_gangguan import PER_SEBAB
from binaan.operasi.metrik import METRIK
from desa.gangguan import Ditinggal, Sebab, TerlaluLama

PERGI = PER_SEBAB[Sebab.DITINGGAL].status
TUTUP = getattr(select, "POLLRDHUP", 0)  # Linux only; elsewhere just a broken connection is seen
DIBACA = frozenset({"GET", "HEAD"})
ID = re.compile(r"[0-9a-f]{32}")
LOG = logging.getLogger("binaan.permintaan")
LOG_KUERI = logging.getLogger("binaan.kueri")
SQL_TERPANJANG = 1000
TANPA_POLA = "-"
"""In place of an address that no pattern matches: what was typed there is nobody's to keep."""


@dataclass
class Permintaan:
    """What is noted of one request while it is answered; nothing of it names a person."""

    request: HttpRequest
    id: str
    mulai: float = field(default_factory=time.perf_counter)
    kueri: int = 0
    detik_kueri: float = 0.0
    kueri_lambat: int = 0

    @cached_property
    def _sendiri(self) -> ResolverMatch | None:
        """Where the address leads, when it was answered before Django asked that."""
        try:
            return resolve(self.request.path_info)
        except Resolver404:
            return None

    @property
    def pola(self) -> str:
        """The address as the URLconf writes it, without what stands in its place holders."""
        cocok = self.request.resolver_match or self._sendiri
        return f"/{cocok.route}" if cocok else TANPA_POLA

    @property
    def nama(self) -> str:
        """The name of its page; "" when there is none."""
        cocok = self.request.resolver_match or self._sendiri
        return cocok.view_name if cocok else ""

    @property
    def kode(self) -> str:
        """The short code on an error page, which leads to the log line: the first eight of the id, as `7F3A-9C21`."""
        return f"{self.id[:4]}-{self.id[4:8]}".upper()

    @property
    def pengguna(self) -> int | None:
        """The account's number, when somebody asked for it; this asks no database."""
        return getattr(getattr(self.request, "_cached_user", None), "pk", None)

    @property
    def ditinggal(self) -> bool:
        """Whether whoever asked to read has closed the connection. What is sent to be kept is kept all the same."""
        soket = self.request.META.get("gunicorn.socket")
        if soket is None or self.request.method not in DIBACA:
            return False
        try:
            pengamat = select.poll()
            pengamat.register(soket, TUTUP)
            return bool(pengamat.poll(0))
        except (OSError, ValueError):
            return True

    def run_query(self, jalankan: Callable[..., Any], sql: str, nilai: Any, banyak: bool, konteks: Any) -> Any:
        """Around every statement of the request. The slow one is noted as it was written, never with its values.

        Raises TerlaluLama when so much time is gone that nobody waits any more, or Ditinggal when nobody does: its thread is
        there for others again.
        """
        awal = time.perf_counter()
        if awal - self.mulai > settings.PERMINTAAN_TERLAMA_DETIK:
            raise TerlaluLama
        if self.ditinggal:
            raise Ditinggal
        try:
            return jalankan(sql, nilai, banyak, konteks)
        finally:
            lama = time.perf_counter() - awal
            self.kueri += 1
            self.detik_kueri += lama
            if lama * 1000 >= settings.KUERI_LAMBAT_MS:
                self.kueri_lambat += 1
                LOG_KUERI.warning("Kueri lambat, %d ms: %s", lama * 1000, sql[:SQL_TERPANJANG])


KINI: ContextVar[Permintaan | None] = ContextVar("permintaan_kini", default=None)
"""The request that is being answered, for whoever writes a log line meanwhile."""


def mint_id(request: HttpRequest) -> str:
    """The id that a proxy of our own gave it, else a new one. A visitor's own is not taken."""
    bawaan = request.headers.get("X-Request-ID", "") if settings.JUMLAH_PROKSI else ""
    return bawaan if ID.fullmatch(bawaan) else uuid.uuid4().hex


def catat_permintaan(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Middleware: an id on every answer, one log line and one count for every request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        p = Permintaan(request, mint_id(request))
        request.permintaan = p  # type: ignore[attr-defined]
        tanda = KINI.set(p)
        try:
            with connection.execute_wrapper(p.run_query):
                response = HttpResponse(status=PERGI) if p.ditinggal else get_response(request)
            response.headers["X-Request-ID"] = p.id
            _note(p, response.status_code)
            return response
        finally:
            KINI.reset(tanda)

    return middleware


def _note(p: Permintaan, status: int) -> None:
    lama = time.perf_counter() - p.mulai
    METRIK.count(p.nama, status, lama, kueri=p.kueri, detik_kueri=p.detik_kueri, lambat=p.kueri_lambat)
    isi = {
        "metode": p.request.method,
        "status": status,
        "ms": round(lama * 1000, 1),
        "pengguna": p.pengguna,
        "kueri": p.kueri,
        "ms_kueri": round(p.detik_kueri * 1000, 1),
    }
    LOG.log(logging.ERROR if status >= 500 else logging.INFO, "permintaan", extra={"isi": isi})
