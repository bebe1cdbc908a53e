"""KK miskin ekstrem of the province in one line, for a screen that has no query to spare (see `kemiskinan`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Subquery

from desa.models import PotretKesejahteraan
from desa.models.kesejahteraan import KK
from opd.models import Pengguna
from opd.rekap.asesmen import current_chains
from opd.rekap.daftar_json import day_of, json_rows
from opd.rekap.kemiskinan import Jumlah, Ukuran, compare, shown, total
from opd.rekap.penugasan import BarisPenugasan, aktif

KOLOM = ("tanggal_data", "pk", "desa_id", "sumber", "definisi", "definisi_lain", *KK)


def progress_lists(user: Pengguna, *, until: date, known_at: datetime | None = None) -> dict[str, Subquery]:
    """What `province_progress` reads, for a query that asks for several lists at once (`read_lists`)."""
    sah = PotretKesejahteraan.objects.visible_to(user).verified(known_at).filter(tanggal_data__lte=until)
    return {"potret": json_rows(sah, *KOLOM), "potret_terbuka": json_rows(user.personal_desa(), "pk")}


def province_progress(terbaca: Mapping[str, Any], penugasan: Sequence[BarisPenugasan], *, until: date) -> Jumlah:
    """The sum of the villages with an OPD in charge against the programme's baseline, as this reader may see it."""
    potret: dict[int, list[PotretKesejahteraan]] = defaultdict(list)
    for hari, *isi in sorted(terbaca["potret"] or (), key=lambda b: b[:2]):
        p = PotretKesejahteraan(tanggal_data=day_of(hari), **dict(zip(KOLOM[1:], isi, strict=True)))
        potret[p.desa_id].append(p)
    buka = {pk for (pk,) in terbaca["potret_terbuka"] or ()}
    rantai = current_chains(penugasan, until)
    return total(
        shown(compare(potret[b.desa_id], rantai[b.desa_id], Ukuran.PROGRAM), terbuka=b.desa_id in buka)
        for b in aktif(penugasan, until)
    )
