"""The letters of a PDF, PT Sans: free (OFL), and embedded in each file, so that it looks alike everywhere and in ten years.

Everything Indonesian text needs is among its characters; of a letter that is not, its plain form is printed, and of anything
else a lozenge.
"""

from __future__ import annotations

import unicodedata
from importlib.resources import files

from reportlab.pdfbase.pdfmetrics import registerFont
from reportlab.pdfbase.ttfonts import TTFont

BIASA, TEBAL, MIRING = "PTSans", "PTSans-Bold", "PTSans-Italic"
_BERKAS = files("fontpkg_pt_sans") / "files"
_RUPA = {BIASA: "Regular", TEBAL: "Bold", MIRING: "Italic"}
_HURUF = {nama: TTFont(nama, str(_BERKAS / f"PT_Sans-Web-{rupa}.ttf")) for nama, rupa in _RUPA.items()}
for _satu in _HURUF.values():
    registerFont(_satu)
KOTAK = "◊"
"""Stands for a character that the font does not have."""
_GANTI = {"→": "->", "\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2028": "\n", "\u2029": "\n"}
_DIKENAL = {"\n": "\n", "\t": " "}
DIKENAL_TERBANYAK = 5000


def printable(teks: str) -> str:
    """The text with every character as the paper can print it."""
    if teks.isascii() and teks.isprintable():
        return teks
    return "".join(_DIKENAL.get(h) or _learn(h) for h in unicodedata.normalize("NFC", teks))


def _learn(h: str) -> str:
    """How a character is printed; the font is asked once."""
    hasil = _as_printed(h)
    if len(_DIKENAL) < DIKENAL_TERBANYAK:
        _DIKENAL[h] = hasil
    return hasil


def _as_printed(h: str) -> str:
    jenis = unicodedata.category(h)
    if h in _GANTI or jenis == "Zs":
        return _GANTI.get(h, " ")
    if jenis[0] in "CM":  # controls, joiners, marks that stand alone
        return ""
    if _has(h):
        return h
    polos = "".join(x for x in unicodedata.normalize("NFKD", h) if not unicodedata.combining(x))
    return polos if polos != h and polos and all(map(_has, polos)) else KOTAK


def _has(h: str) -> bool:
    """Whether all three faces have it."""
    return all(ord(h) in f.face.charToGlyph for f in _HURUF.values())
