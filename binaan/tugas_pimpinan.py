"""The day's decisions, for a leader beside the tasks of Beranda."""

from __future__ import annotations

from datetime import date
from typing import Any

from binaan.dasbor.keputusan import Keputusan, susun_keputusan, tanpa_opd
from binaan.dasbor.layar import read_figures, remembered
from binaan.dasbor.saringan import FormDasbor
from opd.enums import Peran
from opd.models import Pengguna


def decisions(user: Pengguna, *, on: date) -> tuple[Keputusan, ...]:
    """The dashboard's decisions of the day; eight queries, none while nothing is written since."""
    if not user.holds(Peran.PIMPINAN, on=on):
        return ()
    form = FormDasbor({}, hari_ini=on)
    form.is_valid()
    keputusan: tuple[Keputusan, ...] = remembered("keputusan", user, form, _read)["keputusan"]
    return keputusan


def _read(user: Pengguna, form: FormDasbor) -> dict[str, Any]:
    r, t = read_figures(user, form)
    return {"keputusan": susun_keputusan(r, t, user, tanpa_opd(r, user), on=form.hari_ini)}
