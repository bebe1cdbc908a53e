"""The whole text of a plan: its lines with indicators, targets and money, as who decides on it reads them."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Prefetch

from desa.angka import DesimalField
from desa.models import Indikator
from opd.enums import SumberDana
from opd.models import BarisRencana, PaguBaris, Pengguna, RencanaAksi


@dataclass(frozen=True, slots=True)
class BarisTerbaca:
    """One line with its indicators by name and its money by source."""

    baris: BarisRencana
    indikator: tuple[str, ...]
    pagu: tuple[tuple[str, int], ...]

    @property
    def pagu_rp(self) -> int:
        return sum(rp for _, rp in self.pagu)

    @property
    def target(self) -> tuple[tuple[str, str], ...]:
        """Quarter and target as written: ("I", "12,5")."""
        return tuple(zip(("I", "II", "III", "IV"), map(_tulis, self.baris.target), strict=True))

    @property
    def volume(self) -> str:
        return _tulis(self.baris.volume)


def _tulis(nilai: Decimal) -> str:
    return DesimalField().write(nilai)


@dataclass(frozen=True, slots=True)
class IsiRencana:
    """The lines in their order, the money by source and in all."""

    baris: tuple[BarisTerbaca, ...]
    per_sumber: tuple[tuple[str, int], ...]
    pagu_rp: int


def read_rencana(user: Pengguna, rencana: RencanaAksi) -> IsiRencana:
    """What one version of a plan says. Three queries."""
    kueri = BarisRencana.objects.visible_to(user).filter(rencana=rencana)
    indikator = Prefetch("indikator", Indikator.objects.visible_to(user), to_attr="indikator_terbaca")
    pagu = Prefetch("pagu", PaguBaris.objects.visible_to(user), to_attr="pagu_terbaca")
    baris = []
    per_sumber: Counter[str] = Counter()
    for b in kueri.prefetch_related(indikator, pagu):
        uang = tuple((str(p.get_sumber_display()), p.pagu_rp) for p in b.pagu_terbaca)
        baris.append(BarisTerbaca(b, tuple(i.nama for i in b.indikator_terbaca), uang))
        per_sumber.update(dict(uang))
    urut = tuple((str(s.label), per_sumber[str(s.label)]) for s in SumberDana if per_sumber[str(s.label)])
    return IsiRencana(tuple(baris), urut, per_sumber.total())
