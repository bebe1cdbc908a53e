"""How punctual one OPD's reports of a year are, read beside the OPD itself: its page has no query to spare.

The figure is `count` of the same rows that the calendar lists for the OPD (opd/rekap/ketepatan.py).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import OuterRef, Subquery

from desa.waktu import akhir_hari, tanggal_wit
from opd.models import LangkahNaskah, LaporanTriwulan, Opd, Pengguna, Penugasan
from opd.rekap.daftar_json import json_rows, moment_of
from opd.rekap.ketepatan import HitunganLaporan, Langkah, Naskah, count, due_reports
from opd.rekap.meja import Masa
from opd.rekap.tenggat import deadline_list, deadlines_of, report_year


@dataclass(frozen=True, slots=True)
class KetepatanOpd:
    """The counts of an OPD's reports that are due in a year."""

    tahun: int
    laporan: HitunganLaporan


def told_reports(user: Pengguna, *, until: date) -> dict[str, Subquery]:
    """Beside rows of `Opd` the year's announced deadlines and reports with their moves, for `punctuality`. No further query."""
    tahun, akhir = report_year(until), akhir_hari(until)
    laporan = LaporanTriwulan.objects.progress().filter(
        penugasan__opd=OuterRef("pk"), tahun=tahun, dibuat_pada__lte=akhir
    )
    langkah = LangkahNaskah.objects.progress().filter(laporan__penugasan__opd=OuterRef("pk"), laporan__tahun=tahun)
    return {
        "json_tenggat": deadline_list(user, tahun),
        "json_laporan": json_rows(laporan, "pk", "uuid", "kelompok", "penugasan_id", "triwulan", "dibuat_pada"),
        "json_langkah": json_rows(langkah.filter(pada__lte=akhir), "pada", "pk", "laporan_id", "tindakan", "ke"),
    }


def punctuality(
    user: Pengguna, opd: Any, penugasan: Iterable[Penugasan], masa: dict[int, list[Masa]], *, until: date
) -> KetepatanOpd:
    """The counts of one OPD read with `told_reports`; `masa`: when somebody headed it, and its successor. No query."""
    tahun = report_year(until)
    batas = [b for b in deadlines_of(opd.json_tenggat, tahun, until=until) if b.akhir < until]
    milik = [_under(p, opd) for p in penugasan]
    return KetepatanOpd(tahun, count(due_reports(user, milik, batas, _naskah(opd, tahun), masa, until=until)))


def _under(p: Penugasan, opd: Opd) -> Penugasan:
    """The penugasan with its OPD as the page read it, successor and all."""
    p.opd = opd
    return p


def _naskah(opd: Any, tahun: int) -> list[Naskah]:
    langkah: dict[int, list[Langkah]] = defaultdict(list)
    urut = sorted((moment_of(pada), pk, laporan, t, ke) for pada, pk, laporan, t, ke in opd.json_langkah or [])
    for pada, _, laporan, tindakan, ke in urut:
        langkah[laporan].append(Langkah(tindakan, ke, tanggal_wit(pada)))
    return [
        Naskah(UUID(uuid), kelompok, penugasan, tahun, tw, tanggal_wit(moment_of(dibuat)), tuple(langkah[pk]))
        for pk, uuid, kelompok, penugasan, tw, dibuat in opd.json_laporan or []
    ]
