"""The help can be read by who was never on a course: short sentences, and no abbreviation without its meaning (check N10).

Seen red with two sentences of the help joined by "dan", and with KUR taken out of the glossary."""

import html
import re
from pathlib import Path

import pytest
from django.conf import settings

BANTUAN = Path(settings.BASE_DIR, "templates", "binaan", "bantuan")
TERPANJANG, RATA = 30, 12
"""Words: the longest sentence, and the mean of a page."""
BUKAN_SINGKATAN = {"II", "III", "IV", "A4", "KONSEP", "MEI"}
"""Numbers of quarters, a size of paper, what stands on a draft, a heading's own letters."""
AKHIR = re.compile(r"</(?:p|li|dd|dt|h[1-6]|td|th|caption|summary|figcaption)>")


def prose(berkas: Path) -> str:
    """What the page says, each heading, item and cell a sentence of its own; a figure stands for what a template prints."""
    teks = re.sub(r"{%\s*block daftar_isi.*?endblock.*?%}|{#.*?#}", "", berkas.read_text(), flags=re.DOTALL)
    teks = re.sub(r"{{.*?}}", "7", re.sub(r"{%.*?%}", "", teks))
    return html.unescape(re.sub(r"<[^>]+>", "", AKHIR.sub(". ", teks)))


def sentences(teks: str) -> list[list[str]]:
    """The words of each sentence of two words and more."""
    semua = [k.split() for k in re.split(r"(?<=[.!?;])\s+", teks)]
    return [k for k in semua if len(k) > 1]


@pytest.mark.parametrize("berkas", sorted(BANTUAN.glob("[!_]*.html")), ids=lambda b: b.stem)
def test_help_is_written_in_short_sentences(berkas):
    kalimat = sentences(prose(berkas))
    assert [" ".join(k) for k in kalimat if len(k) > TERPANJANG] == []
    assert sum(map(len, kalimat)) <= RATA * len(kalimat)


def test_every_abbreviation_of_the_help_stands_in_the_glossary():
    kata = " ".join(re.findall(r"<dt>(.*?)</dt>", (BANTUAN / "istilah.html").read_text()))
    dikenal = set(re.findall(r"\b[A-Z][A-Z0-9]+\b", kata)) | BUKAN_SINGKATAN
    semua = {s: b.name for b in BANTUAN.glob("*.html") for s in re.findall(r"\b[A-Z][A-Z0-9]+\b", prose(b))}
    assert {s: b for s, b in semua.items() if s not in dikenal} == {}
    assert len(semua) > 30
