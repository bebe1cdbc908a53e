"""How the index of villages moved since a baseline, each kind by itself: of one in words, of many in counts and a mean.

Indeks desa are context from outside: the change is told, with how many villages it covers, and never its cause.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from itertools import chain

from django.db.models import TextChoices

from desa.angka import bulatkan, format_desimal
from desa.enums import JenisIndeks
from opd.rekap.indeks import RekapIndeks
from opd.rekap.indeks_batas import SINGKAT

TEMPAT = {JenisIndeks.IDM: 4, JenisIndeks.INDEKS_DESA: 2}
NAIK, TETAP, TURUN = "naik", "tetap", "turun"


class KeadaanIndeks(TextChoices):
    """Whether the change of a village can be said in any kind, and why not."""

    TERUKUR = "terukur", "terukur"
    TIDAK_BERLAKU = "tidak_berlaku", "tidak berlaku (kelurahan)"
    TANPA_INDEKS = "tanpa_indeks", "belum ada indeks"
    TIDAK_SEBANDING = "tidak_sebanding", "tidak dapat dibandingkan"
    SEBELUM_MULAI = "sebelum_mulai", "belum dapat diukur (indeks terbaru sebelum pendampingan)"
    SATU_TAHUN = "satu_tahun", "belum dapat diukur (baru satu tahun)"
    TANPA_DASAR = "tanpa_dasar", "belum ada garis dasar"


@dataclass(frozen=True, slots=True)
class GerakIndeks:
    """One village: its newest index of each kind beside the baseline of that kind; `berlaku`: no kelurahan."""

    sel: tuple[RekapIndeks, ...]
    berlaku: bool = True

    @property
    def terukur(self) -> tuple[RekapIndeks, ...]:
        """The kinds with a baseline whose newest year is not older than the start."""
        return tuple(r for r in self.sel if r.perubahan is not None and not r.sebelum_mulai)

    @property
    def keadaan(self) -> KeadaanIndeks:
        """*Tidak sebanding*: the one kind was there at the start, only the other one since."""
        if not self.berlaku:
            return KeadaanIndeks.TIDAK_BERLAKU
        if not self.sel:
            return KeadaanIndeks.TANPA_INDEKS
        if self.terukur:
            return KeadaanIndeks.TERUKUR
        if all(r.sebelum_mulai for r in self.sel):
            return KeadaanIndeks.SEBELUM_MULAI
        if all(r.tanpa_dasar for r in self.sel):
            return KeadaanIndeks.TANPA_DASAR
        return KeadaanIndeks.TIDAK_SEBANDING if len(self.sel) > 1 else KeadaanIndeks.SATU_TAHUN

    @property
    def kata(self) -> str:
        """The change of each kind in words, or why there is none."""
        if not self.berlaku or not self.sel:
            return str(self.keadaan.label)
        isi = "; ".join(map(kind_words, self.sel))
        return f"{self.keadaan.label}: {isi}" if self.keadaan == KeadaanIndeks.TIDAK_SEBANDING else isi

    def moved(self, jenis: str) -> str:
        """How it moved in one kind: naik, tetap, turun; "" where that cannot be said."""
        r = next((r for r in self.terukur if r.jenis == jenis and self.berlaku), None)
        return "" if r is None else direction(r)


def kinds_by_village(semua: Iterable[RekapIndeks]) -> dict[int, tuple[RekapIndeks, ...]]:
    """Village → its kinds, IDM first."""
    hasil: dict[int, list[RekapIndeks]] = defaultdict(list)
    for r in sorted(semua, key=lambda r: (r.desa_id, r.jenis)):
        hasil[r.desa_id].append(r)
    return {desa_id: tuple(sel) for desa_id, sel in hasil.items()}


def direction(r: RekapIndeks) -> str:
    """Naik, tetap or turun, by the values as they are; a kind without a baseline has not moved."""
    ubah = r.perubahan or 0
    return NAIK if ubah > 0 else TURUN if ubah < 0 else TETAP


def kind_words(r: RekapIndeks) -> str:
    """One kind of index: its change, said to be context where its newest year lies before the start, and marked where even
    its baseline lies after it."""
    nama, tempat = SINGKAT[JenisIndeks(r.jenis)], TEMPAT[JenisIndeks(r.jenis)]
    if r.perubahan is None:
        return f"{nama} {r.tahun}: {format_desimal(r.nilai, tempat)}, {r.tanpa_banding}"
    kapan = ", sebelum pendampingan" if r.sebelum_mulai else ", garis dasar setelah mulai" if r.setelah_mulai else ""
    return f"{nama} {r.tahun_dasar} ke {r.tahun}: {signed(r.perubahan, tempat)}{kapan}"


def signed(nilai: Decimal, tempat: int) -> str:
    """ "+0,0400", "−1,20", "0,0000"."""
    return f"{'+' if nilai > 0 else ''}{format_desimal(nilai, tempat)}"


@dataclass(frozen=True, slots=True)
class JumlahJenis:
    """One kind over villages: how many moved which way, the sum of their changes, and for how many of them the baseline
    lies after the start (`setelah_mulai`)."""

    jenis: str
    naik: int
    tetap: int
    turun: int
    perubahan: Decimal
    setelah_mulai: int = 0

    @property
    def nama(self) -> str:
        return SINGKAT[JenisIndeks(self.jenis)]

    @property
    def terukur(self) -> int:
        return self.naik + self.tetap + self.turun

    @property
    def tengah(self) -> Decimal:
        """The mean: the sum of the changes over the villages, half-up to as many decimals as the kind has."""
        return bulatkan(self.perubahan / self.terukur, TEMPAT[JenisIndeks(self.jenis)])

    @property
    def rerata(self) -> str:
        """The mean in words: "+0,0212"."""
        return signed(self.tengah, TEMPAT[JenisIndeks(self.jenis)])

    @property
    def sebutan(self) -> str:
        """What the number is: of one village its own change, of more the mean."""
        return f"{self.nama} rata-rata" if self.terukur > 1 else self.nama

    @property
    def per_arah(self) -> tuple[tuple[str, int], ...]:
        """(direction, villages) of those that there are."""
        semua = ((NAIK, self.naik), (TETAP, self.tetap), (TURUN, self.turun))
        return tuple((arah, n) for arah, n in semua if n)

    @property
    def kata(self) -> str:
        """ "IDM rata-rata +0,0212 (2 naik, 1 turun)"."""
        return f"{self.sebutan} {self.rerata} ({', '.join(f'{n} {arah}' for arah, n in self.per_arah)})"


@dataclass(frozen=True, slots=True)
class JumlahIndeks:
    """Many villages: `desa` that carry an index at all, `ada` with one, and the kinds in which any change can be said."""

    desa: int
    ada: int
    tidak_sebanding: int
    jenis: tuple[JumlahJenis, ...]

    @property
    def sebab(self) -> str:
        """Why no change can be said."""
        if not self.desa:
            return str(KeadaanIndeks.TIDAK_BERLAKU.label)
        if not self.ada:
            return str(KeadaanIndeks.TANPA_INDEKS.label)
        semua = self.ada == self.tidak_sebanding
        return str(KeadaanIndeks.TIDAK_SEBANDING.label) if semua else "belum dapat diukur"

    @property
    def kata(self) -> str:
        """Each kind with its coverage, or why there is none."""
        return "; ".join(f"{k.kata}, {k.terukur} dari {self.desa} desa" for k in self.jenis) or self.sebab


def sum_moves(semua: Iterable[GerakIndeks]) -> JumlahIndeks:
    """The villages together; what cannot be compared is counted and never added."""
    isi = [g for g in semua if g.berlaku]
    terukur = [g.terukur for g in isi]
    return JumlahIndeks(
        desa=len(isi),
        ada=sum(bool(g.sel) for g in isi),
        tidak_sebanding=sum(
            not t and g.keadaan == KeadaanIndeks.TIDAK_SEBANDING for g, t in zip(isi, terukur, strict=True)
        ),
        jenis=sum_kinds(terukur),
    )


def sum_kinds(terukur: Iterable[tuple[RekapIndeks, ...]]) -> tuple[JumlahJenis, ...]:
    """Each kind of these villages' measured ones (`GerakIndeks.terukur`), IDM first."""
    semua = list(chain.from_iterable(terukur))
    jenis = (_sum_kind(j.value, [r for r in semua if r.jenis == j]) for j in JenisIndeks)
    return tuple(k for k in jenis if k.terukur)


def add_kinds(semua: Iterable[JumlahJenis]) -> tuple[JumlahJenis, ...]:
    """The sums of each kind, IDM first."""
    per: dict[str, list[JumlahJenis]] = defaultdict(list)
    for k in semua:
        per[k.jenis].append(k)
    kolom = ("naik", "tetap", "turun", "perubahan", "setelah_mulai")
    return tuple(
        JumlahJenis(j.value, *(sum(getattr(k, n) for k in per[j]) for n in kolom)) for j in JenisIndeks if per[j]
    )


def _sum_kind(jenis: str, terukur: list[RekapIndeks]) -> JumlahJenis:
    arah = [direction(r) for r in terukur]
    perubahan = sum((r.perubahan or Decimal(0) for r in terukur), Decimal(0))
    setelah = sum(r.setelah_mulai for r in terukur)
    return JumlahJenis(jenis, arah.count(NAIK), arah.count(TETAP), arah.count(TURUN), perubahan, setelah)
