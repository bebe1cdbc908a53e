"""Small groups in open data. Families: the rule of every page (opd/rekap/sel.py). Enterprises: the same bound, for behind a count
of one to four stand owners whose neighbours know them.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from opd.rekap.omzet import RekapOmzet
from opd.rekap.sel import DITUTUP, KECIL, Sel, is_small
from opd.rekap.umkm import RekapUmkm


@dataclass(frozen=True, slots=True)
class UmkmUmum:
    """A village's enterprises as anybody may read them: how many have not closed, and how many of them sell.

    How many closed is told nowhere, so that no subtraction finds it.
    """

    belum_tutup: Sel
    berjualan: Sel


def open_umkm(u: RekapUmkm) -> UmkmUmum:
    """Closed are small counts, and a part from which the rest could be told to be small."""
    if is_small(u.belum_tutup):
        return UmkmUmum(Sel(None, KECIL), Sel(None, DITUTUP))
    if is_small(u.berjualan):
        return UmkmUmum(Sel(u.belum_tutup), Sel(None, KECIL))
    sisa = is_small(u.belum_tutup - u.berjualan)
    return UmkmUmum(Sel(u.belum_tutup), Sel(None, DITUTUP) if sisa else Sel(u.berjualan))


def total_umkm(rekap: Iterable[RekapUmkm], lain: Iterable[RekapUmkm] = ()) -> tuple[int, int, int]:
    """(selling, not closed, villages counted) of all villages together, as the dashboard counts them.

    `lain`: villages without a row in open data, as closed as a closed row. Were the closed left out, so would be the villages
    where nearly everybody sells. They are counted as long as what the open rows leave is of two villages at least and no small
    group itself; else the open rows alone are added.
    """
    buka: list[RekapUmkm] = []
    tutup = list(lain)
    for u in rekap:
        umum = open_umkm(u)
        (tutup if umum.belum_tutup.tanda or umum.berjualan.tanda else buka).append(u)
    jual, sisa = sum(u.berjualan for u in tutup), sum(u.belum_tutup - u.berjualan for u in tutup)
    aman = len(tutup) != 1 and not is_small(jual) and not is_small(sisa)
    ikut = buka + tutup if aman else buka
    return sum(u.berjualan for u in ikut), sum(u.belum_tutup for u in ikut), len(ikut)


def open_omzet(omzet_rp: int, n: int) -> tuple[Sel, Sel]:
    """(rupiah, enterprises that reported): of fewer than five neither is told; nobody's full report is no sale of 0."""
    if not n:
        return Sel(None, "belum ada yang melapor lengkap"), Sel(0)
    if is_small(n):
        return Sel(None, DITUTUP), Sel(None, KECIL)
    return Sel(omzet_rp), Sel(n)


def village_omzet(rekap: Iterable[RekapOmzet]) -> dict[int, tuple[int, int]]:
    """Village → (rupiah, enterprises). Who reported all three months is the same under each OPD that answered in them."""
    hasil: dict[int, tuple[int, int]] = {}
    for r in rekap:
        rp, n = hasil.get(r.desa_id, (0, 0))
        hasil[r.desa_id] = rp + r.omzet_rp, max(n, r.n)
    return hasil
