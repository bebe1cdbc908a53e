"""Which deeds a person may do with products and the consent to show them; the rest stands in permissions.py."""

from __future__ import annotations

from datetime import date

from opd.enums import Peran
from opd.models import Pengguna
from opd.permissions import can_edit_umkm


def can_edit_produk(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """Write products and record a consent: who may edit the enterprise."""
    return can_edit_umkm(user, desa_id, on=on)


def can_revoke_persetujuan(user: Pengguna, desa_id: int, *, on: date) -> bool:
    """End a consent at once: who may edit the enterprise, and pimpinan, for an owner may turn to anybody."""
    return can_edit_umkm(user, desa_id, on=on) or user.holds(Peran.PIMPINAN, on=on)
