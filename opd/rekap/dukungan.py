"""What other OPDs were asked to do for the lines of a plan, and which plan a request belongs to now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from uuid import UUID

from opd.enums import StatusDukungan
from opd.models import DukunganBaris, Pengguna, RencanaAksi


def dukungan_baris(user: Pengguna, kunci: Collection[UUID]) -> dict[UUID, tuple[DukunganBaris, ...]]:
    """The requests for these lines that the reader may see and nobody took back, oldest first. One query."""
    hasil: dict[UUID, list[DukunganBaris]] = defaultdict(list)
    kueri = DukunganBaris.objects.visible_to(user).filter(kunci__in=kunci).exclude(status=StatusDukungan.DITARIK)
    for d in kueri.select_related("opd").order_by("diminta_pada", "pk"):
        hasil[d.kunci].append(d)
    return {k: tuple(v) for k, v in hasil.items()}


def plan_of(user: Pengguna, dukungan: DukunganBaris) -> RencanaAksi | None:
    """The newest version that has the line, as far as the reader may read it. One query."""
    versi = RencanaAksi.objects.visible_to(user).filter(penugasan=dukungan.penugasan_id, tahun=dukungan.tahun)
    return versi.filter(baris__kunci=dukungan.kunci).order_by("-nomor").first()
