"""An e-mail to whoever keeps the site running when something breaks that nobody expected: what, where, its code. No data.

It is sent beside the request, once in ten minutes for the same place in the code and twenty times an hour at most.
"""

from __future__ import annotations

import logging
import threading
import time

from django.core.mail import mail_admins

from binaan.operasi.baris_log import KEAMANAN, BarisJson, request_of, sentence, trace

JEDA = 10 * 60
SEJAM = 60 * 60
TERBANYAK = 20
BENANG = "surel-galat"
LOG = logging.getLogger("binaan.surel")


class SurelGalat(logging.Handler):
    """Mails a record of level ERROR to ADMINS. A mail that does not go out is told by a warning and disturbs nothing."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self._kunci_kirim = threading.Lock()
        self._terakhir: dict[str, float] = {}
        self._terkirim: list[float] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.name.startswith(KEAMANAN):  # whoever knocks with a wrong name would write the mails
            return
        try:
            jejak = trace(record.exc_info[1]) if record.exc_info and record.exc_info[1] else []
            if self._may_send("\n".join(jejak) or record.msg, time.monotonic()):
                isi = (subject(record), body(record, jejak))
                threading.Thread(target=send, args=isi, name=BENANG, daemon=True).start()
        except Exception:
            self.handleError(record)

    def _may_send(self, tentang: str, kini: float) -> bool:
        """Whether this was not told just now, and not too much already. What is older than an hour is forgotten."""
        with self._kunci_kirim:
            self._terakhir = {k: t for k, t in self._terakhir.items() if kini - t < JEDA}
            self._terkirim = [t for t in self._terkirim if kini - t < SEJAM]
            if tentang in self._terakhir or len(self._terkirim) >= TERBANYAK:
                return False
            self._terakhir[tentang] = kini
            self._terkirim.append(kini)
            return True


def subject(record: logging.LogRecord) -> str:
    """`Gangguan 7F3A-9C21: Internal Server Error: /desa/<kode>/`"""
    p = request_of(record)
    return f"Gangguan {p.kode}: {sentence(record)}" if p else f"Gangguan: {sentence(record)}"


def body(record: logging.LogRecord, jejak: list[str]) -> str:
    """The log line, then the places in the code, one a line."""
    baris = BarisJson().format(record)
    return "\n".join(
        ("Gangguan pada Binaan Maluku. Cari kodenya di log untuk keadaan sekitarnya.", "", baris, "", *jejak, "")
    )


def send(perihal: str, isi: str) -> None:
    """Hand one mail to the mail server."""
    try:
        mail_admins(perihal.replace("\n", " ")[:200], isi)
    except Exception:
        LOG.warning("Surel gangguan tidak terkirim; periksa EMAIL_URL.")
