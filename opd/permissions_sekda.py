"""Who holds the Sekda Jabatan on a day. What belongs to that office is never lent: no delegation, no role stands in for it."""

from __future__ import annotations

from datetime import date

from opd.models import Jabatan, Pengguna
from opd.permissions import holders

SLUG_SEKDA = "setda"
"""The unit that the Sekda heads."""


def sekda_on(on: date) -> tuple[Jabatan, ...]:
    """The open episodes that hold the desk of the Sekda: the Plh. alone while there is one. One query."""
    terbuka = Jabatan.objects.filter(opd__slug=SLUG_SEKDA).open_on(on).defer("nip").scoped()
    return holders(terbuka.select_related("pengguna").defer("nip", "pengguna__password", "pengguna__surel"))


def is_sekda(user: Pengguna, *, on: date) -> bool:
    """Whether the user holds the Sekda Jabatan that day. One query."""
    return any(j.pengguna_id == user.pk for j in sekda_on(on))


def title_of_sekda(user: Pengguna, *, on: date) -> str:
    """ "Sekretaris Daerah", "Plh. Sekretaris Daerah". One query."""
    return next((j.sebutan for j in sekda_on(on) if j.pengguna_id == user.pk), "")
