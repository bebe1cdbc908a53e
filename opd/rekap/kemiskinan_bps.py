"""BPS poverty of the province and of each kabupaten, as every release printed it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from desa.enums import PeriodeBPS, Presisi
from desa.models import DataKemiskinan
from opd.models import Pengguna
from opd.rekap.makro import PERIODE_BPS, period_end, poverty_rows


@dataclass(frozen=True, slots=True)
class CetakBPS:
    """One release's figures of a place and period. `kira`: the source printed a cut figure."""

    persen: Decimal | None
    jumlah_ribu: Decimal | None
    p1: Decimal | None
    p2: Decimal | None
    garis_rp: int | None
    kira: bool
    sumber: str
    catatan: str


@dataclass(frozen=True, slots=True)
class PeriodeKemiskinan:
    """A place's period with every release that printed it, an exact one first."""

    tahun: int
    periode: str
    cetak: tuple[CetakBPS, ...]

    @property
    def sebutan(self) -> str:
        label = PeriodeBPS(self.periode)
        return str(self.tahun) if label == PeriodeBPS.TAHUNAN else f"{label.label} {self.tahun}"

    @property
    def utama(self) -> CetakBPS:
        return self.cetak[0]

    @property
    def lain(self) -> tuple[CetakBPS, ...]:
        return self.cetak[1:]

    @property
    def berbeda(self) -> bool:
        """Whether releases print different percentages or numbers of people."""
        return len({c.persen for c in self.cetak if c.persen is not None}) > 1 or (
            len({c.jumlah_ribu for c in self.cetak if c.jumlah_ribu is not None}) > 1
        )


@dataclass(frozen=True, slots=True)
class WilayahKemiskinan:
    """A place with its periods, the newest first; `kode` "" is the province."""

    kode: str
    nama: str
    periode: tuple[PeriodeKemiskinan, ...]


def rekap_bps(user: Pengguna, *, until: date) -> list[WilayahKemiskinan]:
    """The province first, then each kabupaten that has a figure, by code. One query."""
    per: dict[tuple[str, str], list[DataKemiskinan]] = defaultdict(list)
    for d in poverty_rows(user, until=until, kabupaten=True):
        per[(d.kabupaten.kode, d.kabupaten.nama_singkat) if d.kabupaten else ("", "Provinsi Maluku")].append(d)
    return [WilayahKemiskinan(kode, nama, _periods(isi)) for (kode, nama), isi in sorted(per.items())]


def _periods(isi: list[DataKemiskinan]) -> tuple[PeriodeKemiskinan, ...]:
    per: dict[tuple[int, str], list[DataKemiskinan]] = defaultdict(list)
    for d in sorted(isi, key=lambda d: (d.presisi != Presisi.PASTI, -d.pk)):
        per[d.tahun, d.periode].append(d)
    urut = sorted(per, key=lambda k: period_end(k[0], PERIODE_BPS[PeriodeBPS(k[1])]), reverse=True)
    return tuple(PeriodeKemiskinan(t, p, tuple(_print(d) for d in per[t, p])) for t, p in urut)


def _print(d: DataKemiskinan) -> CetakBPS:
    kira = d.presisi != Presisi.PASTI
    return CetakBPS(d.persen_miskin, d.jumlah_ribu, d.p1, d.p2, d.garis_rp, kira, d.sumber, d.catatan)
