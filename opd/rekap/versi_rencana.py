"""Versions of plans with their lines and pagu, and which of them measures (desain.md, section 4, capaian rencana)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Protocol, TypeVar
from uuid import UUID

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import ExtractYear

from opd.models import BarisRencana, PaguBaris, Pengguna, RencanaAksi
from opd.models.kegiatan import FaktaPenugasanQuerySet
from opd.rekap.daftar_json import json_list

KOLOM = ("id", "uuid", "penugasan_id", "tahun", "nomor", "status", "kahar")
TARGET = ("target_tw1", "target_tw2", "target_tw3", "target_tw4")
KOLOM_BARIS = ("id", "kunci", "urutan", "kegiatan", "satuan", *TARGET, "polaritas", "akumulasi")


@dataclass(frozen=True, slots=True)
class Isi:
    """What versions say: by version its lines in their order (only KOLOM_BARIS), by line its pagu by source."""

    baris: dict[int, list[BarisRencana]]
    pagu: dict[int, dict[str, int]]


def verified_versions(user: Pengguna, tahun: int, known_at: datetime | None = None) -> QuerySet[RencanaAksi]:
    """The versions verified for a year, as known at `known_at`."""
    versi = RencanaAksi.objects.visible_to(user).verified().filter(tahun=tahun)
    return versi if known_at is None else versi.filter(diverifikasi_pada__lte=known_at)


def version_lists(user: Pengguna, rencana: QuerySet[RencanaAksi]) -> dict[str, Subquery]:
    """What `versions_of` reads, for a query that asks for several lists at once (`read_lists`)."""
    pk = rencana.order_by().values("pk")
    baris = BarisRencana.objects.visible_to(user).filter(rencana__in=pk)
    pagu = PaguBaris.objects.visible_to(user).filter(baris__rencana__in=pk)
    return {
        "versi": json_list(rencana, **{k: k for k in KOLOM}),
        "baris": json_list(baris, rencana_id="rencana_id", **{k: k for k in KOLOM_BARIS}),
        "pagu": json_list(pagu, baris="baris_id", sumber="sumber", rp="pagu_rp"),
    }


def versions_of(isi: Mapping[str, Any]) -> tuple[list[RencanaAksi], Isi]:
    """The versions (only KOLOM) by penugasan and number, and all they say."""
    versi = [RencanaAksi(**v | {"uuid": UUID(v["uuid"]), "kahar": bool(v["kahar"])}) for v in isi["versi"] or ()]
    hasil = Isi(defaultdict(list), defaultdict(dict))
    for b in sorted(isi["baris"] or (), key=lambda b: (b["urutan"], b["id"])):
        target = {k: Decimal(str(b[k])) for k in TARGET}
        hasil.baris[b["rencana_id"]].append(BarisRencana(**b | target | {"kunci": UUID(b["kunci"])}))
    for p in isi["pagu"] or ():
        hasil.pagu[p["baris"]][p["sumber"]] = int(p["rp"])
    return sorted(versi, key=lambda v: (v.penugasan_id, v.nomor, v.pk)), hasil


def lines_in_force(user: Pengguna, known_at: datetime | None = None) -> QuerySet[BarisRencana]:
    """The lines of each penugasan's and year's newest verified version."""
    terbit = RencanaAksi.objects.visible_to(user).verified()
    if known_at is not None:
        terbit = terbit.filter(diverifikasi_pada__lte=known_at)
    sesudah = terbit.filter(penugasan=OuterRef("penugasan"), tahun=OuterRef("tahun"), nomor__gt=OuterRef("nomor"))
    return BarisRencana.objects.visible_to(user).filter(rencana__in=terbit.filter(~Exists(sesudah)).values("pk"))


def on_plan(user: Pengguna, known_at: datetime | None = None) -> Exists:
    """Of an activity with `tahun_fakta`: whether its line stands in the plan in force of its penugasan and year."""
    return Exists(
        lines_in_force(user, known_at).filter(
            kunci=OuterRef("baris__kunci"),
            rencana__penugasan=OuterRef("penugasan"),
            rencana__tahun=OuterRef("tahun_fakta"),
        )
    )


def with_plan(
    kegiatan: FaktaPenugasanQuerySet, user: Pengguna, known_at: datetime | None = None
) -> FaktaPenugasanQuerySet:
    """Activities with `di_rencana`: False is shown as "di luar rencana". No query of its own."""
    return kegiatan.annotate(tahun_fakta=ExtractYear("tanggal")).annotate(di_rencana=on_plan(user, known_at))


class Berkahar(Protocol):
    """All that is asked of a version to find the measuring one."""

    @property
    def kahar(self) -> bool: ...


V = TypeVar("V", bound=Berkahar)


def measuring(versi: Sequence[V]) -> V:
    """Of a penugasan's verified versions in order: the newest one marked kahar, or the first."""
    return next((v for v in reversed(versi) if v.kahar), versi[0])
