"""Who may take what was drawn for them in the background, and open what they uploaded; the rest is in permissions.py."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from desa.waktu import tanggal_wit
from opd.enums import IMPOR_OPD, Peran
from opd.models import Impor, Pekerjaan, Pengguna


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
