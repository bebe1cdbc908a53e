"""Log lines as JSON, one a line, without personal data: what somebody typed can stand in none of them.

Of an exception its kind and the places in the code are written, never its message (a broken constraint quotes the row, a
missing key the name) nor a local value; of an address its pattern. Long numbers and e-mail addresses in our own
sentences are masked all the same.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from django.conf import settings

from binaan.operasi.permintaan import KINI, Permintaan

ANGKA_PANJANG = re.compile(r"\d(?:[ .\-]?\d){7,}")
SUREL = re.compile(r"[\w.+-]{1,64}@[\w-]+\.[\w.]+")
KEAMANAN = "django.security."
"""Its messages quote the header that was refused; its logger's name says enough."""
BINGKAI_LAIN = 4
JEJAK_TERBANYAK = 60


def mask(teks: str) -> str:
    """`teks` with every number of eight digits or more (NIK, phone) and every e-mail address made unreadable."""
    return ANGKA_PANJANG.sub("…", SUREL.sub("…@…", teks))


def request_of(record: logging.LogRecord) -> Permintaan | None:
    """The request a record is about; Django writes some when its answer has already left the middleware."""
    return KINI.get() or getattr(getattr(record, "request", None), "permintaan", None)


def sentence(record: logging.LogRecord) -> str:
    """What a record says, with the pattern in place of an address."""
    if record.name.startswith(KEAMANAN):
        return record.name.removeprefix(KEAMANAN)
    teks = record.getMessage()
    p = request_of(record)
    if p is not None and p.request.path != "/":
        for alamat in (p.request.get_full_path(), p.request.path):
            teks = teks.replace(alamat, p.pola).replace(_escaped(alamat), p.pola)
    return mask(teks)


def _escaped(alamat: str) -> str:
    """As Django writes it, so that no line end or letter beyond ASCII of an address comes into a line."""
    return alamat.encode("unicode_escape").decode("ascii")


def trace(galat: BaseException) -> list[str]:
    """Kind and places of an exception and of what caused it: `KeyError`, `opd/views/desa.py:12 detail`.

    Every place of our own, and the last ones of others.
    """
    hasil = []
    satu: BaseException | None = galat
    while satu is not None and len(hasil) < JEJAK_TERBANYAK:
        semua = traceback.extract_tb(satu.__traceback__)
        bingkai = [b for i, b in enumerate(semua, BINGKAI_LAIN - len(semua)) if i >= 0 or _is_ours(b.filename)]
        hasil += [kind(satu), *(f"{_short(b.filename)}:{b.lineno} {b.name}" for b in bingkai)]
        satu = satu.__cause__ or (None if satu.__suppress_context__ else satu.__context__)
    return hasil


def kind(galat: BaseException) -> str:
    """The exception's class; of one of PostgreSQL's the code and the constraint too."""
    diag = getattr(galat, "diag", None)
    rinci = [b for b in (getattr(galat, "sqlstate", None), getattr(diag, "constraint_name", None)) if b]
    return " ".join((type(galat).__name__, *rinci))


def _is_ours(berkas: str) -> bool:
    jalan = Path(berkas)
    return jalan.is_relative_to(settings.BASE_DIR) and "site-packages" not in jalan.parts


def _short(berkas: str) -> str:
    """The file from our own folder, or from the package it belongs to, on."""
    if _is_ours(berkas):
        return Path(berkas).relative_to(settings.BASE_DIR).as_posix()
    return berkas.rpartition("site-packages/")[2] if "site-packages/" in berkas else Path(berkas).name


class BarisJson(logging.Formatter):
    """A record as one line of JSON. Control characters and line ends are escaped, so no line can be forged."""

    def format(self, record: logging.LogRecord) -> str:
        waktu = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        isi: dict[str, Any] = {"waktu": waktu, "tingkat": record.levelname, "asal": record.name}
        if (p := request_of(record)) is not None:
            isi |= {"permintaan": p.id, "pola": p.pola}
        isi |= {"pesan": sentence(record)} | getattr(record, "isi", {})
        if record.exc_info and record.exc_info[1] is not None:
            isi["jejak"] = trace(record.exc_info[1])
        return json.dumps(isi, default=str)
