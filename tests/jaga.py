"""What is watched during every test: the scope guard is on around every view, and no deed writes without its Catatan."""

import contextlib
import re
import sys
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any

from django.db import connection
from django.http import HttpRequest, HttpResponse, HttpResponseForbidden

from desa.scoped import penjaga

MENULIS = re.compile(r'(?:INSERT INTO|(?<!FOR )(?<!KEY )(?<!DO )UPDATE|DELETE FROM) "?(\w+)')
CATATAN = "desa_catatan"
TANPA_CATATAN = {
    "take_work", "complete_work", "fail_work", "release_work", "stop_work", "cancel_work",  # what work does has one of its own
    "write_reminders", "take_up", "put_back", "mark_sent",  # the spool holds each letter with its fate
    "_keep_upload",  # nothing is applied, and the upload names who sent it
    "use_code",  # whoever is let in by it is recorded then
    "_empty_batch", "_forget_originals", "_forget_previews", "_forget_work", "forget_extracts",  # one for the whole run
}  # fmt: skip
"""Deeds that write without a Catatan of their own, and why."""
_ditulis: ContextVar[set[str] | None] = ContextVar("ditulis", default=None)


def jaga_lingkup(get_response: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    def middleware(request: HttpRequest) -> HttpResponse:
        with penjaga(True):
            return get_response(request)

    return middleware


def tercatat(asli: Callable[[], AbstractContextManager[None]]) -> Callable[[], AbstractContextManager[None]]:
    """What every deed runs in, and then fails if it wrote anything and no Catatan (check H1); one within another is its part."""

    @contextlib.contextmanager
    def jaga() -> Iterator[None]:
        fungsi = sys._getframe(2).f_locals["fungsi"]
        if _ditulis.get() is not None or fungsi.__name__ in TANPA_CATATAN or fungsi.__module__.startswith("tests."):
            with asli():
                yield
            return
        tabel: set[str] = set()
        tanda = _ditulis.set(tabel)

        def catat(execute: Callable, sql: str, params: Any, many: bool, context: dict[str, Any]) -> Any:
            hasil = execute(sql, params, many, context)
            if context["cursor"].rowcount or "INSERT" in sql:  # of an INSERT that returns something SQLite counts none
                tabel.update(MENULIS.findall(sql))
            return hasil

        try:
            with asli(), connection.execute_wrapper(catat):
                yield
        finally:
            _ditulis.reset(tanda)
        assert not tabel or CATATAN in tabel, f"{fungsi.__qualname__} menulis {sorted(tabel)} tanpa Catatan"

    return jaga


def disalin(asli: Callable[..., None]) -> Callable[..., None]:
    """Rows that PostgreSQL takes in by COPY, which no wrapper of statements sees, told to the deed that is watched."""

    def write(self: Any, *isi: Any) -> None:
        if (tabel := _ditulis.get()) is not None and self.baris:
            tabel.add(self.tabel)
        asli(self, *isi)

    return write


TANPA_TANDA = b"Bukan formulir situs ini: "


def tolak(request: HttpRequest, reason: str) -> HttpResponse:
    """A refusal for want of a token, without the page around it."""
    return HttpResponseForbidden(TANPA_TANDA + reason.encode(), content_type="text/plain")


def is_forged(jawaban: HttpResponse) -> bool:
    """Whether it is that refusal, and not one for want of a right, which a form with its token would get as well."""
    return jawaban.status_code == 403 and jawaban.content.startswith(TANPA_TANDA)


def sekali_dibaca(asli: Callable[[int], Callable[..., HttpResponse]]) -> Callable[[int], Callable[..., HttpResponse]]:
    """The page that tells somebody of no right is filled in once a sentence; whoever is told so again gets the same page."""
    isi: dict[str, bytes] = {}

    def jawab(request: HttpRequest, exception: Exception) -> HttpResponse:
        kalimat = str(exception)
        if kalimat not in isi:
            isi[kalimat] = asli(403)(request, exception=exception).content
        return HttpResponseForbidden(isi[kalimat])

    return lambda kode: jawab if kode == 403 else asli(kode)


def tanpa_bingkai(kode: int) -> Callable[..., HttpResponse]:
    """What answers a refusal with its number alone, without the page around it."""
    return lambda request, **_: HttpResponse(status=kode)
