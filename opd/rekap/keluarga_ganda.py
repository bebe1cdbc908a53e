"""Families that stand on the lists of two villages: the same NIK or no. KK, found by keyed hash alone."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from desa.enums import JenisSidik
from desa.models import Keluarga, SidikKeluarga
from opd.models import Pengguna
from opd.rekap.daftar_json import json_list
from opd.rekap.keluarga_baris import BarisKeluarga, masked

TERBANYAK = 200


@dataclass(frozen=True, slots=True)
class Ganda:
    """One family of the reader's villages, which of its numbers are elsewhere too, and in which villages."""

    keluarga: BarisKeluarga
    nomor: str
    desa_lain: tuple[str, ...]


def keluarga_ganda(user: Pengguna) -> list[Ganda]:
    """The families whose number another village has too, by name, at most `TERBANYAK`. One query beyond the user's roles.

    Of the other family only the village is told: who may read it, finds it there.
    """
    kembar = (
        SidikKeluarga.objects.scoped()
        .filter(jenis=OuterRef("jenis"), sidik_nomor=OuterRef("sidik_nomor"))
        .exclude(desa=OuterRef("desa"))
    )
    lain = (
        SidikKeluarga.objects.scoped()
        .filter(
            sidik_nomor__in=SidikKeluarga.objects.scoped()
            .filter(keluarga=OuterRef(OuterRef("pk")))
            .values("sidik_nomor")
        )
        .exclude(desa=OuterRef("desa"))
    )
    bernomor = SidikKeluarga.objects.scoped().filter(Exists(kembar)).values("keluarga")
    semua = Keluarga.objects.personal_for(user).filter(pk__in=bernomor).select_related("desa__kecamatan__kabupaten")
    semua = semua.with_state().annotate(
        json_lain=json_list(lain, jenis="jenis", desa="desa__nama", kecamatan="desa__kecamatan__nama")
    )
    return [_row(k) for k in semua.order_by("kepala", "pk")[:TERBANYAK]]


def _row(k: Keluarga) -> Ganda:
    lain = k.json_lain or []  # type: ignore[attr-defined]
    nomor = ", ".join(str(j.label) for j in JenisSidik if any(b["jenis"] == j for b in lain))
    desa = {f"{b['desa']}, Kec. {b['kecamatan']}" for b in lain}
    return Ganda(masked(k), nomor, tuple(sorted(desa)))
