"""Read printed papers back: the text of a PDF page by page, the text of a DOCX in its order. Each is looked at on the way."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator

from docx import Document
from docx.table import Table
from pypdf import PdfReader

from tests.rupa_naskah import check_word, look_at

ANGKA = re.compile(r"−?Rp [\d.]+|−?\d[\d.]*(?:,\d+)? %|\d+ (?:kegiatan|kunjungan|KK|UMKM|orang|penerima)\b")
"""Amounts, percentages and counts with their unit."""


def halaman_pdf(isi: bytes) -> list[str]:
    """Each page's text, its spaces and line ends evened out."""
    look_at(isi)
    return [even(h.extract_text()) for h in PdfReader(io.BytesIO(isi)).pages]


def teks_docx(isi: bytes) -> str:
    """The text of the body in its order: paragraphs and cells."""
    doc = Document(io.BytesIO(isi))
    check_word(doc)
    return even(" ".join(_parts(doc)))


def _parts(doc: Document) -> Iterator[str]:
    for bagian in doc.iter_inner_content():
        if isinstance(bagian, Table):
            yield from (sel.text for baris in bagian.rows for sel in baris.cells)
        else:
            yield bagian.text


def even(teks: str) -> str:
    return re.sub(r"\s+", " ", teks.replace("\u00a0", " ")).strip()


def figures(teks: str) -> list[str]:
    """Every figure of a text, in its order."""
    return ANGKA.findall(even(teks))
