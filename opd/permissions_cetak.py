"""Who may print papers and keep a letterhead; the rest is in permissions.py."""

from __future__ import annotations

from datetime import date

from opd.models import Opd, Pengguna
from opd.permissions import can_maintain_penugasan


def can_print(user: Pengguna, *, on: date) -> bool:
    """Take a paper of a page that one reads: anybody with a role."""
    return bool(user.roles_on(on))


def can_keep_kop(user: Pengguna, opd: Opd, *, on: date) -> bool:
    """Write an OPD's letterhead: who works for it, after a merger for its successor, and the maintainers."""
    ids = user.opd_ids(on)
    return opd.pk in ids or opd.answering_on(on).pk in ids or can_maintain_penugasan(user, on=on)
