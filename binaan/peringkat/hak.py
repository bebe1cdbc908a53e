"""Who may do what with weights, rankings, objections and what follows from them. The referee does not play (desain.md, 3)."""

from __future__ import annotations

from datetime import date

from binaan.models import Bobot, Sanggahan
from binaan.peringkat.tangan import decidable, drafters
from opd.enums import Peran
from opd.models import Opd, Pengguna
from opd.permissions import head_desk, plays_in
from opd.permissions_sekda import is_sekda


def can_draft_bobot(user: Pengguna, *, on: date) -> bool:
    """Draft the weights of a year to come: verifikator."""
    return user.holds(Peran.VERIFIKATOR, on=on)


def can_enact_bobot(user: Pengguna, bobot: Bobot, *, on: date) -> bool:
    """Enact a draft: the holder of the Sekda Jabatan, who did not write it."""
    return not bobot.ditetapkan and is_sekda(user, on=on) and user.pk not in drafters(bobot)


def can_open_draft(user: Pengguna, *, on: date) -> bool:
    """Open a year's draft for correction: verifikator."""
    return user.holds(Peran.VERIFIKATOR, on=on)


def can_freeze(user: Pengguna, *, on: date) -> bool:
    """Freeze a ranking, and with it grant an objection: the holder of the Sekda Jabatan."""
    return is_sekda(user, on=on)


def can_object(user: Pengguna, opd: Opd, *, on: date) -> bool:
    """Object to a frozen ranking: who sits at the head's desk of the OPD, after a merger of its successor."""
    return user.pk in head_desk(opd.answering_on(on).pk, on=on)


def can_decide(user: Pengguna, sanggahan: Sanggahan, *, on: date) -> bool:
    """Decide an objection: a verifikator or pimpinan without a hand in it, who leads no ranked OPD. One query."""
    return decidable(user, on=on).filter(pk=sanggahan.pk).exists()


def can_reward(user: Pengguna, *, on: date) -> bool:
    """Say which result is rewarded: the holder of the Sekda Jabatan."""
    return is_sekda(user, on=on)


def can_evaluate(user: Pengguna, opd: Opd, *, on: date) -> bool:
    """Evaluate a village's year: a verifikator who does not work for its OPD."""
    return user.holds(Peran.VERIFIKATOR, on=on) and not plays_in(user, {opd.pk, opd.answering_on(on).pk}, on=on)
