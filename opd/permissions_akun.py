"""Who must sign in with a second factor, and who may take one away."""

from __future__ import annotations

from datetime import date

from django.conf import settings

from opd.enums import Peran
from opd.models import Pengguna
from opd.permissions import can_maintain_users

WAJIB_FAKTOR = (Peran.PIMPINAN, Peran.VERIFIKATOR, Peran.ADMIN_SISTEM)
"""Roles that see or decide for the whole province."""


def must_have_factor(user: Pengguna, *, on: date) -> bool:
    """Whether a role of the day asks for a second factor; the installation may waive it (settings, WAJIB_DUA_FAKTOR)."""
    return bool(settings.WAJIB_DUA_FAKTOR) and user.holds(*WAJIB_FAKTOR, on=on)


def can_reset_factor(user: Pengguna, pemilik: Pengguna, *, on: date) -> bool:
    """Take away the second factor of somebody who lost it: an admin_sistem, of everybody but oneself."""
    return can_maintain_users(user, on=on) and user.pk != pemilik.pk
