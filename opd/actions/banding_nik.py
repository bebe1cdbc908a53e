"""How often one account may compare a NIK with other villages: enough for work, too few to fish for persons."""

from __future__ import annotations

from datetime import datetime, time

from django.core.exceptions import ValidationError

from desa.models import Catatan, Desa, record
from desa.waktu import WIT, tanggal_wit
from opd.actions.dasar import lock_account
from opd.models import Pengguna

NIK_SEHARI = 100
MEMERIKSA_NIK = "memeriksa kesamaan NIK"
"""How the Catatan of every comparison begins."""


def count_comparison(apa: str, desa: Desa, *, by: Pengguna, at: datetime) -> None:
    """Record that a number of `apa` is about to be compared. Raises ValidationError after too many in a day."""
    lock_account(by)
    awal = datetime.combine(tanggal_wit(at), time.min, WIT)
    hari_ini = Catatan.objects.filter(oleh_id=by.pk, tindakan__startswith=MEMERIKSA_NIK, pada__gte=awal)
    if hari_ini.count() >= NIK_SEHARI:
        raise ValidationError(
            f"Akun ini sudah membandingkan {NIK_SEHARI} NIK hari ini. Lanjutkan besok, atau simpan tanpa NIK dahulu.",
            code="batas",
        )
    record(by, f"{MEMERIKSA_NIK} {apa}", desa, at=at)
