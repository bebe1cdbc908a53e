"""A workbook written straight to a stream, cell by cell: three times as fast as building it of objects first."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any, BinaryIO
from xml.sax.saxutils import escape, quoteattr

from openpyxl.utils import get_column_letter
from openpyxl.utils.datetime import to_excel

_AWAL = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_RUANG = "http://schemas.openxmlformats.org"
_UTAMA = f"{_RUANG}/spreadsheetml/2006/main"
_HUBUNGAN = f"{_RUANG}/officeDocument/2006/relationships"
_JENIS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
BIASA, KEPALA, RIBUAN, TANGGAL, WAKTU, TEKS = range(6)
"""The formats of cells, as `_GAYA` numbers them."""
_GAYA = (
    f'{_AWAL}<styleSheet xmlns="{_UTAMA}"><numFmts count="2"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/>'
    '<numFmt numFmtId="165" formatCode="dd/mm/yyyy hh:mm"/></numFmts><fonts count="2"><font><sz val="11"/>'
    '<name val="Calibri"/></font><font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font></fonts>'
    '<fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF0B5D57"/></patternFill></fill></fills>'
    '<borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="6"><xf/>'
    '<xf fontId="1" fillId="2" applyFont="1" applyFill="1" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    '<xf numFmtId="3" applyNumberFormat="1"/><xf numFmtId="164" applyNumberFormat="1"/>'
    '<xf numFmtId="165" applyNumberFormat="1"/><xf numFmtId="49" applyNumberFormat="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)
_serial = lru_cache(maxsize=4096)(to_excel)
"""A day as Excel counts it: of thousands of rows many have the same."""
_SEKALI = 500
"""Rows that go to the stream together."""


@dataclass(frozen=True)
class LembarKeluar:
    """One sheet: its name, headings with widths, the rows of plain values, and which columns show rupiah."""

    nama: str
    kepala: Sequence[tuple[str, int]]
    baris: Iterable[Sequence[Any]]
    rupiah: frozenset[int] = frozenset()


def write_book(aliran: BinaryIO, lembar: Sequence[LembarKeluar]) -> None:
    """Write the workbook. A sheet's rows are asked for after those of the one before it."""
    nomor = range(1, len(lembar) + 1)
    with zipfile.ZipFile(aliran, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as arsip:
        arsip.writestr("[Content_Types].xml", _content_types(nomor))
        arsip.writestr("_rels/.rels", _relations([("officeDocument", "xl/workbook.xml")]))
        arsip.writestr("xl/workbook.xml", _workbook(lembar))
        bagian = [*(("worksheet", f"worksheets/sheet{n}.xml") for n in nomor), ("styles", "styles.xml")]
        arsip.writestr("xl/_rels/workbook.xml.rels", _relations(bagian))
        arsip.writestr("xl/styles.xml", _GAYA)
        for n, satu in enumerate(lembar, 1):
            _write_sheet(arsip, n, satu)


def _content_types(nomor: Iterable[int]) -> str:
    isi = "".join(
        f'<Override PartName="/xl/{nama}" ContentType="{_JENIS}.{jenis}+xml"/>'
        for nama, jenis in (
            ("workbook.xml", "sheet.main"),
            ("styles.xml", "styles"),
            *((f"worksheets/sheet{n}.xml", "worksheet") for n in nomor),
        )
    )
    return (
        f'{_AWAL}<Types xmlns="{_RUANG}/package/2006/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{isi}</Types>'
    )


def _relations(bagian: Iterable[tuple[str, str]]) -> str:
    isi = "".join(
        f'<Relationship Id="rId{n}" Type="{_HUBUNGAN}/{jenis}" Target="{tujuan}"/>'
        for n, (jenis, tujuan) in enumerate(bagian, 1)
    )
    return f'{_AWAL}<Relationships xmlns="{_RUANG}/package/2006/relationships">{isi}</Relationships>'


def _workbook(lembar: Iterable[LembarKeluar]) -> str:
    isi = "".join(
        f'<sheet name={quoteattr(satu.nama[:31])} sheetId="{n}" r:id="rId{n}"/>' for n, satu in enumerate(lembar, 1)
    )
    return f'{_AWAL}<workbook xmlns="{_UTAMA}" xmlns:r="{_HUBUNGAN}"><sheets>{isi}</sheets></workbook>'


def _write_sheet(arsip: zipfile.ZipFile, nomor: int, lembar: LembarKeluar) -> None:
    huruf = [get_column_letter(k) for k in range(1, len(lembar.kepala) + 1)]
    lebar = "".join(
        f'<col min="{k}" max="{k}" width="{lebar}" customWidth="1"/>' for k, (_, lebar) in enumerate(lembar.kepala, 1)
    )
    with arsip.open(f"xl/worksheets/sheet{nomor}.xml", "w") as keluar:
        keluar.write(
            f'{_AWAL}<worksheet xmlns="{_UTAMA}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
            f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews><cols>{lebar}</cols><sheetData>'.encode()
        )
        kepala = "".join(_text(f"{h}1", judul, KEPALA) for h, (judul, _) in zip(huruf, lembar.kepala, strict=True))
        tunggu, jumlah = [f'<row r="1">{kepala}</row>'], 0
        for jumlah, isi in enumerate(lembar.baris, 1):
            tunggu.append(_row(jumlah + 1, isi, huruf, lembar.rupiah))
            if len(tunggu) >= _SEKALI:
                keluar.write("".join(tunggu).encode())
                tunggu.clear()
        keluar.write("".join(tunggu).encode())
        keluar.write(f'</sheetData><autoFilter ref="A1:{huruf[-1]}{jumlah + 1}"/></worksheet>'.encode())


def _row(nomor: int, isi: Sequence[Any], huruf: Sequence[str], rupiah: frozenset[int]) -> str:
    sel = []
    for k, nilai in enumerate(isi):
        if nilai is None:
            continue
        tempat = f"{huruf[k]}{nomor}"
        if isinstance(nilai, str):
            sel.append(_text(tempat, nilai, TEKS if nilai.isdecimal() else BIASA))
        elif isinstance(nilai, date):
            gaya = WAKTU if isinstance(nilai, datetime) else TANGGAL
            sel.append(f'<c r="{tempat}" s="{gaya}"><v>{_serial(nilai)}</v></c>')
        else:
            angka = f"{nilai:f}" if isinstance(nilai, Decimal) else nilai
            sel.append(f'<c r="{tempat}"{f" s={chr(34)}{RIBUAN}{chr(34)}" if k in rupiah else ""}><v>{angka}</v></c>')
    return f'<row r="{nomor}">{"".join(sel)}</row>'


def _text(tempat: str, teks: str, gaya: int) -> str:
    tanda = f' s="{gaya}"' if gaya else ""
    teks = escape(teks) if "&" in teks or "<" in teks or ">" in teks else teks
    return f'<c r="{tempat}"{tanda} t="inlineStr"><is><t xml:space="preserve">{teks}</t></is></c>'
