"""The comparison as pictures: estimates with their intervals, and both groups year by year. A table beside says the same."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString

from binaan.dampak.hasil import TEMPAT_RATA, Titik, Ukuran, tanda
from desa.angka import format_desimal
from desa.grafik import bingkai, ukur

LEBAR, NAMA = 640, 110
TINGGI_BARIS = 40


def selang(judul: str, baris: Sequence[Ukuran], *, tempat: int) -> SafeString:
    """One line per measure: the interval, its middle, and a line at no difference."""
    ada = [(u.nama.partition(" (")[0], u.dampak) for u in baris if u.dampak]
    rendah, tinggi = min([0.0, *(d.bawah for _, d in ada)]), max([0.0, *(d.atas for _, d in ada)])
    ruang, bawah = (tinggi - rendah) or 1, len(ada) * TINGGI_BARIS + 12

    def x(nilai: float) -> str:
        return ukur(NAMA + 24 + (nilai - rendah) / ruang * (LEBAR - NAMA - 54))

    isi = [f'<path class="sumbu" d="M{x(0)} 4V{bawah}"/>']
    for n, (nama, d) in enumerate(ada):
        y = n * TINGGI_BARIS + 26
        isi.append(f'<text x="{NAMA - 12}" y="{y + 4}" text-anchor="end">{escape(nama)}</text>')
        isi.append(
            f'<path class="garis" d="M{x(d.bawah)} {y}H{x(d.atas)}M{x(d.bawah)} {y - 6}v12M{x(d.atas)} {y - 6}v12"/>'
        )
        isi.append(f'<circle class="titik aksen" cx="{x(d.selisih)}" cy="{y}" r="5"/>')
    for nilai in {0.0, *(n for n in (rendah, tinggi) if abs(n) > ruang / 5)}:
        isi.append(f'<text x="{x(nilai)}" y="{bawah + 16}" text-anchor="middle">{tanda(nilai, tempat)}</text>')
    uraian = "; ".join(f"{nama}: {d.teks}, kisaran {d.kisaran}" for nama, d in ada) or "Belum ada taksiran."
    return bingkai("".join(isi), lebar=LEBAR, tinggi=bawah + 24, judul=judul, uraian=uraian)


def deret(judul: str, titik: Sequence[Titik], *, dasar: int, tempat: int) -> SafeString:
    """Both groups' means per year; a dashed upright line where assistance begins. The scale starts where the data do."""
    lebar, tinggi, kiri, bawah = 320, 210, 48, 182
    semua = [x for t in titik for x in (t.binaan, t.pembanding) if x is not None]
    if not semua:
        return SafeString("")
    rendah, tinggi_nilai = min(semua), max(semua)
    ruang = (tinggi_nilai - rendah) or abs(tinggi_nilai) * 0.1 or 1
    rendah, ruang = rendah - ruang * 0.1, ruang * 1.2

    def x(tahun: float) -> float:
        awal, akhir = titik[0].tahun, titik[-1].tahun
        return kiri + 14 + (tahun - awal) / max(akhir - awal, 1) * (lebar - kiri - 36)

    def y(nilai: float) -> float:
        return bawah - (nilai - rendah) / ruang * (bawah - 14)

    isi = [f'<path class="sumbu" d="M{kiri} 10V{bawah}H{lebar - 6}"/>']
    for nilai in (rendah + ruang / 12, rendah + ruang / 2, rendah + ruang * 11 / 12):
        isi.append(
            f'<text x="{kiri - 6}" y="{ukur(y(nilai) + 4)}" text-anchor="end">{format_desimal(nilai, tempat)}</text>'
        )
    if titik[0].tahun <= dasar < titik[-1].tahun:
        isi.append(f'<path class="sumbu sumbu-mulai" d="M{ukur(x(dasar + 0.5))} 10V{bawah}"/>')
    for nama, kelas in (("pembanding", " garis-batas"), ("binaan", "")):
        isi += _line([(x(t.tahun), y(v)) for t in titik if (v := getattr(t, nama)) is not None], kelas)
    isi += [f'<text x="{ukur(x(t.tahun))}" y="{bawah + 18}" text-anchor="middle">{t.tahun}</text>' for t in titik]
    uraian = "; ".join(f"{t.tahun}: {_values(t)}" for t in titik)
    return bingkai("".join(isi), lebar=lebar, tinggi=tinggi, judul=judul, uraian=uraian)


def _values(t: Titik) -> str:
    """A year in words: "binaan 0,6200, pembanding 0,6300"."""
    ada = [(nama, v) for nama, v in (("binaan", t.binaan), ("pembanding", t.pembanding)) if v is not None]
    return ", ".join(f"{nama} {format_desimal(v, TEMPAT_RATA)}" for nama, v in ada)


def _line(tempat: Sequence[tuple[float, float]], kelas: str) -> list[str]:
    if not tempat:
        return []
    jalur = "L".join(f"{ukur(a)} {ukur(b)}" for a, b in tempat)
    bulat = "" if kelas else " aksen"
    titik = [f'<circle class="titik{bulat or " netral"}" cx="{ukur(a)}" cy="{ukur(b)}" r="4"/>' for a, b in tempat]
    return [f'<path class="garis{kelas}" d="M{jalur}"/>', *titik]
