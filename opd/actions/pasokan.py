"""Which enterprise supplies which buyer: record, end, take back what was recorded by mistake."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal
from desa.models import Umkm, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, diff, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.kunci import lock_villages
from opd.actions.tutup_umkm import require_open
from opd.models import Pasokan, Pembeli, Pengguna
from opd.permissions_pasar import can_market

BUKAN_PENDAMPING = "Pasokan dicatat oleh OPD yang mendampingi desa UMKM itu."


@dataclass(frozen=True)
class IsiPasokan:
    """What the form says: goods, and since when."""

    barang: str
    mulai: date


@deed
def record_pasokan(
    umkm: Umkm, pembeli: Pembeli, isi: IsiPasokan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> Pasokan:
    """A new supply; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the buyer or the enterprise is closed, the day does not fit, or the same
    supply runs already.
    """
    kini = _open_village(umkm.pk, by=by, at=at)
    if (ada := Pasokan.objects.filter(uuid=uuid).first()) is not None:
        if (ada.umkm_id, ada.pembeli_id) != (umkm.pk, pembeli.pk) or diff(ada, asdict(isi)):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    pembeli = Pembeli.objects.get(pk=pembeli.pk)
    if pembeli.ditutup_pada is not None:
        raise ValidationError(f"{pembeli.nama} sudah ditutup: {pembeli.alasan_tutup} Pilih pembeli lain.", code="tutup")
    _require_running(kini, isi.mulai, on=tanggal_wit(at))
    pasokan = Pasokan(uuid=uuid, umkm=kini, pembeli=pembeli, dicatat_oleh=by, dicatat_pada=at, **asdict(isi))
    save_checked(pasokan)
    perubahan: dict[str, list[Any]] = {"pembeli": [None, pembeli.nama], "umkm": [None, kini.nama]}
    record(by, "mencatat pasokan", pasokan, at=at, perubahan=perubahan)
    return pasokan


@deed
def end_pasokan(pasokan: Pasokan, *, versi: int, selesai: date, alasan: str, by: Pengguna, at: datetime) -> Pasokan:
    """A supply that stops on a day, with the reason; sent twice it stops once. Raises as `record_pasokan`."""
    kini, alasan = _locked(pasokan, by=by, at=at), require_alasan(alasan)
    if (kini.selesai, kini.alasan_selesai) == (selesai, alasan):
        return kini
    _require_open(kini, versi)
    if selesai > tanggal_wit(at):
        raise ValidationError({"selesai": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if selesai <= kini.mulai:
        kalimat = f"Pasokan ini mulai {format_tanggal(kini.mulai)}; isi tanggal sesudahnya, atau batalkan bila keliru."
        raise ValidationError({"selesai": kalimat})
    kini.selesai, kini.alasan_selesai, kini.versi = selesai, alasan, versi + 1
    save_checked(kini, update_fields=["selesai", "alasan_selesai", "versi"])
    perubahan: dict[str, list[Any]] = {"selesai": [None, selesai.isoformat()]}
    record(by, "menghentikan pasokan", kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini


@deed
def cancel_pasokan(pasokan: Pasokan, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> Pasokan:
    """A supply recorded by mistake, which counts nowhere any more, with the reason."""
    kini, alasan = _locked(pasokan, by=by, at=at), require_alasan(alasan)
    if kini.dibatalkan_pada is not None and kini.alasan_batal == alasan:
        return kini
    if kini.versi != versi or kini.dibatalkan_pada is not None:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    kini.dibatalkan_pada, kini.alasan_batal, kini.versi = at, alasan, versi + 1
    save_checked(kini, update_fields=["dibatalkan_pada", "alasan_batal", "versi"])
    record(by, "membatalkan pasokan", kini, at=at, alasan=alasan)
    return kini


def _open_village(umkm_id: int, *, by: Pengguna, at: datetime) -> Umkm:
    """The enterprise, its village locked, if `by` answers for it. Raises PermissionDenied."""
    desa_id = Umkm.semua.values_list("desa_id", flat=True).get(pk=umkm_id)
    if not can_market(by, desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENDAMPING)
    lock_villages(desa_id, at=at)
    return Umkm.semua.get(pk=umkm_id)


def _locked(pasokan: Pasokan, *, by: Pengguna, at: datetime) -> Pasokan:
    """The supply as it stands, if `by` may write it. Raises PermissionDenied."""
    _open_village(pasokan.umkm_id, by=by, at=at)
    return Pasokan.objects.select_for_update().get(pk=pasokan.pk)


def _require_open(kini: Pasokan, versi: int) -> None:
    if kini.versi != versi or kini.selesai is not None or kini.dibatalkan_pada is not None:
        raise ValidationError(changed_meanwhile(kini), code="berubah")


def _require_running(umkm: Umkm, mulai: date, *, on: date) -> None:
    """Raise ValidationError unless the enterprise is open and the day has come."""
    if umkm.digabung_ke_id is not None:
        raise ValidationError(f"{umkm.nama} sudah digabungkan. Catat pasokannya pada catatan yang dipertahankan.")
    require_open(umkm, on)
    if mulai > on:
        raise ValidationError({"mulai": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
