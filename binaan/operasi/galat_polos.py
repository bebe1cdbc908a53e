"""Errors told where no JSON is written: on the screen of one computer, by a command that a timer mails, in Django's own report.

The same holds there as in the log: kind and place of an error, never its message, which may quote a name or a whole row.
"""

from __future__ import annotations

import logging
import sys
from types import TracebackType
from typing import Any

from django.utils.html import escape
from django.views.debug import ExceptionReporter

from binaan.operasi.baris_log import sentence, trace


class BarisPolos(logging.Formatter):
    """A plain line of the log."""

    def format(self, record: logging.LogRecord) -> str:
        polos = logging.makeLogRecord(record.__dict__ | {"msg": sentence(record), "args": (), "exc_text": None})
        return super().format(polos)

    def formatException(self, ei: Any) -> str:  # noqa: N802  logging names it
        return "\n".join(trace(ei[1])) if ei[1] is not None else ""


class LaporanGalat(ExceptionReporter):
    """What Django would show or mail of an error: no variable, no form, no header."""

    def get_traceback_text(self) -> str:
        return "\n".join(trace(self.exc_value)) if self.exc_value is not None else ""

    def get_traceback_html(self) -> str:
        return f"<pre>{escape(self.get_traceback_text())}</pre>"


def print_trace(jenis: type[BaseException], galat: BaseException, jejak: TracebackType | None) -> None:
    """For `sys.excepthook`: an error of a command."""
    if isinstance(galat, KeyboardInterrupt):
        sys.__excepthook__(jenis, galat, jejak)
        return
    sys.stderr.write("\n".join((*trace(galat), "")))
