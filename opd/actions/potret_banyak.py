"""Potret of many villages at once, from a list that was planned row by row (opd/impor/potret.py)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from desa.models import Catatan, PotretKesejahteraan, make_catatan
from opd.actions.dasar import lock_desa, sentence_of
from opd.actions.potret import BUKAN_PENCATAT, IsiPotret
from opd.models import Pengguna


@dataclass(frozen=True)
class BarisPotret:
    """One row of the list: which village, what it says, and the id its row of the sheet gives it."""

    desa_id: int
    isi: IsiPotret
    uuid: UUID


def create_potret(baris: Sequence[BarisPotret], *, by: Pengguna, at: datetime) -> None:
    """These potret, each waiting for a verifikator, with one Catatan each; in the caller's transaction.

    The plan was made again under the lock that its apply holds, so every rule across the rows was checked.
    """
    desa = {b.desa_id for b in baris}
    if by.managed_desa().filter(pk__in=desa).count() != len(desa):
        raise PermissionDenied(BUKAN_PENCATAT)
    lock_desa(*desa)
    tanda = {"dicatat_pada": at, "pencatat_id": by.pk, "pencatat": by.nama}
    baru = [PotretKesejahteraan(desa_id=b.desa_id, uuid=b.uuid, **asdict(b.isi), **tanda) for b in baris]
    try:
        with transaction.atomic():
            PotretKesejahteraan.objects.bulk_create(baru, batch_size=500)
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, PotretKesejahteraan), code="berubah") from galat
    tersimpan = PotretKesejahteraan.objects.filter(uuid__in=[b.uuid for b in baris]).select_related("desa")
    catatan = [
        make_catatan(
            by, "mencatat potret kesejahteraan", p, at=at, alasan="Impor daftar",
            perubahan={"sumber": ["", p.sumber], "tanggal_data": ["", p.tanggal_data.isoformat()]},
        )
        for p in tersimpan
    ]  # fmt: skip
    Catatan.objects.bulk_create(catatan, batch_size=500)
