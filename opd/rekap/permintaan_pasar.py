"""Whose turn it is in a request for a market, what is to be done, and since when."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from desa.waktu import tanggal_wit
from opd.enums import StatusDukungan
from opd.models import PermintaanPasar


@dataclass(frozen=True, slots=True)
class Giliran:
    """Who must act next, on what, since when."""

    opd: str
    apa: str
    sejak: date
    hari: int


def turn_of(p: PermintaanPasar, *, until: date, diminta_lagi: bool) -> Giliran | None:
    """Whose turn it is on a day; None when nobody's: it has a result, was taken back, or after a decline another was asked or
    the penugasan ended.

    `p` comes with its names (`with_names`). No query.
    """
    saat = p.dijawab_pada
    if p.status == StatusDukungan.MENUNGGU:
        opd, apa, saat = p.opd, "menjawab", p.diminta_pada
    elif p.status == StatusDukungan.DITERIMA and p.hasil_pada is None:
        opd, apa = p.opd, "mencatat hasilnya"
    elif p.status == StatusDukungan.DITOLAK and not diminta_lagi and p.penugasan.covers(until):
        opd, apa = p.penugasan.opd, "meminta OPD lain atau mencari sendiri"
    else:
        return None
    sejak = tanggal_wit(saat) if saat else until
    return Giliran(opd.answering_on(until).nama, apa, sejak, (until - sejak).days)


def state_of(p: PermintaanPasar) -> str:
    """The state in a word."""
    return "ada hasil" if p.hasil else str(p.get_status_display()).lower()
