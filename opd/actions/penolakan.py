"""A deed that was refused leaves a trace of its own, for the deed's transaction is gone (gaya: refusals are recorded)."""

from __future__ import annotations

from datetime import datetime, timedelta

from desa.models import Catatan, record
from desa.scoped import deed
from opd.models import Pengguna

DITOLAK = "ditolak melakukan tindakan"
JARAK = timedelta(minutes=1)
"""The same account at the same address leaves one row a minute, however often it tries."""
PER_JAM = 60
"""And at most this many an hour, whatever the addresses."""


@deed
def record_refusal(by: Pengguna, *, alamat: str, at: datetime) -> bool:
    """Whether a row was written: who, as what, when, at which address; never what was sent."""
    lama = Catatan.objects.filter(oleh_id=by.pk, tindakan=DITOLAK, pada__gt=at - timedelta(hours=1))
    terakhir = list(lama.order_by("-pada").values_list("pada", "perubahan")[:PER_JAM])
    isi = {"alamat": [None, alamat[:200]]}
    if len(terakhir) >= PER_JAM or any(pada > at - JARAK and perubahan == isi for pada, perubahan in terakhir):
        return False
    record(by, DITOLAK, by, at=at, perubahan=isi)
    return True
