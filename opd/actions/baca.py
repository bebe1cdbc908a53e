"""Note that somebody read names of persons on a page: one audit row a view, with which rows were shown and never a name."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Model

from desa.models import Catatan, make_catatan
from desa.waktu import WIT
from opd.models import Pengguna
from opd.rekap.pembacaan import MELIHAT_NAMA, rows_shown
from opd.rekap.simpanan_pribadi import Kunci


def note_reading(
    by: Pengguna,
    halaman: str,
    kunci: Iterable[Kunci],
    *,
    at: datetime,
    tentang: Model | None = None,
    saring: Mapping[str, str] | None = None,
) -> None:
    """`by` was shown these records on a page; `tentang`: the one record or village it is about, else the reader.

    `saring` is what the list was narrowed by: codes and choices, nothing typed. The same view again within the minute is the
    same row. One query, none for a page that shows nobody; no deed, for it changes nothing but the trace itself.
    """
    isi = rows_shown(kunci)
    if not isi:
        return
    isi |= {nama: [None, nilai] for nama, nilai in (saring or {}).items() if nilai}
    catatan = make_catatan(by, f"{MELIHAT_NAMA} pada {halaman}", tentang or by, at=at, perubahan=isi)
    catatan.sekali = _once(catatan)
    Catatan.objects.bulk_create([catatan], ignore_conflicts=True)


def _once(c: Catatan) -> str:
    """What two views of the same rows by the same account within one minute share."""
    menit = c.pada.astimezone(WIT).replace(second=0, microsecond=0).isoformat()
    bahan = [c.oleh_id, c.sebagai, c.tindakan, c.objek_jenis, c.objek_id, c.perubahan, menit]
    return hashlib.sha256(json.dumps(bahan, sort_keys=True).encode()).hexdigest()
