"""Who may print papers and keep a letterhead; the rest is in permissions.py."""

from __future__ import annotations

from datetime import date

from opd.enums import Peran
from opd.models import Opd, Pengguna
from opd.permissions import can_maintain_penugasan

SETDA = "setda"
"""The page address of the Sekretariat Daerah, under whose letterhead the province's papers go out."""


def can_print(user: Pengguna, *, on: date) -> bool:
    """Take a paper of a page that one reads, as a copy to read: anybody with a role."""
    return bool(user.roles_on(on))


def can_issue(user: Pengguna, penjaga: Opd | None, *, on: date) -> bool:
    """Issue it with number, signature block and code: who works for the OPD of its letterhead, a verifikator, and for the
    province's own papers a pimpinan. The admin_sistem keeps letterheads and issues nothing.
    """
    if user.holds(Peran.VERIFIKATOR, on=on):
        return True
    if (penjaga is None or penjaga.slug == SETDA) and user.holds(Peran.PIMPINAN, on=on):
        return True
    ids = user.opd_ids(on)
    return penjaga is not None and (penjaga.pk in ids or penjaga.answering_on(on).pk in ids)


def can_keep_kop(user: Pengguna, opd: Opd, *, on: date) -> bool:
    """Write an OPD's letterhead: who works for it, after a merger for its successor, and the maintainers."""
    ids = user.opd_ids(on)
    return opd.pk in ids or opd.answering_on(on).pk in ids or can_maintain_penugasan(user, on=on)
