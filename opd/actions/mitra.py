"""Add a partner to the register, change, close or reopen it, and show its contact. Contacts never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, MintaYakin, changed_meanwhile, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.models import Mitra, Opd, Pengguna
from opd.models.mitra import kunci_mitra
from opd.permissions_mitra import can_add_mitra, can_edit_mitra

BUKAN_PENCATAT = "Mitra didaftarkan oleh kepala atau operator OPD, atau verifikator."
BUKAN_PEMILIK = "Mitra ini diubah oleh OPD yang mendaftarkannya atau verifikator."
TERBUKA = ("nama", "jenis", "kabupaten_id", "alamat")
PRIBADI = {"nama_kontak": "nama kontak diubah", "telepon": "nomor telepon diubah", "surel": "surel diubah"}
"""Personal fields, and how a Catatan says that they changed."""


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


@dataclass(frozen=True)
class KontakMitra:
    """The contact in the clear, for one recorded look."""

    nama_kontak: str
    telepon: str
    surel: str


@deed
def create_mitra(isi: IsiMitra, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, yakin: bool = False) -> Mitra:
    """A partner added to the register; the stored one when this form was sent before.

    Raises PermissionDenied, or MintaYakin when one of like name is there already and `yakin` does not say it is another.
    """
    hari = tanggal_wit(at)
    if not can_add_mitra(by, on=hari):
        raise PermissionDenied(BUKAN_PENCATAT)
    if (ada := Mitra.objects.filter(uuid=uuid).first()) is not None:
        if ada.dicatat_oleh_id != by.pk or diff(ada, isi.columns()) or _personal_changes(ada, isi):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    mitra = Mitra(uuid=uuid, dicatat_oleh=by, dicatat_pada=at, **isi.columns())
    mitra.opd = Opd.objects.filter(pk__in=by.opd_ids(hari)).order_by("pk").first()
    _name(mitra, yakin=yakin)
    _personal_changes(mitra, isi)
    save_checked(mitra)
    record(by, "mendaftarkan mitra", mitra, at=at, opd_id=mitra.opd_id)
    return mitra


@deed
def change_mitra(mitra: Mitra, isi: IsiMitra, *, versi: int, by: Pengguna, at: datetime, yakin: bool = False) -> Mitra:
    """The partner as `isi` says it; what is the same changes nothing. Raises as `create_mitra`, or when changed meanwhile."""
    kini = _locked(mitra)
    perubahan = diff(kini, isi.columns())
    for nama, nilai in isi.columns().items():
        setattr(kini, nama, nilai)
    perubahan |= _personal_changes(kini, isi)
    if not perubahan:
        return kini
    _require_right(kini, versi=versi, by=by, at=at)
    _name(kini, yakin=yakin or "nama" not in perubahan)
    kini.versi = versi + 1
    save_checked(kini)
    record(by, "mengubah mitra", kini, at=at, opd_id=kini.opd_id, perubahan=perubahan)
    return kini


@deed
def close_mitra(mitra: Mitra, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Mitra:
    """No new pledge of this partner is taken any more, with the reason. What it pledged stays."""
    kini, alasan = _locked(mitra), require_alasan(alasan)
    if kini.ditutup_pada is not None:
        return kini
    _require_right(kini, versi=versi, by=by, at=at)
    return _set_closed(kini, "menutup mitra", at, alasan, tersimpan=alasan, by=by, at=at)


@deed
def reopen_mitra(mitra: Mitra, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Mitra:
    """A closed partner takes part again, with the reason."""
    kini, alasan = _locked(mitra), require_alasan(alasan)
    if kini.ditutup_pada is None:
        return kini
    _require_right(kini, versi=versi, by=by, at=at)
    return _set_closed(kini, "membuka kembali mitra", None, alasan, tersimpan="", by=by, at=at)


@deed
def show_kontak(mitra: Mitra, *, by: Pengguna, at: datetime) -> KontakMitra:
    """The contact in the clear; that it was read is recorded. Raises PermissionDenied."""
    kini = Mitra.objects.personal_for(by).filter(pk=mitra.pk).first()
    if kini is None:
        raise PermissionDenied("Kontak mitra hanya untuk OPD dan verifikator.")
    record(by, "melihat kontak mitra", kini, at=at, opd_id=kini.opd_id)
    return KontakMitra(kini.nama_kontak, kini.telepon, kini.surel)


def _set_closed(
    kini: Mitra,
    tindakan: str,
    pada: datetime | None,
    alasan: str,
    *,
    tersimpan: str,
    by: Pengguna,
    at: datetime,
) -> Mitra:
    kini.ditutup_pada, kini.alasan_tutup, kini.versi = pada, tersimpan, kini.versi + 1
    save_checked(kini, update_fields=["ditutup_pada", "alasan_tutup", "versi"])
    record(by, tindakan, kini, at=at, opd_id=kini.opd_id, alasan=alasan)
    return kini


def _locked(mitra: Mitra) -> Mitra:
    """The partner as it stands, locked."""
    Mitra.objects.select_for_update().get(pk=mitra.pk)
    return Mitra.objects.select_related("opd__dilebur_ke").get(pk=mitra.pk)


def _require_right(kini: Mitra, *, versi: int, by: Pengguna, at: datetime) -> None:
    if not can_edit_mitra(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMILIK)
    if kini.versi != versi:
        raise ValidationError(changed_meanwhile(kini), code="berubah")


def _name(mitra: Mitra, *, yakin: bool) -> None:
    """Set the key, and ask about another partner of like name."""
    mitra.kunci_nama = kunci_mitra(mitra.nama)
    serupa = Mitra.objects.filter(kunci_nama=mitra.kunci_nama).exclude(pk=mitra.pk).first()
    if serupa is not None and not yakin:
        raise MintaYakin(
            f"“{serupa.nama}” sudah ada di register. Pakai yang itu, atau centang bahwa ini mitra lain.", code="serupa"
        )


def _personal_changes(mitra: Mitra, isi: IsiMitra) -> dict[str, list[Any]]:
    """Write what is given of the contact, and say only that it changed."""
    hasil: dict[str, list[Any]] = {}
    for nama, kata in PRIBADI.items():
        nilai = getattr(isi, nama)
        if nilai is not None and nilai != getattr(mitra, nama):
            setattr(mitra, nama, nilai)
            hasil[f"data {nama.removeprefix('nama_')}"] = ["", kata]
    return hasil
