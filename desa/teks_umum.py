"""What must not stand in a text that everybody reads: a phone or other personal number, an e-mail address, a name.

Prices, sizes and opening hours are none, however many stand in a row.
"""

from __future__ import annotations

import re
import unicodedata

JAM = re.compile(r"(?<!\d)(?:[01]\d|2[0-4])\.[0-5][05]\s*[-–—]\s*(?:[01]\d|2[0-4])\.[0-5][05](?!\d|\.\d)")
"""Opening hours, in steps of five minutes."""
UANG = re.compile(r"(?<!\d)(?<!\d\.)(?:[1-9]\d{0,2}\.\d{3}|[1-9]\d?\.\d{3}\.\d{3})(?!\d|\.\d)")
"""Amounts below a hundred million."""
NOMOR = re.compile(r"\d(?:(?:(?!,\s)[\W_])*\d){8,}")
"""Nine digits and more: a phone number, a NIK, an account. A comma and a space begin the next thing of a list."""
TELEPON = re.compile(r"(?<!\d)(?<!\d\.)(?=0|62(?!\.)[\W_]*8)\d(?:[\W_]*\d){8,}")
"""The same for what begins as a phone number does, with anything between its digits."""
DERET = re.compile(r"\d(?:[\W_]*\d){8,}")
RUPIAH = re.compile(r"\b(?:rp|idr)\b", re.IGNORECASE)
SELULER = re.compile(r"(?:62|0)?8(?:1[1-9]|2[1-38]|3[1-38]|5[1-35-9]|7[7-9]|8[1-9]|9[5-9])\d{6}")
"""How the digits of a mobile number begin, with the country, the nought, or neither. Source: Kominfo's numbering plan."""
SUREL = re.compile(r"\S@[^\s@.]{1,63}\.\S")
KATA_ANGKA = {
    "nol": "0", "kosong": "0", "satu": "1", "dua": "2", "tiga": "3", "empat": "4", "lima": "5", "enam": "6",
    "tujuh": "7", "delapan": "8", "lapan": "8", "sembilan": "9", "strip": "-", "spasi": "-", "titik": "-",
}  # fmt: skip
EJAAN = re.compile(rf"\b(?:{'|'.join(KATA_ANGKA)})\b", re.IGNORECASE)
SEBUTAN = r"(?:desa|negeri|ohoi|dusun|kampung|kelurahan)\s+"
NAMA_PENDEK = 3
"""A village's name of so few letters is looked for behind "desa", "negeri" … alone: it is too often another word."""


def has_number(teks: str) -> bool:
    """Whether a phone number or another long number stands in the text, written in digits, as an amount or in words."""
    teks = JAM.sub(" ", _digits(teks))
    if TELEPON.search(teks) or any(_dressed(d.group()) for d in DERET.finditer(RUPIAH.sub("-", teks))):
        return True
    return bool(NOMOR.search(UANG.sub(" ", teks)))


def _digits(teks: str) -> str:
    """The text with every way to write a digit made one: full width, in a circle, in words, O for nought, l for one."""
    teks = EJAAN.sub(lambda kata: KATA_ANGKA[kata.group().lower()], unicodedata.normalize("NFKC", teks))
    teks = re.sub(r"(?<=\d)[oO](?=[\W_]*\d)|(?<![^\W\d_])[oO](?=\d)|(?<=\d)[oO](?![^\W\d_])", "0", teks)
    return re.sub(r"(?<=\d)[lI|](?=[\W_]*\d)", "1", teks)


def _dressed(deret: str) -> bool:
    """Whether a mobile number hides in a row of digits, cut up like amounts or a list: round amounts are prices."""
    bagian = re.findall(r"\d+(?:\.\d+)*", deret)
    for n in range(len(bagian)):
        angka = [b.replace(".", "") for b in bagian[n:]]
        if len(angka[0]) >= 3 and SELULER.match("".join(angka)):
            return not all(UANG.fullmatch(b) and b.endswith(("00", "50")) for b in bagian[n:])
    return False


def names(teks: str, nama: str) -> bool:
    """Whether the text holds this name, however its words are spaced and its letters written."""
    return bool(nama.split()) and _pattern(nama).search(teks) is not None


def names_village(teks: str, desa: str) -> bool:
    """Whether the text names the village; a very short name counts behind "desa", "negeri" … alone."""
    return _village(desa).search(teks) is not None


def without_village(teks: str, desa: str) -> str:
    """The text with the village's name left out: for what was written before its owner said no."""
    return _village(desa).sub("…", teks)


def _pattern(nama: str) -> re.Pattern[str]:
    kata = r"[\W_]+".join(re.escape(k) for k in nama.split())
    return re.compile(rf"(?<!\w){kata}(?!\w)", re.IGNORECASE)


def _village(desa: str) -> re.Pattern[str]:
    if len(desa) > NAMA_PENDEK:
        return _pattern(desa)
    return re.compile(rf"(?<!\w){SEBUTAN}{re.escape(desa)}(?!\w)", re.IGNORECASE)
