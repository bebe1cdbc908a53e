"""Versions of plans with their lines and pagu, and which of them measures (desain.md, section 4, capaian rencana)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Protocol, TypeVar

from django.db.models import OuterRef, QuerySet

from opd.models import BarisRencana, PaguBaris, Pengguna, RencanaAksi
from opd.rekap.profil import json_list

KOLOM = ("id", "uuid", "penugasan_id", "tahun", "nomor", "status", "kahar")
KOLOM_BARIS = (
    "id", "kunci", "urutan", "kegiatan", "satuan", "target_tw1", "target_tw2", "target_tw3", "target_tw4", "polaritas",
    "akumulasi",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Isi:
    """What versions say: by version its lines in their order (only KOLOM_BARIS), by line its pagu by source."""

    baris: dict[int, list[BarisRencana]]
    pagu: dict[int, dict[str, int]]


def verified_versions(user: Pengguna, tahun: int, known_at: datetime | None = None) -> QuerySet[RencanaAksi]:
    """The versions verified for a year, as known at `known_at`."""
    versi = RencanaAksi.objects.visible_to(user).verified().filter(tahun=tahun)
    return versi if known_at is None else versi.filter(diverifikasi_pada__lte=known_at)


def read_versions(user: Pengguna, rencana: QuerySet[RencanaAksi]) -> tuple[list[RencanaAksi], Isi]:
    """These versions (only KOLOM) by penugasan and number, and all they say. One query."""
    pagu = PaguBaris.objects.visible_to(user).filter(baris=OuterRef("baris"))
    kueri = rencana.annotate(json_pagu=json_list(pagu, sumber="sumber", rp="pagu_rp"))
    kueri = kueri.order_by("penugasan", "nomor", "pk", "baris__urutan", "baris__pk")
    versi: dict[int, RencanaAksi] = {}
    isi = Isi(defaultdict(list), {})
    for kolom in kueri.values_list(*KOLOM, *(f"baris__{k}" for k in KOLOM_BARIS), "json_pagu"):
        kepala: dict[str, Any] = dict(zip(KOLOM, kolom, strict=False))
        versi.setdefault(kepala["id"], RencanaAksi(**kepala))
        baris: dict[str, Any] = dict(zip(KOLOM_BARIS, kolom[len(KOLOM) :], strict=False))
        if baris["id"] is not None:
            isi.baris[kepala["id"]].append(BarisRencana(rencana_id=kepala["id"], **baris))
            isi.pagu[baris["id"]] = {p["sumber"]: int(p["rp"]) for p in kolom[-1] or ()}
    return list(versi.values()), isi


class Berkahar(Protocol):
    """All that is asked of a version to find the measuring one."""

    @property
    def kahar(self) -> bool: ...


V = TypeVar("V", bound=Berkahar)


def measuring(versi: Sequence[V]) -> V:
    """Of a penugasan's verified versions in order: the newest one marked kahar, or the first."""
    return next((v for v in reversed(versi) if v.kahar), versi[0])
