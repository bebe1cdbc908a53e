"""Record, correct and cancel an asesmen. Small groups of families reach no Catatan as numbers."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, MintaYakin, save_checked
from opd.actions.fakta import lock_for_facts, require_alasan, require_current, require_tanggal
from opd.actions.kunci import read_locks, require_unlocked, same_reason, susulan_of
from opd.actions.wajar import is_jump
from opd.bidang_asesmen import SEMUA, Macam
from opd.models import Asesmen, Pengguna, Penugasan
from opd.permissions import can_see_personal
from opd.rekap.asesmen import cell_words, comparable, is_closed, unit_of

BENAR = "Periksa angkanya, atau centang bahwa angka ini benar."
KOSONG = "Isi sedikitnya satu hal yang diketahui tentang desa ini."


@dataclass(frozen=True)
class IsiAsesmen:
    """What the form says: `nilai` holds every field of `opd.bidang_asesmen`, empty where unknown."""

    tanggal: date
    nilai: dict[str, Any] = field(default_factory=dict)
    catatan: str = ""


def isi_of(asesmen: Asesmen) -> IsiAsesmen:
    """What a stored asesmen says, in the form's terms."""
    return IsiAsesmen(asesmen.tanggal, {b.nama: getattr(asesmen, b.nama) for b in SEMUA}, asesmen.catatan)


@deed
def record_asesmen(
    penugasan: Penugasan,
    isi: IsiAsesmen,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    susulan: str = "",
    yakin: bool = False,
) -> Asesmen:
    """A new asesmen; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the day does not fit, nothing is filled in, this penugasan has one of
    the same year, the uuid holds other content, or the quarter is locked and `susulan` does not say why it comes late;
    MintaYakin when figures jump tenfold from the village's neighbouring asesmen and `yakin` does not say they are right.
    """
    penugasan = lock_for_facts(penugasan.pk, by=by, at=at)
    if ada := _sent_before(uuid, isi, susulan, penugasan=penugasan, menggantikan=None):
        return ada
    if not yakin:
        _ask_about_jumps(penugasan, isi, by=by, at=at)
    buku = read_locks(penugasan, at=at)
    baru = _create(
        penugasan, isi, uuid=uuid, by=by, at=at, alasan_susulan=susulan_of(penugasan, isi.tanggal, susulan, buku=buku)
    )
    record(by, "mencatat asesmen", baru, at=at, opd_id=penugasan.opd_id, alasan=baru.alasan_susulan)
    return baru


@deed
def correct_asesmen(
    lama: Asesmen,
    isi: IsiAsesmen,
    *,
    uuid: uuid_.UUID,
    alasan: str,
    by: Pengguna,
    at: datetime,
    susulan: str = "",
    yakin: bool = False,
) -> Asesmen:
    """A row that replaces `lama`. Raises as `record_asesmen`, and ValidationError when a verified report holds `lama`."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if ada := _sent_before(uuid, isi, susulan, penugasan=penugasan, menggantikan=lama):
        return ada
    lama, buku = require_current(lama), read_locks(penugasan, at=at)
    require_unlocked(lama, buku)
    if not yakin:
        _ask_about_jumps(penugasan, isi, by=by, at=at, lama=lama)
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
    perubahan = _changes(lama, baru)
    record(by, "mengoreksi asesmen", baru, at=at, opd_id=penugasan.opd_id, alasan=alasan, perubahan=perubahan)
    return baru


@deed
def cancel_asesmen(lama: Asesmen, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> Asesmen:
    """A row that takes `lama` out of every comparison, with the reason. Sent twice it cancels once."""
    penugasan = lock_for_facts(lama.penugasan_id, by=by, at=at)
    if (ada := Asesmen.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama, alasan = require_current(lama), require_alasan(alasan)
    require_unlocked(lama, read_locks(penugasan, at=at))
    batal = Asesmen(
        penugasan=penugasan, uuid=uuid, menggantikan=lama, batal=True, alasan_koreksi=alasan, tanggal=lama.tanggal
    )
    _sign(batal, by=by, at=at)
    save_checked(batal)
    record(by, "membatalkan asesmen", lama, at=at, opd_id=penugasan.opd_id, alasan=alasan)
    return batal


def _create(
    penugasan: Penugasan,
    isi: IsiAsesmen,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    menggantikan: Asesmen | None = None,
    **alasan: str,
) -> Asesmen:
    require_tanggal(penugasan, isi.tanggal, on=tanggal_wit(at))
    if all(nilai is None or nilai == "" for nilai in isi.nilai.values()):
        raise ValidationError(KOSONG, code="kosong")
    _require_only_one(penugasan, isi.tanggal, menggantikan)
    kolom = isi.nilai | {"tanggal": isi.tanggal, "catatan": isi.catatan}
    baru = Asesmen(penugasan=penugasan, uuid=uuid, menggantikan=menggantikan, **alasan, **kolom)
    _sign(baru, by=by, at=at)
    save_checked(baru)
    return baru


def _require_only_one(penugasan: Penugasan, tanggal: date, menggantikan: Asesmen | None) -> None:
    """Raise ValidationError if another asesmen of this penugasan lies in that year; its row is locked."""
    lain = Asesmen.objects.in_force().filter(penugasan=penugasan, tanggal__year=tanggal.year)
    ada = next((a for a in lain if menggantikan is None or a.pk != menggantikan.pk), None)
    if ada is not None:
        pesan = (
            f"Asesmen tahun {tanggal.year} sudah dicatat untuk tanggal {format_tanggal(ada.tanggal)}. "
            "Buka asesmen itu, lalu koreksi bila isinya keliru."
        )
        raise ValidationError({"tanggal": ValidationError(pesan, code="ada")})


def _ask_about_jumps(
    penugasan: Penugasan, isi: IsiAsesmen, *, by: Pengguna, at: datetime, lama: Asesmen | None = None
) -> None:
    """Raise MintaYakin, one sentence for each figure that is new in `isi` and jumps from the neighbouring asesmen.

    Who may not see small groups is not asked about them: the question would tell what the other OPD counted.
    """
    tetangga = _neighbour(penugasan, isi.tanggal, lama)
    if tetangga is None:
        return
    terbuka = can_see_personal(by, penugasan.desa_id, on=tanggal_wit(at))
    baru, hari = _as_stored(isi), format_tanggal(tetangga.tanggal)
    kalimat = []
    for b in SEMUA:
        kini, dulu = getattr(baru, b.nama), getattr(tetangga, b.nama)
        if (
            b.macam not in (Macam.BILANGAN, Macam.DESIMAL)
            or not is_jump(kini, dulu)
            or not comparable(b, tetangga, baru)
            or (not terbuka and is_closed(b, tetangga))
        ):
            continue
        if lama is None or getattr(lama, b.nama) != kini:
            satuan = unit_of(b, baru)
            kata = b.kata(kini, satuan=satuan), b.kata(dulu, satuan=satuan)
            kalimat.append(f"{b.label}: {kata[0]} sangat jauh dari {kata[1]} pada {hari}.")
    if kalimat:
        raise MintaYakin([*kalimat, BENAR], code="lonjakan")


def _neighbour(penugasan: Penugasan, tanggal: date, lama: Asesmen | None) -> Asesmen | None:
    """The village's last other asesmen before that day, whoever made it; the first after it where there is none."""
    lain = Asesmen.objects.in_force().filter(penugasan__desa=penugasan.desa_id).exclude(pk=lama.pk if lama else 0)
    return (
        lain.filter(tanggal__lte=tanggal).order_by("-tanggal", "-pk").first()
        or lain.filter(tanggal__gt=tanggal).order_by("tanggal", "pk").first()
    )


def _sign(asesmen: Asesmen, *, by: Pengguna, at: datetime) -> None:
    asesmen.dicatat_pada, asesmen.pencatat_id, asesmen.pencatat = at, by.pk, by.nama


def _sent_before(
    uuid: uuid_.UUID, isi: IsiAsesmen, susulan: str, *, penugasan: Penugasan, menggantikan: Asesmen | None
) -> Asesmen | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = Asesmen.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    induk = menggantikan.pk if menggantikan else None
    sama = (ada.penugasan_id, ada.menggantikan_id, ada.batal) == (penugasan.pk, induk, False)
    if not sama or isi_of(ada) != isi_of(_as_stored(isi)) or not same_reason(ada, susulan):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _as_stored(isi: IsiAsesmen) -> Asesmen:
    """The form's content in a row that is not saved: fields it leaves out are empty there too."""
    return Asesmen(tanggal=isi.tanggal, catatan=isi.catatan, **isi.nilai)


def _changes(lama: Asesmen, baru: Asesmen) -> dict[str, list[Any]]:
    """Old and new of what changed, in the words of who may not see small groups of families: everybody reads them."""
    hasil: dict[str, list[Any]] = {}
    if lama.tanggal != baru.tanggal:
        hasil["tanggal"] = [lama.tanggal.isoformat(), baru.tanggal.isoformat()]
    for b in SEMUA:
        if getattr(lama, b.nama) != getattr(baru, b.nama):
            hasil[b.nama] = [cell_words(b, a, terbuka=False) for a in (lama, baru)]
    if lama.catatan != baru.catatan:
        hasil["catatan"] = [lama.catatan, baru.catatan]
    return hasil
