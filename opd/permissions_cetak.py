"""Who may print papers, take what was drawn in the background and keep a letterhead; the rest is in permissions.py."""

from __future__ import annotations

from datetime import date, timedelta

from desa.waktu import tanggal_wit
from opd.enums import Peran
from opd.models import Opd, Pekerjaan, Pengguna
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


def can_take_file(user: Pengguna, pekerjaan: Pekerjaan, *, on: date) -> bool:
    """Take the file of one's work while every role in which it was asked for is held: it says what was open to them.

    One that ended on that very day may have been among them.
    """
    diminta = tanggal_wit(pekerjaan.diminta_pada)
    dulu, sebelum, kini = (
        {(p.peran, p.opd_id) for p in user.roles_on(hari)} for hari in (diminta, diminta - timedelta(days=1), on)
    )
    return dulu | sebelum <= kini
