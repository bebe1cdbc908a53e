"""The search of the whole site: a few lines of each kind, or all of one kind page by page."""

from __future__ import annotations

from datetime import date

from binaan.cari.data import SUMBER, lines
from binaan.cari.hasil import Bagian
from binaan.cari.kata import Kata
from binaan.cari.perintah import find_commands, find_help
from binaan.cari.salah_ketik import find_alike
from opd.models import Pengguna


def find_all(user: Pengguna, kata: Kata, *, banyak: int, on: date) -> tuple[Bagian, ...]:
    """Commands, then at most `banyak` rows of each kind, then help.

    Six queries; two more when nothing is spelt like that, neither a row nor a command.
    """
    perintah = _cut("perintah", find_commands(user, kata, on=on), banyak)
    if not kata.cukup:
        return perintah if not kata.teks else ()
    if kata.nomor_orang:
        return ()
    data = tuple(
        b
        for jenis, s in SUMBER.items()
        for b in _cut(jenis, [*lines(jenis, s.baris(user, kata)[: banyak + 1])], banyak)
    )
    if not data and not perintah:
        data = find_alike(user, kata, banyak=banyak)
    return (*perintah, *data, *_cut("petunjuk", find_help(kata), banyak))


def _cut(jenis: str, isi: list, banyak: int) -> tuple[Bagian, ...]:
    return (Bagian(jenis, tuple(isi[:banyak]), len(isi) > banyak),) if isi else ()
