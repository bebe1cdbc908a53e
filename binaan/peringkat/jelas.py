"""Why an OPD has its score, and what would lift its rank most: from its own inputs and the table of the others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import groupby

from django.utils.safestring import SafeString

from binaan.enums import KeadaanNilai, KelompokKomponen, Komponen
from binaan.peringkat.hasil import BarisPeringkat, Lembar
from binaan.peringkat.komponen import DEFINISI, Butir, Cara, Definisi
from binaan.peringkat.masukan import TIDAK_DIISI, OpdDinilai, Tugas
from binaan.peringkat.skor import Poin, ceilings, contributions, points_of, spread
from desa.angka import format_desimal, format_ribuan
from desa.grafik import bingkai, ukur
from opd.rekap.hitung import bulatkan

WARNA = {KelompokKomponen.HASIL: "aksen", KelompokKomponen.KELUARAN: "awas", KelompokKomponen.PROSES: "netral"}


@dataclass(frozen=True, slots=True)
class BarisKartu:
    """One component of one penugasan in words."""

    komponen: Komponen
    definisi: Definisi
    keadaan: KeadaanNilai
    kata: str
    ukuran: str
    skor: Decimal | None
    bobot: Decimal
    poin: Decimal
    rinci: int


@dataclass(frozen=True, slots=True)
class KartuTugas:
    """One penugasan: what counted, what did not apply."""

    tugas: Tugas
    baris: tuple[BarisKartu, ...]

    @property
    def jam(self) -> Decimal | None:
        """Travel hours with one decimal."""
        return None if self.tugas.jam is None else bulatkan(self.tugas.jam)

    @property
    def dihitung(self) -> tuple[BarisKartu, ...]:
        return tuple(b for b in self.baris if b.keadaan != KeadaanNilai.TIDAK_BERLAKU)

    @property
    def tidak_berlaku(self) -> tuple[BarisKartu, ...]:
        return tuple(b for b in self.baris if b.keadaan == KeadaanNilai.TIDAK_BERLAKU)

    @property
    def tidak_diisi(self) -> tuple[BarisKartu, ...]:
        return tuple(b for b in self.baris if b.keadaan == KeadaanNilai.TIDAK_DIISI)


@dataclass(frozen=True, slots=True)
class Langkah:
    """One step of the waterfall: points from `dari` to `ke`, of `paling` it could have been."""

    komponen: Komponen
    kelompok: KelompokKomponen
    dari: Decimal
    ke: Decimal
    paling: Decimal

    @property
    def poin(self) -> Decimal:
        return self.ke - self.dari


@dataclass(frozen=True, slots=True)
class Pengungkit:
    """What a component would bring at its full mark: points, the score then, the rank then."""

    komponen: Komponen
    tambah: Decimal
    skor: Decimal
    peringkat: int
    naik: int
    kosong: bool


def card_of(butir: Sequence[Butir], tugas: Tugas) -> KartuTugas:
    """The card of one penugasan; its points add up to its rounded score."""
    poin = points_of(butir, tugas)
    bagi = spread([p.poin for p in poin], bulatkan(sum((p.poin for p in poin), Fraction(0))))
    paling = ceilings(bagi, [(p.poin, p.bobot) for p in poin])
    return KartuTugas(tugas, tuple(_row(*isi) for isi in zip(poin, bagi, paling, strict=True)))


def _row(p: Poin, poin: Decimal, paling: Decimal) -> BarisKartu:
    ada = p.ukuran is not None
    return BarisKartu(
        p.butir.komponen, p.butir.definisi, p.nilai.keadaan, counted_words(p) if ada else p.nilai.sebab,
        measured_words(p.butir.definisi, p.ukuran) if p.ukuran is not None else "–",
        bulatkan(p.skor * 100) if ada or p.nilai.keadaan == TIDAK_DIISI else None,
        paling, poin, len(p.nilai.rinci),
    )  # fmt: skip


def counted_words(p: Poin) -> str:
    """What was counted: "12 dari 40", "9 UMKM"."""
    n = p.nilai
    match p.butir.definisi.cara:
        case Cara.WILSON if p.butir.definisi.baris == "keluarga" and 0 < n.x < n.n:
            return (
                "sebagian keluarga; jumlah kelompok kecil tidak disebut, maka skornya dihitung seperti "
                f"{format_ribuan(n.x)} dari {format_ribuan(n.n)} keluarga"
            )
        case Cara.WILSON | Cara.PERSEN:
            return f"{format_ribuan(n.x)} dari {format_ribuan(n.n)} {_unit(p.butir.definisi.baris)}"
        case Cara.MEDIAN:
            return f"{format_ribuan(n.n)} UMKM dibandingkan"
        case Cara.ANGKA if p.butir.komponen == Komponen.INDEKS and n.rinci:
            tahun, dasar, _ = n.rinci[0]
            return f"{dasar} ({tahun})"
    return n.sebab


def _unit(baris: str) -> str:
    return {"umkm": "UMKM", "potret": "KK", "laporan": "laporan", "arahan": "arahan"}.get(baris, "keluarga")


def measured_words(d: Definisi, nilai: Fraction) -> str:
    """The number that enters, with its unit."""
    angka = format_ribuan(int(nilai)) if d.satuan == "hari" else format_desimal(bulatkan(nilai))
    return f"{angka} {d.satuan}"


def waterfall(butir: Sequence[Butir], opd: OpdDinilai, skor: Decimal) -> tuple[Langkah, ...]:
    """The components in order, each on top of the one before; the last ends at the score."""
    poin = contributions(butir, opd)
    urut = [b.komponen for b in butir if b.komponen in poin]
    bagi = spread([poin[k][0] for k in urut], skor)
    hasil, kini = [], Decimal("0.0")
    for k, n, paling in zip(urut, bagi, ceilings(bagi, [poin[k] for k in urut]), strict=True):
        hasil.append(Langkah(k, DEFINISI[k].kelompok, kini, kini + n, paling))
        kini += n
    return tuple(hasil)


def levers(
    opd: OpdDinilai, langkah: Sequence[Langkah], lembar: Lembar, baris: BarisPeringkat
) -> tuple[Pengungkit, ...]:
    """What would lift the rank most, all others staying as they are; of equal ranks the one that brings most points.

    Reckoned from the points as the waterfall shows them, so that what it had, what it would bring and the score then add up.
    """
    if baris.skor is None or baris.peringkat is None:
        return ()
    kosong = {k for t in opd.tugas for k, n in t.nilai.items() if n.keadaan == TIDAK_DIISI}
    hasil = []
    for s in langkah:
        if (tambah := s.paling - s.poin) > 0:
            nomor = lembar.position(baris.skor + tambah, kecuali=opd.slug)
            naik = baris.peringkat - nomor
            hasil.append(Pengungkit(s.komponen, tambah, baris.skor + tambah, nomor, naik, s.komponen in kosong))
    return tuple(sorted(hasil, key=lambda p: (p.peringkat, -p.tambah, p.komponen.value)))


def nearest_above(lembar: Lembar, baris: BarisPeringkat) -> tuple[str, Decimal] | None:
    """The OPD next above, and how many points it is ahead; None for the first."""
    if baris.skor is None or baris.peringkat is None:
        return None
    atas = [b for b in lembar.baris if b.peringkat and b.skor is not None and b.skor > baris.skor]
    return (atas[-1].nama, atas[-1].skor - baris.skor) if atas and atas[-1].skor is not None else None


def draw_waterfall(langkah: Sequence[Langkah], *, judul: str) -> SafeString:
    """The steps as bars that begin where the one before ended; behind each what it could have been. A table says the same."""
    lebar, kiri, tinggi, y = 720, 240, 26, 8
    skala = (lebar - kiri - 60) / 100

    def x(nilai: Decimal) -> str:
        return ukur(kiri + float(nilai) * skala)

    isi: list[str] = []
    for kelompok, bagian in groupby(langkah, key=lambda s: s.kelompok):
        isi.append(f'<text class="nama-kelompok" x="{kiri - 8}" y="{y + 14}" text-anchor="end">{kelompok.label}</text>')
        for s in bagian:
            y += tinggi
            ujung = ukur(kiri + float(s.dari + max(s.poin, s.paling)) * skala + 6)
            isi += [
                f'<text x="{kiri - 8}" y="{y + 14}" text-anchor="end">{s.komponen.label}</text>',
                _bar("wadah", x(s.dari), y, float(s.paling) * skala, tinggi - 8),
                _bar(f"batang {WARNA[kelompok]}", x(s.dari), y, float(s.poin) * skala, tinggi - 8),
                f'<text class="nilai-grafik" x="{ujung}" y="{y + 14}">{format_desimal(s.poin)}</text>',
            ]
        y += tinggi
    isi.append(f'<path class="sumbu" d="M{kiri} 4V{y}"/>')
    uraian = "; ".join(f"{s.komponen.label} {format_desimal(s.poin)} dari {format_desimal(s.paling)}" for s in langkah)
    return bingkai("".join(isi), lebar=lebar, tinggi=y + 8, judul=judul, uraian=uraian)


def _bar(kelas: str, x: str, y: int, lebar: float, tinggi: int) -> str:
    return f'<rect class="{kelas}" x="{x}" y="{y}" width="{ukur(max(lebar, 0))}" height="{tinggi}"/>'


def movement(lama: Mapping[str, int | None], slug: str, kini: int | None) -> str:
    """ "naik 2", "turun 1", "tetap", or nothing where one of the two has no rank."""
    dulu = lama.get(slug)
    if dulu is None or kini is None:
        return "–"
    beda = dulu - kini
    return "tetap" if not beda else f"naik {beda}" if beda > 0 else f"turun {-beda}"
