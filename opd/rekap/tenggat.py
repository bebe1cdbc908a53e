"""The deadline that binds each quarter's reports, and how near it is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Subquery

from desa.angka import format_tanggal
from desa.waktu import tanggal_wit
from opd.ambang import TENGGAT_DIUMUMKAN
from opd.models import Pengguna, Tenggat
from opd.permissions import report_deadline
from opd.rekap.rentang import akhir_triwulan, sebut_triwulan


@dataclass(frozen=True, slots=True)
class BatasTriwulan:
    """One quarter's deadline. Without `diumumkan` it is the standing one; `semula` is the date it replaced, if any."""

    tahun: int
    triwulan: int
    batas: date
    diumumkan: date | None = None
    oleh: str = ""
    semula: date | None = None

    @property
    def awal(self) -> date:
        return date(self.tahun, self.triwulan * 3 - 2, 1)

    @property
    def akhir(self) -> date:
        return akhir_triwulan(self.awal)

    @property
    def nama(self) -> str:
        """ "TW II 2026"."""
        return sebut_triwulan(self.awal)

    @property
    def kunci(self) -> str:
        """ "2026-2"."""
        return f"{self.tahun}-{self.triwulan}"


def known_early(batas: date, diumumkan: date) -> bool:
    """Whether a deadline was announced long enough before its day."""
    return (batas - diumumkan).days >= TENGGAT_DIUMUMKAN.nilai


def binding(tahun: int, triwulan: int, riwayat: Iterable[Tenggat]) -> BatasTriwulan:
    """The deadline that counts, from the quarter's announcements in their order: each binds when it came early enough, or
    only moved the day further away. No query, `ditetapkan_oleh` being loaded."""
    kini = BatasTriwulan(tahun, triwulan, report_deadline(tahun, triwulan))
    for t in riwayat:
        hari = tanggal_wit(t.diumumkan_pada)
        if t.batas >= kini.batas or known_early(t.batas, hari):
            semula = kini.batas if kini.diumumkan and kini.batas != t.batas else None
            kini = BatasTriwulan(tahun, triwulan, t.batas, hari, t.ditetapkan_oleh.nama, semula)
    return kini


def kalender(user: Pengguna | None, tahun: int, *, until: date) -> tuple[BatasTriwulan, ...]:
    """The four deadlines of a year as announced up to `until`; `user` None is the application itself. One query."""
    milik = Tenggat.objects.all() if user is None else Tenggat.objects.visible_to(user)
    per: dict[int, list[Tenggat]] = {tw: [] for tw in (1, 2, 3, 4)}
    kueri = milik.filter(tahun=tahun).select_related("ditetapkan_oleh").order_by("pk")
    for t in kueri.defer("ditetapkan_oleh__password", "ditetapkan_oleh__surel"):
        if tanggal_wit(t.diumumkan_pada) <= until:
            per[t.triwulan].append(t)
    return tuple(binding(tahun, tw, riwayat) for tw, riwayat in per.items())


def announced(user: Pengguna) -> Subquery:
    """A column of reports: the deadline announced for their quarter, NULL while the standing one counts."""
    milik = Tenggat.objects.visible_to(user).current().filter(tahun=OuterRef("tahun"), triwulan=OuterRef("triwulan"))
    return Subquery(milik.values("batas"))


def time_left(batas: date, until: date) -> str:
    """ "tinggal 12 hari", "hari ini" or "lewat 3 hari"."""
    sisa = (batas - until).days
    if not sisa:
        return "hari ini"
    return f"tinggal {sisa} hari" if sisa > 0 else f"lewat {-sisa} hari"


def deadline_words(batas: date, until: date) -> str:
    """ "Batas 30 April 2026, tinggal 12 hari."."""
    return f"Batas {format_tanggal(batas)}, {time_left(batas, until)}."
