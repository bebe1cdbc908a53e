"""Add a buyer to the register, change, close or reopen it, and show its contact. Contacts never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.terdaftar import Kontak, Register
from opd.models import Pembeli, Pengguna

REGISTER = Register(Pembeli, "pembeli")
PRIBADI = ("nama_kontak", "telepon", "surel")


@dataclass(frozen=True)
class IsiPembeli:
    """What the form says of a buyer. A personal field that is None means "leave as stored"."""

    nama: str
    jenis: str
    dicari: str
    kabupaten_id: int | None = None
    kota_luar: str = ""
    kategori: str = ""
    alamat: str = ""
    kebutuhan: str = ""
    harga_rp: int | None = None
    satuan_harga: str = ""
    tanggal_harga: date | None = None
    moda: str = ""
    pelabuhan: str = ""
    hari_kapal: str = ""
    nama_kontak: str | None = None
    telepon: str | None = None
    surel: str | None = None

    def columns(self) -> dict[str, Any]:
        """The open columns of Pembeli."""
        return {k: getattr(self, k) for k in self.__dataclass_fields__ if k not in PRIBADI}


@deed
def create_pembeli(isi: IsiPembeli, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, yakin: bool = False) -> Pembeli:
    """A buyer added to the register; the stored one when this form was sent before.

    Raises PermissionDenied, or MintaYakin when one of like name is there already and `yakin` does not say it is another.
    """
    _require_day(isi, on=tanggal_wit(at))
    return REGISTER.create(isi, uuid=uuid, by=by, at=at, yakin=yakin)


@deed
def change_pembeli(
    pembeli: Pembeli, isi: IsiPembeli, *, versi: int, by: Pengguna, at: datetime, yakin: bool = False
) -> Pembeli:
    """The buyer as `isi` says it; what is the same changes nothing. Raises as `create_pembeli`, or when changed meanwhile."""
    _require_day(isi, on=tanggal_wit(at))
    return REGISTER.change(pembeli, isi, versi=versi, by=by, at=at, yakin=yakin)


def _require_day(isi: IsiPembeli, *, on: date) -> None:
    """Raise ValidationError when the day of the price has not come yet."""
    if isi.tanggal_harga is not None and isi.tanggal_harga > on:
        raise ValidationError({"tanggal_harga": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})


@deed
def close_pembeli(pembeli: Pembeli, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Pembeli:
    """No new supply of this buyer is recorded any more, with the reason. Supplies that run stay."""
    return REGISTER.close(pembeli, versi=versi, alasan=alasan, by=by, at=at)


@deed
def reopen_pembeli(pembeli: Pembeli, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Pembeli:
    """A closed buyer buys again, with the reason."""
    return REGISTER.reopen(pembeli, versi=versi, alasan=alasan, by=by, at=at)


@deed
def show_kontak(pembeli: Pembeli, *, by: Pengguna, at: datetime) -> Kontak:
    """The contact in the clear; that it was read is recorded. Raises PermissionDenied."""
    return REGISTER.show_kontak(pembeli, by=by, at=at)
