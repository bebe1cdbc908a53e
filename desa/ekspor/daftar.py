"""What a list that goes out is: its columns, each with the way to its value, and what is said beside the rows."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from operator import attrgetter
from types import NoneType
from typing import Any
from uuid import UUID

from desa.impor.berkas import PEMBUKA_RUMUS
from desa.impor.tulis import TAK_TERMUAT, teks_aman
from desa.waktu import WIT

HURUF_TERBANYAK = 32_767
"""How many characters a cell of Excel holds."""
_UTUH = frozenset({NoneType, int, float, Decimal, date})
_POLOS = re.compile(rf"[^{re.escape(''.join(PEMBUKA_RUMUS))}{TAK_TERMUAT}][^\r{TAK_TERMUAT}]*")
"""Types and texts that stand in a cell as they are: millions of cells of a long list are told by one look."""


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
        if len(bagian) > 1:
            return lambda baris: plain(_follow(baris, bagian))
        ambil = attrgetter(self.nilai)

        def baca(baris: Any) -> Any:
            nilai = ambil(baris)
            return nilai if type(nilai) in _UTUH else plain(_called(nilai))

        return baca

    def remembering(self) -> Callable[[Any], Any]:
        """The same for the rows of one file: of a record that many rows point to, each value is looked up once."""
        baca, kenal = self.reader(), dict[Any, Any]()
        if not isinstance(self.nilai, str) or "." not in self.nilai:
            return baca
        kunci = f"{self.nilai.partition('.')[0]}_id"

        def ingat(baris: Any) -> Any:
            if (pk := getattr(baris, kunci, None)) is None:
                return baca(baris)
            if pk not in kenal:
                kenal[pk] = baca(baris)
            return kenal[pk]

        return ingat


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
        nilai = _called(getattr(nilai, nama))
    return nilai


def _called(nilai: Any) -> Any:
    return nilai() if callable(nilai) and not isinstance(nilai, Enum) else nilai


def plain(nilai: Any) -> Any:
    """A value as a cell holds it: numbers stay numbers, days stay days, everything else is safe text; "" is no value."""
    jenis = type(nilai)
    if jenis in _UTUH or (jenis is str and len(nilai) <= HURUF_TERBANYAK and _POLOS.fullmatch(nilai)):
        return nilai
    if jenis is UUID:
        return str(nilai)
    if isinstance(nilai, (int, float, Decimal)) and not isinstance(nilai, (bool, Enum)):
        return nilai
    if isinstance(nilai, bool):
        return "ya" if nilai else "tidak"
    if isinstance(nilai, datetime):
        return nilai.astimezone(WIT).replace(tzinfo=None, microsecond=0) if nilai.tzinfo else nilai
    if isinstance(nilai, date):
        return nilai
    teks = teks_aman(str(getattr(nilai, "label", nilai)).replace("\r\n", "\n").replace("\r", "\n"))
    return (teks if len(teks) <= HURUF_TERBANYAK else f"{teks[: HURUF_TERBANYAK - 1]}…") or None
