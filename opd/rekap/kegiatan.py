"""Activities and their rupiah per OPD and village. Each belongs to the penugasan it was done under, so nothing counts twice."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from operator import attrgetter
from typing import Any

from django.db.models import Aggregate, Count, Max, Q, QuerySet, Subquery, Sum, Value

from opd.models import DanaKegiatan, Kegiatan, Pengguna
from opd.models.kegiatan import FaktaPenugasanQuerySet
from opd.rekap.daftar_json import read_lists
from opd.rekap.rentang import Rentang, rentang


@dataclass(frozen=True, slots=True)
class RekapKegiatan:
    """Activities of one OPD in one village: this quarter and year so far, the same span of last quarter, the last day."""

    opd_id: int
    desa_id: int
    tw: int
    tahun: int
    tw_lalu: int
    terakhir: date
    terakhir_lalu: date | None


@dataclass(frozen=True, slots=True)
class RekapDana:
    """Rupiah of one OPD in one village from one source, in the same spans."""

    opd_id: int
    desa_id: int
    sumber: str
    tw_rp: int
    tahun_rp: int
    tw_lalu_rp: int


@dataclass(frozen=True, slots=True)
class JumlahDana:
    """Rupiah together, in the same spans."""

    tw_rp: int
    tahun_rp: int
    tw_lalu_rp: int


def sum_money(dana: Iterable[RekapDana | JumlahDana]) -> JumlahDana:
    """What these rows add up to."""
    isi = tuple(dana)
    return JumlahDana(*(sum(map(attrgetter(nama), isi)) for nama in ("tw_rp", "tahun_rp", "tw_lalu_rp")))


def money_by_source(dana: Iterable[RekapDana]) -> dict[str, JumlahDana]:
    """The sums of each source."""
    per: dict[str, list[RekapDana]] = defaultdict(list)
    for d in dana:
        per[d.sumber].append(d)
    return {sumber: sum_money(isi) for sumber, isi in per.items()}


def kegiatan_berlaku(
    user: Pengguna,
    *,
    dari: date,
    until: date,
    known_at: datetime | None = None,
    desa: Collection[int] | None = None,
) -> FaktaPenugasanQuerySet:
    """Activities dated in [dari, until] that count, as known at `known_at`, of all or of some villages."""
    kueri = Kegiatan.objects.visible_to(user).in_force(known_at).filter(tanggal__gte=dari, tanggal__lte=until)
    return kueri if desa is None else kueri.filter(penugasan__desa__in=desa)


def _spans(r: Rentang, awalan: str = "") -> dict[str, Q]:
    """The three spans as conditions on the date."""
    isi = {"tw": (r.awal_tw, r.until), "tahun": (r.awal_tahun, r.until), "tw_lalu": (r.awal_tw_lalu, r.sampai_lalu)}
    return {n: Q(**{f"{awalan}tanggal__gte": a, f"{awalan}tanggal__lte": b}) for n, (a, b) in isi.items()}


def rekap_kegiatan(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> tuple[RekapKegiatan, ...]:
    """One row per OPD and village with any activity by `until`. One query."""
    kueri = activity_query(user, until=until, known_at=known_at, desa=desa)
    return tuple(sorted((RekapKegiatan(*isi) for isi in kueri), key=activity_order))


def activity_query(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> QuerySet:
    """OPD, village, activities in the three spans, the last day by now and by the end of last quarter."""
    r = rentang(until)
    hitung = {f"n_{n}": Count("pk", filter=q) for n, q in _spans(r).items()}
    hari = {"akhir": Max("tanggal"), "akhir_lalu": Max("tanggal", filter=Q(tanggal__lte=r.akhir_tw_lalu))}
    kueri = kegiatan_berlaku(user, dari=date.min, until=until, known_at=known_at, desa=desa).order_by()
    per = kueri.values("penugasan__opd", "penugasan__desa").annotate(**hitung, **hari)
    return per.values_list("penugasan__opd", "penugasan__desa", *hitung, *hari)


def rekap_dana(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> tuple[RekapDana, ...]:
    """One row per OPD, village and source with money in any of the spans. One query."""
    return money_rows(money_query(user, until=until, known_at=known_at, desa=desa))


def money_rows(baris: Iterable[tuple[Any, ...]]) -> tuple[RekapDana, ...]:
    """The rows of `money_query` that have any."""
    semua = (RekapDana(opd, desa, sumber, *map(int, rp)) for opd, desa, sumber, *rp in baris)
    return tuple(sorted((b for b in semua if b.tw_rp or b.tahun_rp or b.tw_lalu_rp), key=money_order))


def money_query(
    user: Pengguna,
    *lain: str,
    until: date,
    known_at: datetime | None = None,
    desa: Collection[int] | None = None,
) -> QuerySet:
    """OPD, village, source, what the money is parted by beside (`lain`), rupiah in the three spans."""
    r = rentang(until)
    jumlah = {f"rp_{n}": Sum("jumlah_rp", filter=q, default=0) for n, q in _spans(r, "kegiatan__").items()}
    dari = min(r.awal_tahun, r.awal_tw_lalu)
    kegiatan = kegiatan_berlaku(user, dari=dari, until=until, known_at=known_at, desa=desa)
    kunci = ("kegiatan__penugasan__opd", "kegiatan__penugasan__desa", "sumber", *lain)
    dana = DanaKegiatan.objects.visible_to(user).filter(kegiatan__in=kegiatan.order_by().values("pk")).order_by()
    return dana.values(*kunci).annotate(**jumlah).values_list(*kunci, *jumlah)


def activity_order(b: RekapKegiatan) -> tuple[int, int]:
    """By OPD and village."""
    return b.opd_id, b.desa_id


def money_order(b: RekapDana) -> tuple[int, int, str]:
    """By OPD, village and source."""
    return b.opd_id, b.desa_id, b.sumber


def count_and_sum(user: Pengguna, kegiatan: QuerySet[Kegiatan], dana: QuerySet[DanaKegiatan]) -> dict[str, int]:
    """How many activities these are (`jumlah`) and their rupiah (`total_rp`). One query."""
    milik = dana.filter(kegiatan__in=kegiatan.order_by().values("pk"))
    isi = read_lists(user, {"jumlah": _one(kegiatan, Count("pk")), "rp": _one(milik, Sum("jumlah_rp"))})
    return {"jumlah": isi["jumlah"] or 0, "total_rp": int(isi["rp"] or 0)}


def _one(rows: QuerySet, angka: Aggregate) -> Subquery:
    satu = rows.order_by().annotate(_satu=Value(1)).values("_satu")
    return Subquery(satu.annotate(_angka=angka).values("_angka"))
