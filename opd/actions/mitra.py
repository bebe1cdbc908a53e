"""Add a partner to the register, change, close or reopen it, and show its contact. Contacts never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from desa.scoped import deed
from opd.actions.terdaftar import Kontak, Register
from opd.models import Mitra, Pengguna

REGISTER = Register(Mitra, "mitra")
TERBUKA = ("nama", "jenis", "kabupaten_id", "alamat")


@dataclass(frozen=True)
class IsiMitra:
    """What the form says of a partner. A personal field that is None means "leave as stored"."""

    nama: str
    jenis: str
    kabupaten_id: int | None = None
    alamat: str = ""
    nama_kontak: str | None = None
    telepon: str | None = None
    surel: str | None = None

    def columns(self) -> dict[str, Any]:
        """The open columns of Mitra."""
        return {k: getattr(self, k) for k in TERBUKA}


@deed
def create_mitra(isi: IsiMitra, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, yakin: bool = False) -> Mitra:
    """A partner added to the register; the stored one when this form was sent before.

    Raises PermissionDenied, or MintaYakin when one of like name is there already and `yakin` does not say it is another.
    """
    return REGISTER.create(isi, uuid=uuid, by=by, at=at, yakin=yakin)


@deed
def change_mitra(mitra: Mitra, isi: IsiMitra, *, versi: int, by: Pengguna, at: datetime, yakin: bool = False) -> Mitra:
    """The partner as `isi` says it; what is the same changes nothing. Raises as `create_mitra`, or when changed meanwhile."""
    return REGISTER.change(mitra, isi, versi=versi, by=by, at=at, yakin=yakin)


@deed
def close_mitra(mitra: Mitra, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Mitra:
    """No new pledge of this partner is taken any more, with the reason. What it pledged stays."""
    return REGISTER.close(mitra, versi=versi, alasan=alasan, by=by, at=at)


@deed
def reopen_mitra(mitra: Mitra, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Mitra:
    """A closed partner takes part again, with the reason."""
    return REGISTER.reopen(mitra, versi=versi, alasan=alasan, by=by, at=at)


@deed
def show_kontak(mitra: Mitra, *, by: Pengguna, at: datetime) -> Kontak:
    """The contact in the clear; that it was read is recorded. Raises PermissionDenied."""
    return REGISTER.show_kontak(mitra, by=by, at=at)
