"""Step curves of shares that only fall, as SVG text, with a band; a second curve is told apart by its dashes, not its colour."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from html import escape

from django.utils.safestring import SafeString

from desa.grafik import bingkai, ukur

KIRI, KANAN, ATAS, BAWAH = 60, 12, 14, 40
SEPEREMPAT = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True)
class Kurva:
    """A curve from 1 at 0: its name, (place, share) of each step, and (place, low, high) of its band if it has one."""

    nama: str
    langkah: Sequence[tuple[float, float]]
    pita: Sequence[tuple[float, float, float]] = field(default_factory=tuple)


def tangga(
    judul: str,
    kurva: Sequence[Kurva],
    *,
    sampai: float,
    tanda: Sequence[tuple[float, str]],
    satuan: str,
    uraian: str,
    lebar: int = 640,
    tinggi: int = 300,
) -> SafeString:
    """The curves from 0 to `sampai`, shares from 0 to 100 %; `tanda` are places on the axis and what stands under them."""
    bawah = tinggi - BAWAH

    def x(nilai: float) -> str:
        return ukur(KIRI + nilai / sampai * (lebar - KIRI - KANAN))

    def y(bagian: float) -> str:
        return ukur(bawah - bagian * (bawah - ATAS))

    isi = [f'<path class="sumbu" d="M{KIRI} {y(s)}H{lebar - KANAN}"/>' for s in SEPEREMPAT]
    isi += [
        f'<text x="{KIRI - 6}" y="{float(y(s)) + 4:.1f}" text-anchor="end">{round(s * 100)} %</text>'
        for s in SEPEREMPAT
    ]
    for nomor, k in enumerate(kurva):
        if k.pita:
            atas = _steps([(p, t) for p, _, t in k.pita], sampai)
            rendah = _steps([(p, b) for p, b, _ in k.pita], sampai)[::-1]
            titik = "L".join(f"{x(a)} {y(b)}" for a, b in (*atas, *rendah))
            isi.append(f'<path class="pita" d="M{titik}Z"/>')
        titik = "L".join(f"{x(a)} {y(b)}" for a, b in _steps(k.langkah, sampai))
        isi.append(f'<path class="garis{" garis-batas" if nomor else ""}" d="M{titik}"/>')
    isi += [f'<text x="{x(n)}" y="{bawah + 16}" text-anchor="middle">{escape(kata)}</text>' for n, kata in tanda]
    isi.append(f'<text x="{lebar - KANAN}" y="{tinggi - 6}" text-anchor="end">{escape(satuan)}</text>')
    return bingkai("".join(isi), lebar=lebar, tinggi=tinggi, judul=judul, uraian=uraian)


def _steps(langkah: Sequence[tuple[float, float]], sampai: float) -> list[tuple[float, float]]:
    """The corners of a curve that begins at 1 and keeps each share until the next step."""
    sudut, kini = [(0.0, 1.0)], 1.0
    for tempat, bagian in langkah:
        sudut += [(tempat, kini), (tempat, bagian)]
        kini = bagian
    return [*sudut, (sampai, kini)]
