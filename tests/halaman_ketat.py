"""The house rules for HTML, checked on every page that any test renders."""

import re
from functools import lru_cache
from html.parser import HTMLParser

from django.db import connection
from django.http import HttpResponse
from django.test import Client

KOSONG = frozenset("area base br col embed hr img input link meta source track wbr".split())
TANPA_LABEL = frozenset(["hidden", "submit", "button", "reset", "image"])
ASING = re.compile(r"^\s*(https?:)?//", re.IGNORECASE)
BOCOR = re.compile(r"\bNone\b|\bnan\b|\bundefined\b|\{\{|\{%|<(?:bound method|QuerySet|django)")


class Pembaca(HTMLParser):
    """Walks a page once and collects what breaks a rule in `pelanggaran`, of tables in `pelanggaran_tabel`."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pelanggaran: list[str] = []
        self.pelanggaran_tabel: list[str] = []
        self.tumpukan: list[str] = []
        self.id_ada: set[str] = set()
        self.untuk: set[str] = set()
        self.kontrol: list[tuple[str, dict[str, str]]] = []
        self.tabel: list[dict[str, bool]] = []
        self.lang = ""
        self.teks: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        self._sebaris(tag, a)
        self._id(tag, a)
        if tag == "html":
            self.lang = a.get("lang", "")
        if tag == "label" and "for" in a:
            self.untuk.add(a["for"])
        if tag in ("input", "select", "textarea") and a.get("type") not in TANPA_LABEL:
            if "label" in self.tumpukan or a.get("aria-label") or a.get("aria-labelledby"):
                a = {}
            self.kontrol.append((tag, a))
        if tag == "table":
            self.tabel.append({"caption": False})
        if tag == "caption" and self.tabel:
            self.tabel[-1]["caption"] = True
        if tag == "th" and not a.get("scope"):
            self.pelanggaran_tabel.append(f"<th> tanpa scope: {a}")
        if tag not in KOSONG:
            self.tumpukan.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in KOSONG:
            self.handle_endtag(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == "table" and self.tabel:
            selesai = self.tabel.pop()
            if not selesai["caption"]:
                self.pelanggaran_tabel.append("<table> tanpa <caption>")
        if tag in self.tumpukan:
            while self.tumpukan.pop() != tag:
                pass

    def handle_data(self, data: str) -> None:
        if self.tumpukan and self.tumpukan[-1] not in ("script", "style"):
            self.teks.append(data)

    def updatepos(self, i: int, j: int) -> int:
        """Nobody asks for line numbers, and counting them takes a tenth of the walk."""
        return j

    def _sebaris(self, tag: str, a: dict[str, str]) -> None:
        if tag == "style" or "style" in a:
            self.pelanggaran.append(f"gaya sebaris pada <{tag}>")
        if tag == "script" and not a.get("src") and a.get("type") != "application/json":
            self.pelanggaran.append("<script> sebaris")
        self.pelanggaran += [f"{k}= pada <{tag}>" for k in a if k.startswith("on")]
        if any(v.strip().lower().startswith("javascript:") for v in a.values()):
            self.pelanggaran.append(f"javascript: pada <{tag}>")
        kunci = tag in ("a", "base") or a.get("rel") == "canonical"  # a name of the page, nothing is fetched
        sumber = [a.get("src", ""), a.get("srcset", ""), "" if kunci else a.get("href", "")]
        self.pelanggaran += [f"<{tag}> mengambil dari luar: {s}" for s in sumber if ASING.match(s)]

    def _id(self, tag: str, a: dict[str, str]) -> None:
        if a.get("id") and a["id"] in self.id_ada:
            self.pelanggaran.append(f"id kembar: {a['id']} pada <{tag}>")
        self.id_ada.add(a.get("id", ""))

    def selesai(self) -> None:
        """What only the end of the page tells."""
        if self.lang != "id":
            self.pelanggaran.append(f'<html lang="{self.lang}">, bukan id')
        for tag, a in self.kontrol:
            if a and a.get("id", "") not in self.untuk:
                self.pelanggaran.append(f"<{tag} name={a.get('name')}> tanpa label")
        temuan = BOCOR.search(" ".join(self.teks))
        if temuan:
            self.pelanggaran.append(f"teks mentah pada layar: {temuan.group()}")


@lru_cache(maxsize=1)
def _read(html: str) -> Pembaca:
    """The page walked through; the same page asked about twice in a row is walked once."""
    pembaca = Pembaca()
    pembaca.feed(html)
    pembaca.close()
    pembaca.selesai()
    return pembaca


def look_at(html: str, *, admin: bool = False) -> list[str]:
    """The house rules that `html` breaks. Stock admin pages are excused from captions and scopes."""
    pembaca = _read(html)
    return pembaca.pelanggaran + ([] if admin else pembaca.pelanggaran_tabel)


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
