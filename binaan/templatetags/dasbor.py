"""The dashboard's cells. Three hundred of them stand in one table, so each is one filter instead of five template nodes."""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from django import template
from django.utils.safestring import SafeString

if TYPE_CHECKING:
    from binaan.dasbor.tabel import Isian

register = template.Library()


@register.filter
def sel(isian: Isian) -> SafeString:
    """A table cell: the text, its link if it has one, and its sort value where the text is not that."""
    nilai = f' data-nilai="{isian.urut}"' if isian.urut else ""
    teks = escape(isian.teks)
    isi = f'<a href="{escape(isian.tautan)}">{teks}</a>' if isian.tautan else teks
    return SafeString(f"<td{nilai}>{isi}</td>")
