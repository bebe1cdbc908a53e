"""Rows of a list that fall into a locked quarter: what is refused, and the one reason that late rows need."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from desa.impor.tabel import Baris, Galat
from opd.impor.rencana import BarisRencana, Hasil, Tanya
from opd.rekap.kunci import Kunci

KUNCI_TANYA = "semua-susulan"


class Susulan:
    """The reason given once for all late rows of a list, and whether any row asked for it."""

    def __init__(self, pilihan: Mapping[str, Any]) -> None:
        self.alasan = str(pilihan.get("semua", {}).get("susulan", ""))
        self.ditanya = False

    def mark(self, kunci: Kunci, baris: BarisRencana, sumber: Baris, kolom: str, judul: str) -> BarisRencana:
        """A new row dated in a locked quarter: accepted with the reason, else waiting for it."""
        self.ditanya = True
        if self.alasan:
            return replace(baris, peringatan=(*baris.peringatan, f"Susulan {kunci.nama}."))
        sel = sumber.sel.get(kolom, "")
        kalimat = f"Sel {sel}: {kunci.permintaan}" if sel else kunci.permintaan
        galat = Galat(baris.nomor, judul, sel, kalimat)
        return replace(baris, hasil=Hasil.PERLU_PILIHAN, sebab=(*baris.sebab, galat), isi=None)

    def questions(self) -> list[Tanya]:
        """The question on the preview, if a row asked."""
        if not self.ditanya:
            return []
        return [Tanya(KUNCI_TANYA, "teks", "Alasan susulan untuk baris dalam triwulan yang terkunci", (), self.alasan)]
