"""What a list that goes out is: its columns, each with the way to its value, and what is said beside the rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any
from uuid import UUID

from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from desa.impor.tulis import teks_aman
from desa.waktu import WIT

HURUF_TERBANYAK = 32_767
"""How many characters a cell of Excel holds."""


@dataclass(frozen=True)
class KolomDaftar:
    """One column: heading, and the value of a row as a path of attributes ("desa.nama") or a function of the row.

    `layar` is the heading on the page under which the same is told, where that is another word; `satuan` stands behind the
    heading. `lebar` is in characters.
    """

    judul: str
    nilai: str | Callable[[Any], Any]
    layar: str = ""
    satuan: str = ""
    lebar: int = 18

    @property
    def kepala(self) -> str:
        """The heading with its unit."""
        return f"{self.judul} ({self.satuan})" if self.satuan else self.judul

    @property
    def di_layar(self) -> str:
        """The heading of the page's column that tells this."""
        return self.layar or self.judul

    def reader(self) -> Callable[[Any], Any]:
        """From a row to a plain value: text, number, day, or None."""
        if not isinstance(self.nilai, str):
            fungsi = self.nilai
            return lambda baris: plain(fungsi(baris))
        bagian = self.nilai.split(".")
        return lambda baris: plain(_follow(baris, bagian))


@dataclass(frozen=True)
class Daftar:
    """A list that goes out. `nama` is its word in file names, sheets and audit rows; `sumber` says whose figures it tells.

    `kembali` says how an edited file comes back, or why it does not.
    """

    nama: str
    judul: str
    kolom: Sequence[KolomDaftar]
    sumber: str = "Binaan Maluku, Pemerintah Provinsi Maluku"
    catatan: Sequence[str] = ()
    kembali: str = "Tidak: isinya diubah pada halamannya di aplikasi."


def _follow(nilai: Any, bagian: Sequence[str]) -> Any:
    for nama in bagian:
        if nilai is None:
            return None
        nilai = getattr(nilai, nama)
        if callable(nilai) and not isinstance(nilai, Enum):
            nilai = nilai()
    return nilai


def plain(nilai: Any) -> Any:
    """A value as a cell holds it: numbers stay numbers, days stay days, everything else is safe text; "" is no value."""
    if nilai is None or (isinstance(nilai, (int, float, Decimal)) and not isinstance(nilai, (bool, Enum))):
        return nilai
    if isinstance(nilai, bool):
        return "ya" if nilai else "tidak"
    if isinstance(nilai, datetime):
        return nilai.astimezone(WIT).replace(tzinfo=None, microsecond=0) if nilai.tzinfo else nilai
    if isinstance(nilai, date):
        return nilai
    if isinstance(nilai, UUID):
        return str(nilai)
    teks = ILLEGAL_CHARACTERS_RE.sub("", str(getattr(nilai, "label", nilai))).replace("\r\n", "\n").replace("\r", "\n")
    teks = teks_aman(teks)
    return (teks if len(teks) <= HURUF_TERBANYAK else f"{teks[: HURUF_TERBANYAK - 1]}…") or None
