"""The same paper as DOCX, to be edited before it is signed: same blocks, same texts, same order as the PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any
from xml.sax.saxutils import escape

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph as Alinea

from opd.cetak.blok import (
    Bab,
    BacaFoto,
    Blok,
    Dokumen,
    Fakta,
    Foto,
    Kolom,
    Kop,
    LembarFoto,
    Paragraf,
    Segel,
    Tabel,
    TandaTangan,
    Tengah,
)
from opd.cetak.gambar import qr_png, shrink, size_of
from opd.cetak.halaman import TEPI_CM, seal_lines
from opd.cetak.pdf import JUDUL_PIAGAM, KOLOM_SEDIKIT, TEKS_PIAGAM

HURUF = "Arial"
LEBAR, TINGGI = 21.0, 29.7
KIRI, KANAN, *_ = TEPI_CM
TENGAH, KANAN_RATA = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
DXA = 567
"""Twentieths of a point in a centimetre, as tables measure."""
BARIS_UTUH = 8_000
"""Characters of markup up to which a row is kept on one page; a longer one may not fit any."""
JARAK_BINGKAI = 12
"""Points between the words of a certificate and its frame."""
KOSONG = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot carry."""


def render_word(d: Dokumen, baca: BacaFoto) -> bytes:
    """The paper as a file."""
    doc = Document()
    _set_up(doc, d)
    isi = (TINGGI if d.lanskap else LEBAR) - KIRI - KANAN
    _head(doc, d.kop, isi)
    biasa = TEKS_PIAGAM if d.isi.piagam else 10
    _line(doc, d.isi.judul, besar=JUDUL_PIAGAM if d.isi.piagam else 13, tebal=True, rata=TENGAH)
    for teks in (f"Nomor: {d.nomor}" if d.nomor else "", *d.isi.anak_judul):
        if teks:
            _line(doc, teks, besar=biasa, rata=TENGAH)
    _line(doc, "")
    for blok in d.isi.blok:
        _block(doc, blok, isi, baca)
    if d.tanda_tangan:
        _signature(doc, d.tanda_tangan, isi, biasa)
    for blok in d.isi.lampiran:
        _block(doc, blok, isi, baca)
    wadah = io.BytesIO()
    doc.save(wadah)
    return wadah.getvalue()


def _set_up(doc: Any, d: Dokumen) -> None:
    """Page, font, properties, head and foot of every page."""
    bagian = doc.sections[0]
    lebar, tinggi = (TINGGI, LEBAR) if d.lanskap else (LEBAR, TINGGI)
    bagian.orientation = WD_ORIENT.LANDSCAPE if d.lanskap else WD_ORIENT.PORTRAIT
    bagian.page_width, bagian.page_height = Cm(lebar), Cm(tinggi)
    bagian.left_margin, bagian.right_margin, bagian.top_margin, bagian.bottom_margin = map(Cm, TEPI_CM)
    bagian.footer_distance = Cm(0.6)
    if d.isi.piagam:
        _frame(bagian._sectPr)
    gaya = doc.styles["Normal"]
    gaya.font.name, gaya.font.size = HURUF, Pt(10)
    gaya.paragraph_format.space_after = Pt(4)
    gaya.element.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="id-ID"/>'))
    sifat = doc.core_properties
    sifat.title, sifat.author, sifat.language, sifat.comments = _clean(d.isi.judul), _clean(d.kop.nama), "id-ID", ""
    sifat.created = sifat.modified = datetime(d.isi.per.year, d.isi.per.month, d.isi.per.day, tzinfo=UTC)
    if d.tanda:
        alinea = bagian.header.paragraphs[0]
        alinea.alignment = KANAN_RATA
        _run(alinea, d.tanda, besar=14, tebal=True)
    _foot(bagian.footer, d)


def _frame(sifat: Any) -> None:
    """A double line round the page of a certificate, its words in the middle between top and foot."""
    sisi = "".join(
        f'<w:{s} w:val="double" w:sz="6" w:space="{JARAK_BINGKAI}" w:color="000000"/>'
        for s in ("top", "left", "bottom", "right")
    )
    sifat.find(qn("w:pgMar")).addnext(parse_xml(f"<w:pgBorders {nsdecls('w')}>{sisi}</w:pgBorders>"))
    sifat.find(qn("w:cols")).addnext(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))


def _foot(kaki: Any, d: Dokumen) -> None:
    alinea = kaki.paragraphs[0]
    _run(alinea, f"{d.kaki}  ·  Halaman ", besar=7.5)
    _field(alinea, "PAGE")
    _run(alinea, " dari ", besar=7.5)
    _field(alinea, "NUMPAGES")
    if d.segel:
        alinea = kaki.add_paragraph()
        alinea.add_run().add_picture(io.BytesIO(qr_png(d.segel.alamat)), height=Cm(1.9))
        _run(alinea, f"  {_seal_text(d.segel)}", besar=7)


def _seal_text(s: Segel) -> str:
    ajak, alamat, awal, akhir = seal_lines(s)
    return f"{ajak} {alamat}. {awal}{akhir}"


def _field(alinea: Alinea, nama: str) -> None:
    """A number that Word counts: the page, or how many there are."""
    alinea._p.append(
        parse_xml(
            f'<w:fldSimple {nsdecls("w")} w:instr="{nama}"><w:r><w:rPr><w:sz w:val="15"/></w:rPr><w:t>1</w:t></w:r></w:fldSimple>'
        )
    )


# --- text --------------------------------------------------------------------------------------------------------


def _clean(teks: str) -> str:
    """Without what XML cannot carry; an amount is never torn from its Rp."""
    return KOSONG.sub("", teks).replace("Rp ", "Rp\u00a0")


def _run(alinea: Alinea, teks: str, *, besar: float = 10, tebal: bool = False, miring: bool = False) -> None:
    for n, baris in enumerate(_clean(teks).split("\n")):
        lari = alinea.add_run(baris)
        lari.font.size, lari.bold, lari.italic = Pt(besar), tebal, miring
        if n:
            lari._r.insert(0, lari._r.makeelement(qn("w:br")))


def _line(
    wadah: Any, teks: str, *, besar: float = 10, tebal: bool = False, miring: bool = False, rata: Any = None
) -> Alinea:
    alinea = wadah.add_paragraph()
    alinea.alignment = rata
    _run(alinea, teks, besar=besar, tebal=tebal, miring=miring)
    return alinea


def _head(doc: Any, kop: Kop, lebar: float) -> None:
    """The logo at the left of the name and the lines under it; a double rule below."""
    sisi = 2.3 if kop.logo else 0
    tabel = doc.add_table(rows=1, cols=2 if kop.logo else 1)
    tabel.autofit = False
    sel = tabel.rows[0].cells
    if kop.logo:
        sel[0].width, sel[1].width = Cm(sisi), Cm(lebar - sisi)
        x, y = size_of(kop.logo)
        ukuran = {"width": Cm(2)} if x / y > 2 / 2.3 else {"height": Cm(2.3)}
        sel[0].paragraphs[0].add_run().add_picture(io.BytesIO(kop.logo), **ukuran)
    isi = sel[-1]
    awal = isi.paragraphs[0]
    awal.alignment = TENGAH
    _run(awal, "PEMERINTAH PROVINSI MALUKU", besar=11.5)
    _line(isi, kop.nama.upper(), besar=14, tebal=True, rata=TENGAH)
    for baris in kop.baris:
        _line(isi, baris, besar=8.5, rata=TENGAH)
    for alinea in isi.paragraphs:
        alinea.paragraph_format.space_after = Pt(0)
    garis = doc.add_paragraph()
    garis._p.get_or_add_pPr().append(
        parse_xml(
            f'<w:pBdr {nsdecls("w")}><w:top w:val="thickThinSmallGap" w:sz="18" w:space="1" w:color="000000"/></w:pBdr>'
        )
    )


# --- blocks ------------------------------------------------------------------------------------------------------


def _block(doc: Any, b: Blok, lebar: float, baca: BacaFoto) -> None:
    if isinstance(b, Bab):
        alinea = _line(doc, b.teks, besar=11.5 if b.tingkat == 1 else 10, tebal=True)
        alinea.paragraph_format.keep_with_next = True
        alinea.paragraph_format.space_before = Pt(10 if b.tingkat == 1 else 6)
    elif isinstance(b, Paragraf):
        for bagian in re.split(r"\n\s*\n", b.teks):
            if bagian.strip():
                _line(doc, bagian, besar=8 if b.kecil else 10)
    elif isinstance(b, Tengah):
        _line(doc, b.teks, besar=b.besar, tebal=b.tebal, rata=TENGAH).paragraph_format.space_after = Pt(b.besar)
    elif isinstance(b, Fakta):
        _grid(doc, (5.2, 0.4, lebar - 5.6), [[_cell(n), _cell(":"), _cell(v)] for n, v in b.isi], bergaris=False)
    elif isinstance(b, Tabel):
        _table(doc, b, lebar)
    else:
        _photos(doc, b, lebar, baca)


def _table(doc: Any, b: Tabel, lebar: float) -> None:
    if not b.baris:
        _line(doc, b.kosong or "Tidak ada.")
        return
    if b.nama:
        _line(doc, b.nama, besar=8, miring=True).paragraph_format.keep_with_next = True
    kecil, bagian = len(b.kolom) > KOLOM_SEDIKIT, sum(k.lebar for k in b.kolom)
    isi = [_cells(b.kolom, [k.nama for k in b.kolom], kecil, tebal=True)]
    isi += [_cells(b.kolom, baris, kecil) for baris in b.baris]
    isi += [_cells(b.kolom, kaki, kecil, tebal=True) for kaki in b.kaki]
    _grid(doc, [lebar * k.lebar / bagian for k in b.kolom], isi, bergaris=True)
    _line(doc, "", besar=4)


def _cells(kolom: tuple[Kolom, ...], isi: Iterable[str], kecil: bool, *, tebal: bool = False) -> list[str]:
    ukuran = 7.3 if kecil else 8.5
    return [_cell(t, besar=ukuran, tebal=tebal, angka=k.angka) for k, t in zip(kolom, isi, strict=True)]


def _cell(teks: str, *, besar: float = 10, tebal: bool = False, angka: bool = False) -> str:
    """A paragraph of a cell as markup: thousands of them are made at once, ten times faster than one by one."""
    rata = '<w:jc w:val="right"/>' if angka else ""
    hitam = "<w:b/>" if tebal else ""
    isi = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(baris)}</w:t>' for baris in _clean(teks).split("\n"))
    return (
        f'<w:p><w:pPr><w:spacing w:after="0"/>{rata}</w:pPr>'
        f'<w:r><w:rPr>{hitam}<w:sz w:val="{round(besar * 2)}"/></w:rPr>{isi}</w:r></w:p>'
    )


def _grid(doc: Any, lebar: Iterable[float], baris: list[list[str]], *, bergaris: bool) -> None:
    """A table of cells; with lines its first row is the head, repeated on every page."""
    kolom = [round(x * DXA) for x in lebar]
    sisi = ("top", "left", "bottom", "right", "insideH", "insideV")
    garis = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="737373"/>' for s in sisi) if bergaris else ""
    isi = "".join(_row(kolom, sel, kepala=bergaris and n == 0) for n, sel in enumerate(baris))
    tata = "".join(f'<w:gridCol w:w="{x}"/>' for x in kolom)
    doc.element.body.insert_element_before(
        parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(kolom)}" w:type="dxa"/><w:tblBorders>{garis}</w:tblBorders>'
            '<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
            f"</w:tblCellMar></w:tblPr><w:tblGrid>{tata}</w:tblGrid>{isi}</w:tbl>"
        ),
        "w:sectPr",
    )


def _row(kolom: list[int], sel: list[str], *, kepala: bool) -> str:
    latar = '<w:shd w:val="clear" w:color="auto" w:fill="E6E6E6"/>' if kepala else ""
    isi = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{x}" w:type="dxa"/>{latar}</w:tcPr>{teks}</w:tc>'
        for x, teks in zip(kolom, sel, strict=True)
    )
    utuh = "<w:cantSplit/>" if len(isi) < BARIS_UTUH else ""
    return f"<w:tr><w:trPr>{utuh}{'<w:tblHeader/>' if kepala else ''}</w:trPr>{isi}</w:tr>"


def _photos(doc: Any, b: LembarFoto, lebar: float, baca: BacaFoto) -> None:
    for n in range(0, len(b.isi), 2):
        tabel = doc.add_table(rows=1, cols=2)
        for sel, f in zip(tabel.rows[0].cells, b.isi[n : n + 2], strict=False):
            _photo(sel, f, lebar / 2 - 0.4, baca)
        tabel.rows[0]._tr.get_or_add_trPr().append(parse_xml(f"<w:cantSplit {nsdecls('w')}/>"))


def _photo(sel: Any, f: Foto, lebar: float, baca: BacaFoto) -> None:
    asli, alinea = baca(f.uuid), sel.paragraphs[0]
    kecil = shrink(asli) if asli else None
    alinea.alignment = TENGAH
    if kecil is None:
        _run(alinea, "(berkas foto tidak ditemukan)", besar=8)
    else:
        jpeg, x, y = kecil
        skala = min(lebar / x, 5.6 / y)
        alinea.add_run().add_picture(io.BytesIO(jpeg), width=Cm(x * skala))
    _line(sel, f.keterangan, besar=8, rata=TENGAH)


def _signature(doc: Any, t: TandaTangan, lebar: float, besar: float) -> None:
    """At the right and kept together."""
    isi = (
        (t.tempat, False), (f"{t.jabatan},", False), ("\n\n\n", False), (t.nama or "." * 44, bool(t.nama)),
        (f"NIP {t.nip}" if t.nip else f"NIP {'.' * 38}", False),
    )  # fmt: skip
    doc.add_paragraph().paragraph_format.keep_with_next = True
    for n, (teks, tebal) in enumerate(isi):
        alinea = _line(doc, teks, besar=besar, tebal=tebal, rata=TENGAH)
        alinea.paragraph_format.left_indent = Cm(lebar * 0.48)
        alinea.paragraph_format.space_after = Pt(0)
        alinea.paragraph_format.keep_with_next = n < len(isi) - 1
