"""Show a family's numbers in full: once, for a reason, and never unrecorded."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, time

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Catatan, Keluarga, record
from desa.sandi import SandiRusak
from desa.scoped import deed
from desa.validators import kunci_nama
from desa.waktu import WIT, tanggal_wit
from opd.actions.dasar import lock_account
from opd.actions.keluarga import require_named
from opd.models import Pengguna
from opd.permissions_keluarga import BUKAN_KELUARGA, can_unmask

MEMBUKA = "membuka nomor keluarga sasaran"
SANDI_SALAH = "salah kata sandi saat membuka nomor keluarga sasaran"
BUKA_SEHARI = 100
"""Families whose numbers one account may open in a day."""
TAMPIL_DETIK = 60


@dataclass(frozen=True)
class NomorKeluarga:
    """The numbers in the clear, for one showing."""

    kepala: str
    nik: str
    kk: str
    telepon: str


@deed
def open_numbers(keluarga: Keluarga, *, alasan: str, by: Pengguna, at: datetime) -> NomorKeluarga:
    """The numbers of the family, and the record of who read them and why.

    Raises PermissionDenied, or ValidationError for a reason that names a person or a number, or after too many in a day.
    """
    if not can_unmask(by, keluarga.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_KELUARGA)
    require_named(keluarga)
    kini = Keluarga.objects.get(pk=keluarga.pk)
    require_impersonal(alasan, kini.kepala)
    require_daily_limit(MEMBUKA, "nomor {} keluarga", by=by, at=at)
    try:
        nomor = NomorKeluarga(kini.kepala, kini.nik, kini.kk, kini.telepon)
    except SandiRusak as galat:
        raise ValidationError(str(galat), code="kunci") from galat
    record(by, MEMBUKA, kini, at=at, alasan=alasan)
    return nomor


@deed
def record_wrong_password(keluarga: Keluarga, *, by: Pengguna, at: datetime) -> None:
    """Somebody in this account's session did not know its password."""
    record(by, SANDI_SALAH, keluarga, at=at)


def require_daily_limit(tindakan: str, apa: str, *, by: Pengguna, at: datetime) -> None:
    """Raise ValidationError when the account has done this `BUKA_SEHARI` times today; `apa` says what, with {} for how many."""
    lock_account(by)
    awal = datetime.combine(tanggal_wit(at), time.min, WIT)
    hari_ini = Catatan.objects.filter(oleh_id=by.pk, tindakan=tindakan, pada__gte=awal).scoped()
    if hari_ini.count() >= BUKA_SEHARI:
        raise ValidationError(
            f"Akun ini sudah membuka {apa.format(BUKA_SEHARI)} hari ini. Lanjutkan besok.", code="batas"
        )


def require_impersonal(alasan: str, *nama: str) -> None:
    """Raise ValidationError for a reason that would carry a person's name or a number into the Catatan."""
    if re.search(r"[0-9]{6,}", re.sub(r"[ .-]", "", alasan)):
        raise ValidationError(
            {"alasan": "Alasan ini dicatat dan dapat dibaca orang lain. Jangan menulis nomor di dalamnya."}
        )
    if any(f" {kunci} " in f" {kunci_nama(alasan)} " for n in nama if (kunci := kunci_nama(n))):
        raise ValidationError(
            {"alasan": "Alasan ini dicatat dan dapat dibaca orang lain. Jangan menulis nama orangnya."}
        )
