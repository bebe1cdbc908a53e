"""Record, correct and cancel an activity. Corrections are new rows; the form's uuid makes sending twice harmless."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files import File

from desa.models import Umkm, record
from desa.scoped import deed, penjaga
from desa.waktu import tanggal_wit
from opd.actions.bukti import attach_foto, carry_foto
from opd.actions.dasar import SUDAH_ADA, insert_checked, save_checked
from opd.actions.fakta import changes_in_words, lock_for_facts, require_alasan, require_current, require_tanggal
from opd.actions.kunci import read_locks, require_unlocked, same_reason, susulan_of
from opd.actions.realisasi import ask_about, follow_line, require_line
from opd.actions.tutup_umkm import require_each_open
from opd.foto import FotoBersih
from opd.models import Bantuan, BarisRencana, DanaKegiatan, Kegiatan, Pengguna, Penugasan

ORANG_TERBANYAK = 1_000_000
LUAR_RENCANA = "di luar rencana"
TANPA_SATUAN = "Isi volume bersama satuannya, misalnya 25 ekor."
DIFABEL_LEBIH = "Penerima difabel tidak boleh melebihi jumlah laki-laki dan perempuan."


@dataclass(frozen=True)
class IsiKegiatan:
    """What the form says of an activity. `dana` is (sumber, rupiah) pairs, `umkm` primary keys."""

    tanggal: date
    judul: str
    uraian: str = ""
    volume: Decimal | None = None
    satuan: str = ""
    penerima_l: int | None = None
    penerima_p: int | None = None
    penerima_difabel: int | None = None
    penerima_kk: int | None = None
    dana: tuple[tuple[str, int], ...] = ()
    umkm: frozenset[int] = frozenset()
    baris: int | None = None

    def scalars(self) -> dict[str, Any]:
        """The columns of Kegiatan itself."""
        kolom = {k: v for k, v in vars(self).items() if k not in ("dana", "umkm", "baris")}
        return kolom | {"baris_id": self.baris}


def isi_of(kegiatan: Kegiatan) -> IsiKegiatan:
    """What a stored activity says, in the form's terms; the caller has checked the right to it. Two queries."""
    kolom = {k: getattr(kegiatan, k) for k in IsiKegiatan.__dataclass_fields__ if k not in ("dana", "umkm", "baris")}
    with penjaga(False):
        dana = tuple(kegiatan.dana.order_by("sumber").values_list("sumber", "jumlah_rp"))
        umkm = frozenset(kegiatan.umkm.values_list("pk", flat=True))
        return IsiKegiatan(**kolom, dana=dana, umkm=umkm, baris=kegiatan.baris_id)


@deed
def record_kegiatan(
    penugasan: Penugasan,
    isi: IsiKegiatan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    foto: Sequence[FotoBersih] = (),
    susulan: str = "",
    bast: File | None = None,
    yakin: bool = False,
) -> Kegiatan:
    """A new activity with its money, enterprises, minutes and photos; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day or the line does not fit, the uuid holds other content, or the
    quarter is locked and `susulan` does not say why the fact comes late; MintaYakin when a figure is out of all proportion
    and `yakin` does not say that it is right.
    """
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    isi, tujuan = follow_line(penugasan, isi)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=None):
        return ada
    require_line(isi, tujuan)
    if not yakin:
        ask_about(penugasan, isi, tujuan)
    alasan = susulan_of(penugasan, isi.tanggal, susulan, buku=read_locks(penugasan, at=at))
    kegiatan = _create(penugasan, isi, uuid=uuid, by=by, at=at, bast=bast, alasan_susulan=alasan)
    attach_foto(kegiatan, foto, at=at)
    record(by, "mencatat kegiatan", kegiatan, at=at, opd_id=penugasan.opd_id, alasan=kegiatan.alasan_susulan)
    return kegiatan


@deed
def correct_kegiatan(
    lama: Kegiatan,
    isi: IsiKegiatan,
    *,
    uuid: uuid_.UUID,
    alasan: str,
    by: Pengguna,
    at: datetime,
    foto: Sequence[FotoBersih] = (),
    buang: Collection[uuid_.UUID] = (),
    susulan: str = "",
    bast: File | None = None,
    yakin: bool = False,
) -> Kegiatan:
    """A row that replaces `lama`; its photos come along, but those in `buang`, and its minutes unless `bast` is given.

    Raises as `record_kegiatan`, and ValidationError naming who and when if `lama` was replaced meanwhile.
    """
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    isi, tujuan = follow_line(penugasan, isi)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=lama):
        return ada
    lama, buku = require_current(lama), read_locks(penugasan, at=at)
    require_unlocked(lama, buku)
    require_line(isi, tujuan, lama=lama)
    if not yakin:
        ask_about(penugasan, isi, tujuan, lama=isi_of(lama))
    baru = _create(
        penugasan,
        isi,
        uuid=uuid,
        by=by,
        at=at,
        bast=bast or lama.bast.name,
        menggantikan=lama,
        alasan_koreksi=require_alasan(alasan),
        alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku, lama=lama),
    )
    carry_foto(lama, baru, buang=buang, at=at)
    Bantuan.objects.filter(kegiatan=lama).update(kegiatan=baru)
    attach_foto(baru, foto, at=at)
    record(
        by,
        "mengoreksi kegiatan",
        baru,
        at=at,
        opd_id=penugasan.opd_id,
        alasan=alasan,
        perubahan=changes_in_words(_readable(isi_of(lama)), _readable(isi)) | _new_bast(bast),
    )
    return baru


@deed
def cancel_kegiatan(lama: Kegiatan, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> Kegiatan:
    """A row that takes `lama` out of every count, with the reason. The same form sent twice cancels once."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if (ada := Kegiatan.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama, alasan = require_current(lama), require_alasan(alasan)
    require_unlocked(lama, read_locks(penugasan, at=at))
    kolom = isi_of(lama).scalars()
    batal = Kegiatan(penugasan=penugasan, uuid=uuid, menggantikan=lama, batal=True, alasan_koreksi=alasan, **kolom)
    _sign(batal, by=by, at=at)
    save_checked(batal)
    record(by, "membatalkan kegiatan", lama, at=at, opd_id=penugasan.opd_id, alasan=alasan)
    return batal


def _readable(isi: IsiKegiatan) -> dict[str, Any]:
    nama = BarisRencana.objects.filter(pk=isi.baris).values_list("kegiatan", flat=True).first() if isi.baris else None
    return readable(isi, nama)


def readable(isi: IsiKegiatan, baris: str | None) -> dict[str, Any]:
    """The content with the line by its name, for the history."""
    return vars(isi) | {"baris": baris or LUAR_RENCANA}


def _new_bast(bast: File | None) -> dict[str, list[Any]]:
    return {"bast": ["", "berkas baru"]} if bast else {}


def _create(
    penugasan: Penugasan,
    isi: IsiKegiatan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    bast: File | str | None = None,
    menggantikan: Kegiatan | None = None,
    **alasan: str,
) -> Kegiatan:
    require_tanggal(penugasan, isi.tanggal, on=tanggal_wit(at))
    umkm = list(Umkm.objects.filter(pk__in=isi.umkm, desa=penugasan.desa_id)) if isi.umkm else []
    if len(umkm) != len(isi.umkm):
        raise ValidationError({"umkm": "UMKM yang dipilih tidak ada di desa ini. Pilih kembali dari daftar."})
    tetap = (
        menggantikan.umkm.values_list("pk", flat=True) if menggantikan and menggantikan.tanggal == isi.tanggal else ()
    )
    require_each_open(isi.umkm.difference(tetap), isi.tanggal)
    kegiatan = Kegiatan(penugasan=penugasan, uuid=uuid, menggantikan=menggantikan, **alasan, **isi.scalars())
    if bast:
        kegiatan.bast = bast
    _sign(kegiatan, by=by, at=at)
    save_checked(kegiatan)
    insert_checked([DanaKegiatan(kegiatan=kegiatan, sumber=s, jumlah_rp=rp) for s, rp in isi.dana])
    kegiatan.umkm.add(*umkm)
    return kegiatan


def _sign(kegiatan: Kegiatan, *, by: Pengguna, at: datetime) -> None:
    kegiatan.dicatat_pada, kegiatan.pencatat_id, kegiatan.pencatat = at, by.pk, by.nama


def _sent_before(
    uuid: uuid_.UUID,
    isi: IsiKegiatan,
    foto: Sequence[FotoBersih],
    susulan: str,
    *,
    penugasan: Penugasan,
    menggantikan: Kegiatan | None,
) -> Kegiatan | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = Kegiatan.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    induk = menggantikan.pk if menggantikan else None
    sama = (ada.penugasan_id, ada.menggantikan_id, ada.batal) == (penugasan.pk, induk, False) and isi_of(ada) == isi
    sama = sama and same_reason(ada, susulan)
    if not sama or not {f.sha256 for f in foto} <= set(ada.bukti.values_list("sha256", flat=True)):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada
