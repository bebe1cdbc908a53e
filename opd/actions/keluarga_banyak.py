"""Many target families at once, out of an extract whose plan was shown."""

from __future__ import annotations

import uuid as uuid_
from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from desa.enums import PeristiwaKeluarga
from desa.models import Catatan, Desa, Keluarga, SidikKeluarga, StatusKeluarga, make_catatan
from opd.actions.dasar import sentence_of
from opd.actions.isi_keluarga import write_isi
from opd.actions.keluarga import first_status
from opd.actions.kunci import TERKUNCI, lock_villages
from opd.impor.keluarga import IsiBaris
from opd.models import Impor, Pengguna
from opd.permissions_keluarga import BUKAN_KELUARGA
from opd.rekap.pembacaan import MENGIMPOR

POTONGAN = 500


def apply_families(
    impor: Impor, isi_semua: Sequence[IsiBaris], nomor: Sequence[int], *, by: Pengguna, at: datetime
) -> None:
    """Write the rows in bulk: the plan has checked every rule across them, and the unique hashes guard the rest."""
    desa = {d.pk: d for d in Desa.objects.with_place().filter(pk__in={i.desa_id for i in isi_semua})}
    if by.personal_desa().filter(pk__in=desa).count() < len(desa):
        raise PermissionDenied(BUKAN_KELUARGA)
    buku = lock_villages(*desa, by=by, at=at)
    for i in isi_semua:
        kunci = buku.of_desa(i.desa_id, i.masuk.tanggal)
        if kunci is not None and not i.susulan:
            raise ValidationError(kunci.permintaan, code=TERKUNCI)
    baru = [_family(impor, i, n, at=at) for i, n in zip(isi_semua, nomor, strict=True)]
    status = [_status(impor, i, k, n, by=by, at=at) for i, k, n in zip(isi_semua, baru, nomor, strict=True)]
    try:
        with transaction.atomic():
            Keluarga.objects.bulk_create([k for k in baru if k.pk is None], batch_size=POTONGAN)
            SidikKeluarga.objects.bulk_create(
                (s for k, i in zip(baru, isi_semua, strict=True) if i.lama_id is None for s in k.hashes()),
                batch_size=POTONGAN,
            )
            StatusKeluarga.objects.bulk_create(status, batch_size=POTONGAN)
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, SidikKeluarga), code="berubah") from galat
    Catatan.objects.bulk_create(_notes(desa, isi_semua, impor, by=by, at=at), batch_size=POTONGAN)


def _family(impor: Impor, i: IsiBaris, nomor: int, *, at: datetime) -> Keluarga:
    """The unsaved family of a row, or the stored one's key alone."""
    if i.lama_id is not None:
        return Keluarga(pk=i.lama_id)
    keluarga = Keluarga(desa_id=i.desa_id, uuid=uuid_.uuid5(impor.uuid, str(nomor)), dicatat_pada=at)
    write_isi(keluarga, i.isi)
    return keluarga


def _status(impor: Impor, i: IsiBaris, keluarga: Keluarga, nomor: int, *, by: Pengguna, at: datetime) -> StatusKeluarga:
    status = first_status(keluarga, i.masuk, susulan=i.susulan, by=by, at=at)
    if i.lama_id is not None:
        status.peristiwa, status.uuid = PeristiwaKeluarga.DESIL, uuid_.uuid5(impor.uuid, f"desil {nomor}")
    return status


def _notes(
    desa: dict[int, Desa], isi_semua: Sequence[IsiBaris], impor: Impor, *, by: Pengguna, at: datetime
) -> list[Catatan]:
    """One audit row per village: how many came and how many got a desil; names stand in no Catatan."""
    baru = Counter(i.desa_id for i in isi_semua if i.lama_id is None)
    desil = Counter(i.desa_id for i in isi_semua if i.lama_id is not None)
    return [
        make_catatan(
            by, MENGIMPOR, d, at=at, alasan=f"Impor {impor.get_jenis_display()}",
            perubahan={"keluarga baru": [None, baru[pk]], "desil baru": [None, desil[pk]]},
        )
        for pk, d in desa.items()
    ]  # fmt: skip
