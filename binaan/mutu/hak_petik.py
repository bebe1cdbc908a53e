"""Who may do what with a spot check. The referee does not play (desain.md, section 3)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from binaan.models import ButirPetik
from opd.enums import Peran
from opd.models import Opd, Pengguna, PeranPengguna
from opd.permissions import plays_in


def can_draw(user: Pengguna, *, on: date) -> bool:
    """Lock a quarter's frame, and draw from it: verifikator."""
    return user.holds(Peran.VERIFIKATOR, on=on)


def can_check(user: Pengguna, butir: ButirPetik, *, on: date) -> bool:
    """Record what a check found: a verifikator who does not work for the OPD, nor for the one it was merged into."""
    return user.holds(Peran.VERIFIKATOR, on=on) and not plays_in(user, judged(butir.opd, on=on), on=on)


def judged(opd: Opd, *, on: date) -> set[int]:
    """The OPD a finding speaks of, and who answers for it today."""
    return {opd.pk, opd.answering_on(on).pk}


def referees(user: Pengguna, *, on: date) -> list[Pengguna]:
    """Every verifikator of a day, by name. One query; `user` asks."""
    peran = PeranPengguna.objects.visible_to(user).open_on(on).filter(peran=Peran.VERIFIKATOR, pengguna__is_active=True)
    baris = (
        peran.select_related("pengguna").defer("pengguna__password", "pengguna__surel").order_by("pengguna__nama", "pk")
    )
    return list({p.pengguna_id: p.pengguna for p in baris}.values())


def judges_of(opd: Opd, orang: Iterable[Pengguna], *, on: date) -> list[Pengguna]:
    """Of these verifikator who may look at this OPD's facts. One query for each, one more when first asked about."""
    return [u for u in orang if not plays_in(u, judged(opd, on=on), on=on)]
