"""What enterprises sold at fairs: per fair and per row. Never added to omzet, which is the sum of Penjualan alone.

A row counts as it stands at `known_at`; what was corrected or cancelled counts nowhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from desa.enums import SaluranPenjualan
from desa.models import Penjualan
from desa.waktu import awal_bulan, daftar_bulan
from opd.models import HasilPameran, Pameran, Pengguna
from opd.rekap.daftar_json import json_rows, key_of


@dataclass(frozen=True, slots=True)
class HasilTerbaca:
    """One enterprise at a fair. `dilaporkan_rp`: what its months report of it; None while one of them is missing.

    A month that names its channels reports its channel "pameran" (`rinci`), any other month the whole of its sales.
    """

    hasil: HasilPameran
    dilaporkan_rp: int | None
    rinci: bool

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
    return tuple(HasilTerbaca(h, *_sum_of(laporan[h.umkm_id], bulan)) for h in hasil)


def months_of(pameran: Pameran) -> list[date]:
    """The first days of the months in which a fair took place."""
    return daftar_bulan(awal_bulan(pameran.mulai), awal_bulan(pameran.akhir))


def _reported(
    user: Pengguna, umkm: set[int], bulan: list[date], known_at: datetime | None
) -> defaultdict[int, dict[date, tuple[int, bool]]]:
    """Per enterprise and month what is reported, and whether by channel."""
    hasil: defaultdict[int, dict[date, tuple[int, bool]]] = defaultdict(dict)
    kueri = Penjualan.objects.visible_to(user).in_force(known_at).filter(umkm__in=umkm, bulan__in=bulan).order_by()
    pameran = Sum("saluran__omzet_rp", filter=Q(saluran__saluran=SaluranPenjualan.PAMERAN))
    kueri = kueri.annotate(n=Count("saluran"), rp=pameran)
    for pk, b, omzet, n, rp in kueri.values_list("umkm", "bulan", "omzet_rp", "n", "rp"):
        hasil[pk][b] = (int(rp or 0), True) if n else (omzet, False)
    return hasil


def _sum_of(per_bulan: dict[date, tuple[int, bool]], bulan: list[date]) -> tuple[int | None, bool]:
    if len(per_bulan) < len(bulan):
        return None, False
    return sum(rp for rp, _ in per_bulan.values()), all(rinci for _, rinci in per_bulan.values())


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


@dataclass(frozen=True, slots=True)
class HasilSingkat:
    """One fair of an enterprise, for its page."""

    uuid: UUID
    nama: str
    mulai: date
    omzet_rp: int
    pesanan: int
    pesanan_rp: int


KOLOM_SINGKAT = ("pameran__uuid", "pameran__nama", "pameran__mulai", "omzet_rp", "pesanan", "pesanan_rp")


def fairs_json(user: Pengguna) -> Subquery:
    """An annotation of Umkm for `fairs_of`: its results in force."""
    return json_rows(HasilPameran.objects.visible_to(user).in_force().filter(umkm=OuterRef("pk")), *KOLOM_SINGKAT)


def fairs_of(baris: list[Any] | None) -> list[HasilSingkat]:
    """The fairs that `fairs_json` read, newest first. No query."""
    hasil = [HasilSingkat(key_of(u), nama, date.fromisoformat(mulai[:10]), *n) for u, nama, mulai, *n in baris or []]
    return sorted(hasil, key=lambda h: (h.mulai, h.nama), reverse=True)
