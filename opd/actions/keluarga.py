"""Put a family on a village's target list, and change what is stored of it. No name or number ever reaches a Catatan."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection, Iterable
from datetime import datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from desa.enums import PeristiwaKeluarga
from desa.models import Desa, Keluarga, SidikKeluarga, StatusKeluarga, record
from desa.sandi import SandiRusak
from desa.scoped import deed
from desa.validators import kunci_nama
from desa.waktu import tanggal_wit
from opd.actions.banding_nik import count_comparison
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, save_checked, sentence_of
from opd.actions.isi_keluarga import (
    TANPA_NOMOR,
    IsiKeluarga,
    IsiMasuk,
    changes_of,
    numbers_of,
    odd_numbers,
    require_masuk,
    require_nameless,
    same_isi,
    write_isi,
)
from opd.actions.isi_umkm import require_sure
from opd.actions.kunci import lock_villages, require_alasan_susulan
from opd.actions.nisan import require_names_not_erased
from opd.models import Pengguna
from opd.permissions_keluarga import BUKAN_KELUARGA, can_write_keluarga
from opd.rekap.nisan import refusals


@deed
def create_keluarga(
    desa: Desa,
    isi: IsiKeluarga,
    masuk: IsiMasuk,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    susulan: str = "",
    yakin: bool = False,
) -> Keluarga:
    """A family of the village with the day it came onto the list; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when a field is wrong, one of its numbers stands in the village already, the
    uuid holds other content, or the quarter of its day is locked and `susulan` does not say why it comes late; MintaYakin for
    an odd number, or one that another village has too.
    """
    _require_right(by, desa.pk, at)
    buku = lock_villages(desa.pk, at=at)
    if (ada := Keluarga.objects.filter(uuid=uuid).first()) is not None:
        if ada.desa_id != desa.pk or not same_isi(ada, isi):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    require_masuk(masuk, on=tanggal_wit(at))
    alasan = require_alasan_susulan(buku.of_desa(desa.pk, masuk.tanggal), susulan)
    keluarga = Keluarga(desa=desa, uuid=uuid, dicatat_pada=at)
    write_isi(keluarga, isi)
    _require_numbers(keluarga)
    _require_name(keluarga)
    require_sure([*_odd(keluarga), *_elsewhere(keluarga)], yakin=yakin)
    save_checked(keluarga)
    write_sidik(keluarga)
    save_checked(first_status(keluarga, masuk, susulan=alasan, by=by, at=at))
    record(by, "mencatat keluarga sasaran", keluarga, at=at, alasan=alasan)
    return keluarga


def first_status(keluarga: Keluarga, masuk: IsiMasuk, *, susulan: str, by: Pengguna, at: datetime) -> StatusKeluarga:
    """The unsaved fact that the family came onto the list; its uuid follows from the family's, so it comes once."""
    return StatusKeluarga(
        uuid=uuid_.uuid5(keluarga.uuid, PeristiwaKeluarga.MASUK),
        keluarga=keluarga,
        peristiwa=PeristiwaKeluarga.MASUK,
        tanggal=masuk.tanggal,
        sumber=masuk.sumber,
        desil=masuk.desil,
        periode_data=masuk.periode_data,
        alasan_susulan=susulan,
        dicatat_pada=at,
        pencatat_id=by.pk,
        pencatat=by.nama,
    )


@deed
def change_keluarga(
    keluarga: Keluarga,
    isi: IsiKeluarga,
    *,
    versi: int,
    by: Pengguna,
    at: datetime,
    yakin: bool = False,
    alasan: str = "",
) -> Keluarga:
    """The family with what `isi` gives; `versi` is what the writer saw, `alasan` why and on whose request.

    Law: UU 27/2022 art. 30 (a correction on the subject's request).

    Raises PermissionDenied, or ValidationError when somebody changed it meanwhile or a number stands in the village already;
    MintaYakin as `create_keluarga`.
    """
    _require_right(by, keluarga.desa_id, at)
    lock_villages(keluarga.desa_id, at=at)
    kini = Keluarga.objects.select_for_update(of=("self",)).select_related("desa").get(pk=keluarga.pk)
    if kini.versi != versi:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    require_named(kini)
    require_nameless("alasan_ubah", alasan, {kunci_nama(kini.kepala), kunci_nama(isi.kepala or "")})
    try:
        berubah = write_isi(kini, isi)
        if not berubah:
            return kini
        _require_numbers(kini)
        _require_name(kini, berubah)
    except SandiRusak as galat:
        raise ValidationError(str(galat), code="kunci") from galat
    require_sure(_doubts(kini, berubah), yakin=yakin)
    kini.versi += 1
    save_checked(kini)
    if {"nik", "kk"} & set(berubah):
        write_sidik(kini)
    record(by, "mengubah data keluarga sasaran", kini, at=at, perubahan=changes_of(berubah), alasan=alasan)
    return kini


def write_sidik(keluarga: Keluarga) -> None:
    """The rows by which its numbers are found, in place of those there were. Raises ValidationError when one is taken."""
    keluarga.sidik.all().delete()
    try:
        with transaction.atomic():
            SidikKeluarga.objects.bulk_create(keluarga.hashes())
    except IntegrityError as galat:
        raise ValidationError(sentence_of(galat, SidikKeluarga), code="sudah_ada") from galat


@deed
def count_keluarga_check(desa: Desa, *, by: Pengguna, at: datetime) -> None:
    """Record that the numbers of a family are about to be compared with all villages; see `count_comparison`."""
    _require_right(by, desa.pk, at)
    count_comparison("keluarga sasaran", desa, by=by, at=at)


def require_named(keluarga: Keluarga) -> None:
    """Raise ValidationError for a family whose data were restricted or erased: nobody writes them in again by hand."""
    if keluarga.pengosongan:
        raise ValidationError(
            f"{keluarga.get_pengosongan_display()}: data keluarga ini tidak diisi lagi. Verval dan entasnya tetap dicatat.",
            code="dikosongkan",
        )


def _require_right(by: Pengguna, desa_id: int, at: datetime) -> None:
    if not can_write_keluarga(by, desa_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_KELUARGA)


def _require_numbers(keluarga: Keluarga) -> None:
    """Raise ValidationError without a number, or when one is another family's of the village or was erased on request."""
    nomor = numbers_of(keluarga)
    if not nomor:
        raise ValidationError({"nik": TANPA_NOMOR})
    for satu, tolak in refusals(nomor).items():
        raise ValidationError({satu[0].value: tolak.kalimat}, code="nisan")
    for jenis, isi in nomor:
        if Keluarga.objects.numbered(jenis, isi).filter(desa=keluarga.desa_id).exclude(pk=keluarga.pk).exists():
            raise ValidationError(
                {
                    jenis.value: f"Keluarga dengan {jenis.label} ini sudah tercatat di desa ini. Cari dengan nomornya, lalu buka."
                }
            )


def _require_name(keluarga: Keluarga, berubah: Collection[str] = ("kepala",)) -> None:
    """Raise ValidationError for a new name without a NIK that was erased on request in this village."""
    if "kepala" in berubah and not keluarga.nik:
        require_names_not_erased("kepala", keluarga.desa_id, (keluarga.kepala,))


def _odd(keluarga: Keluarga) -> list[str]:
    perempuan = keluarga.jenis_kelamin == "P" if keluarga.jenis_kelamin else None
    return odd_numbers(keluarga.nik, keluarga.kk, perempuan=perempuan)


def _doubts(keluarga: Keluarga, berubah: Iterable[str]) -> list[str]:
    """What is odd after a change; numbers that were accepted once are not asked about again."""
    if {"nik", "kk"} & set(berubah):
        return [*_odd(keluarga), *_elsewhere(keluarga)]
    return _odd(keluarga) if "jenis_kelamin" in berubah else []


def _elsewhere(keluarga: Keluarga) -> list[str]:
    """The other villages whose list has one of these numbers. Of them only the place is told."""
    hasil = []
    for jenis, nomor in numbers_of(keluarga):
        lain = Desa.objects.filter(
            pk__in=Keluarga.objects.numbered(jenis, nomor).exclude(desa=keluarga.desa_id).values("desa")
        )
        hasil += [
            f"{jenis.label} ini juga tercatat pada keluarga sasaran di {d.nama_lengkap}. Bila keluarga itu pindah, catatan di "
            "sana harus diakhiri."
            for d in lain.with_place().order_by("kode")
        ]
    return hasil
