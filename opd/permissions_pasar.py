"""Which deeds a person may do for the market of enterprises; registers of buyers stand in permissions_mitra.py."""

from __future__ import annotations

from datetime import date

from opd.models import Pengguna


def can_market(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Record whom an enterprise supplies and what it sold at a fair: the OPD of its village, up to 30 days after."""
    return bool(user.opd_ids(on)) and user.own_desa().filter(pk=desa_id).exists()
