"""Progress per OPD and of the province: KK miskin ekstrem, the change of the indices, and families *entas*.

An OPD is measured against the baselines of its own penugasan, the province against those of the programme. An OPD that no
longer answers for a village stays for the families that became *entas* while it did.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from desa.models.kesejahteraan import count_words
from opd.rekap.entas import BacaanEntas, SelEntas
from opd.rekap.gerak_indeks import JumlahIndeks, sum_moves
from opd.rekap.kemiskinan import BarisKemajuan, Jumlah, shown, total
from opd.rekap.penugasan import BarisPenugasan
from opd.rekap.sel import DITUTUP, Sel, sum_open

TANPA_DAFTAR = "belum ada daftar keluarga"


@dataclass(frozen=True, slots=True)
class KemajuanOpd:
    """One OPD, named by `penugasan`; `entas` None: no family became *entas* while it answered.

    `berdaftar`: of its villages so many have a list of families; without any nothing is known of *entas*.
    `belum_mulai`: it has no village on the day asked for, because its first penugasan begins later.
    """

    penugasan: BarisPenugasan
    kk: Jumlah
    indeks: JumlahIndeks
    entas: SelEntas | None
    berdaftar: int
    belum_mulai: bool = False

    @property
    def kata_tugas(self) -> str:
        """Why it has no village: "belum mulai mendampingi desa"; "" where it has one."""
        if self.kk.desa:
            return ""
        return f"{'belum mulai' if self.belum_mulai else 'tidak lagi'} mendampingi desa"

    @property
    def kata_entas(self) -> str:
        if self.entas is None:
            return "0 KK" if self.berdaftar else TANPA_DAFTAR
        return self.entas.kata

    @property
    def sel_entas(self) -> tuple[Sel, Sel]:
        """Families that became *entas* and of these the ones that lasted; without a list nothing is known of either."""
        if self.entas is None:
            sama = Sel(0 if self.berdaftar else None)
            return sama, sama
        return self.entas.entas, self.entas.bertahan or Sel(None, DITUTUP)


@dataclass(frozen=True, slots=True)
class JumlahEntas:
    """The sum of what the rows show: `opd` that have any, of them `tertutup` a few, which are not added.

    `bertahan_tertutup`: OPDs whose families that lasted are closed. `berdaftar` of the `desa` listed have a list of families.
    """

    opd: int
    tertutup: int
    bertahan_tertutup: int
    entas: int
    bertahan: int
    desa: int
    berdaftar: int

    @property
    def diketahui(self) -> bool:
        return bool(self.opd or self.berdaftar)

    @property
    def kata_entas(self) -> str:
        """The sum with its unit; where every part of it is closed the sum is too, never 0."""
        return _sum_words(self.entas, self.tertutup) if self.diketahui else TANPA_DAFTAR

    @property
    def kata_bertahan(self) -> str:
        return _sum_words(self.bertahan, self.bertahan_tertutup)


@dataclass(frozen=True, slots=True)
class KemajuanProvinsi:
    """All villages against the baselines of the programme, and the families of all OPDs listed.

    `umum`: the sum as everybody may see it, the same for every reader and on every paper.
    """

    kk: Jumlah
    umum: Jumlah
    indeks: JumlahIndeks
    entas: JumlahEntas


def _sum_words(n: int, tertutup: int) -> str:
    return DITUTUP if tertutup and not n else count_words(n)


def by_opd(baris: Iterable[BarisKemajuan], entas: BacaanEntas, *, until: date) -> list[KemajuanOpd]:
    """The OPDs with a village in `baris` on `until`, then by name those that have nothing but their *entas*."""
    per: dict[int, list[BarisKemajuan]] = {}
    for b in baris:
        per.setdefault(b.penugasan.opd_id, []).append(b)
    kini = [
        KemajuanOpd(
            isi[0].penugasan,
            total(b.tugas for b in isi),
            sum_moves(b.indeks_tugas for b in isi),
            entas.sel.get(opd),
            len({b.penugasan.desa_id for b in isi} & entas.desa),
        )
        for opd, isi in per.items()
    ]
    lain = sorted((b for opd, b in entas.opd.items() if opd not in per), key=lambda b: b.opd)
    return kini + [KemajuanOpd(b, total(()), sum_moves(()), entas.sel[b.opd_id], 0, b.mulai > until) for b in lain]


def province(baris: Iterable[BarisKemajuan], opd: Iterable[KemajuanOpd]) -> KemajuanProvinsi:
    """Sums over sums of the villages, and of the *entas* of the OPDs as they are shown."""
    semua = list(baris)
    kk, indeks = total(b.program for b in semua), sum_moves(b.indeks_program for b in semua)
    umum = total(shown(b.program.banding, terbuka=False) for b in semua)
    return KemajuanProvinsi(kk, umum, indeks, sum_entas(opd, kk.desa))


def sum_entas(opd: Iterable[KemajuanOpd], desa: int) -> JumlahEntas:
    """The sum of the cells as they are shown, and of nothing else; `desa` villages are listed."""
    semua = list(opd)
    isi = [o.entas for o in semua if o.entas is not None]
    return JumlahEntas(
        opd=len(isi),
        tertutup=sum(s.entas.nilai is None for s in isi),
        bertahan_tertutup=sum(s.bertahan is None or s.bertahan.nilai is None for s in isi),
        entas=sum_open(s.entas for s in isi),
        bertahan=sum_open(s.bertahan for s in isi if s.bertahan),
        desa=desa,
        berdaftar=sum(o.berdaftar for o in semua),
    )
