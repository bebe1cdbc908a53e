"""Sums of applications for money, per kind. An owner's finances are in them, so who may see which sum is decided here.

`Hak.SENDIRI`: the own villages' rows, added up. `Hak.SEMUA`: the verifikator, every sum. `Hak.TERBATAS`: everybody
else, of cuts that do not overlap (`SaringPembiayaan`), cells of which nobody can tell what one to four enterprises outside
the own villages did: an OPD subtracts its own rows, and everybody one step from another. Totals add up what is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from functools import reduce
from itertools import combinations
from operator import or_
from typing import Any

from django.db.models import Count, Q, Sum

from desa.enums import JenisPembiayaan
from desa.models import Pembiayaan
from opd.ambang import SEL_TERKECIL
from opd.enums import Peran
from opd.models import Pengguna
from opd.rekap.hitung import persen

LANGKAH = ("diajukan", "disetujui", "ditolak", "dicairkan")
NASIB = frozenset(("menunggu", "ditolak", "belum_cair", "dicairkan"))
"""Where an application ends up by the day: each in one of them."""

MEMUAT = {
    "diajukan": NASIB,
    "disetujui": frozenset(("belum_cair", "dicairkan")),
    "ditolak": frozenset(("ditolak",)),
    "dicairkan": frozenset(("dicairkan",)),
}
"""The step's applications. Two steps hold one another or have nothing in common."""

SISA = [frozenset(s) for n in range(1, len(NASIB) + 1) for s in combinations(sorted(NASIB), n)]
"""All that steps taken from one another may leave."""


class Hak(Enum):
    """Which sums a reader may see."""

    SENDIRI = "sendiri"
    SEMUA = "semua"
    TERBATAS = "terbatas"


@dataclass(frozen=True, slots=True)
class Sel:
    """One step of one kind: applications, enterprises, rupiah. `tutup`: it would tell of too few to be shown; all figures
    are 0 then.
    """

    n: int = 0
    umkm: int = 0
    rp: int = 0
    tutup: bool = False


@dataclass(frozen=True, slots=True)
class BarisPembiayaan:
    """One kind, or all of them (`jenis` None)."""

    jenis: JenisPembiayaan | None
    diajukan: Sel
    disetujui: Sel
    ditolak: Sel
    dicairkan: Sel

    @property
    def sel(self) -> tuple[Sel, Sel, Sel, Sel]:
        return self.diajukan, self.disetujui, self.ditolak, self.dicairkan

    @property
    def persen_setuju(self) -> Decimal | None:
        """Approved of applied for, in rupiah; None when one of the two is closed or nothing was applied for."""
        return _ratio(self.disetujui, self.diajukan)

    @property
    def persen_cair(self) -> Decimal | None:
        """Paid of approved, in rupiah."""
        return _ratio(self.dicairkan, self.disetujui)


@dataclass(frozen=True, slots=True)
class RekapPembiayaan:
    """Every kind that was applied for, and the sum of what is shown."""

    hak: Hak
    baris: tuple[BarisPembiayaan, ...]
    jumlah: BarisPembiayaan

    @property
    def tertutup(self) -> bool:
        """Whether any cell is closed, so that the sums are of the shown ones alone."""
        return any(s.tutup for b in self.baris for s in b.sel)


def _ratio(bagian: Sel, seluruh: Sel) -> Decimal | None:
    return None if bagian.tutup or seluruh.tutup else persen(bagian.rp, seluruh.rp)


def hak_of(user: Pengguna, *, sendiri: bool) -> Hak:
    """Which sums the reader gets; `sendiri` asks for those of the own villages."""
    if sendiri:
        return Hak.SENDIRI
    return Hak.SEMUA if user.holds(Peran.VERIFIKATOR) else Hak.TERBATAS


def _steps(until: date, known_at: datetime | None) -> dict[str, Q]:
    """Which applications had taken each step by `until`, as known then."""
    putus, cair = Q(diputus_pada__lte=until), Q(dicairkan_pada__lte=until)
    if known_at is not None:
        putus &= Q(diputus_dicatat_pada__lte=known_at)
        cair &= Q(dicairkan_dicatat_pada__lte=known_at)
    return {
        "diajukan": Q(diajukan_pada__lte=until),
        "disetujui": putus & Q(disetujui_rp__isnull=False),
        "ditolak": putus & Q(disetujui_rp__isnull=True),
        "dicairkan": cair,
    }


def rekap_pembiayaan(
    user: Pengguna, syarat: Q, *, until: date, sendiri: bool = False, known_at: datetime | None = None
) -> RekapPembiayaan:
    """Applications by `until` that fit, per kind in the order of the list. One query; for `Hak.TERBATAS` two."""
    hak = hak_of(user, sendiri=sendiri)
    semua = Pembiayaan.objects.visible_to(user) if hak is Hak.SENDIRI else Pembiayaan.objects.summed()
    kueri = semua.in_force(known_at).filter(syarat, diajukan_pada__lte=until).order_by().values("jenis")
    langkah = _steps(until, known_at)
    kolom: dict[str, Any] = {}
    for nama, kena in langkah.items():
        rp = "diajukan_rp" if nama == "ditolak" else f"{nama}_rp"
        kolom |= {
            f"n_{nama}": Count("pk", filter=kena),
            f"umkm_{nama}": Count("umkm", filter=kena, distinct=True),
            f"rp_{nama}": Sum(rp, filter=kena),
        }
    if hak is Hak.TERBATAS:
        kolom |= _others(user, langkah)
    per: dict[str, Mapping[str, Any]] = {r["jenis"]: r for r in kueri.annotate(**kolom)}
    baris = tuple(_row(j, per[j.value], hak) for j in JenisPembiayaan if j.value in per)
    jumlah = BarisPembiayaan(None, *(_total([b.sel[i] for b in baris]) for i in range(len(LANGKAH))))
    return RekapPembiayaan(hak, baris, jumlah)


def _others(user: Pengguna, langkah: Mapping[str, Q]) -> dict[str, Count]:
    """The enterprises outside the reader's own villages behind each of `SISA`. One query."""
    luar = ~Q(umkm__desa__in=list(user.own_desa().values_list("pk", flat=True)))
    nasib = {
        "menunggu": ~langkah["disetujui"] & ~langkah["ditolak"],
        "ditolak": langkah["ditolak"],
        "belum_cair": langkah["disetujui"] & ~langkah["dicairkan"],
        "dicairkan": langkah["dicairkan"],
    }
    return {
        _key(sisa): Count("umkm", filter=luar & reduce(or_, (nasib[n] for n in sorted(sisa))), distinct=True)
        for sisa in SISA
    }


def _key(sisa: frozenset[str]) -> str:
    return "luar_" + "_".join(sorted(sisa))


def _row(jenis: JenisPembiayaan, r: Mapping[str, Any], hak: Hak) -> BarisPembiayaan:
    tampil = _shown(r) if hak is Hak.TERBATAS else LANGKAH
    return BarisPembiayaan(jenis, *(_cell(r, langkah) if langkah in tampil else Sel(tutup=True) for langkah in LANGKAH))


def _shown(r: Mapping[str, Any]) -> tuple[str, ...]:
    """The steps of a kind that tell of no few: neither they, nor a step that holds them, nor what is left of one another."""

    def few(bagian: frozenset[str]) -> bool:
        return bool(bagian) and 0 < r[_key(bagian)] < SEL_TERKECIL.nilai

    tampil: tuple[str, ...] = ()
    for langkah in LANGKAH:
        coba = (*tampil, langkah)
        bagian = [MEMUAT[s] for s in LANGKAH if MEMUAT[langkah] <= MEMUAT[s]]
        for s in coba:
            bagian.append(MEMUAT[s].difference(*(MEMUAT[lain] for lain in coba if MEMUAT[lain] < MEMUAT[s])))
        if not any(few(b) for b in bagian):
            tampil = coba
    return tampil


def _cell(r: Mapping[str, Any], langkah: str) -> Sel:
    n, umkm, rp = (int(r[f"{k}_{langkah}"] or 0) for k in ("n", "umkm", "rp"))
    return Sel(n, umkm, rp)


def _total(sel: list[Sel]) -> Sel:
    """The sum of the shown cells; enterprises may stand in several kinds, so they are not added up."""
    tutup = bool(sel) and all(s.tutup for s in sel)
    return Sel(sum(s.n for s in sel), 0, sum(s.rp for s in sel), tutup)
