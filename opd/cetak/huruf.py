"""Characters that the built-in fonts of PDF can print. Everything Indonesian text needs is among them; of a letter that is
not, its plain form is printed, and of anything else a black box."""

from __future__ import annotations

import unicodedata

from reportlab.pdfbase.pdfmetrics import getFont, unicode2T1

BIASA, TEBAL, MIRING = "Helvetica", "Helvetica-Bold", "Helvetica-Oblique"
KOTAK = "■"
"""Stands for a character that no font of the paper has."""
_GANTI = {"\u2010": "-", "\u2011": "-", "\u2012": "–", "\u2015": "—", "\u2028": "\n", "\u2029": "\n"}
_HURUF = getFont(BIASA)
_BERURUT = [_HURUF, *_HURUF.substitutionFonts]
"""Where a character is looked for: Helvetica, then Symbol, then ZapfDingbats."""
_DIKENAL = {"\n": "\n", "\t": " "}
DIKENAL_TERBANYAK = 5000


def printable(teks: str) -> str:
    """The text with every character as the paper can print it."""
    if teks.isascii() and teks.isprintable():
        return teks
    return "".join(_DIKENAL.get(h) or _learn(h) for h in unicodedata.normalize("NFC", teks))


def _learn(h: str) -> str:
    """How a character is printed; the fonts are asked once."""
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
    """Whether a font has it; what none has comes back as the box of ZapfDingbats."""
    [(huruf, isi)] = unicode2T1(h, _BERURUT)
    return h == KOTAK or not (huruf is _BERURUT[-1] and isi == b"n")
