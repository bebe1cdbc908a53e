"""What stands on every page beside its text: the margins and the lines of the seal, as PDF and as Word; in a PDF also
the foot, the word across it and the frame of a certificate.
"""

from __future__ import annotations

from datetime import datetime
from textwrap import wrap
from typing import Any

from reportlab.lib import colors
from reportlab.lib.units import cm
from reportlab.lib.utils import TimeStamp, simpleSplit
from reportlab.pdfgen.canvas import Canvas

from desa.waktu import WIT
from opd.cetak.blok import Dokumen
from opd.cetak.gambar import qr_modules
from opd.cetak.huruf import BIASA, TEBAL, printable

TEPI_CM = 2.5, 2.0, 1.8, 2.9
"""What is left free at the left, at the right, above and below."""
KIRI, KANAN, ATAS, BAWAH = (x * cm for x in TEPI_CM)
KAKI_TERBANYAK = 2
"""Lines that the name of a paper may take at its foot."""
KATA_TERPANJANG = 60
"""Letters after which a word without end is broken there."""
HURUF = BIASA, 7.5


class _Saat(TimeStamp):
    """A given moment where reportlab would take its own."""

    def __init__(self, saat: datetime) -> None:
        super().__init__(invariant=1)
        self.YMDhms, self.dhh = saat.astimezone(WIT).timetuple()[:6], 9


class Kanvas(Canvas):
    """Keeps its pages until their number is known, then writes every foot."""

    def __init__(self, *args: Any, dokumen: Dokumen, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs | {"initialFontName": BIASA})
        self._dokumen, self._halaman = dokumen, list[dict[str, Any]]()
        self._doc._timeStamp = _Saat(dokumen.saat)

    def showPage(self) -> None:  # noqa: N802  reportlab's name
        self._halaman.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        semua, d = self._halaman, self._dokumen
        kode = qr_modules(d.segel.alamat) if d.segel else []
        for nomor, keadaan in enumerate(semua, 1):
            self.__dict__.update(keadaan)
            _foot(self, d, kode, "" if d.isi.piagam else f"Halaman {nomor} dari {len(semua)}")
            if d.isi.piagam:
                _border(self)
            if d.tanda:
                _across(self, d.tanda)
            super().showPage()
        super().save()


def _foot(c: Canvas, d: Dokumen, kode: list[list[int]], halaman: str) -> None:
    """The line below every page: which paper, which page, and how to check it."""
    lebar = c._pagesize[0]
    c.setFont(*HURUF)
    c.setLineWidth(0.5)
    c.line(KIRI, 2.55 * cm, lebar - KANAN, 2.55 * cm)
    x = KIRI
    if d.segel:
        _draw_qr(c, kode, KIRI, 0.55 * cm, 1.9 * cm)
        x += 2.1 * cm
    nama = _named(printable(d.kaki), lebar - KANAN - x - 2.6 * cm)
    for n, teks in enumerate((*nama, *map(printable, seal_lines(d)))):
        c.drawString(x, (2.2 - n * 0.32) * cm, teks)
    c.drawRightString(lebar - KANAN, 2.2 * cm, halaman)


def _named(kaki: str, lebar: float) -> list[str]:
    """The name of the paper in lines that end before the number of the page; what no line has room for is left out."""
    baris = simpleSplit(" ".join(wrap(kaki, KATA_TERPANJANG)), *HURUF, lebar)
    return (
        baris if len(baris) <= KAKI_TERBANYAK else [*baris[: KAKI_TERBANYAK - 1], f"{baris[KAKI_TERBANYAK - 1][:-1]}…"]
    )


def _border(c: Canvas) -> None:
    """A double line round a certificate, above its foot."""
    lebar, tinggi = c._pagesize
    for tepi, tebal in ((1.1 * cm, 1.8), (1.25 * cm, 0.6)):
        c.setLineWidth(tebal)
        c.rect(tepi, tepi + 1.65 * cm, lebar - 2 * tepi, tinggi - 2 * tepi - 1.65 * cm)


def seal_lines(d: Dokumen) -> tuple[str, ...]:
    """What stands beside the QR code; nothing without one."""
    if (s := d.segel) is None:
        return ()
    terbitan = f"Salinan dari terbitan ke-{s.terbitan}" if d.salinan else f"Terbitan ke-{s.terbitan}"
    return (
        f"{terbitan}. Periksa keasliannya dengan memindai kode ini, atau buka",
        s.alamat.partition("://")[2],
        f"Sidik jari isi dan nomor (SHA-256): {s.sha256[:32]}",
        s.sha256[32:],
    )


def _draw_qr(c: Canvas, kode: list[list[int]], x: float, y: float, sisi: float) -> None:
    modul = sisi / len(kode)
    jalur = c.beginPath()
    for n, baris in enumerate(kode):
        for m, gelap in enumerate(baris):
            if gelap:
                jalur.rect(x + m * modul, y + sisi - (n + 1) * modul, modul, modul)
    c.drawPath(jalur, stroke=0, fill=1)


def _across(c: Canvas, teks: str) -> None:
    """A pale word across the page, which leaves what it crosses legible."""
    lebar, tinggi = c._pagesize
    c.saveState()
    c.translate(lebar / 2, tinggi / 2)
    c.rotate(50)
    c.setFillColor(colors.Color(0, 0, 0, alpha=0.1))
    c.setFont(TEBAL, min(96, 1000 / len(teks)))
    c.drawCentredString(0, -30, printable(teks))
    c.restoreState()
