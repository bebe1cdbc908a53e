"""The dashboard's rows. Its table holds five hundred cells, so a row is one filter instead of sixty template nodes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from itertools import pairwise
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from binaan.dasbor.kartu import Bagian
    from binaan.dasbor.tabel import BarisOpd, Isian

register = template.Library()


def _tautan(alamat: str, teks: str) -> str:
    """A link. Our own parameter names begin no HTML entity, so `&` may stand as it is; four hundred of them add up."""
    return f'<a href="{escape(alamat).replace("&amp;", "&")}">{escape(teks)}</a>'


def _sel(isian: Isian) -> str:
    """A cell: the text, its link if it has one, its sparkline, and its sort value where the text is not that."""
    nilai = f" data-nilai={isian.urut}" if isian.urut else ""
    kelas = f" class={isian.kelas}" if isian.kelas else ""
    return f"<td{kelas}{nilai}>{_isi(isian)}</td>"


def _isi(isian: Isian) -> str:
    if not isian.tautan:
        return escape(isian.teks)
    return _tautan(isian.tautan, isian.teks) + _percik(isian.deret)


@register.filter
def isian(i: Isian) -> SafeString:
    """A figure outside the table, as its cell shows it."""
    return SafeString(_isi(i))


def _percik(deret: tuple[int, ...]) -> str:
    """Twelve months as a line in relative steps, months alike in one; the village's card has the same numbers as a table."""
    if not deret:
        return ""
    puncak = max(deret) or 1
    tinggi = [14 - round(nilai * 12 / puncak) for nilai in deret]
    langkah, datar = [f"M0 {tinggi[0]}"], 0
    for naik in (b - a for a, b in pairwise(tinggi)):
        if naik:
            langkah.append((f"h{datar}" if datar else "") + f"l5{naik: d}".replace(" -", "-"))
        datar = 0 if naik else datar + 5
    jalur = "".join(langkah) + (f"h{datar}" if datar else "")
    return f'<svg class="percik"><path d="{jalur}"/></svg>'


@register.filter
def baris_opd(b: BarisOpd, kolom: tuple[str, ...]) -> SafeString:
    """One line of the OPD table: OPD, village, and the figures of the columns chosen, on a phone behind "Rincian"."""
    p = b.rekap.penugasan
    return SafeString(
        f"<tr><th scope=row>{_tautan(b.alamat_opd, p.singkatan)}<details><summary>Rincian</summary></details></th>"
        f"<td>{_tautan(b.alamat_desa, p.desa)}</td>"
        f"{''.join(map(_sel, b.cells(kolom)))}</tr>\n"
    )


@register.filter
def bagian_angka(bagian: Iterable[Bagian]) -> SafeString:
    """The parts of a figure as list items: colour, word, value with its link."""
    isi = (
        (f'<li><i class="kotak {b.kelas}"></i>' if b.kelas else "<li>")
        + f"{escape(b.nama)}: "
        + (_tautan(b.tautan, b.teks) if b.tautan else f"<b>{escape(b.teks)}</b>")
        + "</li>"
        for b in bagian
    )
    return SafeString("".join(isi))
