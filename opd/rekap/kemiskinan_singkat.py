"""KK miskin ekstrem of the province in one line, for a screen that has no query to spare (see `kemiskinan`)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Subquery

from desa.models import PotretKesejahteraan
from desa.models.kesejahteraan import KK
from opd.models import Pengguna
from opd.rekap.asesmen import current_chains
from opd.rekap.daftar_json import day_of, json_rows
from opd.rekap.kemiskinan import Jumlah, Ukuran, compare, shown, total
from opd.rekap.penugasan import BarisPenugasan, aktif

KOLOM = ("tanggal_data", "pk", "desa_id", "sumber", "definisi", "definisi_lain", *KK)


class Dua(NamedTuple):
    """One village's sum for readers who may see its small groups of families, and for all others."""

    terbuka: Jumlah
    tertutup: Jumlah


def snapshot_list(
    user: Pengguna, *, until: date, known_at: datetime | None = None, desa: Collection[int] | None = None
) -> dict[str, Subquery]:
    """What `progress_by_village` reads, for a query that asks for several lists at once (`read_lists`)."""
    sah = PotretKesejahteraan.objects.visible_to(user).verified(known_at).filter(tanggal_data__lte=until)
    return {"potret": json_rows(sah if desa is None else sah.filter(desa__in=desa), *KOLOM)}


def reader_list(user: Pengguna) -> dict[str, Subquery]:
    """What `seen_by_reader` reads, likewise: the villages whose small groups this reader may see."""
    return {"potret_terbuka": json_rows(user.personal_desa(), "pk")}


def progress_by_village(
    terbaca: Mapping[str, Any], penugasan: Sequence[BarisPenugasan], *, until: date
) -> dict[int, Dua]:
    """The villages with an OPD in charge against the programme's baseline."""
    potret: dict[int, list[PotretKesejahteraan]] = defaultdict(list)
    for hari, *isi in sorted(terbaca["potret"] or (), key=lambda b: b[:2]):
        p = PotretKesejahteraan(tanggal_data=day_of(hari), **dict(zip(KOLOM[1:], isi, strict=True)))
        potret[p.desa_id].append(p)
    rantai = current_chains(penugasan, until)
    hasil = {}
    for b in aktif(penugasan, until):
        banding = compare(potret[b.desa_id], rantai[b.desa_id], Ukuran.PROGRAM)
        hasil[b.desa_id] = Dua(*(total([shown(banding, terbuka=buka)]) for buka in (True, False)))
    return hasil


def seen_by_reader(terbaca: Mapping[str, Any], per_desa: Mapping[int, Dua]) -> dict[int, Jumlah]:
    """Each village as this reader may see it; `add_up` gives the province's."""
    buka = {pk for (pk,) in terbaca["potret_terbuka"] or ()}
    return {pk: d.terbuka if pk in buka else d.tertutup for pk, d in per_desa.items()}
