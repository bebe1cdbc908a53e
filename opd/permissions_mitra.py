"""Which deeds a person may do with partners and buyers, pledges and hand-overs; the rest stands in permissions.py."""

from __future__ import annotations

from datetime import date

from opd.enums import Peran
from opd.models import JanjiMitra, Pameran, Pengguna
from opd.models.terdaftar import Terdaftar
from opd.permissions import can_follow_up, can_record_facts


def can_add_terdaftar(user: Pengguna, *, on: date) -> bool:
    """Add a partner, buyer or fair to its register and read contacts: head and operator of any OPD, and the verifikator."""
    return bool(user.opd_ids(on)) or user.holds(Peran.VERIFIKATOR, on=on)


def can_edit_terdaftar(user: Pengguna, terdaftar: Terdaftar | Pameran, *, on: date) -> bool:
    """Change or close a partner, buyer or fair: the OPD that added it, after a merger its successor, and the verifikator."""
    if user.holds(Peran.VERIFIKATOR, on=on):
        return True
    return terdaftar.opd is not None and terdaftar.opd.answering_on(on).pk in user.opd_ids(on)


def can_change_janji(user: Pengguna, janji: JanjiMitra, *, on: date) -> bool:
    """Change or cancel a pledge: the OPD it was made to, while it may complete its facts."""
    return janji.dibatalkan_pada is None and can_record_facts(user, janji.penugasan, on=on)


def can_record_serah(user: Pengguna, janji: JanjiMitra, *, on: date) -> bool:
    """Record what came of a pledge: the OPD it was made to, and whoever answers for the village after it."""
    return janji.dibatalkan_pada is None and can_follow_up(user, janji.penugasan, on=on)
