"""The sections of the dashboard that stand at addresses of their own: money, and reports with the desks they wait at."""

from __future__ import annotations

from typing import Any

from binaan.dasbor.dana import by_source, by_strategy, charts, outside_pagu
from binaan.dasbor.ketepatan import report_board
from binaan.dasbor.layar import read_figures
from binaan.dasbor.saringan import SaringSaat
from opd.models import Pengguna
from opd.rekap.rentang import sebut_triwulan
from opd.rekap.tertahan import rekap_meja, stuck_desks


def money_screen(user: Pengguna, form: SaringSaat) -> dict[str, Any]:
    """Rupiah of the quarter and the year by source, and of the year by strategy."""
    r, t = read_figures(user, form)
    sumber = by_source(r, t)
    kepala, strategi = by_strategy(r.desa.strategi, t)
    isi = {"until": r.until, "tw": sebut_triwulan(r.until), "sumber": sumber, "kepala": kepala, "strategi": strategi}
    isi |= {"judul_tahun": f"Tahun {r.until.year}", "judul_pagu": f"Pagu {r.until.year}"}
    isi |= {"judul_belanja": "Belanja dari pagu", "judul_luar": "Di luar pagu", "luar": outside_pagu(sumber, strategi)}
    return isi | charts(sumber, strategi, r.until.year) | {"saat": t.saat, "kini": t.kini}


def report_screen(user: Pengguna, form: SaringSaat) -> dict[str, Any]:
    """What a paper went through is dated by the moment it happened, so what was known on a day is what had happened by then."""
    hari = min(form.until, form.cleaned_data["diketahui"] or form.until)
    kini = hari == form.hari_ini
    isi = report_board(user, until=hari, kini=kini) | {"until": hari, "kini": kini, "saat": form.link()}
    return isi | {"meja": stuck_desks(rekap_meja(user, until=hari)) if kini else ()}
