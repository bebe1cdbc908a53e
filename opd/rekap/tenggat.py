"""The deadline that binds each quarter's reports, and how near it is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from django.db.models import OuterRef, Subquery

from desa.angka import format_tanggal
from desa.waktu import awal_triwulan, mulai_triwulan, tanggal_wit
from opd.ambang import TENGGAT_DIUMUMKAN
from opd.models import Pengguna, Tenggat
from opd.permissions import report_deadline
from opd.rekap.daftar_json import day_of, json_rows, moment_of
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
        return mulai_triwulan(self.tahun, self.triwulan)

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


class Pengumuman(NamedTuple):
    """A quarter's deadline as it was announced on a day."""

    batas: date
    hari: date
    oleh: str = ""


def binding(tahun: int, triwulan: int, riwayat: Iterable[Pengumuman]) -> BatasTriwulan:
    """The deadline that counts, from the quarter's announcements in their order: each binds when it came early enough, or
    only moved the day further away."""
    kini = BatasTriwulan(tahun, triwulan, report_deadline(tahun, triwulan))
    for t in riwayat:
        if t.batas >= kini.batas or known_early(t.batas, t.hari):
            semula = kini.batas if kini.diumumkan and kini.batas != t.batas else None
            kini = BatasTriwulan(tahun, triwulan, t.batas, t.hari, t.oleh, semula)
    return kini


def kalender(user: Pengguna | None, tahun: int, *, until: date) -> tuple[BatasTriwulan, ...]:
    """The four deadlines of a year as announced up to `until`; `user` None is the application itself. One query."""
    milik = Tenggat.objects.all() if user is None else Tenggat.objects.visible_to(user)
    kueri = milik.filter(tahun=tahun).order_by("pk")
    kolom = ("triwulan", "batas", "diumumkan_pada", "ditetapkan_oleh__nama")
    return bound(tahun, ((tw, Pengumuman(b, tanggal_wit(p), o)) for tw, b, p, o in kueri.values_list(*kolom)), until)


def bound(tahun: int, diumumkan: Iterable[tuple[int, Pengumuman]], until: date) -> tuple[BatasTriwulan, ...]:
    """The four deadlines of a year by what was announced for its quarters up to `until`, in that order. No query."""
    per: dict[int, list[Pengumuman]] = {tw: [] for tw in (1, 2, 3, 4)}
    for tw, t in diumumkan:
        if t.hari <= until:
            per[tw].append(t)
    return tuple(binding(tahun, tw, riwayat) for tw, riwayat in per.items())


def deadline_list(user: Pengguna, tahun: int) -> Subquery:
    """The year's announcements for `deadlines_of`, read beside other lists."""
    return json_rows(Tenggat.objects.visible_to(user).filter(tahun=tahun), "pk", "triwulan", "batas", "diumumkan_pada")


def deadlines_of(isi: Iterable[Sequence[Any]] | None, tahun: int, *, until: date) -> tuple[BatasTriwulan, ...]:
    """The four deadlines of a year from such a list."""
    urut = sorted(isi or (), key=lambda b: b[0])
    return bound(tahun, ((tw, Pengumuman(day_of(b), tanggal_wit(moment_of(p)))) for _, tw, b, p in urut), until)


def report_year(on: date) -> int:
    """The year of the quarter that ended last."""
    return (awal_triwulan(on) - timedelta(days=1)).year


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
