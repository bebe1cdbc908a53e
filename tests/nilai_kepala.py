"""What the headers of an answer are worth, after the published rules of the HTTP Observatory: 100 points, penalties, and bonuses
for who is at 90 or more. Stricter where this site can be: HSTS for a year, cookies bound to the host."""

from __future__ import annotations

import re
from http.cookies import Morsel

from django.http import HttpResponse

TERTINGGI = 130
"""Everything right, no cookie set; 135 with a cookie that is right too. What is missing is a browser's list of HSTS sites."""
RUJUKAN_TERTUTUP = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
SETAHUN = 365 * 24 * 60 * 60
SKRIP = re.compile(rb"<script[^>]+src=[\"']?(?:https?:)?//", re.IGNORECASE)


def directives(tajuk: str) -> dict[str, list[str]]:
    """A Content-Security-Policy as name -> sources."""
    bagian = [b.split() for b in tajuk.split(";") if b.strip()]
    return {b[0]: b[1:] for b in bagian}


def _csp(tajuk: str) -> int:
    izin = directives(tajuk)
    skrip = [*izin.get("script-src", izin.get("default-src", [])), *izin.get("object-src", izin.get("default-src", []))]
    if not izin or not skrip:
        return -25
    if any("unsafe" in s or s in ("data:", "https:", "http:", "*") for s in skrip):
        return -20
    if any(s.startswith("http:") for isi in izin.values() for s in isi):
        return -20
    if any("unsafe" in s for s in izin.get("style-src", [])):
        return 0
    return 10 if izin.get("default-src") == ["'none'"] else 5


def cookie_faults(nama: str, kue: Morsel) -> list[str]:
    """What a cookie lacks to belong to this host alone, to travel over TLS alone, and to be out of reach of scripts."""
    harus = {
        "awalan __Host-": nama.startswith("__Host-"),
        "secure": bool(kue["secure"]),
        "httponly": bool(kue["httponly"]),
        "samesite": str(kue["samesite"]).lower() in ("lax", "strict"),
        "path": kue["path"] == "/",
        "tanpa domain": not kue["domain"],
    }
    return [f"{nama}: {apa}" for apa, benar in harus.items() if not benar]


def _hsts(tajuk: str) -> int:
    lama = re.search(r"max-age=(\d+)", tajuk)
    if lama is None:
        return -20
    return 0 if int(lama[1]) >= SETAHUN else -10


def _cors(k: dict[str, str]) -> int:
    """Open to everybody is no fault; open to whoever asks together with their cookies is."""
    asal = k.get("access-control-allow-origin", "*")
    return -50 if asal != "*" or "access-control-allow-credentials" in k else 0


def _asal(jawaban: HttpResponse) -> int:
    tujuan = jawaban.headers.get("Location", "")
    return -20 if tujuan.startswith("http://") else 0


def points(jawaban: HttpResponse) -> dict[str, int]:
    """Rule -> points of one answer over TLS."""
    k = {nama.lower(): isi for nama, isi in jawaban.headers.items()}
    csp = k.get("content-security-policy", "")
    bingkai = (
        5 if "frame-ancestors" in directives(csp) else 0 if k.get("x-frame-options") in ("DENY", "SAMEORIGIN") else -20
    )
    rujukan = k.get("referrer-policy", "")
    kue = [c for nama, m in jawaban.cookies.items() for c in cookie_faults(nama, m)]
    isi = b"" if jawaban.streaming else jawaban.content
    return {
        "csp": _csp(csp),
        "kue": 0 if not jawaban.cookies else -40 if kue else 5,
        "cors": _cors(k),
        "hsts": _hsts(k.get("strict-transport-security", "")),
        "pengalihan": _asal(jawaban),
        "perujuk": 5 if rujukan in RUJUKAN_TERTUTUP else -5 if rujukan else 0,
        "skrip": -50 if SKRIP.search(isi) else 0,
        "nosniff": 0 if k.get("x-content-type-options") == "nosniff" else -5,
        "bingkai": bingkai,
        "corp": 10 if k.get("cross-origin-resource-policy") == "same-origin" else 0,
    }


def score(jawaban: HttpResponse) -> int:
    """The Observatory's two rounds: penalties first, bonuses only for who stays at 90 or more."""
    semua = points(jawaban).values()
    dasar = 100 + sum(p for p in semua if p < 0)
    return max(0, dasar + sum(p for p in semua if p > 0) if dasar >= 90 else dasar)
