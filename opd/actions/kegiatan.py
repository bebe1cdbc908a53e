"""Record, correct and cancel an activity. Corrections are new rows; the form's uuid makes sending twice harmless."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import QuerySet

from desa.angka import DesimalField
from desa.models import Umkm, record
from desa.scoped import deed, penjaga
from desa.waktu import tanggal_wit
from opd.actions.bukti import attach_foto, carry_foto
from opd.actions.dasar import SUDAH_ADA, save_checked
from opd.actions.fakta import changes_in_words, lock_for_facts, require_alasan, require_current, require_tanggal
from opd.actions.kunci import read_locks, require_unlocked, same_reason, susulan_of
from opd.foto import FotoBersih
from opd.models import Bantuan, BarisRencana, DanaKegiatan, Kegiatan, Pengguna, Penugasan, RencanaAksi

KALI_TARGET = 10


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
        kolom = {k: v for k, v in asdict(self).items() if k not in ("dana", "umkm", "baris")}
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
    yakin: bool = False,
) -> Kegiatan:
    """A new activity with its money, enterprises and photos; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day does not fit, the uuid holds other content, or the quarter is
    locked and `susulan` does not say why the fact comes late.
    """
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=None):
        return ada
    buku = read_locks(penugasan, by=by, at=at)
    require_line(penugasan, isi, yakin=yakin)
    kegiatan = _create(
        penugasan, isi, uuid=uuid, by=by, at=at, alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku)
    )
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
    yakin: bool = False,
) -> Kegiatan:
    """A row that replaces `lama`; its photos come along, but those in `buang`.

    Raises as `record_kegiatan`, and ValidationError naming who and when if `lama` was replaced meanwhile.
    """
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if ada := _sent_before(uuid, isi, foto, susulan, penugasan=penugasan, menggantikan=lama):
        return ada
    lama, buku = require_current(lama), read_locks(penugasan, by=by, at=at)
    require_unlocked(lama, buku)
    if isi.baris != lama.baris_id or isi.volume != lama.volume:
        require_line(penugasan, isi, yakin=yakin)
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
    Bantuan.objects.filter(kegiatan=lama).update(kegiatan=baru)
    attach_foto(baru, foto, at=at)
    record(
        by,
        "mengoreksi kegiatan",
        baru,
        at=at,
        opd_id=penugasan.opd_id,
        alasan=alasan,
        perubahan=changes_in_words(_readable(isi_of(lama)), _readable(isi)),
    )
    return baru


@deed
def cancel_kegiatan(lama: Kegiatan, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> Kegiatan:
    """A row that takes `lama` out of every count, with the reason. The same form sent twice cancels once."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if (ada := Kegiatan.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama, alasan = require_current(lama), require_alasan(alasan)
    require_unlocked(lama, read_locks(penugasan, by=by, at=at))
    kolom = isi_of(lama).scalars()
    batal = Kegiatan(penugasan=penugasan, uuid=uuid, menggantikan=lama, batal=True, alasan_koreksi=alasan, **kolom)
    _sign(batal, by=by, at=at)
    save_checked(batal)
    record(by, "membatalkan kegiatan", lama, at=at, opd_id=penugasan.opd_id, alasan=alasan)
    return batal


class VolumeMelonjak(ValidationError):
    """A volume out of all proportion to the line's target, which the writer has not confirmed."""


def lines_in_force(penugasan_id: int, tahun: int) -> QuerySet[BarisRencana]:
    """The lines of the plan in force for a year: its newest verified version. Empty when there is none."""
    versi = RencanaAksi.objects.filter(penugasan=penugasan_id, tahun=tahun).verified().order_by("-nomor")
    return BarisRencana.objects.filter(rencana__in=versi.values("pk")[:1])


def require_line(penugasan: Penugasan, isi: IsiKegiatan, *, yakin: bool) -> None:
    """Raise ValidationError unless the line, if any, is one of the plan in force that year, in the same unit.

    A volume of more than ten times the line's target is asked about, with both numbers.
    """
    if isi.baris is None:
        return
    baris = lines_in_force(penugasan.pk, isi.tanggal.year).filter(pk=isi.baris).first()
    if baris is None:
        raise ValidationError(
            {
                "baris": f"Baris ini bukan dari rencana {isi.tanggal.year} yang berlaku. Pilih baris lain atau di luar rencana."
            }
        )
    if isi.volume is None or isi.satuan.strip().casefold() != baris.satuan.strip().casefold():
        raise ValidationError(
            {"satuan": f"Baris rencana ini dihitung dalam {baris.satuan}. Isi volume dalam satuan itu."}
        )
    if isi.volume > KALI_TARGET * baris.volume and not yakin:
        tulis = DesimalField().write
        raise VolumeMelonjak(
            f"Volume {tulis(isi.volume)} {baris.satuan} lebih dari {KALI_TARGET} kali target setahun, "
            f"{tulis(baris.volume)} {baris.satuan}. Periksa angkanya, atau centang bahwa angka ini benar."
        )


def _readable(isi: IsiKegiatan) -> dict[str, Any]:
    """The content with the line by its name, for the history."""
    nama = BarisRencana.objects.filter(pk=isi.baris).values_list("kegiatan", flat=True).first() if isi.baris else None
    return asdict(isi) | {"baris": nama or "di luar rencana"}


def _create(
    penugasan: Penugasan,
    isi: IsiKegiatan,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    menggantikan: Kegiatan | None = None,
    **alasan: str,
) -> Kegiatan:
    require_tanggal(penugasan, isi.tanggal, on=tanggal_wit(at))
    umkm = list(Umkm.objects.filter(pk__in=isi.umkm, desa=penugasan.desa_id))
    if len(umkm) != len(isi.umkm):
        raise ValidationError({"umkm": "UMKM yang dipilih tidak ada di desa ini. Pilih kembali dari daftar."})
    kegiatan = Kegiatan(penugasan=penugasan, uuid=uuid, menggantikan=menggantikan, **alasan, **isi.scalars())
    _sign(kegiatan, by=by, at=at)
    save_checked(kegiatan)
    for sumber, jumlah in isi.dana:
        save_checked(DanaKegiatan(kegiatan=kegiatan, sumber=sumber, jumlah_rp=jumlah))
    kegiatan.umkm.set(umkm)
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
