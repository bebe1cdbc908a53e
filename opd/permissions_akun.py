"""Who must sign in with a second factor, and who may take one away."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from opd.enums import Peran
from opd.models import Jabatan, Pengguna, PeranPengguna
from opd.permissions import can_maintain_users

WAJIB_FAKTOR = (Peran.PIMPINAN, Peran.VERIFIKATOR, Peran.ADMIN_SISTEM)
"""Roles that see or decide for the whole province."""


def must_have_factor(user: Pengguna, *, on: date) -> bool:
    """Whether a role of the day asks for a second factor; the installation may waive it (settings, WAJIB_DUA_FAKTOR)."""
    return bool(settings.WAJIB_DUA_FAKTOR) and user.holds(*WAJIB_FAKTOR, on=on)


def can_reset_factor(user: Pengguna, pemilik: Pengguna, *, on: date) -> bool:
    """Take away the second factor of somebody who lost it: an admin_sistem, of everybody but oneself."""
    return can_maintain_users(user, on=on) and user.pk != pemilik.pk


def can_begin_handover(user: Pengguna, *, on: date) -> bool:
    """Open the page on which work is handed over: admin_sistem, and who heads an OPD."""
    return user.holds(Peran.ADMIN_SISTEM, Peran.KEPALA_OPD, on=on)


def can_hand_over(user: Pengguna, episode: PeranPengguna | Jabatan, *, on: date) -> bool:
    """End this role or office of somebody and open it for another: admin_sistem any; a head those of the own operators."""
    if can_maintain_users(user, on=on):
        return True
    if not isinstance(episode, PeranPengguna) or episode.peran != Peran.OPERATOR_OPD or episode.opd_id is None:
        return False
    return user.holds(Peran.KEPALA_OPD, opd_id=episode.opd_id, on=on)
