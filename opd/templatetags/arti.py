"""The "?" beside a figure: what it means, how it is computed, from what, and how new the data are."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from desa.angka import format_tanggal
from opd.arti import ARTI
from opd.arti.batas import BATAS
from opd.rekap.mutakhir import Mutakhir

register = template.Library()


@register.simple_tag
def arti(kunci: str, mutakhir: Mutakhir | str | None = None) -> SafeString:
    """The definition of a figure behind a "?"; a key that nobody defined is an error."""
    return _definition(kunci, _newest(kunci, mutakhir), "?")


@register.simple_tag
def arti_baris(mutakhir: Mutakhir | str | None, *kunci: str) -> SafeString:
    """The figures of a table or list by name, each opening its definition."""
    isi = ((_definition(k, _newest(k, mutakhir), ARTI[k][1].nama),) for k in kunci)
    return format_html('<div class="arti-baris"><span>Arti angka:</span>{}</div>', format_html_join("", "{}", isi))


@register.simple_tag
def arti_daftar(kunci: Iterable[str]) -> SafeString:
    """The figures of columns that the reader chooses, each leading to its definition: open ones weigh what ten rows weigh."""
    isi = ((_address(k), ARTI[k][1].nama) for k in kunci)
    return format_html(
        '<div class="arti-baris"><span>Arti angka:</span>{}</div>', format_html_join("", '<a href="{}">{}</a>', isi)
    )


@register.simple_tag
def ambang(nama: str) -> int:
    """The number of one threshold, read where the application reads it; one that nobody set is an error."""
    nilai: int = BATAS[nama].nilai
    return nilai


@register.simple_tag
def arti_sumber(kunci: str, mutakhir: Mutakhir) -> str:
    """From what a figure is made, and how new that is: the last line of its definition on the help page."""
    return _source(kunci, _newest(kunci, mutakhir))


def _source(kunci: str, terakhir: date | None) -> str:
    kelompok, a = ARTI[kunci]
    return f"Sumber: {a.sumber or kelompok.sumber}" + (
        f" Data terakhir: {format_tanggal(terakhir)}." if terakhir else ""
    )


def _newest(kunci: str, mutakhir: Mutakhir | str | None) -> date | None:
    """How new the figure's data are; a page that says nothing of it (a filter, a day gone by) passes none."""
    kelompok, a = ARTI[kunci]
    return mutakhir.of(kelompok.data if a.data is None else a.data) if isinstance(mutakhir, Mutakhir) else None


@lru_cache(maxsize=512)
def _definition(kunci: str, terakhir: date | None, tanda: str) -> SafeString:
    """The same bytes for every reader of a day: fourteen of them stand on the dashboard."""
    _, a = ARTI[kunci]
    nama = format_html(' aria-label="Arti {}"', a.nama) if tanda == "?" else ""
    rumus = format_html("<p><b>Rumus:</b> {}</p>", a.rumus) if a.rumus else ""
    return format_html(
        '<details class="arti" data-menu><summary{}>{}</summary><div><p><b>{}.</b> {}</p>{}'
        '<p>{} <a href="{}">Selengkapnya</a></p></div></details>',
        nama,
        tanda,
        a.nama,
        a.definisi,
        rumus,
        _source(kunci, terakhir),
        _address(kunci),
    )


def _address(kunci: str) -> str:
    """Where the definition stands on the help pages."""
    return f"{reverse('bantuan:arti', args=[ARTI[kunci][0].kunci])}#{kunci}"
