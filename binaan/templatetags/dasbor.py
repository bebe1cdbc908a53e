"""The dashboard's rows. Its table holds five hundred cells, so a row is one filter instead of sixty template nodes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
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
    """A cell: the text, its link if it has one, and its sort value where the text is not that."""
    nilai = f' data-nilai="{isian.urut}"' if isian.urut else ""
    return f"<td{nilai}>{_tautan(isian.tautan, isian.teks) if isian.tautan else escape(isian.teks)}</td>"


@register.filter
def baris_opd(b: BarisOpd) -> SafeString:
    """One line of the OPD table: OPD, village, its state in words and colour, and the figures."""
    p = b.rekap.penugasan
    return SafeString(
        f'<tr><th scope="row">{_tautan(b.alamat_opd, p.singkatan)}</th><td>{_tautan(b.alamat_desa, p.desa)}</td>'
        f'<td class="{b.kelas}" data-nilai="{b.urut_keadaan}">{escape(b.rekap.keadaan.label)}</td>'
        f"{''.join(map(_sel, b.sel))}</tr>\n"
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
