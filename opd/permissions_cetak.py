"""Who may print papers, take what was drawn in the background, open what was uploaded, and keep a letterhead; the rest is
in permissions.py.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desa.waktu import tanggal_wit
from opd.enums import IMPOR_OPD, Peran
from opd.models import Impor, Opd, Pekerjaan, Pengguna
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
    """Take the file of one's work while every role in which it was asked for is held: it says what was open to them."""
    return _holds_still(user, pekerjaan.diminta_pada, on=on)


def can_open_impor(user: Pengguna, impor: Impor, *, on: date) -> bool:
    """Open a list in one's scope: of one's own while every role in which it was uploaded is held, for it names people of the
    villages one had then. To the verifikator it is open as anybody's.
    """
    if impor.diunggah_oleh_id != user.pk or (impor.jenis not in IMPOR_OPD and user.holds(Peran.VERIFIKATOR, on=on)):
        return True
    return _holds_still(user, impor.diunggah_pada, on=on)


def _holds_still(user: Pengguna, saat: datetime, *, on: date) -> bool:
    """Whether every role held at that moment is held on `on`; one that ended on that very day may have been among them."""
    hari = tanggal_wit(saat)
    dulu, sebelum, kini = (
        {(p.peran, p.opd_id) for p in user.roles_on(h)} for h in (hari, hari - timedelta(days=1), on)
    )
    return dulu | sebelum <= kini
