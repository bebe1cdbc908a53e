"""How pages with names of persons say that they were read (opd/actions/baca.py)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Protocol

from django.db.models import Model
from django.http import HttpRequest
from django.utils import timezone

from desa.models import Desa, Keluarga
from opd.actions.baca import note_reading
from opd.rekap.simpanan_pribadi import Kunci


class Berkeluarga(Protocol):
    """A family as a list shows it."""

    pk: int
    desa: Desa


def note_families(
    request: HttpRequest, halaman: str, baris: Iterable[Berkeluarga], saring: Mapping[str, str] | None = None
) -> None:
    """A list of families was shown. It stands on their village when that is one, else on the reader. One query."""
    semua = list(baris)
    desa = {b.desa for b in semua}
    kunci = [family_key(b) for b in semua]
    satu = desa.pop() if len(desa) == 1 else None
    note_reading(request.user, halaman, kunci, at=timezone.now(), tentang=satu, saring=saring)


def family_key(baris: Berkeluarga) -> Kunci:
    """The family that a row of a list tells."""
    return Kunci(Keluarga._meta.label_lower, baris.pk)


def note_record(request: HttpRequest, halaman: str, objek: Model, baris: Iterable[Model] | None = None) -> None:
    """A page or paper about one record was shown, with the persons on it (`baris`) or the record's own. One query."""
    kunci = [Kunci(b._meta.label_lower, b.pk) for b in ([objek] if baris is None else baris)]
    note_reading(request.user, halaman, kunci, at=timezone.now(), tentang=objek)
