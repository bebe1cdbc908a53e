"""Record, correct and cancel a mentoring visit. Names of villagers are PERSONAL and never reach a Catatan."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from desa.models import Umkm, record
from desa.scoped import deed, penjaga
from desa.waktu import tanggal_wit
from opd.actions.bukti import attach_foto, carry_foto
from opd.actions.dasar import SUDAH_ADA, save_checked
from opd.actions.fakta import changes_in_words, lock_for_facts, require_alasan, require_current, require_tanggal
from opd.actions.kunci import read_locks, require_unlocked, same_reason, susulan_of
from opd.foto import FotoBersih
from opd.models import Kunjungan, KunjunganUmkm, Pengguna, Penugasan

Temuan = tuple[int, str, str, str]
"""What was found at one enterprise: its primary key, keadaan, masalah, saran."""


@dataclass(frozen=True)
class IsiKunjungan:
    """What the form says of a visit; `warga_ditemui` and `tim_hadir` hold one name a line."""

    tanggal: date
    cara: str
    kepala_hadir: bool = False
    tim_hadir: str = ""
    warga_ditemui: str = ""
    catatan: str = ""
    tindak_lanjut: str = ""
    temuan: tuple[Temuan, ...] = ()

    def scalars(self) -> dict[str, Any]:
        """The columns of Kunjungan itself; villagers are counted from their names."""
        kolom = {k: v for k, v in asdict(self).items() if k != "temuan"}
        return kolom | {"jumlah_warga": len(self.warga_ditemui.split("\n")) if self.warga_ditemui else 0}


def isi_of(kunjungan: Kunjungan) -> IsiKunjungan:
    """What a stored visit says, in the form's terms; needs a row of `personal_for`. One query."""
    kolom = {k: getattr(kunjungan, k) for k in IsiKunjungan.__dataclass_fields__ if k != "temuan"}
    with penjaga(False):
        temuan = tuple(kunjungan.temuan.order_by("umkm_id").values_list("umkm_id", "berjalan", "masalah", "saran"))
    return IsiKunjungan(**kolom, temuan=temuan)


@deed
def record_kunjungan(
    penugasan: Penugasan,
    isi: IsiKunjungan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    foto: Sequence[FotoBersih] = (),
    susulan: str = "",
) -> Kunjungan:
    """A new visit with its findings and photos; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day does not fit, the uuid holds other content, or the quarter is
    locked and `susulan` does not say why the fact comes late.
    """
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=None):
        return ada
    buku = read_locks(penugasan, by=by, at=at)
    kunjungan = _create(
        penugasan, isi, uuid=uuid, by=by, at=at, alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku)
    )
    attach_foto(kunjungan, foto, at=at)
    record(by, "mencatat kunjungan", kunjungan, at=at, opd_id=penugasan.opd_id, alasan=kunjungan.alasan_susulan)
    return kunjungan


@deed
def correct_kunjungan(
    lama: Kunjungan,
    isi: IsiKunjungan,
    *,
    uuid: uuid_.UUID,
    alasan: str,
    by: Pengguna,
    at: datetime,
    foto: Sequence[FotoBersih] = (),
    buang: Collection[uuid_.UUID] = (),
    susulan: str = "",
) -> Kunjungan:
    """A row that replaces `lama`; its photos come along, but those in `buang`. Raises as `correct_kegiatan`."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=lama):
        return ada
    lama, buku = require_current(lama), read_locks(penugasan, by=by, at=at)
    require_unlocked(lama, buku)
    baru = _create(
        penugasan,
        isi,
        uuid=uuid,
        by=by,
        at=at,
        menggantikan=lama,
        alasan_koreksi=require_alasan(alasan),
        alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku, lama=lama),
    )
    carry_foto(lama, baru, buang=buang, at=at)
    attach_foto(baru, foto, at=at)
    record(
        by,
        "mengoreksi kunjungan",
        baru,
        at=at,
        opd_id=penugasan.opd_id,
        alasan=alasan,
        perubahan=_changes(isi_of(lama), isi),
    )
    return baru


@deed
def cancel_kunjungan(lama: Kunjungan, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> Kunjungan:
    """A row that takes `lama` out of every count, with the reason and without names. Sent twice it cancels once."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if (ada := Kunjungan.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama, alasan = require_current(lama), require_alasan(alasan)
    require_unlocked(lama, read_locks(penugasan, by=by, at=at))
    batal = Kunjungan(
        penugasan=penugasan,
        uuid=uuid,
        menggantikan=lama,
        batal=True,
        alasan_koreksi=alasan,
        tanggal=lama.tanggal,
        cara=lama.cara,
    )
    _sign(batal, by=by, at=at)
    save_checked(batal)
    record(by, "membatalkan kunjungan", lama, at=at, opd_id=penugasan.opd_id, alasan=alasan)
    return batal


def _create(
    penugasan: Penugasan,
    isi: IsiKunjungan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    menggantikan: Kunjungan | None = None,
    **alasan: str,
) -> Kunjungan:
    require_tanggal(penugasan, isi.tanggal, on=tanggal_wit(at))
    dilihat = {t[0] for t in isi.temuan}
    if Umkm.objects.filter(pk__in=dilihat, desa=penugasan.desa_id).count() != len(dilihat):
        raise ValidationError("UMKM yang diisi tidak ada di desa ini. Muat ulang formulir, lalu isi kembali.")
    kunjungan = Kunjungan(penugasan=penugasan, uuid=uuid, menggantikan=menggantikan, **alasan, **isi.scalars())
    _sign(kunjungan, by=by, at=at)
    save_checked(kunjungan)
    for umkm_id, berjalan, masalah, saran in isi.temuan:
        save_checked(
            KunjunganUmkm(kunjungan=kunjungan, umkm_id=umkm_id, berjalan=berjalan, masalah=masalah, saran=saran)
        )
    return kunjungan


def _sign(kunjungan: Kunjungan, *, by: Pengguna, at: datetime) -> None:
    kunjungan.dicatat_pada, kunjungan.pencatat_id, kunjungan.pencatat = at, by.pk, by.nama


def _sent_before(
    uuid: uuid_.UUID,
    isi: IsiKunjungan,
    foto: Sequence[FotoBersih],
    susulan: str,
    *,
    penugasan: Penugasan,
    menggantikan: Kunjungan | None,
) -> Kunjungan | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = Kunjungan.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    induk = menggantikan.pk if menggantikan else None
    sama = (ada.penugasan_id, ada.menggantikan_id, ada.batal) == (penugasan.pk, induk, False) and isi_of(ada) == isi
    sama = sama and same_reason(ada, susulan)
    if not sama or not {f.sha256 for f in foto} <= set(ada.bukti.values_list("sha256", flat=True)):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _changes(lama: IsiKunjungan, baru: IsiKunjungan) -> dict[str, list[Any]]:
    """Old and new of what changed; villagers' names only as "diubah"."""
    hasil = changes_in_words(asdict(lama), asdict(baru))
    if hasil.pop("warga_ditemui", None):
        hasil["warga"] = ["", "nama warga diubah"]
    return hasil
