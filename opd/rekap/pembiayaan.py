"""Sums of applications for money, per kind. An owner's finances are in them, so who may see which sum is decided here.

`Hak.SENDIRI`: the own villages' rows, added up. `Hak.SEMUA`: the verifikator, every sum, today. `Hak.TERBATAS`: everybody
else, one publication for all of them. What a sum tells of one enterprise is what is left when the rest is subtracted: the
reader's own rows, those of other OPDs laid beside them, the sum of an earlier day, of another step or filter. All of that
may be known, so no rule about which cells to close is enough, and the sums themselves are made coarse:

- they stand as at the end of a quarter, as known `PEMBIAYAAN_TERBIT` days later (`publication`): what was recorded since
  moves nothing, and two days of one quarter show the same;
- applications are rounded to `SEL_TERKECIL`, rupiah to the most that one enterprise gets of that kind (`BULAT_RP`). Who
  knows all but one of a cell learns of that one a range as wide as its greatest possible amount, cut at 0;
- cells of one to four enterprises are closed, and those with a single amount above the step, which rounding would not hide;
- no cuts that overlap (`SaringPembiayaan`), no percentages, which would be finer than the sums; totals add up what is shown.

Left open, knowingly: a step that is taken back leaves the published quarter too, and who knows all others through many
quarters may narrow the range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from enum import Enum
from typing import Any

from django.db.models import Count, Max, Q, Sum

from desa.enums import JenisPembiayaan
from desa.models import Pembiayaan
from desa.waktu import akhir_hari, awal_triwulan
from opd.ambang import PEMBIAYAAN_TERBIT, PLAFON_RP, SEL_TERKECIL
from opd.enums import Peran
from opd.models import Pengguna
from opd.rekap.hitung import persen

LANGKAH = ("diajukan", "disetujui", "ditolak", "dicairkan")
BULAT_RP = PLAFON_RP | {
    JenisPembiayaan.KREDIT_LAIN: 100_000_000,
    JenisPembiayaan.BAZNAS: 10_000_000,
    JenisPembiayaan.CSR: 10_000_000,
    JenisPembiayaan.DANA_BERGULIR: 100_000_000,
}
"""The steps to which rupiah are rounded: what the law lets one enterprise have, for kinds without a limit what is usual."""


class Hak(Enum):
    """Which sums a reader may see."""

    SENDIRI = "sendiri"
    SEMUA = "semua"
    TERBATAS = "terbatas"


@dataclass(frozen=True, slots=True)
class Sel:
    """One step of one kind: applications, enterprises, rupiah. `tutup`: it would tell too much; all figures are 0 then."""

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
        """Approved of applied for, in rupiah; None when nothing was applied for. Not shown of coarse sums."""
        return persen(self.disetujui.rp, self.diajukan.rp)

    @property
    def persen_cair(self) -> Decimal | None:
        """Paid of approved, in rupiah."""
        return persen(self.dicairkan.rp, self.disetujui.rp)


@dataclass(frozen=True, slots=True)
class RekapPembiayaan:
    """Every kind that was applied for by `sampai`, and the sum of what is shown."""

    hak: Hak
    sampai: date
    baris: tuple[BarisPembiayaan, ...]
    jumlah: BarisPembiayaan

    @property
    def tertutup(self) -> bool:
        """Whether any cell is closed, so that the sums are of the shown ones alone."""
        return any(s.tutup for b in self.baris for s in b.sel)


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


def publication(on: date) -> tuple[date, datetime]:
    """The quarter's end whose sums everybody reads on a day, and until when what was recorded counts in them."""
    jeda = timedelta(days=PEMBIAYAAN_TERBIT.nilai)
    sampai = awal_triwulan(on - jeda) - timedelta(days=1)
    return sampai, akhir_hari(sampai + jeda)


def rekap_pembiayaan(
    user: Pengguna, syarat: Q, *, until: date, sendiri: bool = False, known_at: datetime | None = None
) -> RekapPembiayaan:
    """Applications by `until` that fit, per kind in the order of the list; for `Hak.TERBATAS` as published. One query."""
    hak = hak_of(user, sendiri=sendiri)
    if hak is Hak.TERBATAS:
        until, known_at = publication(until)
    semua = Pembiayaan.objects.visible_to(user) if hak is Hak.SENDIRI else Pembiayaan.objects.summed()
    kueri = semua.in_force(known_at).filter(syarat, diajukan_pada__lte=until).order_by().values("jenis")
    kolom: dict[str, Any] = {}
    for nama, kena in _steps(until, known_at).items():
        rp = "diajukan_rp" if nama == "ditolak" else f"{nama}_rp"
        kolom |= {
            f"n_{nama}": Count("pk", filter=kena),
            f"umkm_{nama}": Count("umkm", filter=kena, distinct=True),
            f"rp_{nama}": Sum(rp, filter=kena),
            f"terbesar_{nama}": Max(rp, filter=kena),
        }
    per: dict[str, Mapping[str, Any]] = {r["jenis"]: r for r in kueri.annotate(**kolom)}
    baris = tuple(_row(j, per[j.value], hak) for j in JenisPembiayaan if j.value in per)
    jumlah = BarisPembiayaan(None, *(_total([b.sel[i] for b in baris]) for i in range(len(LANGKAH))))
    return RekapPembiayaan(hak, until, baris, jumlah)


def _row(jenis: JenisPembiayaan, r: Mapping[str, Any], hak: Hak) -> BarisPembiayaan:
    sel = (_cell(r, n) if hak is not Hak.TERBATAS else _coarse(r, n, BULAT_RP[jenis]) for n in LANGKAH)
    return BarisPembiayaan(jenis, *sel)


def _cell(r: Mapping[str, Any], langkah: str) -> Sel:
    n, umkm, rp = (int(r[f"{k}_{langkah}"] or 0) for k in ("n", "umkm", "rp"))
    return Sel(n, umkm, rp)


def _coarse(r: Mapping[str, Any], langkah: str, bulat_rp: int) -> Sel:
    """A cell as it is published: closed, or rounded and without its enterprises."""
    s = _cell(r, langkah)
    if not s.n:
        return s
    if s.umkm < SEL_TERKECIL.nilai or r[f"terbesar_{langkah}"] > bulat_rp:
        return Sel(tutup=True)
    return Sel(_round(s.n, SEL_TERKECIL.nilai), 0, _round(s.rp, bulat_rp))


def _round(nilai: int, langkah: int) -> int:
    """To the nearest step, half up."""
    return (2 * nilai + langkah) // (2 * langkah) * langkah


def _total(sel: list[Sel]) -> Sel:
    """The sum of the shown cells; enterprises may stand in several kinds, so they are not added up."""
    tutup = bool(sel) and all(s.tutup for s in sel)
    return Sel(sum(s.n for s in sel), 0, sum(s.rp for s in sel), tutup)
