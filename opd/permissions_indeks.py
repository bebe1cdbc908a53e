"""Who keeps the village indices, their thresholds, and the figures of the context page."""

from __future__ import annotations

from datetime import date

from opd.models import Pengguna
from opd.permissions import can_maintain_penugasan


def can_record_indeks(user: Pengguna, *, on: date) -> bool:
    """Write an index as decreed, its dimensions, and macro figures: verifikator and admin_sistem."""
    return can_maintain_penugasan(user, on=on)
