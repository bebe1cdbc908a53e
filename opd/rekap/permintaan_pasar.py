"""Whose turn it is in a request for a market, what is to be done, and since when; and the requests as a sheet."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desa.angka import format_tanggal
from desa.impor.tulis import tulis_daftar
from desa.waktu import tanggal_wit
from opd.enums import StatusDukungan
from opd.models import PermintaanPasar

KOLOM = (
    ("UMKM", 32), ("Produk", 26), ("Desa", 44), ("Diminta oleh", 36), ("Diminta kepada", 36), ("Diminta pada", 14),
    ("Permintaan", 60), ("Keadaan", 20), ("Giliran", 36), ("Yang ditunggu", 30), ("Sejak", 14), ("Hari", 8), ("Jawaban", 60),
    ("Hasil", 60),
)  # fmt: skip


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


def sheet_of(baris: Iterable[tuple[PermintaanPasar, Giliran | None]], until: date) -> bytes:
    """One row per request, in the order of the page; no personal data."""
    isi = [
        (
            p.umkm.nama, p.umkm.produk, p.penugasan.desa.nama_lengkap, p.penugasan.opd.nama, p.opd.nama,
            tanggal_wit(p.diminta_pada), p.permintaan, state_of(p), g.opd if g else "", g.apa if g else "",
            g.sejak if g else None, g.hari if g else None, p.jawaban, p.hasil,
        )
        for p, g in baris
    ]  # fmt: skip
    return tulis_daftar("Permintaan pasar", f"Permintaan pasar antar-OPD per {format_tanggal(until)}", KOLOM, isi)
