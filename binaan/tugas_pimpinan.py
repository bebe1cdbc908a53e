"""The day's decisions, for a leader beside the tasks of Beranda."""

from __future__ import annotations

from datetime import date
from typing import Any

from binaan.dasbor.keputusan import susun_keputusan, tanpa_opd
from binaan.dasbor.layar import read_figures, remembered
from binaan.dasbor.perkara import read_cases, waiting
from binaan.dasbor.saringan import FormDasbor
from opd.enums import Peran
from opd.models import Pengguna


def decisions(user: Pengguna, *, on: date) -> dict[str, Any]:
    """The dashboard's decisions of the day, and how many wait for an answer; nine queries, none while nothing is written since.

    For who is no leader there is nothing of it.
    """
    if not user.holds(Peran.PIMPINAN, on=on):
        return {}
    form = FormDasbor({}, hari_ini=on)
    form.is_valid()
    return remembered("keputusan", user, form, _read)


def _read(user: Pengguna, form: FormDasbor) -> dict[str, Any]:
    r, t = read_figures(user, form)
    perkara = read_cases(user, r)
    keputusan = susun_keputusan(perkara, t, user, tanpa_opd(r, user), on=form.hari_ini)
    return {"memutus": True, "keputusan": keputusan, "ditunggu": waiting(perkara)}
