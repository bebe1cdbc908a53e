"""The class of an enterprise by PP 7/2021: by its capital, and by its sales of a year.

Law: PP 7/2021 art. 35 (capital without land and buildings decides at registration; sales of a year decide about ease, protection
and empowerment) and art. 36. Koperasi and BUM Desa are no UMKM in law and have no class.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import TextChoices

from desa.models import Umkm
from desa.waktu import tambah_bulan
from opd.rekap.umkm import jendela

SETAHUN = 12
MILIAR = 1_000_000_000


class Kelas(TextChoices):
    MIKRO = "mikro", "Mikro"
    KECIL = "kecil", "Kecil"
    MENENGAH = "menengah", "Menengah"
    BESAR = "besar", "Besar (bukan UMKM)"


BATAS_MODAL = ((1 * MILIAR, Kelas.MIKRO), (5 * MILIAR, Kelas.KECIL), (10 * MILIAR, Kelas.MENENGAH))
BATAS_PENJUALAN = ((2 * MILIAR, Kelas.MIKRO), (15 * MILIAR, Kelas.KECIL), (50 * MILIAR, Kelas.MENENGAH))
"""(at most so many rupiah, class); above the last it is no UMKM."""


@dataclass(frozen=True, slots=True)
class KelasUsaha:
    """Both criteria with the figures they came from; None where the figure is not known."""

    modal_rp: int | None
    penjualan_rp: int | None
    dari_laporan: bool
    bulan_terlapor: int

    @property
    def menurut_modal(self) -> Kelas | None:
        return _kelas(self.modal_rp, BATAS_MODAL)

    @property
    def menurut_penjualan(self) -> Kelas | None:
        return _kelas(self.penjualan_rp, BATAS_PENJUALAN)

    @property
    def berbeda(self) -> bool:
        """Whether the two criteria name different classes; both are shown then, none is picked."""
        kelas = {self.menurut_modal, self.menurut_penjualan} - {None}
        return len(kelas) > 1


def kelas_usaha(umkm: Umkm, omzet: Mapping[date, int], *, until: date) -> KelasUsaha | None:
    """The class on `until`; None for koperasi and BUM Desa. `omzet` holds the reported months, "tidak berjualan" as 0.

    Sales of a year are the twelve months up to the last one due, if all were reported; else what the owner says.
    """
    if umkm.badan_bersama:
        return None
    akhir = jendela(until)[-1]
    setahun = [omzet[b] for n in range(SETAHUN) if (b := tambah_bulan(akhir, -n)) in omzet]
    lengkap = len(setahun) == SETAHUN
    penjualan = sum(setahun) if lengkap else umkm.penjualan_setahun_rp
    return KelasUsaha(umkm.modal_usaha_rp, penjualan, lengkap, len(setahun))


def _kelas(rp: int | None, batas: tuple[tuple[int, Kelas], ...]) -> Kelas | None:
    if rp is None:
        return None
    return next((kelas for paling, kelas in batas if rp <= paling), Kelas.BESAR)
