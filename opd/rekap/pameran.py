"""What enterprises sold at fairs: per fair and per row. Never added to omzet, which is the sum of Penjualan alone.

A row counts as it stands at `known_at`; what was corrected or cancelled counts nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, QuerySet, Sum

from desa.models import Penjualan
from desa.waktu import awal_bulan, daftar_bulan
from opd.models import HasilPameran, Pameran, Pengguna


@dataclass(frozen=True, slots=True)
class HasilTerbaca:
    """One enterprise at a fair. `dilaporkan_rp`: its reported sales of the fair's months; None while one is missing."""

    hasil: HasilPameran
    dilaporkan_rp: int | None

    @property
    def kurang(self) -> bool:
        """Whether the reported months say less than was sold at the fair."""
        return self.dilaporkan_rp is not None and self.dilaporkan_rp < self.hasil.omzet_rp


@dataclass(frozen=True, slots=True)
class JumlahPameran:
    """Results added up."""

    umkm: int = 0
    omzet_rp: int = 0
    pesanan: int = 0
    pesanan_rp: int = 0


def baca_hasil(user: Pengguna, pameran: Pameran, *, known_at: datetime | None = None) -> tuple[HasilTerbaca, ...]:
    """The results of a fair by name, each beside what its months report. Two queries."""
    semua = HasilPameran.objects.visible_to(user).in_force(known_at).filter(pameran=pameran).with_names()
    hasil = list(semua.order_by("umkm__nama", "pk"))
    bulan = months_of(pameran)
    laporan = _reported(user, {h.umkm_id for h in hasil}, bulan, known_at)
    return tuple(HasilTerbaca(h, _sum_of(laporan[h.umkm_id], bulan)) for h in hasil)


def months_of(pameran: Pameran) -> list[date]:
    """The first days of the months in which a fair took place."""
    return daftar_bulan(awal_bulan(pameran.mulai), awal_bulan(pameran.akhir))


def _reported(
    user: Pengguna, umkm: set[int], bulan: list[date], known_at: datetime | None
) -> defaultdict[int, dict[date, int]]:
    hasil: defaultdict[int, dict[date, int]] = defaultdict(dict)
    kueri = Penjualan.objects.visible_to(user).in_force(known_at).filter(umkm__in=umkm, bulan__in=bulan)
    for pk, b, rp in kueri.order_by().values_list("umkm", "bulan", "omzet_rp"):
        hasil[pk][b] = rp
    return hasil


def _sum_of(per_bulan: dict[date, int], bulan: list[date]) -> int | None:
    return sum(per_bulan.values()) if len(per_bulan) == len(bulan) else None


def jumlahkan(baris: Iterable[HasilTerbaca]) -> JumlahPameran:
    """The sum of rows. No query."""
    isi = [b.hasil for b in baris]
    return JumlahPameran(
        umkm=len(isi),
        omzet_rp=sum(h.omzet_rp for h in isi),
        pesanan=sum(h.pesanan for h in isi),
        pesanan_rp=sum(h.pesanan_rp for h in isi),
    )


def rekap_pameran(
    user: Pengguna, pameran: QuerySet[Pameran], *, known_at: datetime | None = None
) -> dict[int, JumlahPameran]:
    """The sums per fair that has any result, by primary key. One query."""
    hasil = HasilPameran.objects.visible_to(user).in_force(known_at).filter(pameran__in=pameran.order_by().values("pk"))
    per = (
        hasil.order_by()
        .values("pameran")
        .annotate(rp=Sum("omzet_rp"), n=Count("pk"), pesan=Sum("pesanan"), pesan_rp=Sum("pesanan_rp"))
    )
    return {r["pameran"]: JumlahPameran(r["n"], int(r["rp"]), int(r["pesan"]), int(r["pesan_rp"])) for r in per}
