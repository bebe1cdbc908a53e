"""An uploaded sheet as a table of named columns: finds the sheet, the heading row and each column, writes nothing."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from difflib import get_close_matches
from itertools import islice
from typing import Any

from desa.impor.berkas import (
    BARIS_JUDUL_TERDALAM,
    BATAS_BARIS,
    BerkasDitolak,
    BukuXlsx,
    Mentah,
    Rumus,
    SelGalat,
    aman,
    baca_csv,
    jenis_berkas,
    nama_sel,
    teks_csv,
)
from desa.validators import kunci_nama, rapikan

KEMIRIPAN_JUDUL = 0.84


@dataclass(frozen=True)
class Galat:
    """One thing wrong in an uploaded sheet: sheet row, column heading, cell name and the sentence."""

    baris: int | None
    kolom: str
    sel: str
    kalimat: str


@dataclass(frozen=True)
class Kolom:
    """A column that an import knows: its key, its heading, other ways people head it, and how the template shows it.

    A cell is read as one line, unless the column holds long text (`berbaris`).
    """

    nama: str
    judul: str
    alias: tuple[str, ...] = ()
    catatan: str = ""
    contoh: str = ""
    pilihan: str = ""
    teks: bool = False
    berbaris: bool = False
    lebar: int = 18


@dataclass(frozen=True)
class Baris:
    """One data row: sheet row number, value and cell name per column key, and what is wrong with its cells."""

    nomor: int
    nilai: dict[str, Any]
    sel: dict[str, str]
    galat: tuple[Galat, ...] = ()

    def teks(self, nama: str) -> str:
        """The value as text, "" when empty; a whole float loses its ".0", a date is written as people write it."""
        nilai = self.nilai.get(nama)
        if nilai is None:
            return ""
        if isinstance(nilai, date):
            return f"{nilai:%d/%m/%Y}"
        if isinstance(nilai, float) and nilai.is_integer():
            return str(int(nilai))
        return str(nilai)


@dataclass(frozen=True)
class Tabel:
    """The data rows of the sheet that was found, and what the person should know about how it was read."""

    lembar: str
    baris_judul: int
    judul: dict[str, str]
    baris: list[Baris]
    catatan: list[str] = field(default_factory=list)
    sistem_1904: bool = False


@dataclass(frozen=True)
class _Judul:
    baris: int
    kolom: dict[str, int]
    ganda: list[tuple[str, int, int]]
    lain: list[str]


def baca_tabel(
    isi: bytes, kolom: Sequence[Kolom], *, wajib: Sequence[tuple[str, ...]], batas: int = BATAS_BARIS
) -> Tabel:
    """The uploaded bytes as a Tabel. `wajib` names the columns that must be there, each as a tuple of alternatives.

    Raises BerkasDitolak with one sentence when the file as a whole cannot be read; what is wrong with single cells
    stands in the rows' `galat`.
    """
    mentah, judul = baca_mentah(isi, kolom, batas=batas)
    if judul is None:
        wanted = ", ".join(f"“{k.judul}”" for k in kolom[:4])
        raise BerkasDitolak(
            f"Baris judul kolom tidak ditemukan di lembar mana pun. Pakai templat, atau beri judul seperti {wanted}."
        )
    _periksa_judul(judul, mentah, kolom, wajib)
    return _susun(mentah, judul, kolom, batas)


def baca_mentah(isi: bytes, kolom: Sequence[Kolom], *, batas: int = BATAS_BARIS) -> tuple[Mentah, _Judul | None]:
    """The raw sheet that holds the headings (else the first sheet) and its heading row."""
    paling_banyak = batas + BARIS_JUDUL_TERDALAM + 1
    if jenis_berkas(isi) == "csv":
        teks = teks_csv(isi)
        calon = [baca_csv(teks, p, paling_banyak=BARIS_JUDUL_TERDALAM) for p in (";", ",", "\t", "|")]
        terbaik, judul = _terbaik([(mentah, _cari_judul(mentah, kolom)) for mentah in calon])
        return baca_csv(teks, terbaik.pemisah, paling_banyak=paling_banyak), judul
    buku = aman(BukuXlsx, isi)
    intip = [aman(buku.baca, lembar, paling_banyak=BARIS_JUDUL_TERDALAM) for lembar in islice(buku.lembar, 20)]
    terbaik, judul = _terbaik([(mentah, _cari_judul(mentah, kolom)) for mentah in intip])
    return aman(buku.baca, terbaik.lembar, paling_banyak=paling_banyak), judul


@dataclass(frozen=True)
class Intip:
    """A sheet before anybody said which column is what: headings by column number, a guess per column key, first data rows."""

    judul: dict[int, str]
    saran: dict[str, int]
    contoh: list[dict[int, Any]]


def intip_tabel(isi: bytes, kolom: Sequence[Kolom], *, contoh: int = 3) -> Intip:
    """The headings of an unknown layout. Raises BerkasDitolak when no row looks like one: text alone, and no long number."""
    mentah, judul = baca_mentah(isi, kolom, batas=contoh)
    nomor = (
        judul.baris if judul else next((n for n, baris in mentah.baris[:BARIS_JUDUL_TERDALAM] if _mungkin(baris)), 0)
    )
    kepala = next((baris for n, baris in mentah.baris if n == nomor), {})
    if not kepala or not _mungkin(kepala):
        raise BerkasDitolak("Baris judul kolom tidak ditemukan. Beri judul di atas setiap kolom, lalu unggah lagi.")
    sesudah = [baris for n, baris in mentah.baris if n > nomor]
    return Intip({k: rapikan(str(v))[:80] for k, v in kepala.items()}, judul.kolom if judul else {}, sesudah[:contoh])


def _mungkin(baris: dict[int, Any]) -> bool:
    """Whether a row can be the headings: two texts or more, no numbers, nothing with six digits in a row."""
    teks = [v for v in baris.values() if isinstance(v, str)]
    return len(teks) >= 2 and len(teks) == len(baris) and not any(re.search(r"[0-9]{6}", t) for t in teks)


def _terbaik(calon: list[tuple[Mentah, _Judul | None]]) -> tuple[Mentah, _Judul | None]:
    return max(calon, key=lambda c: len(c[1].kolom) if c[1] else 0)


def _cari_judul(mentah: Mentah, kolom: Sequence[Kolom]) -> _Judul | None:
    """The row among the first ones whose texts match the most columns (at least two)."""
    kamus = {kunci_nama(nama): k.nama for k in kolom for nama in (k.judul, k.nama, *k.alias)}
    terbaik: _Judul | None = None
    for nomor, isi in mentah.baris[:BARIS_JUDUL_TERDALAM]:
        judul = _cocokkan(nomor, isi, kamus)
        if len(judul.kolom) >= 2 and (terbaik is None or len(judul.kolom) > len(terbaik.kolom)):
            terbaik = judul
    return terbaik


def _cocokkan(nomor: int, isi: dict[int, Any], kamus: dict[str, str]) -> _Judul:
    """Columns of one row by heading: exact names first, then the usual misspellings for what is still free."""
    teks = {k: kunci_nama(v) for k, v in isi.items() if isinstance(v, str)}
    ketemu: dict[str, int] = {}
    ganda: list[tuple[str, int, int]] = []
    sisa: list[int] = []
    for k, t in teks.items():
        nama = kamus.get(t)
        if nama is None:
            sisa.append(k)
        elif nama in ketemu:
            ganda.append((nama, ketemu[nama], k))
        else:
            ketemu[nama] = k
    lain: list[str] = []
    for k in sisa:
        mirip = get_close_matches(teks[k], kamus, n=1, cutoff=KEMIRIPAN_JUDUL) if len(teks[k]) >= 4 else []
        if mirip and kamus[mirip[0]] not in ketemu:
            ketemu[kamus[mirip[0]]] = k
        else:
            lain.append(rapikan(str(isi[k])))
    return _Judul(nomor, ketemu, ganda, lain)


def _periksa_judul(judul: _Judul, mentah: Mentah, kolom: Sequence[Kolom], wajib: Sequence[tuple[str, ...]]) -> None:
    """Refuse a heading row that lacks a column, names one twice, or is merged."""
    sebutan = {k.nama: k.judul for k in kolom}
    for pilihan in wajib:
        if not any(nama in judul.kolom for nama in pilihan):
            kurang = " atau ".join(f"“{sebutan[nama]}”" for nama in pilihan)
            raise BerkasDitolak(
                f"Kolom {kurang} tidak ditemukan pada baris judul (baris {judul.baris} lembar “{mentah.lembar}”). "
                "Tambahkan kolomnya atau pakai templat."
            )
    for nama, satu, dua in judul.ganda:
        raise BerkasDitolak(
            f"Kolom “{sebutan[nama]}” ada dua: sel {nama_sel(satu, judul.baris)} dan {nama_sel(dua, judul.baris)}. "
            "Hapus atau ganti judul salah satunya."
        )
    for ref, (kiri, atas, kanan, bawah) in mentah.gabungan:
        if atas <= judul.baris <= bawah and any(kiri <= k <= kanan for k in judul.kolom.values()):
            raise BerkasDitolak(
                f"Judul kolom pada sel {ref} digabung. Pisahkan selnya (Unmerge Cells), lalu unggah lagi."
            )


def _susun(mentah: Mentah, judul: _Judul, kolom: Sequence[Kolom], batas: int) -> Tabel:
    sebutan = {k.nama: k.judul for k in kolom}
    berbaris = {k.nama for k in kolom if k.berbaris}
    gabung = _sel_gabungan(mentah, judul)
    baris: list[Baris] = []
    for nomor, isi in mentah.baris:
        nilai = {n: isi[k] if n in berbaris else _one_line(isi[k]) for n, k in judul.kolom.items() if k in isi}
        if nomor <= judul.baris or not nilai or (not baris and _baris_nomor(nilai)):
            continue
        sel = {nama: nama_sel(k, nomor) for nama, k in judul.kolom.items()}
        galat = _galat_sel(nomor, nilai, sel, sebutan, gabung.get(nomor, []))
        if mentah.terpotong == nomor:
            galat.append(
                Galat(nomor, "", nama_sel(1, nomor), "Baris terakhir ini terpotong. Periksa, lalu unggah lagi.")
            )
        baris.append(Baris(nomor, {k: v for k, v in nilai.items() if _polos(v)}, sel, tuple(galat)))
    if len(baris) > batas or not mentah.utuh:
        raise BerkasDitolak(
            f"Berkas ini berisi lebih dari {batas:,} baris data. ".replace(",", ".")
            + "Bagi menjadi beberapa berkas, lalu unggah satu per satu."
        )
    if not baris:
        raise BerkasDitolak(
            f"Lembar “{mentah.lembar}” tidak berisi baris data di bawah judul (baris {judul.baris}). "
            "Isi dahulu, lalu unggah."
        )
    judul_tampil = {nama: sebutan[nama] for nama in judul.kolom}
    return Tabel(mentah.lembar, judul.baris, judul_tampil, baris, _catatan(mentah, judul, baris), mentah.sistem_1904)


def _one_line(nilai: Any) -> Any:
    return rapikan(nilai) if isinstance(nilai, str) and "\n" in nilai else nilai


def _polos(nilai: Any) -> bool:
    return not isinstance(nilai, (Rumus, SelGalat))


def _baris_nomor(nilai: dict[str, Any]) -> bool:
    """Whether this is the row of column numbers "(1) (2) (3)" that decrees print below their headings."""
    return len(nilai) >= 2 and all(
        str(v).strip("()").isdigit() and len(str(v).strip("()")) <= 2 for v in nilai.values()
    )


def _sel_gabungan(mentah: Mentah, judul: _Judul) -> dict[int, list[tuple[str, str, str]]]:
    """Per data row the merged ranges that touch a used column: (range, column key, cell name)."""
    hasil: dict[int, list[tuple[str, str, str]]] = {}
    nomor_berisi = {nomor for nomor, _ in mentah.baris}
    for ref, (kiri, atas, kanan, bawah) in mentah.gabungan:
        nama = next((n for n, k in judul.kolom.items() if kiri <= k <= kanan), None)
        for nomor in range(max(atas, judul.baris + 1), min(bawah, atas + BATAS_BARIS) + 1) if nama else ():
            if nomor in nomor_berisi and nama:
                hasil.setdefault(nomor, []).append((ref, nama, nama_sel(judul.kolom[nama], nomor)))
    return hasil


def _galat_sel(
    nomor: int, nilai: dict[str, Any], sel: dict[str, str], sebutan: dict[str, str], gabung: list[tuple[str, str, str]]
) -> list[Galat]:
    galat: list[Galat] = []
    for nama, isi in nilai.items():
        if isinstance(isi, Rumus):
            kalimat = f"Sel {sel[nama]} berisi rumus. Ganti dengan nilainya (Salin, lalu Tempel Khusus: Nilai)."
            galat.append(Galat(nomor, sebutan[nama], sel[nama], kalimat))
        elif isinstance(isi, SelGalat):
            kalimat = f"Sel {sel[nama]} berisi galat Excel {isi.teks}. Ketik ulang nilainya."
            galat.append(Galat(nomor, sebutan[nama], sel[nama], kalimat))
    for ref, nama, di in gabung:
        kalimat = f"Sel {ref} digabung. Pisahkan selnya (Unmerge Cells) dan isi setiap barisnya."
        galat.append(Galat(nomor, sebutan[nama], di, kalimat))
    return galat


def _catatan(mentah: Mentah, judul: _Judul, baris: list[Baris]) -> list[str]:
    """What was noticed and not refused."""
    catatan: list[str] = []
    tersembunyi = sum(b.nomor in mentah.tersembunyi for b in baris)
    if tersembunyi:
        catatan.append(f"{tersembunyi} baris tersembunyi di lembar “{mentah.lembar}” ikut dibaca.")
    if judul.lain:
        catatan.append(f"Kolom yang tidak dipakai: {', '.join(judul.lain[:10])}.")
    return catatan
