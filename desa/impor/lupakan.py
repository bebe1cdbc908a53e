"""Take lines out of an uploaded file without moving the others: what is kept of a list need not name who must not be kept."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell

from desa.impor.berkas import BerkasDitolak, aman, buka_zip, jenis_berkas, teks_csv


def blank_lines(isi: bytes, kena: Callable[[int, str], bool]) -> bytes:
    """The file with every line emptied that has a text for which `kena` (with its number); on every sheet, in its place.

    Raises BerkasDitolak when that cannot be done: the file is broken, or such a record of a CSV spans several lines.
    """
    return _blank_csv(isi, kena) if jenis_berkas(isi) == "csv" else aman(_blank_xlsx, isi, kena)


def _blank_csv(isi: bytes, kena: Callable[[int, str], bool]) -> bytes:
    baris = list(io.StringIO(teks_csv(isi), newline=""))
    if any(b.count('"') % 2 for b in baris):
        raise BerkasDitolak("Ada sel berisi beberapa baris, sehingga barisnya tidak dapat dikosongkan satu per satu.")
    pemisah = re.compile(r"[;,\t|]")
    return "".join(
        "\n" if any(kena(n, teks) for teks in (b, *pemisah.split(b))) else b for n, b in enumerate(baris, 1)
    ).encode("utf-8-sig")


def _blank_xlsx(isi: bytes, kena: Callable[[int, str], bool]) -> bytes:
    buka_zip(isi)
    buku, aliran = load_workbook(io.BytesIO(isi)), io.BytesIO()
    for lembar in buku.worksheets:
        for n, baris in enumerate(lembar.iter_rows(), lembar.min_row):
            if any(kena(n, _text(sel.value)) for sel in baris if sel.value is not None):
                for sel in baris:
                    if isinstance(sel, Cell):  # of merged cells only the first holds anything
                        sel.value, sel.comment = None, None
    buku.save(aliran)
    return aliran.getvalue()


def _text(nilai: Any) -> str:
    """A cell as text, a number with all of its digits."""
    return f"{nilai:.0f}" if isinstance(nilai, float) else str(nilai)
