"""The thresholds of the village statuses: they say what a value would be and only warn; the status itself is decreed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal

from desa.enums import JenisIndeks, StatusDesa
from desa.models import BatasStatus
from desa.rumus_indeks import status_menurut, tulis_indeks
from opd.models import Pengguna

SINGKAT = {JenisIndeks.IDM: "IDM", JenisIndeks.INDEKS_DESA: "Indeks Desa"}


@dataclass(frozen=True, slots=True)
class Batas:
    """The upper bounds of one kind of index from a year on, lowest first."""

    jenis: str
    mulai_tahun: int
    batas: tuple[tuple[Decimal, StatusDesa], ...]
    dipastikan: bool
    sumber: str

    def status(self, nilai: Decimal) -> StatusDesa:
        """The status a value would have."""
        return status_menurut(self.batas, nilai)

    def sampai(self, nilai: Decimal) -> tuple[StatusDesa, Decimal] | None:
        """The next status, and the bound that has to be exceeded for it; None at the top."""
        atas = next((n for n, (b, _) in enumerate(self.batas) if nilai <= b), None)
        if atas is None:
            return None
        return list(StatusDesa)[atas + 1], self.batas[atas][0]

    def beda(self, nilai: Decimal, status: str) -> str:
        """What is odd about a decreed status, in a sentence; "" when value and status agree."""
        menurut = self.status(nilai)
        if menurut == status:
            return ""
        dugaan = "" if self.dipastikan else " (batas ini belum dipastikan)"
        nama, angka = SINGKAT[JenisIndeks(self.jenis)], tulis_indeks(nilai, self.jenis)
        return (
            f"Nilai {angka} menurut batas {nama} berstatus {menurut.label}, "
            f"sedangkan status resminya {StatusDesa(status).label}{dugaan}."
        )


class BukuBatas:
    """Finds the thresholds of a kind and year."""

    def __init__(self, baris: Iterable[Batas]) -> None:
        self._baris = sorted(baris, key=lambda b: -b.mulai_tahun)

    def of(self, jenis: str, tahun: int) -> Batas | None:
        """The newest that began by that year; None when there are none."""
        return next((b for b in self._baris if b.jenis == jenis and b.mulai_tahun <= tahun), None)

    def beda(self, jenis: str, tahun: int, nilai: Decimal, status: str) -> str:
        """The warning of one index; "" when there is none, or nothing to compare with."""
        batas = self.of(jenis, tahun)
        return batas.beda(nilai, status) if batas else ""


def read_batas(user: Pengguna) -> BukuBatas:
    """All thresholds. One query."""
    return BukuBatas(
        Batas(b.jenis, b.mulai_tahun, b.batas, b.dipastikan, b.sumber) for b in BatasStatus.objects.visible_to(user)
    )
