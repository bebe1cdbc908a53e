"""Requests that nobody sends by mistake: the forms and filters of every page, filled in at random with what breaks readers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from random import Random
from urllib.parse import urljoin, urlsplit

from django.core.files.uploadedfile import SimpleUploadedFile

BURUK = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1e9",
        "NaN",
        "Infinity",
        "-0",
        "9" * 400,
        "1.500.000.000.000.000.000",
        "12,5,5",
        "１２",
        "١٢٣",
        "null",
    ),
    *(
        "0001-01-01",
        "9999-12-31",
        "31/02/2026",
        "2026-13-45",
        "29/02/2027",
        "00/00/0000",
        "2026-W53",
        "99:99",
        "0000-00",
    ),
    *("<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "{{ 7*7 }}", "{% load x %}", "${7*7}", "%s%n%x"),
    *("' OR '1'='1", "1; DROP TABLE desa_umkm; --", "admin'/*", "%' AND SLEEP(5) --", "\\", "%", "_", "*)(uid=*"),
    *(
        "../../../etc/passwd",
        "//jahat.contoh",
        "javascript:alert(1)",
        "https:jahat",
        "file:///etc/passwd",
        "CON",
        "a\x00b",
    ),
    *(
        "\u202eterbalik",
        "\ufeff",
        "\u200b",
        "e\u0301" * 50,
        "🐟" * 80,
        "\ud7ff",
        "İ",
        "ß",
        "\x1b[31m",
        "\r\nSet-Cookie: x=1",
        "\t",
    ),
    *(
        "=1+1",
        "@SUM(A1)",
        "+62",
        "x" * 20_000,
        "a" * 500 + "!",
        "[]",
        "{}",
        "True",
        "on",
        "81.05.15.2001",
        "8105154101800099",
    ),
    *(
        "00000000-0000-0000-0000-000000000000",
        "ffffffff-ffff-4fff-bfff-ffffffffffff",
        "2147483648",
        "9223372036854775808",
    ),
)
"""Values for any field: numbers, days, markup, queries, paths, letters and lengths that readers stumble over."""
BERKAS = (
    ("kosong.xlsx", b""),
    ("../../naik.pdf", b"%PDF-1.4 " + b"\x00" * 100),
    ("gambar.svg", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'><script>alert(1)</script></svg>"),
    ("a" * 300 + ".jpg", b"\xff\xd8\xff\xe0rusak"),
    ("buku.xlsx", b"PK\x03\x04" + b"\x00" * 60),
    ("CON.csv", "NIK;nama\n=cmd|' /C calc'!A0;\u202e\n".encode()),
    ("<img src=x>.png", b"\x89PNG\r\n\x1a\n" + b"\xff" * 40),
)
SARINGAN = (
    "halaman",
    "q",
    "per",
    "sejak",
    "urut",
    "unduh",
    "opd",
    "desa",
    "tahun",
    "tw",
    "jenis",
    "kolom",
    "mode",
    "next",
    "page",
)
"""Names that filters of this site use: tried on pages whose own form does not have them too."""


@dataclass
class Isian:
    """One form of a page: where it goes, how, and what its fields hold as they stand."""

    url: str
    kirim: bool
    nilai: dict[str, list[str]] = field(default_factory=dict)
    berkas: list[str] = field(default_factory=list)


class Pencari(HTMLParser):
    """Collects the forms of a page."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url, self.semua, self.pilihan = url, [], ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag == "form":
            self.semua.append(Isian(urljoin(self.url, a.get("action", "")), a.get("method", "").lower() == "post"))
        if not self.semua:
            return
        isian, nama = self.semua[-1], a.get("name", "")
        if tag == "select":
            self.pilihan = nama
        if tag == "option" and self.pilihan:
            isian.nilai.setdefault(self.pilihan, []).append(a.get("value", ""))
        elif nama and a.get("type") == "file":
            isian.berkas.append(nama)
        elif nama and tag in ("input", "textarea", "select"):
            isian.nilai.setdefault(nama, []).extend([a["value"]] if "value" in a else [])


def forms(url: str, html: str) -> list[Isian]:
    """The forms of this page that lead to the site itself."""
    pencari = Pencari(url)
    pencari.feed(html)
    return [i for i in pencari.semua if not urlsplit(i.url).netloc]


def filled(isian: Isian, acak: Random) -> dict[str, object]:
    """The form with a value of its own in each field, and one to four of them spoilt."""
    isi: dict[str, object] = {n: acak.choice(v) if v else "" for n, v in isian.nilai.items()}
    for n in acak.sample(sorted(isi), min(len(isi), acak.randint(1, 4))):
        buruk = acak.choice(BURUK)
        isi[n] = acak.choice((buruk, [buruk, acak.choice(BURUK)], str(isi[n]) + buruk))
    for n in isian.berkas:
        nama, badan = acak.choice(BERKAS)
        isi[n] = SimpleUploadedFile(nama.replace("\x00", ""), badan)
    return isi


def spoilt_queries(url: str, isian: list[Isian], acak: Random) -> Iterator[dict[str, object]]:
    """Endless questions to a page: its own filters and those of others, with spoilt values."""
    sendiri = [n for i in isian if not i.kirim for n in i.nilai]
    while True:
        nama = acak.sample([*SARINGAN, *sendiri], acak.randint(1, 3))
        yield {n: acak.choice((acak.choice(BURUK), [acak.choice(BURUK), acak.choice(BURUK)])) for n in nama}
