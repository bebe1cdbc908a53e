"""What a screen reader is told of a page, in the order of the page: its parts, headings, fields, buttons and heads of tables."""

from __future__ import annotations

import re
from html.parser import HTMLParser

BAGIAN = {"header": "banner", "nav": "navigation", "main": "main", "aside": "complementary", "footer": "contentinfo"}
BERNAMA = {"h1", "h2", "h3", "button", "summary", "caption", "th", "legend"}
ISIAN = {"input", "select", "textarea"}
TANPA_NAMA = {"hidden", "submit"}
BULAN = "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November Desember".split()
WAKTU = re.compile(rf"\b(?:{'|'.join(BULAN)})\b|\bTW (?:I|II|III|IV)\b|[0-9]+(?:[.,][0-9]+)*")


class _Nama(HTMLParser):
    """Collects (role, name); the name of a field is that of its label, wherever it stands."""

    def __init__(self) -> None:
        super().__init__()
        self.baris: list[list[str]] = []
        self.label: dict[str, str] = {}
        self._terbuka: list[tuple[str, str, list[str]]] = []
        self._diam = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        a = {k: v or "" for k, v in attrs}
        if tag in ("script", "style", "option", "template"):
            self._diam += 1
        elif tag in BAGIAN:
            self.baris.append([BAGIAN[tag], a.get("aria-label", "")])
        elif tag in BERNAMA or (tag == "a" and self._in_menu()):
            self._terbuka.append((tag, a.get("aria-label", ""), []))
        elif tag == "label":
            self._terbuka.append((tag, a.get("for", ""), []))
        elif tag in ISIAN and a.get("type", "text") not in TANPA_NAMA:
            jenis = a.get("type", "text") if tag == "input" else tag
            wajib = " wajib" if "required" in a else ""
            self.baris.append([jenis + wajib, a.get("aria-label", "") or f"#{a.get('id', '')}"])

    def _in_menu(self) -> bool:
        return any(b == ["navigation", "Utama"] for b in self.baris) and ["main", ""] not in self.baris

    def handle_data(self, data: str) -> None:
        if not self._diam:
            for _, _, isi in self._terbuka:
                isi.append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in ("script", "style", "option", "template"):
            self._diam -= 1
        if self._terbuka and self._terbuka[-1][0] == tag:
            _, sebut, isi = self._terbuka.pop()
            teks = " ".join("".join(isi).split())
            if tag == "label":
                self.label[sebut] = teks
            else:
                self.baris.append([tag, sebut or teks])


def names_of_page(html: str) -> list[str]:
    """`textbox: Nama usaha`, one line each; numbers, months and quarters as "#", a field without any name as "TANPA NAMA"."""
    baca = _Nama()
    baca.feed(html)
    hasil = []
    for peran, nama in baca.baris:
        if nama.startswith("#"):
            nama = baca.label.get(nama[1:], "") or "TANPA NAMA"
        hasil.append(f"{peran}: {WAKTU.sub('#', nama)}".rstrip(": "))
    return hasil
