"""Addresses that lead away from here and look like ours: the tricks of the public lists on redirects, put together anew."""

from __future__ import annotations

import itertools
import re
from urllib.parse import urlsplit

JAHAT = "jahat.example"
AWAL = (
    "//", "///", "////", "/\\",
    "\\\\", "\\/", "/\\/", "/\t/", "/\n/", "/\r/", "/\x00/", "\t//", "\n//", " //", "\x00//", "\u3000//",
    "http://", "https://", "HTTPS://", "http:",
    "https:", "http:/", "https:/", "http:\\\\", "https:///", "hTTp:///", "ftp://", "//;@",
    "//user@", "https://testserver@",
    "https://testserver:80@", "//testserver@", "https://testserver%40", "//%5c", "/%2f", "%2f%2f",
    "/%09/", "/%5c", "/.//", "/..//", "/./\\",
    "//\u2044", "https://testserver.", "//testserver.", "http://127.0.0.1@", "\u2215\u2215",
)  # fmt: skip
AKHIR = ("", "/", "/masuk/", "?x=/", "#/desa/", "/%2e%2e", ":443/", "\\@testserver/", "?@testserver/")
LAIN = (
    "javascript:alert(1)", "JavaScript:alert(1)", "java\tscript:alert(1)", "\x01javascript:alert(1)", "javascript://%0aalert(1)",
    "/javascript:alert(1)//../", "data:text/html,<script>alert(1)</script>", "vbscript:x", "mailto:a@jahat.example", "blob:x",
    "//[::1]/", "//0x7f000001/", "//2130706433/", "//jahat%E3%80%82example/", "//jahat\u3002example/", "///\u2488jahat.example",
    "/\r\nLocation: //jahat.example", "/%0d%0aLocation:%20//jahat.example", "/x\r\nSet-Cookie: sesi=1", "\ufeff//jahat.example",
)  # fmt: skip
BERSIH = re.compile(r"[\t\n\r]")


def variants() -> list[str]:
    """Every trick with every ending."""
    return [f"{awal}{JAHAT}{akhir}" for awal, akhir in itertools.product(AWAL, AKHIR)] + list(LAIN)


def stays_here(lokasi: str, nama: str = "testserver") -> bool:
    """Whether a browser that is sent to `lokasi` stays on this site: read as browsers read it, not as Python does."""
    teks = BERSIH.sub("", lokasi).strip("".join(map(chr, range(33)))).replace("\\", "/")
    if re.match(r"[a-zA-Z][a-zA-Z0-9+.-]*:", teks):
        bagian = urlsplit(teks)
        return bagian.scheme in ("http", "https") and bagian.netloc == nama
    return teks.startswith("/") and not teks.startswith("//")
