"""Charts as SVG text: bars, a line with gaps, shares of one whole.

Colours come from classes (static/css/grafik.css), so light, dark, print and forced colours need no second drawing.
Every chart is an image with a title and a description; the caller prints the same numbers in a table beside it.
Numbers in attributes are written with a dot and without grouping, whatever the page's language.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import blake2b
from html import escape
from typing import Literal

from django.utils.safestring import SafeString, mark_safe

Kelas = Literal["baik", "awas", "buruk", "netral", "pudar", "aksen"]

LEBAR_HURUF = 8
"""At most how wide a letter or figure of a chart is, in units of its drawing: so no value runs over the edge."""


@dataclass(frozen=True)
class Butir:
    """One value of a chart: what it is called, how large it is (None = unknown), how it reads, and its colour's class."""

    nama: str
    nilai: float | None
    teks: str = ""
    kelas: Kelas = "aksen"

    @property
    def tertulis(self) -> str:
        """The value in words: `teks`, else the number, else "tidak ada data"."""
        if self.teks:
            return self.teks
        return "tidak ada data" if self.nilai is None else ukur(self.nilai)


def ukur(nilai: float) -> str:
    """A number for an SVG attribute: at most one decimal, a dot, no grouping: 12.0 → "12", 12.34 → "12.3"."""
    teks = f"{nilai:.1f}"
    return teks[:-2] if teks.endswith(".0") else teks


def bingkai(
    isi: str, *, lebar: int, tinggi: int, judul: str, uraian: str, kelas: str = "", peran: str = "img"
) -> SafeString:
    """`isi` inside an SVG that is announced as one image named `judul` and described by `uraian`.

    `peran` "group": what is inside can be followed. Drawn again it is the same text, so that a page that shows it may be the
    one a browser keeps.
    """
    nomor = blake2b("\n".join((judul, uraian, isi)).encode(), digest_size=6).hexdigest()
    return mark_safe(  # noqa: S308 - every text passes escape() below or in the caller's parts
        f'<svg class="grafik{" " + kelas if kelas else ""}" viewBox="0 0 {lebar} {tinggi}" role="{peran}" '
        f'aria-labelledby="g{nomor}j g{nomor}u"><title id="g{nomor}j">{escape(judul)}</title>'
        f'<desc id="g{nomor}u">{escape(uraian)}</desc>{isi}</svg>'
    )


def _uraian(butir: Sequence[Butir]) -> str:
    return "; ".join(f"{b.nama}: {b.tertulis}" for b in butir) or "Tidak ada data."


def batang(judul: str, butir: Sequence[Butir], *, lebar: int = 640, lebar_nama: int = 170) -> SafeString:
    """Horizontal bars from zero, one line each, the longest filling the width; an unknown value has words and no bar."""
    terbesar = max((b.nilai for b in butir if b.nilai is not None), default=0) or 1
    ruang = lebar - lebar_nama - max([90, *(len(b.tertulis) * LEBAR_HURUF + 10 for b in butir if b.nilai)])
    isi = []
    for n, b in enumerate(butir):
        y = n * 26
        panjang = 0.0 if b.nilai is None else max(b.nilai, 0) / terbesar * ruang
        isi.append(f'<text x="{lebar_nama - 8}" y="{y + 17}" text-anchor="end">{escape(b.nama)}</text>')
        if b.nilai is not None:
            isi.append(
                f'<rect class="batang {b.kelas}" x="{lebar_nama}" y="{y + 4}" width="{ukur(panjang)}" height="18"/>'
            )
        isi.append(
            f'<text class="nilai-grafik" x="{ukur(lebar_nama + panjang + 6)}" y="{y + 17}">{escape(b.tertulis)}</text>'
        )
    return bingkai("".join(isi), lebar=lebar, tinggi=max(len(butir) * 26, 26), judul=judul, uraian=_uraian(butir))


def _potongan(butir: Sequence[Butir], x: Sequence[float], y: Sequence[float | None]) -> list[list[tuple[float, float]]]:
    """Runs of known neighbours: a line is never drawn across a gap."""
    runs: list[list[tuple[float, float]]] = [[]]
    for xi, yi in zip(x, y, strict=True):
        if yi is None:
            runs.append([])
        else:
            runs[-1].append((xi, yi))
    return [run for run in runs if run]


def _jalur(butir: Sequence[Butir], *, x0: float, x1: float, atas: float, bawah: float, terbesar: float) -> str:
    """The line's runs as paths and the lone points as dots, on a scale from 0 to `terbesar`."""
    langkah = (x1 - x0) / max(len(butir) - 1, 1)
    x = [x0 + n * langkah for n in range(len(butir))]
    y = [None if b.nilai is None else bawah - b.nilai / terbesar * (bawah - atas) for b in butir]
    isi = []
    for run in _potongan(butir, x, y):
        if len(run) == 1:
            isi.append(f'<circle class="titik" cx="{ukur(run[0][0])}" cy="{ukur(run[0][1])}" r="2.5"/>')
        else:
            titik = "L".join(f"{ukur(xi)} {ukur(yi)}" for xi, yi in run)
            isi.append(f'<path class="garis" d="M{titik}"/>')
    return "".join(isi)


def garis(judul: str, butir: Sequence[Butir], *, lebar: int = 640, tinggi: int = 200, puncak: str = "") -> SafeString:
    """A line from the first to the last value on a scale from zero; months without data leave a gap.

    `puncak` is the largest value as people read it, printed at the top of the scale.
    """
    terbesar = max((b.nilai for b in butir if b.nilai is not None), default=0) or 1
    bawah = tinggi - 24
    isi = [
        f'<path class="sumbu" d="M4 18H{lebar - 4}M4 {bawah}H{lebar - 4}"/>',
        f'<text x="4" y="13">{escape(puncak or ukur(terbesar))}</text>',
        _jalur(butir, x0=8, x1=lebar - 8, atas=18, bawah=bawah, terbesar=terbesar),
    ]
    if butir:
        isi.append(f'<text x="4" y="{tinggi - 6}">{escape(butir[0].nama)}</text>')
    if len(butir) > 1:
        isi.append(f'<text x="{lebar - 4}" y="{tinggi - 6}" text-anchor="end">{escape(butir[-1].nama)}</text>')
    return bingkai("".join(isi), lebar=lebar, tinggi=tinggi, judul=judul, uraian=_uraian(butir))


def bagian(judul: str, butir: Sequence[Butir], *, lebar: int = 400, tinggi: int = 16) -> SafeString:
    """One bar divided into the shares of its whole; parts of nothing leave an empty frame."""
    jumlah = sum(b.nilai or 0 for b in butir)
    isi, x = [f'<rect class="wadah" width="{lebar}" height="{tinggi}"/>'], 0.0
    for b in butir:
        if not b.nilai or not jumlah:
            continue
        w = b.nilai / jumlah * lebar
        isi.append(f'<rect class="batang {b.kelas}" x="{ukur(x)}" width="{ukur(w)}" height="{tinggi}"/>')
        x += w
    return bingkai("".join(isi), lebar=lebar, tinggi=tinggi, judul=judul, uraian=_uraian(butir), kelas="grafik-bagian")
