"""What waits beside the pages: long work and letters. Counts and ages only, for whoever watches the site."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Min, Q

from desa.scoped import penjaga
from opd.enums import KeadaanPekerjaan
from opd.models import Pekerjaan, SuratKeluar


@dataclass(frozen=True)
class Antrean:
    """How much waits and runs, and for how many seconds nothing has happened to it (0 when nothing waits)."""

    antre: int
    berjalan: int
    surat: int
    diam_detik: int


def queue(at: datetime) -> Antrean:
    """The queue of long work and the letters not sent yet. Two queries.

    Work that runs is silent from the end of its lease on, work that waits since it was asked for, unless another runs.
    """
    antre, berjalan = Q(keadaan=KeadaanPekerjaan.ANTRE), Q(keadaan=KeadaanPekerjaan.BERJALAN)
    with penjaga(False):
        p = Pekerjaan.objects.open().aggregate(
            antre=Count("pk", filter=antre),
            berjalan=Count("pk", filter=berjalan),
            sejak=Min("diminta_pada", filter=antre),
            sewa=Max("sewa_sampai", filter=berjalan),
        )
        surat = SuratKeluar.objects.waiting().count()
    sejak = p["sewa"] or p["sejak"] or at
    return Antrean(p["antre"], p["berjalan"], surat, max(0, int((at - sejak).total_seconds())))
