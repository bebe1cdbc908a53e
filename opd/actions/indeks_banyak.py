"""Writing an applied list of village indices or indicator scores: new rows in bulk, corrections one by one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, models, transaction

from desa.models import Catatan, IndeksDesa, NilaiIndikator, NilaiSubdimensi, make_catatan
from desa.waktu import tanggal_wit
from opd.actions.dasar import lock_desa, sentence_of
from opd.actions.indeks import change_indeks, changes_of, fingerprint_of
from opd.impor.indeks import IsiBarisIndeks
from opd.impor.skor import IsiBarisSkor
from opd.models import Pengguna
from opd.permissions_indeks import can_record_indeks

KELOMPOK = 500


def apply_indeks(isi_semua: Sequence[IsiBarisIndeks], alasan: str, *, by: Pengguna, at: datetime) -> None:
    """Write what the plan says; the caller is a deed that made the plan under its lock."""
    _require(by, at)
    lock_desa(*{i.desa_id for i in isi_semua})
    baru = [i for i in isi_semua if i.lama_id is None]
    baris = [IndeksDesa(desa_id=i.desa_id, kode_asal=i.indeks.kode_asal, **i.indeks.kolom()) for i in baru]
    _bulk(IndeksDesa, baris)
    pasangan = list(zip(baris, baru, strict=True))
    sub = [NilaiSubdimensi(indeks=b, subdimensi=s, poin=p) for b, i in pasangan for s, p in i.indeks.subdimensi.items()]
    _bulk(NilaiSubdimensi, sub)
    Catatan.objects.bulk_create(
        [
            make_catatan(by, "mencatat indeks desa", b, at=at, alasan=alasan, perubahan=changes_of(i.desa, i.indeks))
            for b, i in pasangan
        ],
        batch_size=KELOMPOK,
    )
    lama = IndeksDesa.objects.select_related("desa").in_bulk([i.lama_id for i in isi_semua if i.lama_id])
    for i in (i for i in isi_semua if i.lama_id):
        satu = lama[i.lama_id]
        change_indeks(satu, i.indeks, sidik=fingerprint_of(satu), alasan=alasan, yakin=True, by=by, at=at)


def apply_skor(isi_semua: Sequence[IsiBarisSkor], alasan: str, *, by: Pengguna, at: datetime) -> None:
    """Write the scores of the plan, and one audit row per village and year, as the sheets of the ministry come."""
    _require(by, at)
    lock_desa(*{i.desa_id for i in isi_semua})
    baru = [NilaiIndikator(**i.kunci(), **i.kolom()) for i in isi_semua if i.lama_id is None]
    _bulk(NilaiIndikator, baru)
    lama = NilaiIndikator.objects.in_bulk([i.lama_id for i in isi_semua if i.lama_id])
    for i in (i for i in isi_semua if i.lama_id):
        for nama, nilai in i.kolom().items():
            setattr(lama[i.lama_id], nama, nilai)
    if lama:
        kolom = ["skor", "keterangan", "kegiatan_disarankan", "tambahan_nilai", "sumber"]
        with _sentence(NilaiIndikator):
            NilaiIndikator.objects.bulk_update(lama.values(), kolom, batch_size=KELOMPOK)
    kelompok: dict[tuple[int, int], list[IsiBarisSkor]] = {}
    for i in isi_semua:
        kelompok.setdefault((i.desa_id, i.tahun), []).append(i)
    satu = {(n.desa_id, n.tahun): n for n in [*lama.values(), *baru]}
    Catatan.objects.bulk_create(
        [
            make_catatan(
                by, f"mencatat skor indikator {tahun}", satu[desa_id, tahun], at=at, alasan=alasan,
                perubahan={"desa": [None, isi[0].desa]} | {i.nama: [i.tadinya, i.skor] for i in isi},
            )
            for (desa_id, tahun), isi in kelompok.items()
        ],
        batch_size=KELOMPOK,
    )  # fmt: skip


def _require(by: Pengguna, at: datetime) -> None:
    if not can_record_indeks(by, on=tanggal_wit(at)):
        raise PermissionDenied("Indeks desa dicatat oleh verifikator atau admin sistem.")


@contextlib.contextmanager
def _sentence(model: type[models.Model]) -> Iterator[None]:
    """Turn a broken constraint into its sentence."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, model), code="berubah") from galat


def _bulk(model: type[models.Model], baris: Sequence[Any]) -> None:
    """Create the rows after their fields were checked; the database checks the rest."""
    asing = [f.name for f in model._meta.fields if f.is_relation]
    for b in baris:
        b.clean_fields(exclude=asing)
    with _sentence(model):
        model._default_manager.bulk_create(baris, batch_size=KELOMPOK)
