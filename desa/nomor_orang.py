"""A NIK or a no. KK in a text that goes where it may not stand: an address, a log, the name of a file."""

from __future__ import annotations

import re

ANGKA = 16
"""As many digits as a NIK or a no. KK has: the name of nothing else holds so many."""
PISAH = r"[ .'\-+_]*"
UUID = r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}"
NOMOR = rf"(?<![0-9a-f])(?:\d{PISAH}){{{ANGKA - 1},}}\d(?![0-9a-f])"
CARI = re.compile(rf"(?P<uuid>{UUID})|{NOMOR}")
"""A uuid is found first, so that its digits are no number; those of a fingerprint stand between letters."""


def holds_number(teks: str) -> bool:
    """Whether a person's number stands in the text, however its digits are set apart."""
    return any(not m["uuid"] for m in CARI.finditer(teks))


def without_numbers(teks: str) -> str:
    """The text with "…" for every person's number."""
    return CARI.sub(lambda m: m["uuid"] or "…", teks)
