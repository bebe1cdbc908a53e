"""The map of Maluku: coastlines from a file beside it, one path of points per state, names of kabupaten in light type."""

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from pathlib import Path

from django.utils.safestring import SafeString

from desa.angka import format_ribuan
from desa.grafik import bingkai

BARAT, UTARA = 125.5, -2.5
LEBAR, TINGGI = 950, 600
PESISIR = Path(__file__).parent / "data" / "pesisir.csv"
PANTAI = "Garis pantai: Natural Earth 1:10 juta (domain publik)."
MARKAH = {
    "baik": "m-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z",
    "awas": "m-6-6h12v12h-12z",
    "buruk": "m0-8 8 14h-16z",
    "netral": "m0-8 8 8-8 8-8-8z",
    "pudar": "m-2.5-7h5v4.5h4.5v5h-4.5v4.5h-5v-4.5h-4.5v-5h4.5z",
}
"""One shape per colour (circle, square, triangle, diamond, cross), so that colour is never the only sign."""
NAMA_KABUPATEN = (
    ("Buru", 80, 46), ("Buru Selatan", 95, 176), ("Seram Bagian Barat", 300, 26), ("Maluku Tengah", 415, 172),
    ("Seram Bagian Timur", 660, 60), ("Ambon", 250, 172), ("Maluku Tenggara, Tual", 565, 322), ("Kepulauan Aru", 800, 475),
    ("Kepulauan Tanimbar", 725, 570), ("Maluku Barat Daya", 150, 490),
)  # fmt: skip


@dataclass(frozen=True)
class Titik:
    """One village on the map: where it is (degrees), its name, the word and class of its state, and where a click leads."""

    nama: str
    lintang: float | None
    bujur: float | None
    keadaan: str
    kelas: str
    alamat: str = ""


@dataclass(frozen=True)
class Legenda:
    """One line of the legend: the shape's class, the word, and how many villages."""

    kelas: str
    keadaan: str
    jumlah: int


@cache
def pesisir() -> str:
    """All coastlines as one path."""
    with PESISIR.open(encoding="utf-8", newline="") as berkas:
        return "".join(baris["garis"] for baris in csv.DictReader(berkas))


def letak(lintang: float, bujur: float) -> tuple[int, int] | None:
    """Degrees as whole units of the map; None outside its frame."""
    x, y = round((float(bujur) - BARAT) * 100), round((UTARA - float(lintang)) * 100)
    return (x, y) if 0 <= x <= LEBAR and 0 <= y <= TINGGI else None


def _placed(t: Titik) -> bool:
    return t.lintang is not None and t.bujur is not None and letak(t.lintang, t.bujur) is not None


def unplaced(titik: Iterable[Titik]) -> int:
    """How many villages the map cannot show: without coordinates, or outside its frame."""
    return sum(not _placed(t) for t in titik)


def coast_note(tanpa: int) -> str:
    """What the coastline is drawn from and what it lacks, and that `tanpa` villages have no place on it."""
    kalimat = f"{PANTAI} Pulau yang terlalu kecil bagi skala itu tidak tergambar; desanya tetap dihitung."
    if tanpa:
        kalimat += (
            f" {format_ribuan(tanpa)} desa tidak ada di peta: koordinatnya belum dicatat atau di luar bingkainya."
        )
    return kalimat


def jalur_titik(titik: Iterable[Titik], kelas: str) -> str:
    """The points of one class as one path of its shape."""
    tempat = (
        letak(t.lintang, t.bujur) for t in titik if t.kelas == kelas and t.lintang is not None and t.bujur is not None
    )
    return "".join(f"M{p[0]} {p[1]}{MARKAH[kelas]}" for p in tempat if p)


def tautan_titik(titik: Iterable[Titik], kelas: str) -> str:
    """The points of one class as links, each named by its village; their group says the state."""
    isi = []
    for t in titik:
        p = None if t.lintang is None or t.bujur is None else letak(t.lintang, t.bujur)
        if p and t.kelas == kelas:
            alamat, d = escape(t.alamat).replace("&amp;", "&"), f"M{p[0]} {p[1]}{MARKAH[kelas]}"
            isi.append(f'<a href="{alamat}" aria-label="{escape(t.nama)}"><path d="{d}"/></a>')
    return "".join(isi)


def susun_legenda(titik: Sequence[Titik], urutan: Sequence[tuple[str, str]]) -> tuple[Legenda, ...]:
    """The words of `urutan` ((class, word), …) with their counts; words without a village stay, with 0."""
    return tuple(Legenda(kelas, kata, sum(t.keadaan == kata for t in titik)) for kelas, kata in urutan)


def contoh_markah(kelas: str) -> SafeString:
    """The shape of a class, for the legend."""
    isi = f'<path class="titik-desa {kelas}" d="M10 10{MARKAH[kelas]}"/>'
    return SafeString(f'<svg class="markah" viewBox="0 0 20 20" aria-hidden="true">{isi}</svg>')


def gambar_peta(titik: Sequence[Titik], judul: str, legenda: Sequence[Legenda]) -> SafeString:
    """The map with its points; villages without coordinates, or outside the frame, are named in the description.

    Points with an address are links, so the map is a group of them and no image.
    """
    hilang = [t.nama for t in titik if not _placed(t)]
    bertaut = any(t.alamat for t in titik)
    if bertaut:
        kata = {t.kelas: escape(t.keadaan) for t in titik}
        lapis = "".join(
            f'<g class="titik-desa {kelas}" role="group" aria-label="{kata[kelas]}">{isi}</g>'
            for kelas in MARKAH
            if (isi := tautan_titik(titik, kelas))
        )
    else:
        lapis = "".join(
            f'<path class="titik-desa {kelas}" d="{d}"/>' for kelas in MARKAH if (d := jalur_titik(titik, kelas))
        )
    return draw_base(lapis, judul, legenda, hilang, bertaut=bertaut)


def draw_base(
    lapis: str, judul: str, legenda: Sequence[Legenda], hilang: Sequence[str], *, bertaut: bool
) -> SafeString:
    """Coastlines and the names of kabupaten under `lapis`; `hilang`: what has no place on the map."""
    uraian = "; ".join(f"{baris.keadaan}: {baris.jumlah} desa" for baris in legenda) or "Tidak ada desa."
    if hilang:
        uraian += f". Tanpa titik: {', '.join(hilang)}"
    label = "".join(f'<text x="{x}" y="{y}">{nama}</text>' for nama, x, y in NAMA_KABUPATEN)
    isi = f'<path class="darat" d="{pesisir()}"/><g class="nama-kabupaten" aria-hidden="true">{label}</g>{lapis}'
    return bingkai(
        isi, lebar=LEBAR, tinggi=TINGGI, judul=judul, uraian=uraian, kelas="peta", peran="group" if bertaut else "img"
    )
