"""What a figure means, said once: the help pages, the "?" beside a figure and every other place read it from here.

A text may hold the limits that the application itself uses, as `{KUNJUNGAN_RUTIN.nilai}`; they are filled in when it is
shown (`opd/arti/batas.py`).
"""

from __future__ import annotations

from dataclasses import dataclass

from opd.arti.batas import BATAS

Halaman = tuple[tuple[str, str], ...]
"""Pages as (words, name of the address)."""


@dataclass(frozen=True, slots=True)
class Arti:
    """One figure. `data` names the facts it is made from (`opd/rekap/mutakhir.py`); None: those of its group."""

    kunci: str
    nama: str
    teks: str
    rumus: str = ""
    sumber: str = ""
    data: tuple[str, ...] | None = None
    halaman: Halaman = ()

    @property
    def definisi(self) -> str:
        """The meaning with the limits in force."""
        return self.teks.format_map(BATAS)


@dataclass(frozen=True, slots=True)
class Kelompok:
    """Figures that are read together on one help page; source and facts are those of each that names none of its own."""

    kunci: str
    judul: str
    sumber: str
    isi: tuple[Arti, ...]
    teks: str = ""
    data: tuple[str, ...] = ()
    halaman: Halaman = ()

    @property
    def pengantar(self) -> str:
        return self.teks.format_map(BATAS)
