"""An uploaded .xlsx or .csv as raw rows of plain values; refuses whatever is not one, in one sentence. Writes nothing.

The sheet's XML is read as a stream with entities and DTDs forbidden, after a look at the zip's own directory, so a
small file that unpacks to something huge is refused before it is unpacked.
"""

import csv
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from xml.etree.ElementTree import Element, ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.cell import get_column_letter, range_boundaries
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel
from openpyxl.utils.exceptions import CellCoordinatesException

from desa.validators import rapikan

UKURAN_TERBESAR = 5 * 1024 * 1024
BUKA_TERBESAR = 60 * 1024 * 1024
RASIO_TERBESAR = 100
ISI_ZIP_TERBANYAK = 200
KOLOM_TERBANYAK = 100
BATAS_BARIS = 5_000
BARIS_JUDUL_TERDALAM = 30
PEMBUKA_RUMUS = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a text may begin with that a sheet would run: signs, also as East Asian sets write them, and blanks before them."""

_SIMPAN_ULANG = "Buka di Excel, pilih Simpan Sebagai (Save As) jenis Excel Workbook (.xlsx), lalu unggah lagi."
_TERPOTONG = "Berkas ini rusak atau terpotong saat diunggah. Buka aslinya untuk memeriksa, lalu unggah lagi."


class BerkasDitolak(Exception):
    """The whole file is refused; the argument is the sentence for the person who uploaded it."""


@dataclass(frozen=True)
class Rumus:
    """A cell that holds a formula."""

    teks: str


@dataclass(frozen=True)
class SelGalat:
    """A cell that holds a sheet error such as #REF!."""

    teks: str


@dataclass(frozen=True)
class Mentah:
    """One sheet as rows: (row number as the sheet shows it, {column number from 1: value}).

    `utuh` is False when reading stopped at the limit; `terpotong` is the row where a CSV seems cut.
    """

    lembar: str
    baris: list[tuple[int, dict[int, Any]]]
    gabungan: list[tuple[str, tuple[int, int, int, int]]] = field(default_factory=list)
    tersembunyi: frozenset[int] = frozenset()
    sistem_1904: bool = False
    terpotong: int | None = None
    utuh: bool = True
    pemisah: str = ""


def nama_sel(kolom: int, baris: int) -> str:
    """(3, 7) → "C7"."""
    return f"{get_column_letter(kolom)}{baris}"


def jenis_berkas(isi: bytes) -> str:
    """ "xlsx" or "csv", judged by the content alone. Raises BerkasDitolak for everything else."""
    if not isi.strip(b"\x00 \t\r\n\xef\xbb\xbf"):
        raise BerkasDitolak("Berkas ini kosong. Pilih berkas yang sudah diisi, lalu unggah lagi.")
    if len(isi) > UKURAN_TERBESAR:
        raise BerkasDitolak("Berkas ini lebih dari 5 MB. Hapus gambar dan lembar yang tidak perlu, lalu unggah lagi.")
    if isi.startswith(b"\xd0\xcf\x11\xe0"):
        if "EncryptedPackage".encode("utf-16-le") in isi:
            raise BerkasDitolak("Berkas ini dikunci dengan kata sandi. Hapus kata sandinya di Excel, lalu unggah lagi.")
        raise BerkasDitolak(f"Berkas ini berformat Excel lama (.xls). {_SIMPAN_ULANG}")
    if isi.startswith(b"PK"):
        return "xlsx"
    awal = isi[:1024].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    for tanda, sebutan in (
        (b"%pdf", "PDF"), (b"\xff\xd8\xff", "gambar"), (b"\x89png", "gambar"), (b"{\\rtf", "dokumen Word (.rtf)"),
        (b"<", "halaman web atau XML"), (b"rar!", "arsip"), (b"7z\xbc\xaf", "arsip"), (b"\x1f\x8b", "arsip"),
    ):  # fmt: skip
        if awal.startswith(tanda):
            raise BerkasDitolak(f"Berkas ini {sebutan}, bukan Excel (.xlsx) atau CSV. {_SIMPAN_ULANG}")
    if b"\x00" in isi and not isi.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise BerkasDitolak(f"Berkas ini bukan Excel (.xlsx) atau CSV. {_SIMPAN_ULANG}")
    return "csv"


def buka_zip(isi: bytes) -> zipfile.ZipFile:
    """The .xlsx as a zip whose directory promises a harmless size. Raises BerkasDitolak otherwise."""
    try:
        arsip = zipfile.ZipFile(io.BytesIO(isi))
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as salah:
        raise BerkasDitolak(_TERPOTONG) from salah
    daftar = arsip.infolist()
    nama = {info.filename.lower() for info in daftar}
    besar = sum(info.file_size for info in daftar)
    if len(daftar) > ISI_ZIP_TERBANYAK or besar > BUKA_TERBESAR or besar > RASIO_TERBESAR * max(len(isi), 1):
        raise BerkasDitolak(
            "Isi berkas ini terlalu besar setelah dibuka. Salin tabelnya saja ke berkas baru, lalu unggah lagi."
        )
    if any(info.flag_bits & 1 for info in daftar):
        raise BerkasDitolak("Berkas ini dikunci dengan kata sandi. Hapus kata sandinya di Excel, lalu unggah lagi.")
    if any(n.startswith("xl/externallinks/") for n in nama):
        raise BerkasDitolak("Berkas ini terhubung ke berkas lain. Putuskan tautannya (Edit Links), lalu unggah lagi.")
    if "xl/vbaproject.bin" in nama:
        raise BerkasDitolak(f"Berkas ini memuat makro. {_SIMPAN_ULANG}")
    if "xl/workbook.xml" not in nama:
        raise BerkasDitolak(f"Berkas ini bukan Excel (.xlsx). {_SIMPAN_ULANG}")
    return arsip


def _lokal(elemen: Element) -> str:
    return str(elemen.tag).rpartition("}")[2]


def _atribut(elemen: Element, nama: str) -> str:
    """An attribute by its local name, whatever its namespace."""
    return next((v for k, v in elemen.attrib.items() if k.rpartition("}")[2] == nama), "")


def _elemen(arsip: zipfile.ZipFile, jalur: str) -> Iterator[Element]:
    """Every element of a part as it closes; the part's own tree is thrown away while it is read."""
    with arsip.open(jalur) as berkas:
        for _, elemen in iterparse(berkas, events=("end",), forbid_dtd=True):
            yield elemen


class BukuXlsx:
    """An opened workbook: names of the visible sheets, and the rows of one of them."""

    def __init__(self, isi: bytes) -> None:
        self.arsip = buka_zip(isi)
        self.sistem_1904 = False
        self._jalur: dict[str, str] = {}
        self._kalimat: list[str] | None = None
        self._tanggal: list[bool] = []
        self._baca_buku()

    @property
    def lembar(self) -> list[str]:
        """Names of the visible sheets, in order."""
        return list(self._jalur)

    def _baca_buku(self) -> None:
        jalur: dict[str, str] = {}
        ada = set(self.arsip.namelist())
        if "xl/_rels/workbook.xml.rels" in ada:
            for e in _elemen(self.arsip, "xl/_rels/workbook.xml.rels"):
                if _lokal(e) == "Relationship":
                    tujuan = _atribut(e, "Target")
                    jalur[_atribut(e, "Id")] = tujuan[1:] if tujuan.startswith("/") else f"xl/{tujuan}"
        for e in _elemen(self.arsip, "xl/workbook.xml"):
            if _lokal(e) == "workbookPr":
                self.sistem_1904 = _atribut(e, "date1904") in ("1", "true")
            elif _lokal(e) == "sheet" and _atribut(e, "state") in ("", "visible"):
                tujuan = jalur.get(_atribut(e, "id"), "")
                if tujuan in ada:
                    self._jalur[_atribut(e, "name")] = tujuan
        if "xl/styles.xml" in ada:
            self._tanggal = self._gaya_tanggal()
        if not self._jalur:
            raise BerkasDitolak(f"Berkas ini tidak memuat lembar kerja. {_SIMPAN_ULANG}")

    def _gaya_tanggal(self) -> list[bool]:
        """For each cell style number whether it shows a date."""
        sendiri: dict[str, str] = {}
        for e in _elemen(self.arsip, "xl/styles.xml"):
            if _lokal(e) == "numFmt":
                sendiri[_atribut(e, "numFmtId")] = _atribut(e, "formatCode")
            elif _lokal(e) == "cellXfs":
                nomor = [_atribut(xf, "numFmtId") or "0" for xf in e]
                pola = [sendiri.get(n) or BUILTIN_FORMATS.get(int(n) if n.isdigit() else 0, "General") for n in nomor]
                return [bool(is_date_format(p)) for p in pola]
        return []

    def _teks_bersama(self) -> list[str]:
        if self._kalimat is None:
            self._kalimat = []
            if "xl/sharedStrings.xml" in self.arsip.namelist():
                for e in _elemen(self.arsip, "xl/sharedStrings.xml"):
                    if _lokal(e) == "si":
                        self._kalimat.append(_teks(e))
                        e.clear()
        return self._kalimat

    def baca(self, lembar: str, *, paling_banyak: int) -> Mentah:
        """The rows of the sheet that hold anything, at most `paling_banyak`, with merges and hidden rows."""
        baris: list[tuple[int, dict[int, Any]]] = []
        gabungan: list[tuple[str, tuple[int, int, int, int]]] = []
        tersembunyi: set[int] = set()
        nomor, utuh = 0, True
        for e in _elemen(self.arsip, self._jalur[lembar]):
            nama = _lokal(e)
            if nama == "row":
                r = _atribut(e, "r")
                nomor = int(r) if r.isdigit() and len(r) <= 7 else nomor + 1
                isi = self._baris(e)
                if isi:
                    baris.append((nomor, isi))
                    if _atribut(e, "hidden") in ("1", "true"):
                        tersembunyi.add(nomor)
                e.clear()
                if len(baris) >= paling_banyak:
                    utuh = False
                    break
            elif nama == "mergeCell":
                ref = _atribut(e, "ref")
                gabungan.append((ref, range_boundaries(ref)))
        return Mentah(lembar, baris, gabungan, frozenset(tersembunyi), self.sistem_1904, utuh=utuh)

    def _baris(self, e: Element) -> dict[int, Any]:
        isi: dict[int, Any] = {}
        kolom = 0
        for sel in e:
            if _lokal(sel) != "c":
                continue
            ref = _atribut(sel, "r")
            kolom = range_boundaries(ref)[0] if ref else kolom + 1
            if kolom > KOLOM_TERBANYAK:
                break
            nilai = self._nilai(sel)
            if nilai is not None and nilai != "":
                isi[kolom] = nilai
        return isi

    def _nilai(self, sel: Element) -> Any:
        bagian = {_lokal(anak): anak for anak in sel}
        if "f" in bagian:
            return Rumus(f"={bagian['f'].text or ''}")
        jenis = _atribut(sel, "t")
        if jenis == "inlineStr":
            return _rapikan_sel(_teks(bagian["is"])) if "is" in bagian else None
        teks = (bagian["v"].text or "") if "v" in bagian else ""
        if not teks:
            return None
        if jenis == "s":
            bersama = self._teks_bersama()
            return _rapikan_sel(bersama[int(teks)]) if teks.isdigit() and int(teks) < len(bersama) else None
        if jenis == "e":
            return SelGalat(teks)
        if jenis == "b":
            return teks == "1"
        if jenis in ("str", "d"):
            return _rapikan_sel(teks)
        gaya = _atribut(sel, "s")
        tanggal = gaya.isdigit() and int(gaya) < len(self._tanggal) and self._tanggal[int(gaya)]
        return _angka(teks, tanggal=tanggal, sistem_1904=self.sistem_1904)


def _teks(e: Element) -> str:
    """All the text of a string item, without its phonetic part."""
    return "".join(t.text or "" for anak in e for t in anak.iter() if _lokal(t) == "t" and _lokal(anak) != "rPh")


def _angka(teks: str, *, tanggal: bool, sistem_1904: bool) -> Any:
    if re.fullmatch(r"-?[0-9]{1,18}", teks):
        nilai: int | float = int(teks)
    else:
        try:
            nilai = float(teks)
        except ValueError:
            return _rapikan_sel(teks)
    if tanggal and nilai >= 1:
        try:
            hasil = from_excel(nilai, CALENDAR_MAC_1904 if sistem_1904 else CALENDAR_WINDOWS_1900)
        except (ValueError, OverflowError):
            return nilai
        return hasil if isinstance(hasil, datetime) else nilai
    return nilai


def _rapikan_sel(teks: str) -> Any:
    """A text cell cleaned, its line ends kept; the apostrophe that our own exports put before = + - @ is taken off again."""
    if len(teks) > 1 and teks[0] == "'" and teks[1] in PEMBUKA_RUMUS:
        return rapikan(teks[1:], baris=True)
    return Rumus(teks) if teks.startswith("=") and len(teks) > 1 else rapikan(teks, baris=True)


def aman(fungsi: Any, *arg: Any, **kw: Any) -> Any:
    """Run a reader of someone else's file: whatever a broken file makes it raise becomes the "rusak" sentence."""
    try:
        return fungsi(*arg, **kw)
    except (
        zipfile.BadZipFile, ParseError, DefusedXmlException, CellCoordinatesException, EOFError, OSError,
        KeyError, ValueError, TypeError, IndexError, NotImplementedError, RuntimeError,
    ) as salah:  # fmt: skip
        raise BerkasDitolak(_TERPOTONG) from salah
    except Exception as salah:
        if type(salah).__module__ == "zlib":
            raise BerkasDitolak(_TERPOTONG) from salah
        raise


def baca_csv(teks: str, pemisah: str, *, paling_banyak: int) -> Mentah:
    """The records of a CSV; a record's number is the row that a sheet would show for it."""
    baris: list[tuple[int, dict[int, Any]]] = []
    rekam: list[str] = []
    lebar = 0
    mulai = 1 if teks[:4].casefold() == "sep=" else 0
    try:
        for nomor, rekam in enumerate(csv.reader(io.StringIO(teks, newline=""), delimiter=pemisah), 1):
            if nomor <= mulai:
                continue
            rapi = {k: _rapikan_sel(v) for k, v in enumerate(rekam[:KOLOM_TERBANYAK], 1)}
            if terisi := {k: v for k, v in rapi.items() if v != ""}:
                baris.append((nomor, terisi))
                lebar = max(lebar, len(rekam))
            if len(baris) >= paling_banyak:
                return Mentah("CSV", baris, utuh=False, pemisah=pemisah)
    except csv.Error as salah:
        raise BerkasDitolak(_TERPOTONG) from salah
    putus = bool(rekam) and not teks.endswith(("\n", "\r")) and len(rekam) < lebar
    kutip = bool(rekam) and teks.count('"') % 2 == 1 and ("\n" in rekam[-1] or not teks.endswith(("\n", "\r")))
    terpotong = baris[-1][0] if baris and (putus or kutip) else None
    return Mentah("CSV", baris, terpotong=terpotong, pemisah=pemisah)


def teks_csv(isi: bytes) -> str:
    """The text of a CSV in UTF-8 (with or without BOM), UTF-16 with BOM, or Windows-1252."""
    if isi.startswith((b"\xff\xfe", b"\xfe\xff")):
        return isi.decode("utf-16", errors="replace")
    try:
        return isi.decode("utf-8-sig")
    except UnicodeDecodeError:
        return isi.decode("cp1252", errors="replace")


def all_cells(isi: bytes) -> Iterator[str]:
    """Every text of a file, hidden sheets and comments too: for finding a person in it, not for reading a table."""
    if jenis_berkas(isi) == "csv":
        yield from teks_csv(isi).splitlines()
        return
    arsip = aman(buka_zip, isi)
    for nama in arsip.namelist():
        if nama.startswith("xl/") and nama.endswith(".xml"):
            yield from aman(lambda jalur=nama: [_whole_text(e) for e in _elemen(arsip, jalur)])


def _whole_text(e: Element) -> str:
    """What an element says; a number in Excel's notation with all of its digits."""
    nama = _lokal(e)
    if nama in ("si", "is", "text"):
        return _teks(e)
    teks = e.text or ""
    return f"{float(teks):.0f}" if nama == "v" and "E+" in teks else teks
