"""Many target families at once, out of an extract whose plan was shown."""

from __future__ import annotations

import uuid as uuid_
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Max

from desa.enums import JenisSidik, PeristiwaKeluarga
from desa.models import Catatan, Desa, Keluarga, SidikKeluarga, StatusKeluarga, make_catatan
from desa.models.keluarga import number_hashes
from desa.sisipan import Sisipan, prepare_inserts
from opd.actions.dasar import sentence_of
from opd.actions.isi_keluarga import write_isi
from opd.actions.keluarga import first_status
from opd.actions.kunci import TERKUNCI, lock_villages
from opd.impor.keluarga import IsiBaris
from opd.impor.rencana import BarisRencana
from opd.models import Impor, Pengguna
from opd.permissions_keluarga import BUKAN_KELUARGA
from opd.rekap.pembacaan import MENGIMPOR

POTONGAN = 500


@dataclass(frozen=True)
class KeluargaSiap:
    """Rows sealed, hashed and ready to be inserted; `induk_*` says row by row whose they are: a stored number or a new uuid."""

    isi: Sequence[IsiBaris]
    keluarga: Sisipan
    sidik: Sisipan
    induk_sidik: Sequence[uuid_.UUID]
    status: Sisipan
    induk_status: Sequence[int | uuid_.UUID]


def prepare_families(impor: Impor, baris: Sequence[BarisRencana], *, by: Pengguna, at: datetime) -> KeluargaSiap:
    """What the rows of a plan write. It seals and hashes, which takes most of the time, and touches no database."""
    isi_semua: list[IsiBaris] = [b.isi for b in baris]
    keluarga = [_family(impor, b.isi, b.nomor, at=at) for b in baris]
    baru = [(k, i) for k, i in zip(keluarga, isi_semua, strict=True) if i.lama_id is None]
    sidik = [(k.uuid, s) for k, i in baru for s in _hashes(k, i)]
    status = [_status(impor, b.isi, k, b.nomor, by=by, at=at) for b, k in zip(baris, keluarga, strict=True)]
    return KeluargaSiap(
        isi_semua,
        prepare_inserts(Keluarga, [k for k, _ in baru]),
        prepare_inserts(SidikKeluarga, [s for _, s in sidik], menunggu="keluarga"),
        [uuid for uuid, _ in sidik],
        prepare_inserts(StatusKeluarga, status, menunggu="keluarga"),
        [i.lama_id or k.uuid for k, i in zip(keluarga, isi_semua, strict=True)],
    )


def apply_families(impor: Impor, siap: KeluargaSiap, *, by: Pengguna, at: datetime) -> None:
    """Write the rows in bulk: the plan has checked every rule across them, and the unique hashes guard the rest."""
    desa = {d.pk: d for d in Desa.objects.with_place().filter(pk__in={i.desa_id for i in siap.isi})}
    if by.personal_desa().filter(pk__in=desa).count() < len(desa):
        raise PermissionDenied(BUKAN_KELUARGA)
    buku = lock_villages(*desa, at=at)
    for desa_id, hari in {(i.desa_id, i.masuk.tanggal) for i in siap.isi if not i.susulan}:
        if (kunci := buku.of_desa(desa_id, hari)) is not None:
            raise ValidationError(kunci.permintaan, code=TERKUNCI)
    try:
        with transaction.atomic():
            _insert(siap, desa)
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, SidikKeluarga), code="berubah") from galat
    Catatan.objects.bulk_create(_notes(desa, siap.isi, impor, by=by, at=at), batch_size=POTONGAN)


def _insert(siap: KeluargaSiap, desa: Collection[int]) -> None:
    """Families first; their numbers are read back from among those that came after the last one, in villages that are locked."""
    milik = Keluarga.objects.filter(desa__in=desa)
    terakhir = Keluarga.objects.aggregate(n=Max("pk"))["n"] or 0
    siap.keluarga.write()
    nomor: dict[Any, int] = dict(milik.filter(pk__gt=terakhir).values_list("uuid", "pk"))
    siap.sidik.write([nomor[uuid] for uuid in siap.induk_sidik])
    siap.status.write([i if isinstance(i, int) else nomor[i] for i in siap.induk_status])


def _hashes(keluarga: Keluarga, i: IsiBaris) -> list[SidikKeluarga]:
    """The rows of `Keluarga.hashes`, from the numbers as they were read: opening the seals again takes as long as sealing."""
    nomor = ((JenisSidik.NIK, i.isi.nik or ""), (JenisSidik.KK, i.isi.kk or ""))
    return [
        SidikKeluarga(keluarga=keluarga, desa_id=i.desa_id, jenis=jenis, sidik_nomor=sidik)
        for jenis, isi in nomor
        for sidik in number_hashes(jenis, isi)
    ]


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
