"""The house rules for HTML, checked on every page that any test renders."""

import re
from collections.abc import Iterator
from functools import lru_cache
from html import unescape

from django.db import connection
from django.http import HttpResponse
from django.test import Client

KOSONG = frozenset("area base br col embed hr img input link meta source track wbr".split())
TANPA_LABEL = frozenset(["hidden", "submit", "button", "reset", "image"])
ASING = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
BOCOR = re.compile(r"\bNone\b|\bnan\b|\bundefined\b|\{\{|\{%|<(?:bound method|QuerySet|django)")
# A comment, a declaration, or a tag: whether it ends something, its name, its attributes as written.
TANDA = re.compile(r"""<!--.*?-->|<![^>]*+>|<(/?)([a-z][^\s/>]*+)((?:[^"'>]++|"[^"]*+"|'[^']*+')*+)>""", re.I | re.S)
SIFAT = re.compile(r"""([^\s"'<>/=]++)(?:\s*+=\s*+(?:"([^"]*+)"|'([^']*+)'|([^\s"'=<>`]++)))?""")
AKHIR = {tag: re.compile(rf"</{tag}\b", re.I) for tag in ("script", "style")}
"""What is inside these is neither text nor tags until they end."""
SVG = re.compile(r"<svg.*?</svg>", re.S)
URAIAN = re.compile(r'<svg class="grafik\b.*?<desc[^>]*>(.*?)</desc>', re.S)
ANGKA = re.compile(r"\d(?:[\d.,]*\d)?")


class Pembaca:
    """Walks a page once and collects what breaks a rule in `pelanggaran`, of tables in `pelanggaran_tabel`.

    Python's own reader takes three times as long, and every page of every test is read.
    """

    def __init__(self, html: str) -> None:
        self.pelanggaran: list[str] = []
        self.pelanggaran_tabel: list[str] = []
        self.tumpukan: list[str] = []
        self.id_ada: set[str] = set()
        self.untuk: set[str] = set()
        self.kontrol: list[tuple[str, dict[str, str]]] = []
        self.tabel: list[dict[str, bool]] = []
        self.lang = ""
        self.teks: list[str] = []
        for akhir, tag, sifat in self._marks(html):
            if akhir:
                self._end(tag)
            else:
                self._start(tag, sifat)
        self._finish()

    def _marks(self, html: str) -> Iterator[tuple[str, str, str]]:
        """Every tag in its order; the text between them goes to `teks`."""
        dari = 0
        while m := TANDA.search(html, dari):
            self.teks.append(unescape(html[dari : m.start()]))
            dari = m.end()
            if not m[2]:
                continue
            tag = m[2].lower()
            yield m[1], tag, m[3]
            if tag in AKHIR and not m[1]:
                tutup = AKHIR[tag].search(html, dari)
                dari = tutup.start() if tutup else len(html)
        self.teks.append(unescape(html[dari:]))

    def _start(self, tag: str, tertulis: str) -> None:
        a = {n.lower(): unescape(x or y or z) for n, x, y, z in SIFAT.findall(tertulis)} if tertulis else {}
        if a:
            self._sebaris(tag, a)
            self._id(tag, a)
        if tag == "html":
            self.lang = a.get("lang", "")
        elif tag == "label" and "for" in a:
            self.untuk.add(a["for"])
        elif tag in ("input", "select", "textarea") and a.get("type") not in TANPA_LABEL:
            if "label" in self.tumpukan or a.get("aria-label") or a.get("aria-labelledby"):
                a = {}
            self.kontrol.append((tag, a))
        elif tag == "table":
            self.tabel.append({"caption": False})
        elif tag == "caption" and self.tabel:
            self.tabel[-1]["caption"] = True
        elif tag == "th" and not a.get("scope"):
            self.pelanggaran_tabel.append(f"<th> tanpa scope: {a}")
        elif tag == "style" or (tag == "script" and not a):
            self.pelanggaran.append(f"<{tag}> sebaris")
        if tag not in KOSONG:
            self.tumpukan.append(tag)
            if tertulis.endswith("/"):
                self._end(tag)

    def _end(self, tag: str) -> None:
        if tag == "table" and self.tabel:
            selesai = self.tabel.pop()
            if not selesai["caption"]:
                self.pelanggaran_tabel.append("<table> tanpa <caption>")
        if tag in self.tumpukan:
            while self.tumpukan.pop() != tag:
                pass

    def _sebaris(self, tag: str, a: dict[str, str]) -> None:
        if "style" in a:
            self.pelanggaran.append(f"gaya sebaris pada <{tag}>")
        if tag == "script" and not a.get("src") and a.get("type") != "application/json":
            self.pelanggaran.append("<script> sebaris")
        for kunci, isi in a.items():
            if kunci.startswith("on"):
                self.pelanggaran.append(f"{kunci}= pada <{tag}>")
            if ":" in isi and isi.strip().lower().startswith("javascript:"):
                self.pelanggaran.append(f"javascript: pada <{tag}>")
        kunci = tag in ("a", "base") or a.get("rel") == "canonical"  # a name of the page, nothing is fetched
        for kolom in ("src", "srcset") if kunci else ("src", "srcset", "href"):
            if kolom in a and ASING.match(a[kolom]):
                self.pelanggaran.append(f"<{tag}> mengambil dari luar: {a[kolom]}")

    def _id(self, tag: str, a: dict[str, str]) -> None:
        if a.get("id") and a["id"] in self.id_ada:
            self.pelanggaran.append(f"id kembar: {a['id']} pada <{tag}>")
        self.id_ada.add(a.get("id", ""))

    def _finish(self) -> None:
        """What only the end of the page tells."""
        if self.lang != "id":
            self.pelanggaran.append(f'<html lang="{self.lang}">, bukan id')
        for tag, a in self.kontrol:
            if a and a.get("id", "") not in self.untuk:
                self.pelanggaran.append(f"<{tag} name={a.get('name')}> tanpa label")
        temuan = BOCOR.search(" ".join(self.teks))
        if temuan:
            self.pelanggaran.append(f"teks mentah pada layar: {temuan.group()}")


def only_drawn(html: str) -> list[str]:
    """The values of charts that the page writes nowhere else: who cannot see the drawing finds them in no table (check N6)."""
    nilai = [satu.rpartition(": ")[2] for u in URAIAN.findall(html) for satu in unescape(u).split("; ")]
    luar = set(ANGKA.findall(unescape(TANDA.sub(" ", SVG.sub(" ", html))))) if nilai else set()
    return [f"hanya tergambar: {satu}" for satu in nilai if not luar.issuperset(ANGKA.findall(satu))]


@lru_cache(maxsize=1)
def _read(html: str) -> Pembaca:
    """The page walked through; the same page asked about twice in a row is walked once."""
    return Pembaca(html)


def look_at(html: str, *, admin: bool = False) -> list[str]:
    """The house rules that `html` breaks. Stock admin pages are excused from captions and scopes."""
    pembaca = _read(html)
    return pembaca.pelanggaran + only_drawn(html) + ([] if admin else pembaca.pelanggaran_tabel)


def visible_text(html: str) -> str:
    """What a person reads on the page."""
    return re.sub(r"\s+", " ", " ".join(_read(html).teks)).strip()


class StrictClient(Client):
    """Django's test client; every full HTML page that passes through is held to the rules."""

    def request(self, **request: object) -> HttpResponse:
        response = super().request(**request)
        tajuk = response.headers.get("Content-Security-Policy", "")
        assert "default-src 'none'" in tajuk, f"CSP hilang pada {request.get('PATH_INFO')}"
        assert "unsafe" not in tajuk
        halaman = response.headers.get("Content-Type", "").startswith("text/html") and not response.streaming
        if halaman and connection.vendor == "sqlite":  # the same page on the other database is not read again
            html = response.content
            if response.headers.get("Content-Encoding") != "gzip" and html:
                jalur = str(request.get("PATH_INFO", ""))
                pelanggaran = look_at(html.decode(), admin=jalur.startswith("/admin/"))
                assert pelanggaran == [], f"{jalur}: {pelanggaran}"
        return response
