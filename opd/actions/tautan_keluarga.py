"""Say that an enterprise's owner is the head of a target family, or that this was a mistake. A NIK only suggests it."""

from __future__ import annotations

from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError

from desa.enums import KeluargaMiskin
from desa.models import Keluarga, Umkm, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import changed_meanwhile, save_checked
from opd.actions.keluarga import require_named
from opd.actions.kunci import lock_villages
from opd.models import Pengguna
from opd.permissions import can_see_personal
from opd.permissions_keluarga import BUKAN_KELUARGA

KOLOM = ("keluarga_sasaran", "keluarga_miskin", "versi")


@deed
def link_family(umkm: Umkm, keluarga: Keluarga, *, versi: int, by: Pengguna, at: datetime) -> Umkm:
    """The enterprise whose owner is of that family; it counts as of a poor family from now on, by the list.

    Raises PermissionDenied unless `by` may read both, or ValidationError when somebody changed the enterprise meanwhile, or
    the family's data were restricted or erased.
    """
    kini = _locked(umkm, versi, by=by, at=at)
    if not can_see_personal(by, keluarga.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_KELUARGA)
    require_named(Keluarga.objects.select_for_update(of=("self",)).get(pk=keluarga.pk))
    kini.keluarga_sasaran, kini.keluarga_miskin = keluarga, KeluargaMiskin.YA
    return _saved(kini, "menautkan pemilik UMKM ke keluarga sasaran", by=by, at=at)


@deed
def unlink_family(umkm: Umkm, *, versi: int, by: Pengguna, at: datetime) -> Umkm:
    """The enterprise without its link; whether the owner is of a poor family is not known again."""
    kini = _locked(umkm, versi, by=by, at=at)
    if kini.keluarga_sasaran_id is None:
        raise ValidationError("Pemilik UMKM ini tidak tertaut. Muat ulang halaman.", code="berubah")
    kini.keluarga_sasaran, kini.keluarga_miskin = None, KeluargaMiskin.BELUM_DIKETAHUI
    return _saved(kini, "melepas tautan pemilik UMKM dari keluarga sasaran", by=by, at=at)


def _locked(umkm: Umkm, versi: int, *, by: Pengguna, at: datetime) -> Umkm:
    if not can_see_personal(by, umkm.desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_KELUARGA)
    lock_villages(umkm.desa_id, at=at)
    kini = Umkm.objects.select_for_update(of=("self",)).get(pk=umkm.pk)
    if kini.versi != versi:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    return kini


def _saved(kini: Umkm, tindakan: str, *, by: Pengguna, at: datetime) -> Umkm:
    kini.versi += 1
    save_checked(kini, update_fields=KOLOM)
    record(by, tindakan, kini, at=at)
    return kini
