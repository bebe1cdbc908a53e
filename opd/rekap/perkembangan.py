"""Which enterprises still lack the state of a quarter (desain.md, section 2, `PerkembanganUmkm`)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Exists, F, OuterRef, Q, QuerySet, Subquery

from desa.models import Desa, PenutupanUmkm, PerkembanganUmkm, Umkm
from opd.ambang import PERKEMBANGAN_TEMPO
from opd.models import Pengguna
from opd.rekap.legalitas import alive
from opd.rekap.rentang import akhir_triwulan, triwulan_tempo
from opd.rekap.umkm import BUKAN_UMKM


def due_quarter(until: date) -> date:
    """The first day of the last quarter whose states are due on `until`."""
    return triwulan_tempo(until, PERKEMBANGAN_TEMPO.nilai)


def due_day(awal: date) -> date:
    """When the states of a quarter fall due."""
    return akhir_triwulan(awal) + timedelta(days=PERKEMBANGAN_TEMPO.nilai)


def owing(awal: date, *, until: date) -> Q:
    """UMKM of which a state of that quarter is owed: in the programme and not closed on its last day, and on `until`."""
    akhir = akhir_triwulan(awal)
    tutup = PenutupanUmkm.objects.spanning(akhir, akhir).values("umkm")  # one that opened again since
    return alive(akhir) & alive(until) & ~Q(bentuk__in=BUKAN_UMKM) & ~Q(pk__in=tutup)


def recorded(user: Pengguna, awal: date) -> Exists:
    """Whether an enterprise has a state of that quarter."""
    ada = PerkembanganUmkm.objects.visible_to(user).in_force()
    return Exists(ada.filter(umkm=OuterRef("pk"), triwulan=awal))


def lacking(user: Pengguna, *, until: date) -> QuerySet[Umkm]:
    """UMKM without the state of the last quarter that is due."""
    awal = due_quarter(until)
    return Umkm.objects.visible_to(user).filter(owing(awal, until=until), ~recorded(user, awal))


@dataclass(frozen=True, slots=True)
class BarisPerkembangan:
    """One enterprise of a village in a quarter, and the day on which it was looked at; None: no state yet."""

    uuid: UUID
    nama: str
    dilihat: date | None


def rekap_desa(user: Pengguna, desa: Desa, awal: date, *, until: date) -> tuple[BarisPerkembangan, ...]:
    """The UMKM of which a state of that quarter is owed, those without one first. One query."""
    ada = PerkembanganUmkm.objects.visible_to(user).in_force().filter(umkm=OuterRef("pk"), triwulan=awal)
    umkm = Umkm.objects.visible_to(user).filter(owing(awal, until=until), desa=desa)
    kueri = umkm.annotate(dilihat=Subquery(ada.values("tanggal")[:1])).order_by(
        F("dilihat").asc(nulls_first=True), "nama", "pk"
    )
    return tuple(BarisPerkembangan(*b) for b in kueri.values_list("uuid", "nama", "dilihat"))
