"""From inputs to scores and ranks: exact fractions throughout, one rounding at the end (desain.md, section 4, Ranking).

The unit is the OPD: its score is the mean over its penugasan, weighted by days in the year. A component that is *tidak berlaku*
hands its weight to the others of its group in proportion; a group without any hands its weight to the other groups. One that
is *tidak diisi* counts zero. Ranks compare the rounded scores that are shown, so what looks equal is equal. The OPD of the
Sekda, who freezes, has a score and no rank.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Any

from binaan.enums import KeadaanPeringkat, KelompokAkses, KelompokKomponen, Komponen
from binaan.peringkat.komponen import DEFINISI, Butir
from binaan.peringkat.masukan import TIDAK_BERLAKU, Masukan, Nilai, OpdDinilai, Tugas
from desa.angka import format_desimal
from opd.ambang import PERINGKAT_HARI
from opd.permissions_sekda import SLUG_SEKDA
from opd.rekap.hitung import bulatkan

NOL = Fraction(0)
SERATUS = Fraction(100)


@dataclass(frozen=True, slots=True)
class Poin:
    """One component of one penugasan: what it measured, its score of 0 to 1, and its weight after others moved to it."""

    butir: Butir
    nilai: Nilai
    ukuran: Fraction | None
    skor: Fraction
    bobot: Fraction

    @property
    def poin(self) -> Fraction:
        """What it adds to the score of its penugasan."""
        return self.skor * self.bobot


@dataclass(frozen=True, slots=True)
class HasilOpd:
    """One OPD: its exact and its shown score, its ranks with how many share them, or why it has none."""

    slug: str
    nama: str
    hari: int
    keadaan: KeadaanPeringkat
    akses: KelompokAkses
    sebab: str = ""
    tepat: Fraction | None = None
    skor: Decimal | None = None
    peringkat: int | None = None
    seri: int = 0
    peringkat_akses: int | None = None
    seri_akses: int = 0
    kelompok: tuple[Decimal, ...] = ()
    paling: tuple[Decimal, ...] = ()
    terukur: tuple[Decimal, ...] = ()
    asal: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "slug": self.slug, "nama": self.nama, "hari": self.hari, "keadaan": self.keadaan.value,
            "akses": self.akses.value, "sebab": self.sebab, "tepat": None if self.tepat is None else str(self.tepat),
            "skor": None if self.skor is None else str(self.skor), "peringkat": self.peringkat, "seri": self.seri,
            "peringkat_akses": self.peringkat_akses, "seri_akses": self.seri_akses,
            "kelompok": [str(k) for k in self.kelompok], "paling": [str(k) for k in self.paling],
            "terukur": [str(k) for k in self.terukur], "asal": list(self.asal),
        }  # fmt: skip


def weights_for(butir: Sequence[Butir], nilai: Mapping[Komponen, Nilai]) -> dict[Komponen, Fraction]:
    """The weight of each component that applies, after those that do not gave theirs away; they add up to 100, or to 0."""
    ikut = [b for b in butir if b.bobot and b.komponen in nilai and nilai[b.komponen].keadaan != TIDAK_BERLAKU]
    penuh, pakai = defaultdict(int), defaultdict(int)
    for b in butir:
        penuh[b.kelompok] += b.bobot
    for b in ikut:
        pakai[b.kelompok] += b.bobot
    seluruh = sum(penuh[k] for k in pakai)
    return {b.komponen: SERATUS * b.bobot * penuh[b.kelompok] / (pakai[b.kelompok] * seluruh) for b in ikut}


def points_of(butir: Sequence[Butir], tugas: Tugas) -> tuple[Poin, ...]:
    """Every component with a weight, those that do not apply with weight 0."""
    bobot = weights_for(butir, tugas.nilai)
    hasil = []
    for b in butir:
        if b.bobot and b.komponen in tugas.nilai:
            nilai = tugas.nilai[b.komponen]
            ukuran = nilai.measure(b.komponen)
            skor = NOL if ukuran is None else b.score(ukuran)
            hasil.append(Poin(b, nilai, ukuran, skor, bobot.get(b.komponen, NOL)))
    return tuple(hasil)


def score_of(butir: Sequence[Butir], opd: OpdDinilai) -> Fraction | None:
    """The exact score of an OPD; None when nothing applies to any of its penugasan."""
    jumlah, hari = NOL, 0
    for t in opd.tugas:
        poin = [p for p in points_of(butir, t) if p.bobot]
        if poin:
            jumlah += t.hari * sum((p.poin for p in poin), NOL)
            hari += t.hari
    return jumlah / hari if hari else None


def contributions(butir: Sequence[Butir], opd: OpdDinilai) -> dict[Komponen, tuple[Fraction, Fraction]]:
    """Component → (the points it adds to the OPD's score, the most it could add): means over the penugasan by days."""
    hasil: dict[Komponen, list[Fraction]] = defaultdict(lambda: [NOL, NOL])
    hari = 0
    for t in opd.tugas:
        poin = [p for p in points_of(butir, t) if p.bobot]
        hari += t.hari if poin else 0
        for p in poin:
            jumlah = hasil[p.butir.komponen]
            jumlah[0] += p.poin * t.hari
            jumlah[1] += p.bobot * t.hari
    return {k: (isi[0] / hari, isi[1] / hari) for k, isi in hasil.items()}


def spread(tepat: Sequence[Fraction], jumlah: Decimal) -> tuple[Decimal, ...]:
    """Parts with one decimal that add up to the shown sum: the largest remainders take what rounding down left."""
    sepuluh = [n * 10 for n in tepat]
    utuh = [n.numerator // n.denominator for n in sepuluh]
    sisa = int(jumlah * 10) - sum(utuh)
    urut = sorted(range(len(utuh)), key=lambda i: (utuh[i] - sepuluh[i], i))
    for i in urut[: max(sisa, 0)]:
        utuh[i] += 1
    return tuple(Decimal(n).scaleb(-1) for n in utuh)


def ceilings(poin: Sequence[Decimal], tepat: Sequence[tuple[Fraction, Fraction]]) -> tuple[Decimal, ...]:
    """The most of each part as it is shown, of (had, could be had): they add up, and full marks are shown as full.

    The tenths that this costs or brings are those of the part with most room.
    """
    penuh = spread([paling for _, paling in tepat], bulatkan(sum((paling for _, paling in tepat), NOL)))
    hasil = [p if dapat == paling else max(n, p) for n, p, (dapat, paling) in zip(penuh, poin, tepat, strict=True)]
    ruang = [paling - dapat for dapat, paling in tepat]
    if any(ruang):
        hasil[ruang.index(max(ruang))] += sum(penuh) - sum(hasil)
    return tuple(hasil)


def _groups(masukan: Masukan, o: OpdDinilai, skor: Decimal) -> tuple[tuple[Decimal, ...], tuple[Decimal, ...]]:
    """The points of hasil, keluaran and proses, which add up to the shown score, and the most of each, which add up to 100."""
    poin = contributions(masukan.butir, o)
    tepat = []
    for g in KelompokKomponen:
        isi = [pasangan for k, pasangan in poin.items() if DEFINISI[k].kelompok == g]
        tepat.append((sum((p for p, _ in isi), NOL), sum((q for _, q in isi), NOL)))
    dapat = spread([p for p, _ in tepat], skor)
    return dapat, ceilings(dapat, tepat)


def _applying(masukan: Masukan, o: OpdDinilai) -> tuple[Decimal, ...]:
    """How much weight of hasil, keluaran and proses applies before any moved: what its score rests on, by days."""
    tugas = [t for t in o.tugas if any(p.bobot for p in points_of(masukan.butir, t))]
    hari = sum(t.hari for t in tugas)
    per = dict.fromkeys(KelompokKomponen, NOL)
    for t in tugas:
        for p in points_of(masukan.butir, t):
            per[p.butir.kelompok] += Fraction(p.butir.bobot * t.hari, hari) if p.bobot else NOL
    return tuple(bulatkan(n) for n in per.values())


def rank_all(masukan: Masukan) -> tuple[HasilOpd, ...]:
    """Every OPD, the ranked ones first by rank and name."""
    hasil = [_hasil(masukan, o) for o in masukan.opd]
    ikut = [h for h in hasil if h.keadaan == KeadaanPeringkat.DIPERINGKAT]
    umum = ranks({h.slug: h.skor for h in ikut if h.skor is not None})
    akses: dict[str, tuple[int, int]] = {}
    for kelompok in KelompokAkses:
        if kelompok != KelompokAkses.TIDAK_DIKETAHUI:
            akses |= ranks({h.slug: h.skor for h in ikut if h.skor is not None and h.akses == kelompok})
    return tuple(sorted((_ranked(h, umum, akses) for h in hasil), key=_order))


def _hasil(masukan: Masukan, o: OpdDinilai) -> HasilOpd:
    hari = o.days(masukan.awal)
    if o.dilebur_ke:
        sebab = f"sudah dilebur ke {o.dilebur_ke}; hari sejak itu dihitung pada penerusnya"
        return HasilOpd(o.slug, o.nama, hari, KeadaanPeringkat.DILEBUR, o.akses, sebab)
    if hari < PERINGKAT_HARI.nilai:
        sebab = f"baru {hari} hari mendampingi pada tahun itu, perlu {PERINGKAT_HARI.nilai}"
        return HasilOpd(o.slug, o.nama, hari, KeadaanPeringkat.BELUM, o.akses, sebab)
    tepat = score_of(masukan.butir, o)
    if tepat is None:
        sebab = "tidak satu komponen pun berlaku"
        return HasilOpd(o.slug, o.nama, hari, KeadaanPeringkat.BELUM, o.akses, sebab)
    skor = bulatkan(tepat)
    keadaan, sebab = KeadaanPeringkat.DIPERINGKAT, ""
    if o.slug == SLUG_SEKDA:
        keadaan, sebab = (
            KeadaanPeringkat.LUAR,
            f"dipimpin Sekda, yang membekukan peringkat; nilainya {format_desimal(skor)}",
        )
    kelompok, paling = _groups(masukan, o, skor)
    asal = tuple(sum(b.bobot for b in masukan.butir if b.kelompok == g) for g in KelompokKomponen)
    bagian = {"kelompok": kelompok, "paling": paling, "terukur": _applying(masukan, o), "asal": asal}
    return HasilOpd(o.slug, o.nama, hari, keadaan, o.akses, sebab, tepat, skor, **bagian)


def _ranked(h: HasilOpd, umum: Mapping[str, tuple[int, int]], akses: Mapping[str, tuple[int, int]]) -> HasilOpd:
    if h.slug not in umum:
        return h
    (nomor, seri), (nomor_akses, seri_akses) = umum[h.slug], akses.get(h.slug, (None, 0))
    return replace(h, peringkat=nomor, seri=seri, peringkat_akses=nomor_akses, seri_akses=seri_akses)


def _order(h: HasilOpd) -> tuple[bool, int, str, str]:
    return h.peringkat is None, h.peringkat or 0, h.nama, h.slug


def ranks(skor: Mapping[str, Decimal]) -> dict[str, tuple[int, int]]:
    """Each with its rank, 1 the highest, and how many others share it: 1, 2, 2, 4."""
    semua = sorted(skor.values(), reverse=True)
    pertama: dict[Decimal, int] = {}
    for n, s in enumerate(semua, 1):
        pertama.setdefault(s, n)
    return {nama: (pertama[s], semua.count(s) - 1) for nama, s in skor.items()}


def results_json(hasil: Iterable[HasilOpd]) -> list[dict[str, Any]]:
    """The table as it is stored."""
    return [h.as_json() for h in hasil]
