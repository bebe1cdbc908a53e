"""Record how a village is reached and connected, and correct it by a new row."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Desa, KondisiDesa, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, diff, lock_desa, save_checked
from opd.models import Pengguna


@dataclass(frozen=True)
class IsiKondisi:
    """What the form says."""

    tanggal: date
    sinyal: str
    sumber: str
    listrik_jam: int | None = None
    moda: str = ""
    jam_tempuh: Decimal | None = None
    biaya_rp: int | None = None


@deed
def record_kondisi(
    desa: Desa,
    isi: IsiKondisi,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    lama: KondisiDesa | None = None,
    alasan: str = "",
) -> KondisiDesa:
    """A new row; with `lama` it replaces that one and `alasan` says why. The stored row when this form was sent before."""
    if not by.may_maintain_reference():
        raise PermissionDenied("Kondisi desa dicatat oleh verifikator atau admin sistem.")
    lock_desa(desa.pk)
    if (ada := KondisiDesa.objects.filter(uuid=uuid).first()) is not None:
        if ada.desa_id != desa.pk or diff(ada, asdict(isi)):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    if isi.tanggal > tanggal_wit(at):
        raise ValidationError({"tanggal": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    perubahan = {}
    if lama is not None:
        if KondisiDesa.objects.filter(menggantikan=lama).exists() or lama.desa_id != desa.pk:
            raise ValidationError(BERUBAH, code="berubah")
        if not alasan.strip():
            raise ValidationError({"alasan": "Tulis alasan koreksinya supaya dapat dipahami kemudian."})
        perubahan = diff(lama, asdict(isi))
    baru = KondisiDesa(desa=desa, uuid=uuid, menggantikan=lama, alasan_koreksi=alasan.strip(), **asdict(isi))
    baru.dicatat_pada, baru.pencatat_id, baru.pencatat = at, by.pk, by.nama
    save_checked(baru)
    tindakan = "mengoreksi kondisi desa" if lama else "mencatat kondisi desa"
    record(by, tindakan, baru, at=at, perubahan=perubahan, alasan=alasan.strip())
    return baru
