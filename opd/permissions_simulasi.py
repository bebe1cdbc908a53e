"""Who may try out the next SK."""

from __future__ import annotations

from datetime import date

from opd.enums import Peran
from opd.models import Pengguna


def can_simulate(user: Pengguna, *, on: date) -> bool:
    """Weigh villages for the next SK: those who prepare and decide it (verifikator, pimpinan) and who loads it (admin_sistem).

    Closed to OPDs and readers: a list of villages with OPDs reads like a decision, and no SK stands behind it.
    """
    return user.holds(Peran.VERIFIKATOR, Peran.PIMPINAN, Peran.ADMIN_SISTEM, on=on)
