"""Sheets that go out: templates, lists, and the uploaded sheet given back with a column "Kesalahan"."""

import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from desa.impor.berkas import BATAS_BARIS, KOLOM_TERBANYAK, PEMBUKA_RUMUS, Rumus, SelGalat
from desa.impor.tabel import Kolom, baca_mentah

_TEBAL = Font(bold=True, color="FFFFFF")
_HIJAU = PatternFill("solid", fgColor="0B5D57")
_MERAH = Font(color="A4161A")
TAK_TERMUAT = r"\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff"
"""What no workbook may hold: one such character, and Excel opens none of the rows."""
_TAK_TERMUAT = re.compile(f"[{TAK_TERMUAT}]")


def teks_aman(nilai: Any) -> Any:
    """A value that a sheet can hold, and shows and never runs: text that begins like a formula gets a leading apostrophe."""
    if isinstance(nilai, (Rumus, SelGalat)):
        nilai = nilai.teks
    if isinstance(nilai, str):
        nilai = _TAK_TERMUAT.sub("", nilai)
        return f"'{nilai}" if nilai.startswith(PEMBUKA_RUMUS) else nilai
    if isinstance(nilai, datetime) and nilai.tzinfo:
        return nilai.replace(tzinfo=None)
    return nilai


def tulis_templat(
    lembar: str,
    kolom: Sequence[Kolom],
    *,
    petunjuk: Sequence[str],
    pilihan: Mapping[str, Sequence[str]] = {},
    isi: Sequence[Mapping[str, Any]] = (),
) -> bytes:
    """The template workbook: headings with notes, drop-downs from `pilihan` (by Kolom.pilihan), rows of `isi`."""
    buku = Workbook()
    utama = buku.active
    utama.title = lembar
    utama.freeze_panes = "A2"
    daftar = buku.create_sheet("Daftar") if pilihan else None
    letak = _tulis_daftar(daftar, pilihan) if daftar is not None else {}
    for k, satu in enumerate(kolom, 1):
        _tulis_judul(utama, k, satu, letak.get(satu.pilihan))
    for nomor, baris in enumerate(isi, 2):
        for k, satu in enumerate(kolom, 1):
            nilai = baris.get(satu.nama)
            if nilai is not None:
                sel = utama.cell(nomor, k, teks_aman(nilai))
                _format(sel, satu, nilai)
    _tulis_petunjuk(buku.create_sheet("Petunjuk"), kolom, petunjuk)
    return _simpan(buku)


@dataclass(frozen=True)
class Lembar:
    """A sheet of a list that goes out: lines that say what it is and of which day, headings with widths, then the rows."""

    nama: str
    judul: Sequence[str]
    kolom: Sequence[tuple[str, int]]
    baris: Iterable[Sequence[Any]]


def tulis_lembar(*lembar: Lembar) -> bytes:
    """A workbook of lists."""
    buku = Workbook(write_only=True)
    for satu in lembar:
        _tulis_lembar(buku, satu)
    return _simpan(buku)


def _tulis_lembar(buku: Workbook, lembar: Lembar) -> None:
    utama = buku.create_sheet(lembar.nama)
    for k, (_, lebar) in enumerate(lembar.kolom, 1):
        utama.column_dimensions[get_column_letter(k)].width = lebar
    utama.freeze_panes = f"A{len(lembar.judul) + 2}"
    for kalimat in lembar.judul:
        utama.append([teks_aman(kalimat)])
    kepala = [WriteOnlyCell(utama, value=nama) for nama, _ in lembar.kolom]
    for sel in kepala:
        sel.font, sel.fill = _TEBAL, _HIJAU
    utama.append(kepala)
    for satu in lembar.baris:
        utama.append([_sel_keluar(utama, nilai) for nilai in satu])


def _format(sel: Any, kolom: Kolom, nilai: Any) -> None:
    if kolom.teks:
        sel.number_format = "@"
    elif isinstance(nilai, date):
        sel.number_format = "dd/mm/yyyy"


def _tulis_daftar(lembar: Worksheet, pilihan: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Write each list in a column of the sheet "Daftar"; the ranges by list name."""
    letak: dict[str, str] = {}
    for k, (nama, daftar) in enumerate(pilihan.items(), 1):
        huruf = get_column_letter(k)
        sel = lembar.cell(1, k, nama)
        sel.font, sel.fill = _TEBAL, _HIJAU
        lembar.column_dimensions[huruf].width = 48
        for nomor, satu in enumerate(daftar, 2):
            lembar.cell(nomor, k, teks_aman(satu))
        if daftar:
            letak[nama] = f"Daftar!${huruf}$2:${huruf}${len(daftar) + 1}"
    return letak


def _tulis_judul(lembar: Worksheet, k: int, kolom: Kolom, letak: str | None) -> None:
    huruf = get_column_letter(k)
    sel = lembar.cell(1, k, kolom.judul)
    sel.font, sel.fill = _TEBAL, _HIJAU
    sel.alignment = Alignment(wrap_text=True, vertical="top")
    lembar.column_dimensions[huruf].width = kolom.lebar
    if kolom.teks:
        lembar.column_dimensions[huruf].number_format = "@"
    if not letak and not kolom.catatan:
        return
    aturan = (
        DataValidation(type="list", formula1=letak, allow_blank=True) if letak else DataValidation(allow_blank=True)
    )
    # A name that is not in the list may still be resolved on the preview page, so the drop-down advises, never blocks.
    aturan.showErrorMessage = False
    aturan.promptTitle, aturan.prompt = kolom.judul[:32], kolom.catatan[:255] or "Pilih dari daftar."
    aturan.showInputMessage = True
    aturan.add(f"{huruf}2:{huruf}{BATAS_BARIS + 1}")
    lembar.add_data_validation(aturan)


def _tulis_petunjuk(lembar: Worksheet, kolom: Sequence[Kolom], petunjuk: Sequence[str]) -> None:
    lembar.column_dimensions["A"].width, lembar.column_dimensions["B"].width = 28, 100
    for kalimat in petunjuk:
        lembar.append([teks_aman(kalimat)])
    lembar.append([])
    lembar.append(["Keterangan kolom", "Cara mengisi"])
    for sel in lembar[lembar.max_row]:
        sel.font, sel.fill = _TEBAL, _HIJAU
    for satu in kolom:
        contoh = f" Contoh: {satu.contoh}" if satu.contoh else ""
        lembar.append([satu.judul, teks_aman(f"{satu.catatan}{contoh}".strip())])


def tulis_kesalahan(
    isi: bytes, kolom: Sequence[Kolom], kesalahan: Mapping[int, str], *, batas: int = BATAS_BARIS
) -> bytes:
    """The uploaded sheet as .xlsx with a last column "Kesalahan": `kesalahan` holds the sentences per sheet row."""
    mentah, judul = baca_mentah(isi, kolom, batas=batas)
    lebar = min(max((max(baris) for _, baris in mentah.baris), default=1), KOLOM_TERBANYAK)
    buku = Workbook(write_only=True)
    lembar = buku.create_sheet(mentah.lembar[:31] or "Lembar1")
    lembar.column_dimensions[get_column_letter(lebar + 1)].width = 90
    terakhir = 0
    for nomor, baris in mentah.baris:
        for _ in range(min(nomor - terakhir - 1, batas)):
            lembar.append([])
        terakhir = nomor
        sel = [_sel_keluar(lembar, baris.get(k)) for k in range(1, lebar + 1)]
        tambahan = "Kesalahan" if judul and nomor == judul.baris else kesalahan.get(nomor)
        kotak = WriteOnlyCell(lembar, value=teks_aman(tambahan))
        kotak.font = _MERAH
        lembar.append([*sel, kotak])
    return _simpan(buku)


def _sel_keluar(lembar: Any, nilai: Any) -> Any:
    sel = WriteOnlyCell(lembar, value=teks_aman(nilai))
    if isinstance(nilai, date):
        sel.number_format = "dd/mm/yyyy"
    return sel


def _simpan(buku: Workbook) -> bytes:
    aliran = io.BytesIO()
    buku.save(aliran)
    return aliran.getvalue()
