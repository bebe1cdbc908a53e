"""Record a coordination meeting with its minutes, and correct them. Every change leaves its old text in the Catatan."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files import File

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, diff, save_checked
from opd.models import Pengguna, Rakor
from opd.permissions import can_record_rakor

SALAH_PERAN = "Rakor dicatat oleh pimpinan atau verifikator."
BELUM_TERJADI = "Tanggal ini belum terjadi. Catat rakor pada harinya atau sesudahnya."


@dataclass(frozen=True)
class IsiRakor:
    """What the form says of a meeting; `peserta` holds one name a line."""

    tanggal: date
    tempat: str
    perihal: str
    peserta: str
    notulen: str


@deed
def record_rakor(isi: IsiRakor, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, berkas: File | None = None) -> Rakor:
    """A new meeting; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day lies ahead or the uuid holds other content.
    """
    _require(isi, by=by, at=at)
    if (ada := Rakor.objects.filter(uuid=uuid).first()) is not None:
        if ada.dicatat_oleh_id != by.pk or diff(ada, asdict(isi)):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    rakor = Rakor(uuid=uuid, dicatat_oleh=by, dicatat_pada=at, **asdict(isi))
    if berkas is not None:
        rakor.berkas = berkas
    save_checked(rakor)
    record(by, "mencatat rakor", rakor, at=at)
    return rakor


@deed
def change_rakor(
    rakor: Rakor, isi: IsiRakor, *, versi: int, by: Pengguna, at: datetime, berkas: File | None = None
) -> Rakor:
    """The meeting as `isi` says, if it still is the version that was read; `berkas` None leaves the stored paper."""
    _require(isi, by=by, at=at)
    kini = Rakor.objects.select_for_update().get(pk=rakor.pk)
    perubahan = diff(kini, asdict(isi))
    if not perubahan and berkas is None:
        return kini
    if kini.versi != versi:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    if "tanggal" in perubahan and kini.arahan.exists():
        raise ValidationError(
            {"tanggal": "Arahan sudah lahir pada rakor ini, sehingga tanggalnya tidak dapat diubah lagi."}
        )
    for nama, nilai in asdict(isi).items():
        setattr(kini, nama, nilai)
    kini.versi += 1
    if berkas is not None:
        kini.berkas = berkas
        perubahan["berkas"] = ["", "berkas baru"]
    save_checked(kini)
    record(by, "mengubah catatan rakor", kini, at=at, perubahan=perubahan)
    return kini


def _require(isi: IsiRakor, *, by: Pengguna, at: datetime) -> None:
    if not can_record_rakor(by, on=tanggal_wit(at)):
        raise PermissionDenied(SALAH_PERAN)
    if isi.tanggal > tanggal_wit(at):
        raise ValidationError({"tanggal": BELUM_TERJADI})
