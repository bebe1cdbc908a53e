"""The same paper as DOCX, to be edited before it is signed: same blocks, same texts, same order as the PDF."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from datetime import UTC
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
    Tabel,
    TandaTangan,
    Tengah,
)
from opd.cetak.gambar import qr_png, shrink, size_of
from opd.cetak.halaman import TEPI_CM, seal_lines
from opd.cetak.pdf import JUDUL_PIAGAM, KOLOM_SEDIKIT, TEKS_PIAGAM, certificate_scale

HURUF = "Arial"
LEBAR, TINGGI = 21.0, 29.7
KIRI, KANAN, ATAS, BAWAH = TEPI_CM
TENGAH, KANAN_RATA = WD_ALIGN_PARAGRAPH.CENTER, WD_ALIGN_PARAGRAPH.RIGHT
DXA = 567
"""Twentieths of a point in a centimetre, as tables measure."""
SISI = 60
"""The room at both sides of a cell, in these."""
BARIS_UTUH = 8_000
"""Characters of markup up to which a row is kept on one page; a longer one may not fit any."""
JARAK_BINGKAI = 26
"""Points between the edge of the page and the frame of a certificate, which stands round its foot too."""
TEPI_LAIN_CM, TEPI_PIAGAM_CM = (0.8, 0.6), (1.1, 1.2)
"""How far from the edge the head and the foot of a page stand; a certificate's are within its frame."""
RUANG_PIAGAM = 0.8
"""The part of its page that a certificate may fill: other fonts are wider, and lines of Word stand wider apart."""
DAPAT_DIUBAH = "Berkas DOCX dapat diubah; yang berlaku PDF terbitan ini."
KOSONG = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What XML cannot carry."""


def render_word(d: Dokumen, baca: BacaFoto) -> bytes:
    """The paper as a file."""
    doc = Document()
    _set_up(doc, d)
    isi = (TINGGI if d.lanskap else LEBAR) - KIRI - KANAN
    _head(doc, d.kop, isi)
    skala = certificate_scale(d, isi, (TINGGI - ATAS - BAWAH) * RUANG_PIAGAM) if d.isi.piagam else 1
    biasa = TEKS_PIAGAM * skala if d.isi.piagam else 10
    _line(doc, d.isi.judul, besar=JUDUL_PIAGAM * skala if d.isi.piagam else 13, tebal=True, rata=TENGAH)
    for teks in (*d.di_bawah_judul, *d.isi.anak_judul):
        _line(doc, teks, besar=biasa, rata=TENGAH)
    _line(doc, "")
    for blok in d.isi.blok:
        _block(doc, blok, isi, baca, skala)
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
    bagian.header_distance, bagian.footer_distance = map(Cm, TEPI_PIAGAM_CM if d.isi.piagam else TEPI_LAIN_CM)
    if d.isi.piagam:
        _frame(bagian._sectPr)
    gaya = doc.styles["Normal"]
    gaya.font.name, gaya.font.size = HURUF, Pt(10)
    gaya.paragraph_format.space_after = Pt(4)
    gaya.element.get_or_add_rPr().append(parse_xml(f'<w:lang {nsdecls("w")} w:val="id-ID"/>'))
    sifat = doc.core_properties
    sifat.title, sifat.author, sifat.language, sifat.comments = _clean(d.isi.judul), _clean(d.kop.nama), "id-ID", ""
    sifat.created = sifat.modified = d.saat.astimezone(UTC)
    if d.tanda:
        alinea = bagian.header.paragraphs[0]
        alinea.alignment = KANAN_RATA
        _run(alinea, d.tanda, besar=14, tebal=True)
    _foot(bagian.footer, d, lebar - KIRI - KANAN)


def _frame(sifat: Any) -> None:
    """A double line round the page of a certificate, its words in the middle between top and foot."""
    sisi = "".join(
        f'<w:{s} w:val="double" w:sz="6" w:space="{JARAK_BINGKAI}" w:color="000000"/>'
        for s in ("top", "left", "bottom", "right")
    )
    bingkai = f'<w:pgBorders {nsdecls("w")} w:offsetFrom="page">{sisi}</w:pgBorders>'
    sifat.find(qn("w:pgMar")).addnext(parse_xml(bingkai))
    sifat.find(qn("w:cols")).addnext(parse_xml(f'<w:vAlign {nsdecls("w")} w:val="center"/>'))


def _foot(kaki: Any, d: Dokumen, lebar: float) -> None:
    """A line, the code, beside it what the paper is and how to check it, at the right the number of the page."""
    tepi = (2.2 if d.segel else 0.1, 2.9)
    kode, teks, nomor = _columns(kaki, (tepi[0], lebar - sum(tepi), tepi[1]))
    if d.segel:
        kode.add_run().add_picture(io.BytesIO(qr_png(d.segel.alamat)), height=Cm(1.9))
    _run(teks, "\n".join((d.kaki, *seal_lines(d), *([DAPAT_DIUBAH] if d.segel else []))), besar=7)
    nomor.alignment = KANAN_RATA
    if not d.isi.piagam:
        _run(nomor, "Halaman ", besar=7.5)
        _field(nomor, "PAGE")
        _run(nomor, " dari ", besar=7.5)
        _field(nomor, "NUMPAGES")
    _line(kaki, "", besar=1).paragraph_format.space_after = Pt(0)  # nothing of Word's may end with a table
    garis = kaki.paragraphs[0]  # what every foot begins with
    garis.paragraph_format.space_after, garis.paragraph_format.line_spacing = Pt(0), Pt(4)
    garis._p.get_or_add_pPr().append(
        parse_xml(f'<w:pBdr {nsdecls("w")}><w:bottom w:val="single" w:sz="4" w:space="0" w:color="000000"/></w:pBdr>')
    )


def _columns(wadah: Any, lebar: tuple[float, ...]) -> list[Alinea]:
    """The first paragraphs of a row of cells so wide (cm), without lines."""
    pilihan = (Cm(sum(lebar)),) if wadah._element.tag.endswith("ftr") else ()
    tabel = wadah.add_table(1, len(lebar), *pilihan)
    tabel.autofit = False
    for kolom, sel, x in zip(tabel.columns, tabel.rows[0].cells, lebar, strict=True):
        kolom.width = sel.width = Cm(x)
        sel.paragraphs[0].paragraph_format.space_after = Pt(0)
    return [sel.paragraphs[0] for sel in tabel.rows[0].cells]


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
    """The logo at the left of the name and the lines under it, which stand in the middle; a double rule below."""
    sisi = 2.3 if kop.logo else 0.2
    logo, awal, _ = _columns(doc, (sisi, lebar - 2 * sisi, sisi))
    if kop.logo:
        x, y = size_of(kop.logo)
        ukuran = {"width": Cm(2)} if x / y > 2 / 2.3 else {"height": Cm(2.3)}
        logo.add_run().add_picture(io.BytesIO(kop.logo), **ukuran)
    isi = awal._parent
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


def _block(doc: Any, b: Blok, lebar: float, baca: BacaFoto, skala: float = 1) -> None:
    if isinstance(b, Bab):
        alinea = _line(doc, b.teks, besar=11.5 if b.tingkat == 1 else 10, tebal=True)
        alinea.paragraph_format.keep_with_next = True
        alinea.paragraph_format.space_before = Pt(10 if b.tingkat == 1 else 6)
    elif isinstance(b, Paragraf):
        for bagian in re.split(r"\n\s*\n", b.teks):
            if bagian.strip():
                _line(doc, bagian, besar=8 if b.kecil else 10)
    elif isinstance(b, Tengah):
        besar = b.besar * skala
        _line(doc, b.teks, besar=besar, tebal=b.tebal, rata=TENGAH).paragraph_format.space_after = Pt(besar)
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
    akhir = len(b.baris) - 1 if b.kaki else -1  # a line of sums never stands alone on a page
    isi += [_cells(b.kolom, baris, kecil, lekat=n == akhir) for n, baris in enumerate(b.baris)]
    isi += [_cells(b.kolom, kaki, kecil, tebal=True) for kaki in b.kaki]
    _grid(doc, [lebar * k.lebar / bagian for k in b.kolom], isi, bergaris=True)
    _line(doc, "", besar=4)


def _cells(
    kolom: tuple[Kolom, ...], isi: Iterable[str], kecil: bool, *, tebal: bool = False, lekat: bool = False
) -> list[str]:
    ukuran = 7.3 if kecil else 8.5
    return [_cell(t, besar=ukuran, tebal=tebal, angka=k.angka, lekat=lekat) for k, t in zip(kolom, isi, strict=True)]


def _cell(teks: str, *, besar: float = 10, tebal: bool = False, angka: bool = False, lekat: bool = False) -> str:
    """A paragraph of a cell as markup: thousands of them are made at once, ten times faster than one by one."""
    rata = '<w:jc w:val="right"/>' if angka else ""
    hitam = "<w:b/>" if tebal else ""
    bersama = "<w:keepNext/>" if lekat else ""
    isi = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(baris)}</w:t>' for baris in _clean(teks).split("\n"))
    return (
        f'<w:p><w:pPr>{bersama}<w:spacing w:after="0"/>{rata}</w:pPr>'
        f'<w:r><w:rPr>{hitam}<w:sz w:val="{round(besar * 2)}"/></w:rPr>{isi}</w:r></w:p>'
    )


def _grid(doc: Any, lebar: Iterable[float], baris: list[list[str]], *, bergaris: bool) -> None:
    """A table of cells; with lines its first row is the head, repeated on every page, and its edge stands at the margin."""
    if doc.element.body[-2].tag == qn("w:tbl"):  # Word makes one table of two that touch
        _line(doc, "", besar=2).paragraph_format.space_after = Pt(2)
    kolom = [round(x * DXA) for x in lebar]
    sisi = ("top", "left", "bottom", "right", "insideH", "insideV")
    garis = "".join(f'<w:{s} w:val="single" w:sz="4" w:space="0" w:color="737373"/>' for s in sisi) if bergaris else ""
    isi = "".join(_row(kolom, sel, kepala=bergaris and n == 0) for n, sel in enumerate(baris))
    tata = "".join(f'<w:gridCol w:w="{x}"/>' for x in kolom)
    doc.element.body.insert_element_before(
        parse_xml(
            f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(kolom)}" w:type="dxa"/>'
            f'<w:tblInd w:w="{SISI if bergaris else 0}" w:type="dxa"/><w:tblBorders>{garis}</w:tblBorders>'
            f'<w:tblLayout w:type="fixed"/><w:tblCellMar><w:left w:w="{SISI}" w:type="dxa"/><w:right w:w="{SISI}" w:type="dxa"/>'
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
