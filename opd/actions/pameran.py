"""Record a fair, change it, or take back one recorded by mistake."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.models import Opd, Pameran, Pengguna
from opd.permissions_mitra import can_add_terdaftar, can_edit_terdaftar

BUKAN_PENCATAT = "Pameran dicatat oleh kepala atau operator OPD, atau verifikator."
BUKAN_PEMILIK = "Pameran ini diubah oleh OPD yang mencatatnya atau verifikator."
TERLAMA = timedelta(days=366)


@dataclass(frozen=True)
class IsiPameran:
    """What the form says of a fair."""

    nama: str
    tempat: str
    penyelenggara: str
    mulai: date
    akhir: date


@deed
def create_pameran(isi: IsiPameran, *, uuid: uuid_.UUID, by: Pengguna, at: datetime) -> Pameran:
    """A new fair, past or planned; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when its days do not fit or the same fair is recorded already.
    """
    hari = tanggal_wit(at)
    if not can_add_terdaftar(by, on=hari):
        raise PermissionDenied(BUKAN_PENCATAT)
    if (ada := Pameran.objects.filter(uuid=uuid).first()) is not None:
        if ada.dicatat_oleh_id != by.pk or diff(ada, asdict(isi)):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    pameran = Pameran(uuid=uuid, dicatat_oleh=by, dicatat_pada=at, **asdict(isi))
    pameran.opd = Opd.objects.filter(pk__in=by.opd_ids(hari)).order_by("pk").first()
    _require_fitting(pameran, on=hari)
    save_checked(pameran)
    record(by, "mencatat pameran", pameran, at=at, opd_id=pameran.opd_id)
    return pameran


@deed
def change_pameran(pameran: Pameran, isi: IsiPameran, *, versi: int, by: Pengguna, at: datetime) -> Pameran:
    """The fair as `isi` says it; what is the same changes nothing. Raises as `create_pameran`, or when changed meanwhile."""
    kini = _locked(pameran)
    perubahan = diff(kini, asdict(isi))
    if not perubahan:
        return kini
    _require_right(kini, versi=versi, by=by, at=at)
    for nama, nilai in asdict(isi).items():
        setattr(kini, nama, nilai)
    _require_fitting(kini, on=tanggal_wit(at))
    if kini.mulai > tanggal_wit(at) and kini.hasil.in_force().exists():
        raise ValidationError({"mulai": "Pameran ini sudah ada hasilnya, jadi tidak dapat dipindah ke masa depan."})
    kini.versi = versi + 1
    save_checked(kini)
    record(by, "mengubah pameran", kini, at=at, opd_id=kini.opd_id, perubahan=perubahan)
    return kini


@deed
def cancel_pameran(pameran: Pameran, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Pameran:
    """A fair recorded by mistake or that never took place, with the reason; refused while results count for it."""
    kini, alasan = _locked(pameran), require_alasan(alasan)
    if kini.dibatalkan_pada is not None and kini.alasan_batal == alasan:
        return kini
    _require_right(kini, versi=versi, by=by, at=at)
    if kini.hasil.in_force().exists():
        raise ValidationError("Pameran ini sudah ada hasilnya. Batalkan hasilnya lebih dahulu.", code="ada_hasil")
    kini.dibatalkan_pada, kini.alasan_batal, kini.versi = at, alasan, versi + 1
    save_checked(kini, update_fields=["dibatalkan_pada", "alasan_batal", "versi"])
    record(by, "membatalkan pameran", kini, at=at, opd_id=kini.opd_id, alasan=alasan)
    return kini


def _locked(pameran: Pameran) -> Pameran:
    Pameran.objects.select_for_update().get(pk=pameran.pk)
    return Pameran.objects.select_related("opd__dilebur_ke").get(pk=pameran.pk)


def _require_right(kini: Pameran, *, versi: int, by: Pengguna, at: datetime) -> None:
    if not can_edit_terdaftar(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMILIK)
    if kini.versi != versi or kini.dibatalkan_pada is not None:
        raise ValidationError(changed_meanwhile(kini), code="berubah")


def _require_fitting(pameran: Pameran, *, on: date) -> None:
    """Raise ValidationError for days in the wrong order or far away, and for a fair recorded already."""
    if pameran.akhir < pameran.mulai:
        raise ValidationError({"akhir": "Hari terakhir pameran tidak boleh sebelum hari pertamanya."})
    if pameran.akhir - pameran.mulai > TERLAMA or pameran.mulai > on + TERLAMA:
        raise ValidationError(
            {"mulai": "Pameran berlangsung paling lama setahun dan dicatat paling awal setahun sebelumnya."}
        )
    sama = Pameran.objects.in_force().filter(nama__iexact=pameran.nama, mulai=pameran.mulai).exclude(pk=pameran.pk)
    if sama.exists():
        raise ValidationError({"nama": "Pameran dengan nama dan hari pertama ini sudah tercatat. Pakai yang itu."})
