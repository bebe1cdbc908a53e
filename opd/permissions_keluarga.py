"""Which deeds a person may do with target families; which *rows* stands in the scopes of desa/models/keluarga.py."""

from __future__ import annotations

from datetime import date

from opd.models import Pengguna
from opd.permissions import can_see_personal

BUKAN_KELUARGA = "Daftar keluarga sasaran hanya untuk OPD pendamping desanya dan verifikator."


def can_write_keluarga(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Put a family on the list or change it: the OPD in charge of the village, and the verifikator who hands extracts on."""
    return can_see_personal(user, desa_id, on=on)


def can_unmask(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Read a family's numbers in full, once, with the password again and a reason: who may read the family."""
    return can_see_personal(user, desa_id, on=on)


def can_read_any(user: Pengguna, *, on: date) -> bool:
    """Whether there is any village whose families this person may read."""
    return user.personal_desa().exists()
