"""Sums of applications for money, per kind. An owner's finances are in them, so who may see which sum is decided here.

`Hak.SENDIRI`: the own villages' rows, added up. `Hak.SEMUA`: pimpinan and verifikator, every sum. `Hak.TERBATAS`: everybody
else, cells of five enterprises or more, of cuts that do not overlap (`SaringPembiayaan`); totals add up only the cells that are
shown. An OPD knows its own rows besides: of a cell of five that holds four of them it can tell the fifth.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Count, Q, Sum

from desa.enums import JenisPembiayaan
from desa.models import Pembiayaan
from opd.ambang import SEL_TERKECIL
from opd.enums import Peran
from opd.models import Pengguna
from opd.rekap.hitung import persen

LANGKAH = ("diajukan", "disetujui", "ditolak", "dicairkan")
DARI = {"disetujui": "diajukan", "ditolak": "diajukan", "dicairkan": "disetujui"}
"""The step that each is part of: what is left of it must not be a few either."""


class Hak(Enum):
    """Which sums a reader may see."""

    SENDIRI = "sendiri"
    SEMUA = "semua"
    TERBATAS = "terbatas"


@dataclass(frozen=True, slots=True)
class Sel:
    """One step of one kind: applications, enterprises, rupiah. `tutup`: it or what it leaves of its step is too few to be shown;
    all figures are 0 then.
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
    return Hak.SEMUA if user.holds(Peran.PIMPINAN, Peran.VERIFIKATOR) else Hak.TERBATAS


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
    """Applications by `until` that fit, per kind in the order of the list. One query."""
    hak = hak_of(user, sendiri=sendiri)
    semua = Pembiayaan.objects.visible_to(user) if hak is Hak.SENDIRI else Pembiayaan.objects.summed()
    kueri = semua.in_force(known_at).filter(syarat, diajukan_pada__lte=until).order_by().values("jenis")
    kolom: dict[str, Any] = {}
    for langkah, kena in _steps(until, known_at).items():
        rp = "diajukan_rp" if langkah == "ditolak" else f"{langkah}_rp"
        kolom |= {
            f"n_{langkah}": Count("pk", filter=kena),
            f"umkm_{langkah}": Count("umkm", filter=kena, distinct=True),
            f"rp_{langkah}": Sum(rp, filter=kena),
        }
    per: dict[str, Mapping[str, Any]] = {r["jenis"]: r for r in kueri.annotate(**kolom)}
    baris = tuple(
        BarisPembiayaan(j, *(_cell(per[j.value], langkah, hak) for langkah in LANGKAH))
        for j in JenisPembiayaan
        if j.value in per
    )
    jumlah = BarisPembiayaan(None, *(_total([b.sel[i] for b in baris]) for i in range(len(LANGKAH))))
    return RekapPembiayaan(hak, baris, jumlah)


def _cell(r: Mapping[str, Any], langkah: str, hak: Hak) -> Sel:
    n, umkm, rp = (int(r[f"{k}_{langkah}"] or 0) for k in ("n", "umkm", "rp"))
    sisa = int(r[f"umkm_{DARI[langkah]}"] or 0) - umkm if langkah in DARI else 0
    if hak is Hak.TERBATAS and (0 < umkm < SEL_TERKECIL.nilai or 0 < sisa < SEL_TERKECIL.nilai):
        return Sel(tutup=True)
    return Sel(n, umkm, rp)


def _total(sel: list[Sel]) -> Sel:
    """The sum of the shown cells; enterprises may stand in several kinds, so they are not added up."""
    tutup = bool(sel) and all(s.tutup for s in sel)
    return Sel(sum(s.n for s in sel), 0, sum(s.rp for s in sel), tutup)
