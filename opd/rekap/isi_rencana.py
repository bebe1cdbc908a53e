"""The whole text of a plan: its lines with indicators, targets and money, as who decides on it reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import OuterRef

from desa.angka import DesimalField
from desa.models import Indikator
from opd.enums import SumberDana
from opd.models import BarisRencana, PaguBaris, Pengguna, RencanaAksi
from opd.rekap.capaian import NAMA_TW, Target
from opd.rekap.daftar_json import json_list
from opd.rekap.versi_rencana import TARGET, Isi

URUTAN_SUMBER = SumberDana.values


@dataclass(frozen=True, slots=True)
class BarisTerbaca:
    """One line with its indicators by name and its money by source."""

    baris: BarisRencana
    indikator: tuple[str, ...]
    uang: tuple[tuple[str, int], ...]

    @property
    def pagu(self) -> tuple[tuple[str, int], ...]:
        """Sources by name."""
        return tuple((str(SumberDana(s).label), rp) for s, rp in self.uang)

    @property
    def pagu_rp(self) -> int:
        return sum(rp for _, rp in self.uang)

    @property
    def target(self) -> tuple[tuple[str, str], ...]:
        """Quarter and target as written: ("I", "12,5")."""
        return tuple(zip(NAMA_TW, map(write_volume, self.baris.target), strict=True))

    @property
    def volume(self) -> str:
        return write_volume(self.baris.volume)


def write_volume(nilai: Decimal) -> str:
    """12.50 → "12,5"."""
    return DesimalField().write(nilai)


def year_volume(t: Target) -> str:
    """The year's volume as written, of a line that is only measured: its own rule, from its four targets."""
    return write_volume(BarisRencana(akumulasi=t.akumulasi, **dict(zip(TARGET, t.tw, strict=True))).volume)


@dataclass(frozen=True, slots=True)
class IsiRencana:
    """The lines in their order, the money by source and in all."""

    baris: tuple[BarisTerbaca, ...]
    per_sumber: tuple[tuple[str, int], ...]
    pagu_rp: int

    def as_isi(self, rencana_id: int) -> Isi:
        """The same as a roll-up reads it."""
        return Isi({rencana_id: [b.baris for b in self.baris]}, {b.baris.pk: dict(b.uang) for b in self.baris})


def read_rencana(user: Pengguna, rencana: RencanaAksi) -> IsiRencana:
    """What one version of a plan says. One query."""
    indikator = Indikator.objects.visible_to(user).filter(baris_rencana=OuterRef("pk"))
    pagu = PaguBaris.objects.visible_to(user).filter(baris=OuterRef("pk"))
    kueri = BarisRencana.objects.visible_to(user).filter(rencana=rencana)
    kueri = kueri.annotate(
        json_indikator=json_list(indikator, dimensi="dimensi", nomor="nomor", nama="nama"),
        json_pagu=json_list(pagu, sumber="sumber", rp="pagu_rp"),
    )
    baris = []
    per_sumber: Counter[str] = Counter()
    for b in kueri:
        masalah = sorted(b.json_indikator or (), key=lambda i: (i["dimensi"], i["nomor"]))
        uang = sorted(((p["sumber"], int(p["rp"])) for p in b.json_pagu or ()), key=lambda p: URUTAN_SUMBER.index(p[0]))
        baris.append(BarisTerbaca(b, tuple(i["nama"] for i in masalah), tuple(uang)))
        per_sumber.update(dict(uang))
    urut = tuple((str(s.label), per_sumber[s]) for s in SumberDana if per_sumber[s])
    return IsiRencana(tuple(baris), urut, per_sumber.total())
