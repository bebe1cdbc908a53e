"""Showing a village contact's phone number: a deed, because it leaves a trace."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied

from desa.models import Desa, Kontak, record
from desa.scoped import deed
from opd.models import Pengguna


@deed
def reveal_phone(desa: Desa, *, kontak_id: int, by: Pengguna, at: datetime) -> tuple[int, str]:
    """The contact's id and phone number in the clear, recorded. Raises PermissionDenied outside `personal_for`."""
    tempat = {"kecamatan": desa.kecamatan_id, "desa": desa.pk}
    rows = Kontak.objects.personal_for(by).filter(pk=kontak_id)
    kontak = next((k for k in rows if tempat["desa"] == k.desa_id or tempat["kecamatan"] == k.kecamatan_id), None)
    if kontak is None:
        raise PermissionDenied("Nomor telepon hanya terbuka bagi OPD pendamping desa ini dan verifikator.")
    record(by, "membuka nomor telepon kontak", kontak, at=at)
    return kontak.pk, kontak.telepon
