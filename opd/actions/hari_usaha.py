"""Days of an enterprise that an OPD may still date something on: up to the end of its penugasan (desain.md, section 3)."""

from __future__ import annotations

from datetime import date, datetime

from django.core.exceptions import ValidationError

from desa.waktu import tanggal_wit
from opd.models import Pengguna
from opd.permissions_usaha import can_date_umkm, can_record_pembiayaan

SESUDAH_BERAKHIR = (
    "Pada tanggal itu OPD Anda tidak lagi menjadi penanggung jawab desa ini. Yang terjadi sesudah penugasan berakhir dicatat "
    "OPD yang menggantikan."
)


def require_own_day(desa_id: int, hari: date, bidang: str, *, by: Pengguna, at: datetime) -> None:
    """Raise ValidationError on that field when the day lies after the OPD's penugasan."""
    if not can_date_umkm(by, desa_id, hari, on=tanggal_wit(at)):
        raise ValidationError({bidang: ValidationError(SESUDAH_BERAKHIR, code="berakhir")})


def require_own_money(desa_id: int, hari: date, bidang: str, *, by: Pengguna, at: datetime) -> None:
    """The same of applications for money, which the maintainers do not write."""
    if not can_record_pembiayaan(by, desa_id, hari, on=tanggal_wit(at)):
        raise ValidationError({bidang: ValidationError(SESUDAH_BERAKHIR, code="berakhir")})
