"""Which deeds a person may do with target families; which *rows* stands in the scopes of desa/models/keluarga.py."""

from __future__ import annotations

from datetime import date

from desa.models import StatusKeluarga
from opd.enums import Peran
from opd.models import Pengguna, Penugasan
from opd.permissions import can_see_personal, plays_in

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


def can_verify_status(user: Pengguna, status: StatusKeluarga, *, on: date) -> bool:
    """Verify an *entas* or a re-check, or turn it down: a verifikator who did not propose it and does not play for the OPD.

    The OPD is whoever answers for the village, then and now (desain.md, section 3: the referee does not play).
    """
    if not user.holds(Peran.VERIFIKATOR, on=on) or status.pencatat_id == user.pk:
        return False
    penugasan = Penugasan.objects.visible_to(user).in_force().in_charge().filter(desa=status.keluarga.desa_id)
    opd = {p.opd_id for p in penugasan if p.covers(status.tanggal) or p.covers(on)}
    return not plays_in(user, opd, on=on)
