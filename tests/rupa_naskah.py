"""Printed papers as they look: each page of a PDF drawn, a DOCX by what Word needs to print it well.

Every paper that a test reads back goes through here (`tests/opd/baca_naskah.py`).
"""

from __future__ import annotations

from typing import Any

import pypdfium2
from docx.oxml.ns import qn
from PIL.Image import Image

A4 = (595, 842)
"""Points."""
SKALA = 1.0
"""Pixels of a point: what is drawn stays small, and a letter still leaves ink."""
TEPI_BEBAS = 11
"""Points at every edge that no printer reaches: 4 mm."""
TINTA, GELAP = 200, 90
"""Below which grey a pixel is ink, and below which it is legible as print."""
HALAMAN_DILIHAT = 12
"""Of a long paper; the pages after these are like them."""


def look_at(isi: bytes) -> list[Image]:
    """The pages as pictures in grey. Fails when one is not A4, is blank, too pale to read, or has ink where none is printed."""
    dok = pypdfium2.PdfDocument(isi)
    try:
        return [_page(dok[n], n + 1) for n in range(min(len(dok), HALAMAN_DILIHAT))]
    finally:
        dok.close()


def _page(halaman: Any, nomor: int) -> Image:
    ukuran = tuple(sorted(round(x) for x in halaman.get_size()))
    assert all(abs(a - b) <= 1 for a, b in zip(ukuran, A4, strict=True)), f"halaman {nomor} bukan A4: {ukuran}"
    gambar: Image = halaman.render(scale=SKALA).to_pil().convert("L")
    kotak = gambar.point(lambda p: 255 if p < TINTA else 0).getbbox()
    assert kotak, f"halaman {nomor} kosong"
    lebar, tinggi = gambar.size
    bebas = (kotak[0], kotak[1], lebar - kotak[2], tinggi - kotak[3])
    assert min(bebas) >= TEPI_BEBAS, f"halaman {nomor} terpotong di tepi: {bebas}"
    assert gambar.getextrema()[0] <= GELAP, f"halaman {nomor} terlalu pucat"
    return gambar


def check_word(doc: Any) -> None:
    """Fails when a DOCX is not A4, a table with lines does not repeat its head, or its foot does not count the pages."""
    for bagian in doc.sections:
        ukuran = tuple(sorted(round(x.pt) for x in (bagian.page_width, bagian.page_height)))
        assert all(abs(a - b) <= 1 for a, b in zip(ukuran, A4, strict=True)), ukuran
        hitungan = [f.get(qn("w:instr")) for f in bagian.footer._element.iter(qn("w:fldSimple"))]
        piagam = bagian._sectPr.find(qn("w:pgBorders")) is not None  # a certificate is one page, and is not counted
        assert hitungan == ([] if piagam else ["PAGE", "NUMPAGES"])
    for tabel in doc.element.body.iter(qn("w:tbl")):
        if tabel.xpath("./w:tblPr/w:tblBorders/*"):
            assert tabel.xpath("./w:tr[1]/w:trPr/w:tblHeader"), "kepala tabel tidak diulang"
