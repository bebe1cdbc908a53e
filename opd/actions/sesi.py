"""End sessions: one's own, and as admin_sistem those of others. With its row a session is gone for every process."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.models import Pengguna, Sesi
from opd.models.sesi import JEDA_TERLIHAT
from opd.permissions import can_maintain_users

SUDAH_BERAKHIR = "Perangkat itu sudah keluar. Muat ulang halaman."
MENGELUARKAN = "mengeluarkan perangkat"


def drop_sessions(pengguna: Pengguna, *, kecuali: str = "") -> int:
    """Delete the sessions of an account but the one with that key; how many that were. Called inside a deed."""
    return Sesi.objects.filter(pengguna=pengguna).exclude(session_key=kecuali).delete()[0]


@deed
def end_session(uuid: UUID, *, by: Pengguna, at: datetime) -> None:
    """End one of the own sessions. Raises ValidationError when it has ended already, or is not one's own."""
    hapus = Sesi.objects.filter(pengguna=by, uuid=uuid)
    perangkat = [s.perangkat for s in hapus]
    if not hapus.delete()[0]:
        raise ValidationError(SUDAH_BERAKHIR, code="berakhir")
    record(by, MENGELUARKAN, by, at=at, perubahan={"perangkat": [perangkat[0], None]})


@deed
def end_other_sessions(*, kecuali: str, by: Pengguna, at: datetime) -> int:
    """End all own sessions but the one with that key; how many that were."""
    jumlah = drop_sessions(by, kecuali=kecuali)
    if jumlah:
        record(by, MENGELUARKAN, by, at=at, perubahan={"perangkat lain": [jumlah, None]})
    return jumlah


@deed
def end_sessions_of(pengguna: Pengguna, *, by: Pengguna, at: datetime) -> int:
    """End every session of another account; how many that were. Raises PermissionDenied."""
    if not can_maintain_users(by, on=tanggal_wit(at)):
        raise PermissionDenied("Perangkat orang lain hanya dikeluarkan oleh admin sistem.")
    jumlah = drop_sessions(pengguna)
    record(by, "mengeluarkan semua perangkat", pengguna, at=at, perubahan={"perangkat": [jumlah, None]})
    return jumlah


def note_seen(sesi: Sesi, *, at: datetime) -> None:
    """That a session is still used, at most every five minutes; only its two dates are written, so that nothing is lost."""
    if at - sesi.terlihat < JEDA_TERLIHAT:
        return
    lama = Sesi.objects.filter(pk=sesi.pk, terlihat__lte=at - JEDA_TERLIHAT)
    lama.update(terlihat=at, expire_date=sesi.end_at(at))
