"""A paper as PDF on A4, with reportlab: pure Python, so that a fresh machine needs no more than pip.

Imported with the pages (0.08 s and 3 MB, once, before the workers fork); nothing is drawn but black, white and grey.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from functools import partial
from typing import Any
from xml.sax.saxutils import escape

from reportlab.lib import colors
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.pagesizes import A4, landscape
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import cm
from reportlab.lib.utils import ImageReader
from reportlab.platypus import (
    BaseDocTemplate,
    CondPageBreak,
    Flowable,
    Frame,
    HRFlowable,
    Image,
    KeepTogether,
    PageTemplate,
    Paragraph,
    Spacer,
    Table,
)

from opd.cetak.blok import (
    Bab,
    BacaFoto,
    Blok,
    Dokumen,
    Fakta,
    Foto,
    Isi,
    Kolom,
    Kop,
    LembarFoto,
    Paragraf,
    Tabel,
    TandaTangan,
    Tengah,
)
from opd.cetak.gambar import shrink, size_of
from opd.cetak.halaman import ATAS, BAWAH, KANAN, KIRI, Kanvas
from opd.cetak.huruf import BIASA, MIRING, TEBAL, printable

HURUF_SEL = "FONTNAME", (0, 0), (-1, -1), BIASA
"""Of every table: an empty cell would name a font that the file does not carry."""
GARIS, LATAR = colors.Color(0.45, 0.45, 0.45), colors.Color(0.9, 0.9, 0.9)
KOLOM_SEDIKIT = 6
"""More columns than these are set in a smaller size."""
FOTO_TINGGI = 5.6 * cm
BARIS_TINGGI = 11 * cm
"""A row that tall may not fit under the head of a landscape page."""
SEBELUM_TABEL, TEKS_ANTARA = 7, 4 * cm
"""What may stand between a heading and the table that it is not torn from: so many parts, so high."""
BARIS_TERBANYAK = 1_000
"""Rows of tables that a PDF takes: reportlab copies the rest of a table at every page, so 1,500 rows cost ten times 300."""


def _style(nama: str, besar: float, huruf: str = BIASA, **isi: Any) -> ParagraphStyle:
    return ParagraphStyle(nama, fontName=huruf, fontSize=besar, leading=besar * 1.28, splitLongWords=1, **isi)


TEKS = _style("teks", 10, spaceAfter=4)
KECIL = _style("kecil", 8, spaceAfter=4)
TEKS_RAPAT, KECIL_RAPAT = _style("teks rapat", 10), _style("kecil rapat", 8)
JUDUL = _style("judul", 13, TEBAL, alignment=TA_CENTER)
ANAK_JUDUL = _style("anak judul", 10, alignment=TA_CENTER)
BAB = {
    1: _style("bab", 11.5, TEBAL, spaceBefore=10, spaceAfter=4),
    2: _style("anak bab", 10, TEBAL, spaceBefore=6, spaceAfter=2),
}
NAMA_TABEL = _style("nama tabel", 8, MIRING, spaceBefore=3, spaceAfter=2)
JUDUL_PIAGAM, TEKS_PIAGAM = 30, 12
SUSUT = (1, 0.9, 0.8, 0.7, 0.6, 0.5)
"""A certificate whose words do not fit its page is set smaller, step by step."""
KETERANGAN = _style("keterangan", 8, alignment=TA_CENTER)
PEMPROV = _style("pemprov", 11.5, alignment=TA_CENTER)
NAMA_OPD = _style("nama opd", 14, TEBAL, alignment=TA_CENTER)
ALAMAT = _style("alamat", 8.5, alignment=TA_CENTER)
SEL = {
    (tebal, angka, kecil): _style(
        "sel", 7.3 if kecil else 8.5, TEBAL if tebal else BIASA, alignment=TA_RIGHT if angka else 0
    )
    for tebal in (False, True)
    for angka in (False, True)
    for kecil in (False, True)
}


def render_pdf(d: Dokumen, baca: BacaFoto) -> bytes:
    """The paper as a file. Equal papers give equal bytes: no moment of printing is in it."""
    wadah = io.BytesIO()
    lebar, tinggi = landscape(A4) if d.lanskap else A4
    isi, ruang = lebar - KIRI - KANAN, tinggi - ATAS - BAWAH
    susunan = BaseDocTemplate(
        wadah, pagesize=(lebar, tinggi), title=printable(d.isi.judul), author=printable(d.kop.nama), lang="id-ID",
        subject=printable("; ".join(d.isi.anak_judul)), creator="Binaan Maluku", invariant=1,
    )  # fmt: skip
    bingkai = Frame(KIRI, BAWAH, isi, ruang, leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0)
    susunan.addPageTemplates(PageTemplate("halaman", [bingkai]))
    semua = _certificate(d, isi, ruang) if d.isi.piagam else list(_flow(d, isi, baca))
    susunan.build(semua, canvasmaker=partial(Kanvas, dokumen=d))
    return wadah.getvalue()


def too_long(isi: Isi) -> int:
    """How many rows there are when they are too many for a PDF; else 0."""
    n = sum(len(b.baris) for b in (*isi.blok, *isi.lampiran) if isinstance(b, Tabel))
    return n if n > BARIS_TERBANYAK else 0


# --- blocks ------------------------------------------------------------------------------------------------------


def _p(teks: str, gaya: ParagraphStyle) -> Paragraph:
    rapat = printable(teks).replace("Rp ", "Rp\u00a0")  # an amount is never torn from its Rp
    return Paragraph(escape(rapat).replace("\n", "<br/>"), gaya)


def _flow(d: Dokumen, lebar: float, baca: BacaFoto) -> Iterable[Flowable]:
    yield from _head(d.kop, lebar)
    yield _p(d.isi.judul, JUDUL)
    for teks in (*d.di_bawah_judul, *d.isi.anak_judul):
        yield _p(teks, ANAK_JUDUL)
    yield Spacer(0, 8)
    isi = [f for blok in d.isi.blok for f in _block(blok, lebar, baca)]
    if d.tanda_tangan:
        akhir = [isi.pop()] if isi and isinstance(isi[-1], Paragraph) else []  # a signature never stands alone
        isi.append(KeepTogether([*akhir, *_signature(d.tanda_tangan, lebar)]))
    _keep_with_rows(isi, lebar)
    yield from isi
    if d.isi.lampiran:
        yield Spacer(0, 14)
    lampiran = [f for blok in d.isi.lampiran for f in _block(blok, lebar, baca)]
    _keep_with_rows(lampiran, lebar)
    yield from lampiran


def _keep_with_rows(isi: list[Flowable], lebar: float) -> None:
    """Let no heading and no name of a table end a page: each asks for the room down to its table's or photos' first row."""
    for n in reversed(range(len(isi))):
        f = isi[n]
        if isinstance(f, CondPageBreak):
            f.height = max(f.height, _room_to_row(isi[n + 1 : n + 1 + SEBELUM_TABEL], lebar))
            if isinstance(lanjut := isi[n + 2] if n + 2 < len(isi) else None, CondPageBreak):
                f.height = max(f.height, _height(isi[n + 1], lebar) + lanjut.height)  # a heading above a heading


def _room_to_row(isi: list[Flowable], lebar: float) -> float:
    """The height down to the end of a table's first row; 0 where no table is near, or its row is cut anyhow."""
    tinggi = 0.0
    for f in isi:
        if isinstance(f, _TabelBaris):
            baris = f.first_row(lebar)
            return tinggi + baris if baris < BARIS_TINGGI else 0
        if isinstance(f, KeepTogether):
            return tinggi + FOTO_TINGGI + 1.2 * cm
        if isinstance(f, Paragraph):
            tinggi += _height(f, lebar)
        if tinggi > TEKS_ANTARA or not isinstance(f, Paragraph | CondPageBreak):
            return 0
    return 0


def _height(f: Flowable, lebar: float) -> float:
    """With the space around it."""
    return float(f.wrap(lebar, BARIS_TINGGI)[1] + f.getSpaceBefore() + f.getSpaceAfter())


def _certificate(d: Dokumen, lebar: float, tinggi: float) -> list[Flowable]:
    """Its parts one under the other, what is left of the page shared out between them."""
    bagian, sisa, _ = _fitted(d, lebar, tinggi)
    sela = max(sisa, 0) / (len(bagian) + 0.5)
    return [f for b in bagian for f in (*b, Spacer(0, sela))][:-1]


def _fitted(d: Dokumen, lebar: float, tinggi: float) -> tuple[list[list[Flowable]], float, float]:
    """The parts of a certificate at the largest size at which they fit the page, what then is left of it, and that size."""
    for skala in SUSUT:
        bagian = [list(_head(d.kop, lebar)), *_certificate_parts(d, lebar, skala)]
        sisa = tinggi - sum(
            f.wrap(lebar, tinggi)[1] + f.getSpaceBefore() + f.getSpaceAfter() for b in bagian for f in b
        )
        if sisa > len(bagian) * TEKS_PIAGAM / 2:
            break
    return bagian, sisa, skala


def certificate_scale(d: Dokumen, lebar_cm: float, tinggi_cm: float) -> float:
    """By what a certificate is made smaller to fit so much room: a word processor cannot be asked."""
    return _fitted(d, lebar_cm * cm, tinggi_cm * cm)[2]


def _certificate_parts(d: Dokumen, lebar: float, skala: float) -> Iterable[list[Flowable]]:
    kecil = _middle(TEKS_PIAGAM * skala)
    yield [
        _p(d.isi.judul, _middle(JUDUL_PIAGAM * skala, tebal=True)),
        *(_p(t, kecil) for t in (*d.di_bawah_judul, *d.isi.anak_judul)),
    ]
    for b in d.isi.blok:
        if isinstance(b, Tengah):
            yield [_p(b.teks, _middle(b.besar * skala, tebal=b.tebal))]
    if d.tanda_tangan:
        yield _signature(d.tanda_tangan, lebar, kecil)


def _middle(besar: float, *, tebal: bool = False) -> ParagraphStyle:
    return _style("tengah", besar, TEBAL if tebal else BIASA, alignment=TA_CENTER)


def _head(kop: Kop, lebar: float) -> Iterable[Flowable]:
    teks = [
        _p("PEMERINTAH PROVINSI MALUKU", PEMPROV),
        _p(kop.nama.upper(), NAMA_OPD),
        *(_p(b, ALAMAT) for b in kop.baris),
    ]
    logo: Any = ""
    if kop.logo:
        x, y = size_of(kop.logo)
        skala = min(2 * cm / x, 2.3 * cm / y)
        logo = Image(io.BytesIO(kop.logo), x * skala, y * skala)
    sisi = 2.3 * cm if kop.logo else 0
    tabel = Table([[logo, teks, ""]], colWidths=[sisi, lebar - 2 * sisi, sisi])
    tabel.setStyle(
        [
            HURUF_SEL,
            ("VALIGN", (0, 0), (-1, -1), "MIDDLE"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    yield tabel
    yield HRFlowable(width="100%", thickness=2, color=colors.black, spaceBefore=2, spaceAfter=1)
    yield HRFlowable(width="100%", thickness=0.6, color=colors.black, spaceBefore=0, spaceAfter=10)


def _block(b: Blok, lebar: float, baca: BacaFoto) -> Iterable[Flowable]:
    if isinstance(b, Bab):
        yield CondPageBreak(3.5 * cm)
        yield _p(b.teks, BAB[b.tingkat])
    elif isinstance(b, Paragraf):
        yield from _text(b)
    elif isinstance(b, Tengah):
        yield _p(b.teks, _middle(b.besar, tebal=b.tebal))
    elif isinstance(b, Fakta):
        yield _facts(b, lebar)
        yield Spacer(0, 4)
    elif isinstance(b, Tabel):
        yield from _table(b, lebar)
    else:
        yield from _photos(b, lebar, baca)


def _text(b: Paragraf) -> Iterable[Flowable]:
    """A flowable for each line: one with thousands of line ends is split over pages slowly."""
    gaya, rapat = (KECIL, KECIL_RAPAT) if b.kecil else (TEKS, TEKS_RAPAT)
    for bagian in re.split(r"\n\s*\n", b.teks.strip()):
        *awal, akhir = bagian.split("\n")
        yield from (_p(baris, rapat) for baris in awal)
        yield _p(akhir, gaya)


def _facts(b: Fakta, lebar: float) -> Flowable:
    isi = [[_p(nama, TEKS), _p(":", TEKS), _p(nilai, TEKS)] for nama, nilai in b.isi]
    tabel = Table(isi, colWidths=[5.2 * cm, 0.4 * cm, lebar - 5.6 * cm], splitInRow=1)
    tabel.setStyle(
        [
            HURUF_SEL,
            ("VALIGN", (0, 0), (-1, -1), "TOP"),
            ("LEFTPADDING", (0, 0), (-1, -1), 0),
            ("TOPPADDING", (0, 0), (-1, -1), 0),
            ("BOTTOMPADDING", (0, 0), (-1, -1), 0),
        ]
    )
    return tabel


def _table(b: Tabel, lebar: float) -> Iterable[Flowable]:
    if not b.baris:
        yield _p(b.kosong or "Tidak ada.", TEKS)
        return
    if b.nama:
        yield CondPageBreak(0)
        yield _p(b.nama, NAMA_TABEL)
    kecil, bagian = len(b.kolom) > KOLOM_SEDIKIT, sum(k.lebar for k in b.kolom)
    isi = [_row(b.kolom, [k.nama for k in b.kolom], tebal=True, kecil=kecil)]
    isi += [_row(b.kolom, baris, tebal=False, kecil=kecil) for baris in b.baris]
    isi += [_row(b.kolom, kaki, tebal=True, kecil=kecil) for kaki in b.kaki]
    tabel = _TabelBaris(isi, colWidths=[lebar * k.lebar / bagian for k in b.kolom], repeatRows=1)
    gaya: list[tuple[Any, ...]] = [
        HURUF_SEL, ("GRID", (0, 0), (-1, -1), 0.4, GARIS), ("BACKGROUND", (0, 0), (-1, 0), LATAR),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LEFTPADDING", (0, 0), (-1, -1), 3.5), ("RIGHTPADDING", (0, 0), (-1, -1), 3.5),
        ("TOPPADDING", (0, 0), (-1, -1), 2), ("BOTTOMPADDING", (0, 0), (-1, -1), 2.5),
    ]  # fmt: skip
    if b.kaki:
        awal = -len(b.kaki)
        # A line of sums never stands alone on a page.
        gaya += [("LINEABOVE", (0, awal), (-1, awal), 1, colors.black), ("NOSPLIT", (0, awal - 1), (-1, -1))]
    tabel.setStyle(gaya)
    yield tabel
    yield Spacer(0, 6)


class _TabelBaris(Table):
    """A table whose rows stay whole: one that does not fit goes to the next page. Only one about as tall as a page is cut.

    reportlab would cut the first row that does not fit, under a second head on the same page.
    """

    def first_row(self, lebar: float) -> float:
        """The height of its head and first row."""
        self.wrap(lebar, BARIS_TINGGI)
        return float(sum(self._rowHeights[: self.repeatRows + 1]))

    def split(self, lebar: float, tinggi: float) -> list[Flowable]:
        self.splitInRow = 0
        bagian: list[Flowable] = super().split(lebar, tinggi)
        if bagian or tinggi < BARIS_TINGGI or self._rowHeights[self.repeatRows] < BARIS_TINGGI:
            return bagian
        self.splitInRow = 1
        return super().split(lebar, tinggi)


def _row(kolom: tuple[Kolom, ...], isi: Iterable[str], *, tebal: bool, kecil: bool) -> list[Paragraph]:
    return [_p(teks, SEL[tebal, k.angka, kecil]) for k, teks in zip(kolom, isi, strict=True)]


def _photos(b: LembarFoto, lebar: float, baca: BacaFoto) -> Iterable[Flowable]:
    for n in range(0, len(b.isi), 2):
        sel = [_photo(f, lebar / 2 - 0.3 * cm, baca) for f in b.isi[n : n + 2]]
        tabel = Table([[*sel, *[""] * (2 - len(sel))]], colWidths=[lebar / 2] * 2)
        tabel.setStyle([HURUF_SEL, ("VALIGN", (0, 0), (-1, -1), "TOP"), ("ALIGN", (0, 0), (-1, -1), "CENTER")])
        yield KeepTogether([tabel])


def _photo(f: Foto, lebar: float, baca: BacaFoto) -> list[Flowable]:
    asli = baca(f.uuid)
    kecil = shrink(asli) if asli else None
    if kecil is None:
        return [_p("(berkas foto tidak ditemukan)", KETERANGAN), _p(f.keterangan, KETERANGAN)]
    jpeg, x, y = kecil
    skala = min((lebar - 6) / x, FOTO_TINGGI / y)
    return [_Foto(jpeg, x * skala, y * skala), _p(f.keterangan, KETERANGAN)]


class _Foto(Flowable):
    """A photo as small as it is printed: its JPEG goes into the file as it is, its pixels are never held."""

    def __init__(self, jpeg: bytes, lebar: float, tinggi: float) -> None:
        super().__init__()
        self.jpeg, self.width, self.height, self.hAlign = jpeg, lebar, tinggi, "CENTER"

    def draw(self) -> None:
        self.canv.drawImage(_Jpeg(self.jpeg), 0, 0, self.width, self.height)


class _Jpeg(ImageReader):
    """A JPEG that is told from others by its bytes; reportlab would decode it for that."""

    _dataA = None  # no transparency

    def __init__(self, jpeg: bytes) -> None:
        super().__init__(io.BytesIO(jpeg))
        self._jpeg = jpeg

    def getRGBData(self) -> bytes:  # noqa: N802  reportlab's name
        return self._jpeg


def _signature(t: TandaTangan, lebar: float, gaya: ParagraphStyle = ANAK_JUDUL) -> list[Flowable]:
    """At the right; room for a signature and a stamp."""
    isi = [_p(t.tempat, gaya), _p(f"{t.jabatan},", gaya), Spacer(0, 1.7 * cm)]
    isi.append(_p(t.nama, _middle(gaya.fontSize, tebal=True)) if t.nama else _p("." * 44, gaya))
    isi.append(_p(f"NIP {t.nip}" if t.nip else f"NIP {'.' * 38}", gaya))
    kiri = lebar * 0.48
    tabel = Table([["", isi]], colWidths=[kiri, lebar - kiri], style=[HURUF_SEL])
    return [Spacer(0, 12), tabel]
