"""Versions of plans with their lines and pagu, and which of them measures (desain.md, section 4, capaian rencana)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any, NamedTuple, Protocol, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear

from opd.models import BarisRencana, PaguBaris, Pengguna, RencanaAksi
from opd.models.kegiatan import FaktaPenugasanQuerySet
from opd.rekap.daftar_json import json_rows, key_of, read_about
from opd.rekap.penugasan import earlier_rows, moved_lists, with_earlier

KOLOM = ("penugasan_id", "nomor", "pk", "uuid", "tahun", "kahar")
KOLOM_BARIS = ("rencana_id", "urutan", "pk", "kunci", "kegiatan", "satuan", "akumulasi", "polaritas")
TARGET = ("target_tw1", "target_tw2", "target_tw3", "target_tw4")


class VersiDiukur(NamedTuple):
    """What measuring asks of a version: a page reads all of the province, where models would cost more than the query."""

    pk: int
    uuid: UUID
    penugasan_id: int
    tahun: int
    nomor: int
    kahar: bool


class BarisDiukur(NamedTuple):
    """What measuring asks of a line."""

    pk: int
    kunci: UUID
    kegiatan: str
    satuan: str
    akumulasi: str
    polaritas: str
    target: tuple[Decimal, Decimal, Decimal, Decimal]


@dataclass(frozen=True, slots=True)
class Isi:
    """What versions say: by version its lines in their order, by line its pagu by source."""

    baris: dict[int, list[BarisDiukur]] | dict[int, list[BarisRencana]]
    pagu: dict[int, dict[str, int]]


def verified_versions(user: Pengguna, tahun: int, known_at: datetime | None = None) -> QuerySet[RencanaAksi]:
    """The versions verified for a year, as known at `known_at`."""
    versi = RencanaAksi.objects.visible_to(user).verified().filter(tahun=tahun)
    return versi if known_at is None else versi.filter(diverifikasi_pada__lte=known_at)


def planned_list(
    user: Pengguna, tahun: Collection[int], known_at: datetime | None = None, desa: Collection[int] | None = None
) -> dict[str, Subquery]:
    """What `planned` reads, for a query that asks for several lists at once; of some villages alone if given."""
    semua = [verified_versions(user, t, known_at) for t in sorted(set(tahun))]
    versi = reduce(or_, semua)
    if desa is not None:
        versi = versi.filter(penugasan__desa__in=desa)
    return {"berencana": json_rows(versi, "penugasan_id", "tahun")} | moved_lists(user, known_at)


def planned(terbaca: Mapping[str, Any], tahun: int) -> frozenset[int]:
    """The penugasan with a verified plan of the year; before a correction it was that of the row that was corrected."""
    dulu, milik = earlier_rows(terbaca), (p for p, t in terbaca["berencana"] or () if t == tahun)
    return frozenset(pk for p in milik for pk in with_earlier(p, dulu))


def version_lists(user: Pengguna, rencana: QuerySet[RencanaAksi]) -> dict[str, Subquery]:
    """What `versions_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    pk = rencana.order_by().values("pk")
    baris = BarisRencana.objects.visible_to(user).filter(rencana__in=pk)
    pagu = PaguBaris.objects.visible_to(user).filter(baris__rencana__in=pk)
    return {
        "versi": json_rows(rencana, *KOLOM),
        "baris": json_rows(baris, *KOLOM_BARIS, *TARGET),
        "pagu": json_rows(pagu, "baris_id", "sumber", "pagu_rp"),
    }


def versions_of(isi: Mapping[str, Any]) -> tuple[list[VersiDiukur], Isi]:
    """The versions by penugasan and number, and all they say."""
    versi = [
        VersiDiukur(pk, key_of(uuid), penugasan, tahun, nomor, bool(kahar))
        for penugasan, nomor, pk, uuid, tahun, kahar in sorted(isi["versi"] or ())
    ]
    baris: dict[int, list[BarisDiukur]] = defaultdict(list)
    for rencana, _, pk, kunci, kegiatan, satuan, akumulasi, polaritas, *target in sorted(isi["baris"] or ()):
        t1, t2, t3, t4 = (Decimal(str(t)) for t in target)
        baris[rencana].append(BarisDiukur(pk, key_of(kunci), kegiatan, satuan, akumulasi, polaritas, (t1, t2, t3, t4)))
    pagu: dict[int, dict[str, int]] = defaultdict(dict)
    for di, sumber, rp in isi["pagu"] or ():
        pagu[di][sumber] = int(rp)
    return versi, Isi(baris, pagu)


def lines_in_force(known_at: datetime | None = None) -> QuerySet[BarisRencana]:
    """The lines of each penugasan's and year's newest verified version."""
    baris, terbit = BarisRencana.objects.published(), RencanaAksi.objects.published()
    if known_at is not None:
        baris = baris.filter(rencana__diverifikasi_pada__lte=known_at)
        terbit = terbit.filter(diverifikasi_pada__lte=known_at)
    satu = {"penugasan": OuterRef("rencana__penugasan"), "tahun": OuterRef("rencana__tahun")}
    return baris.filter(~Exists(terbit.filter(**satu, nomor__gt=OuterRef("rencana__nomor"))))


class BarisTawaran(NamedTuple):
    """A line that an activity may be for."""

    tahun: int
    urutan: int
    pk: int
    kunci: UUID
    kegiatan: str
    satuan: str


def offered_lines(penugasan_id: int) -> list[BarisTawaran]:
    """The lines in force of a penugasan, the newest year first, the same for every reader. One query."""
    baris = read_about([penugasan_id], _offered)["baris"] or ()
    semua = (BarisTawaran(tahun, n, pk, key_of(kunci), *kata) for tahun, n, pk, kunci, *kata in baris)
    return sorted(semua, key=lambda b: (-b.tahun, b.urutan, b.pk))


def _offered(penugasan: Sequence[int]) -> dict[str, Subquery]:
    baris = lines_in_force().filter(rencana__penugasan__in=penugasan)
    return {"baris": json_rows(baris, "rencana__tahun", "urutan", "pk", "kunci", "kegiatan", "satuan")}


def on_plan(known_at: datetime | None = None) -> Exists:
    """Of an activity with `tahun_fakta`: whether its line stands in the plan in force of its penugasan and year."""
    return Exists(
        lines_in_force(known_at).filter(
            kunci=OuterRef("baris__kunci"),
            rencana__penugasan=OuterRef("penugasan"),
            rencana__tahun=OuterRef("tahun_fakta"),
        )
    )


def with_plan(kegiatan: FaktaPenugasanQuerySet, known_at: datetime | None = None) -> FaktaPenugasanQuerySet:
    """Activities with `di_rencana`: False is shown as "di luar rencana". No query of its own."""
    return kegiatan.annotate(tahun_fakta=ExtractYear("tanggal")).annotate(di_rencana=on_plan(known_at))


class Berkahar(Protocol):
    """All that is asked of a version to find the measuring one."""

    @property
    def kahar(self) -> bool: ...


V = TypeVar("V", bound=Berkahar)


def measuring(versi: Sequence[V]) -> V:
    """Of a penugasan's verified versions in order: the newest one marked kahar, or the first."""
    return next((v for v in reversed(versi) if v.kahar), versi[0])
