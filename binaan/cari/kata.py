"""What was typed into the search, made comparable: case, accents, apostrophes, doubled spaces and one slip of the finger."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from desa.nomor_orang import holds_number

HURUF_SEDIKITNYA = 2
KATA_TERBANYAK = 6
KATA_SALAH_KETIK = 5
"""The shortest word in which one wrong letter is forgiven."""


PISAH = str.maketrans(dict.fromkeys("-–—/", " "))
RATA = PISAH | str.maketrans(dict.fromkeys("'’‘`ʻʼ"))


@lru_cache(maxsize=1024)
def fold(teks: str) -> str:
    """Lower case without accents and apostrophes; hyphens and runs of space are one space."""
    if not teks.isascii():
        urai = unicodedata.normalize("NFKD", teks)
        teks = "".join(h for h in urai if not unicodedata.combining(h) and unicodedata.category(h) not in ("Cf", "Cc"))
    return " ".join(teks.casefold().translate(RATA).split())


def tidy(teks: str) -> str:
    """The text as it may stand on a page: single spaces, no sign that turns the writing round."""
    return " ".join("".join(h for h in teks if unicodedata.category(h) != "Cf").split())


def one_slip(a: str, b: str) -> bool:
    """Whether one letter is wrong, missing, too many, or two neighbours stand the wrong way round."""
    if abs(len(a) - len(b)) > 1:
        return False
    depan = 0
    while depan < min(len(a), len(b)) and a[depan] == b[depan]:
        depan += 1
    belakang = 0
    while belakang < min(len(a), len(b)) - depan and a[-1 - belakang] == b[-1 - belakang]:
        belakang += 1
    x, y = a[depan : len(a) - belakang], b[depan : len(b) - belakang]
    return (len(x) <= 1 and len(y) <= 1) or (len(x) == len(y) == 2 and x == y[::-1])


def halves(kata: str) -> tuple[str, str]:
    """Two parts of a word; a slip leaves one of them as it is, so that a database can narrow down by them.

    The letter between them belongs to neither, for two neighbours that changed places may stand astride the middle.
    """
    tengah = len(kata) // 2
    return kata[:tengah], kata[tengah + (len(kata) >= KATA_SALAH_KETIK) :]


@dataclass(frozen=True)
class Kata:
    """A search: the text as typed, its words, and each of them folded."""

    teks: str

    @cached_property
    def kata(self) -> tuple[str, ...]:
        semua = (k for k in self.teks.translate(PISAH).split() if fold(k))
        return tuple(islice(semua, KATA_TERBANYAK))

    @cached_property
    def lipat(self) -> tuple[str, ...]:
        return tuple(map(fold, self.kata))

    @cached_property
    def angka(self) -> str:
        """The digits of a text that holds no letter."""
        ada = any(h.isalpha() for h in self.teks)
        return "" if ada else "".join(h for h in self.teks if h.isascii() and h.isdigit())

    @property
    def cukup(self) -> bool:
        """Whether there is enough to look for: signs alone are nothing."""
        return len(self.teks) >= HURUF_SEDIKITNYA and bool(self.lipat)

    @property
    def nomor_orang(self) -> bool:
        """Whether it may be a person's number, which is looked for by POST alone (opd/views/keluarga.py)."""
        return holds_number(self.teks)

    def fits(self, teks: str) -> int | None:
        """How well a text answers, 0 the best: each word begins a word of it, stands in it, or misses by one slip."""
        target = fold(teks)
        if not self.lipat:
            return None
        if target.startswith(" ".join(self.lipat)):
            return 0
        jumlah = 0
        for kata in self.lipat:
            nilai = _fit(kata, target)
            if nilai is None:
                return None
            jumlah += nilai
        return jumlah


def _fit(kata: str, target: str) -> int | None:
    """How well one word stands in a folded text: at the beginning of a word, within one, or but for a slip."""
    if f" {kata}" in f" {target}":
        return 1
    if len(kata) > HURUF_SEDIKITNYA and kata in target:
        return 3
    if len(kata) < KATA_SALAH_KETIK:
        return None
    # A slip spares the first letter or the last one: most words are told apart by that alone.
    awal, akhir, panjang = kata[0], kata[-1], len(kata)
    for t in target.split():
        if abs(len(t) - panjang) <= 1 and (t[0] == awal or t[-1] == akhir) and one_slip(kata, t):
            return 5
    return None
