"""Many enterprises of a list at once: registered, and changed. The list's plan has checked the rules across rows.

The rows are made before the transaction where that takes time; each is written as `create_umkm` and `change_umkm` would.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from desa.models import Catatan, Desa, PenutupanUmkm, Umkm, make_catatan
from desa.scoped import deed
from desa.sisipan import Sisipan, Ubahan, prepare_inserts, prepare_updates
from desa.waktu import tanggal_wit
from opd.actions.dasar import named, sentence_of
from opd.actions.hari_usaha import require_own_day
from opd.actions.isi_umkm import (
    KOLOM_PRIBADI,
    TERBUKA,
    IsiUmkm,
    nib_numbers,
    owner_numbers,
    require_dates,
    require_nib,
    set_pribadi,
    stored_fields,
    write_pribadi,
)
from opd.actions.kunci import lock_villages, require_alasan_susulan
from opd.actions.umkm import changed_since, require_kind, require_right, require_start, write_changes
from opd.models import Pengguna
from opd.rekap.kunci import BukuKunci, read_kunci
from opd.rekap.nisan import Nomor, refusals


@dataclass(frozen=True)
class BarisBaru:
    """An enterprise of a list: its row, village and content, and the uuid that makes applying twice one row."""

    nomor: int
    desa: Desa
    isi: IsiUmkm
    uuid: uuid_.UUID
    susulan: str = ""


@dataclass(frozen=True)
class BarisUbah:
    """A stored enterprise that a list changes: its row, the version that the list's plan saw, and the fields that differ."""

    nomor: int
    umkm_id: int
    versi: int
    bidang: Mapping[str, Any]


@dataclass(frozen=True)
class Diubah:
    """One of them with its new values, unsaved; `sejak` is its start as stored."""

    baris: BarisUbah
    umkm: Umkm
    sejak: date
    perubahan: dict[str, list[Any]]


@dataclass(frozen=True)
class UbahSiap:
    """All of them, what really changes as parameters, in the same order, and its audit rows."""

    semua: Sequence[Diubah]
    nomor: Sequence[int]
    ubahan: Ubahan
    catatan: Sisipan


def prepare_many(baris: Sequence[BarisBaru], *, by: Pengguna, at: datetime) -> list[Umkm]:
    """The unsaved rows of `create_many`, before its transaction: whoever writes them asks whether the locks are still these.

    Raises ValidationError naming the row with a wrong field.
    """
    buku = read_kunci(at=at, desa={b.desa.pk for b in baris})
    return [_prepared(b, buku, at=at) for b in baris]


@deed
def create_many(baris: Sequence[BarisBaru], siap: Sequence[Umkm], *, by: Pengguna, at: datetime) -> Sequence[Umkm]:
    """Many new enterprises at once, each with its Catatan; the list's plan has checked the rules across rows.

    `siap` is what `prepare_many` made of them. Raises PermissionDenied, or ValidationError for the constraint that was broken.
    """
    desa_ids = {b.desa.pk for b in baris}
    for desa_id in sorted(desa_ids):
        require_right(by, desa_id, at)
        terakhir = max(b.isi.dibina_sejak for b in baris if b.desa.pk == desa_id)
        require_own_day(desa_id, terakhir, "dibina_sejak", by=by, at=at)
    lock_villages(*desa_ids, at=at)
    try:
        with transaction.atomic():
            Umkm.objects.bulk_create(siap, batch_size=500)
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, Umkm), code="berubah") from galat
    catatan = [
        make_catatan(by, "mendaftarkan UMKM", u, at=at, alasan=b.susulan) for u, b in zip(siap, baris, strict=True)
    ]
    Catatan.objects.bulk_create(catatan, batch_size=500)
    return siap


def _prepared(b: BarisBaru, buku: BukuKunci, *, at: datetime) -> Umkm:
    """The row, its fields checked one by one."""
    try:
        require_dates(b.isi, on=tanggal_wit(at))
        require_alasan_susulan(buku.of_desa(b.desa.pk, b.isi.dibina_sejak), b.susulan)
        require_nib(Umkm(), b.isi.nib)
        umkm = Umkm(desa=b.desa, uuid=b.uuid, dicatat_pada=at, **b.isi.open_fields())
        write_pribadi(umkm, b.isi)
        umkm.clean_fields(exclude={"desa", "kbli"})  # read from the database just now
    except ValidationError as galat:
        raise named(b.nomor, galat) from galat
    return umkm


def prepare_changes(baris: Sequence[BarisUbah], *, by: Pengguna, at: datetime) -> UbahSiap:
    """The unsaved rows of `change_many`, before its transaction. Queries as few for many rows as for one.

    Raises ValidationError naming the row with a wrong field, or whose enterprise changed since its plan was made.
    """
    lama = Umkm.objects.in_bulk({b.umkm_id for b in baris})
    dikenal: list[tuple[int, str, Nomor]] = []
    semua = []
    for b in baris:
        try:
            satu, nomor = _changed(b, lama[b.umkm_id], at=at)
        except ValidationError as galat:
            raise named(b.nomor, galat) from galat
        semua.append(satu)
        dikenal += [(b.nomor, bidang, n) for bidang, n in nomor]
    _require_none_erased(dikenal)
    berubah = [d for d in semua if d.perubahan]
    catatan = [make_catatan(by, "mengubah UMKM", d.umkm, at=at, perubahan=d.perubahan) for d in berubah]
    ubahan = prepare_updates(Umkm, [d.umkm for d in berubah], *TERBUKA, *KOLOM_PRIBADI, "versi")
    return UbahSiap(semua, [d.baris.nomor for d in berubah], ubahan, prepare_inserts(Catatan, catatan))


def _changed(b: BarisUbah, umkm: Umkm, *, at: datetime) -> tuple[Diubah, list[tuple[str, Nomor]]]:
    """The row with its new values, its fields checked one by one, and by what its owner may be known as erased."""
    if umkm.versi != b.versi:
        raise changed_since(umkm)
    isi, sejak = IsiUmkm(**stored_fields(umkm) | dict(b.bidang)), umkm.dibina_sejak
    require_dates(isi, on=tanggal_wit(at))
    nomor = nib_numbers(umkm, isi.nib)
    perubahan = write_changes(umkm, isi, set_pribadi)
    umkm.clean_fields(exclude={"desa", "kbli", "keluarga_sasaran", "digabung_ke"})  # read from the database just now
    if perubahan:
        umkm.versi += 1
    return Diubah(b, umkm, sejak, perubahan), [*nomor, *owner_numbers(umkm, perubahan)]


def _require_none_erased(dikenal: Sequence[tuple[int, str, Nomor]]) -> None:
    """`require_not_erased` of many rows."""
    tolak = refusals({n for _, _, n in dikenal})
    for nomor, bidang, n in dikenal:
        if n in tolak:
            raise named(nomor, ValidationError({bidang: tolak[n].kalimat}, code="nisan"))


@deed
def change_many(siap: UbahSiap, *, by: Pengguna, at: datetime) -> None:
    """Many enterprises changed at once, each with its Catatan, only at the version that the plan saw.

    Raises PermissionDenied, or ValidationError naming the row that moved, whose start may not move, or that breaks a constraint.
    """
    desa_ids = {d.umkm.desa_id for d in siap.semua}
    for desa_id in sorted(desa_ids):
        require_right(by, desa_id, at)
    buku = lock_villages(*desa_ids, at=at)
    _require_same(siap.semua)
    tutup = _first_closures(siap.semua)
    for d in siap.semua:
        try:
            require_start(d.umkm, d.sejak, d.umkm.dibina_sejak, tutup.get(d.umkm.pk), buku)
            require_kind(d.umkm, d.perubahan, buku)
        except ValidationError as galat:
            raise named(d.baris.nomor, galat) from galat
    _write_changes(siap)
    siap.catatan.write()


def _require_same(semua: Sequence[Diubah]) -> None:
    """Lock the rows; raise ValidationError naming the one that is not as its plan saw it, or that an earlier row changes."""
    kini = Umkm.objects.filter(pk__in=[d.umkm.pk for d in semua]).order_by("pk").select_for_update(of=("self",))
    versi = dict(kini.values_list("pk", "versi"))
    for d in semua:
        if versi.get(d.umkm.pk) != d.baris.versi:
            raise named(d.baris.nomor, changed_since(d.umkm))
        versi[d.umkm.pk] += bool(d.perubahan)


def _first_closures(semua: Sequence[Diubah]) -> dict[int, date]:
    """The first day on which each of them was closed."""
    tutup = PenutupanUmkm.objects.in_force().filter(umkm__in=[d.umkm.pk for d in semua])
    return dict(tutup.order_by("-tutup_pada").values_list("umkm", "tutup_pada"))


def _write_changes(siap: UbahSiap) -> None:
    """All together; when the database refuses that, one by one, to say which row it is."""
    try:
        with transaction.atomic():
            siap.ubahan.write()
    except IntegrityError:
        for nomor, satu in zip(siap.nomor, siap.ubahan.baris, strict=True):
            try:
                with transaction.atomic():
                    siap.ubahan.write([satu])
            except IntegrityError as galat:
                raise named(nomor, ValidationError(sentence_of(galat, Umkm), code="berubah")) from galat
