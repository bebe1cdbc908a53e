"""Which deeds a person may do with an enterprise's quarterly state and its financing; the rest stands in permissions.py."""

from __future__ import annotations

from datetime import date

from opd.models import Pengguna
from opd.permissions import sales_limits


def can_record_perkembangan(user: Pengguna, desa_id: int, tanggal: date, *, on: date) -> bool:
    """Write what was found on a day: the OPD that answered for the village then. It alone reads the rupiah again."""
    batas = sales_limits(user, on=on)
    return desa_id in batas and ((selesai := batas[desa_id]) is None or tanggal < selesai)


def can_record_pembiayaan(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Read and write an enterprise's applications for money: the OPD that answers for the village, 30 days after it too."""
    return desa_id in sales_limits(user, on=on)
