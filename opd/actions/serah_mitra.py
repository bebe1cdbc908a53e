"""Record, correct and cancel what a partner handed over of a pledge."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Sum

from desa.angka import DesimalField, format_rupiah, format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, MintaYakin, diff, save_checked
from opd.actions.fakta import require_alasan, require_in_force
from opd.actions.janji import in_words, locked_janji
from opd.models import JanjiMitra, Pengguna, SerahMitra
from opd.permissions_mitra import can_record_serah

KALI_JANJI = 2
"""A hand-over that makes the whole this many times the pledge is asked about."""

BUKAN_PENCATAT = "Penyerahan dicatat oleh OPD pendamping desanya, untuk janji yang tidak dibatalkan."


@dataclass(frozen=True)
class IsiSerah:
    """What the form says of a hand-over; its unit is the pledge's."""

    tanggal: date
    nilai_rp: int | None = None
    volume: Decimal | None = None
    keterangan: str = ""


@deed
def record_serah(
    janji: JanjiMitra, isi: IsiSerah, *, uuid: uuid_.UUID, by: Pengguna, at: datetime, yakin: bool = False
) -> SerahMitra:
    """A new hand-over; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when day or measure does not fit; MintaYakin when the whole would be twice
    the pledge or more and `yakin` does not say that it is right.
    """
    kini = _open_janji(janji, by=by, at=at)
    if ada := _sent_before(uuid, kini, isi, menggantikan=None):
        return ada
    serah = _create(kini, isi, uuid=uuid, by=by, at=at, yakin=yakin)
    perubahan: dict[str, list[Any]] = {"diserahkan": [None, in_words(serah)]}
    record(by, "mencatat penyerahan mitra", kini, at=at, opd_id=kini.penugasan.opd_id, perubahan=perubahan)
    return serah


@deed
def correct_serah(
    lama: SerahMitra, isi: IsiSerah, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime, yakin: bool = False
) -> SerahMitra:
    """A row that replaces `lama`, with the reason. Raises as `record_serah`, or when it was replaced meanwhile."""
    kini, alasan = _open_janji(lama.janji, by=by, at=at), require_alasan(alasan)
    if ada := _sent_before(uuid, kini, isi, menggantikan=lama):
        return ada
    lama = _current(lama)
    serah = _create(kini, isi, uuid=uuid, by=by, at=at, yakin=yakin, menggantikan=lama, alasan_koreksi=alasan)
    perubahan: dict[str, list[Any]] = {"diserahkan": [in_words(lama), in_words(serah)]}
    if lama.tanggal != serah.tanggal:
        perubahan["tanggal diserahkan"] = [lama.tanggal.isoformat(), serah.tanggal.isoformat()]
    opd_id = kini.penugasan.opd_id
    record(by, "mengoreksi penyerahan mitra", kini, at=at, opd_id=opd_id, alasan=alasan, perubahan=perubahan)
    return serah


@deed
def cancel_serah(lama: SerahMitra, *, uuid: uuid_.UUID, alasan: str, by: Pengguna, at: datetime) -> SerahMitra:
    """A row that takes `lama` out of every count, with the reason. Sent twice it cancels once."""
    kini, alasan = _open_janji(lama.janji, by=by, at=at), require_alasan(alasan)
    if (ada := SerahMitra.objects.filter(uuid=uuid, menggantikan=lama, batal=True).first()) is not None:
        return ada
    lama = _current(lama)
    kolom = {k: getattr(lama, k) for k in ("tanggal", "nilai_rp", "volume", "satuan")}
    batal = SerahMitra(janji=kini, uuid=uuid, menggantikan=lama, batal=True, alasan_koreksi=alasan, **kolom)
    _sign(batal, by=by, at=at)
    save_checked(batal)
    perubahan: dict[str, list[Any]] = {"diserahkan": [in_words(lama), None]}
    opd_id = kini.penugasan.opd_id
    record(by, "membatalkan penyerahan mitra", kini, at=at, opd_id=opd_id, alasan=alasan, perubahan=perubahan)
    return batal


def _current(lama: SerahMitra) -> SerahMitra:
    """`lama` as it stands, if nothing replaced or cancelled it."""
    kini = SerahMitra.objects.select_related("pengganti").get(pk=lama.pk)
    require_in_force(kini)
    return kini


def _open_janji(janji: JanjiMitra, *, by: Pengguna, at: datetime) -> JanjiMitra:
    """The pledge, locked, if `by` may record what came of it. Raises PermissionDenied."""
    kini = locked_janji(janji)
    if not can_record_serah(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENCATAT)
    return kini


def _sent_before(
    uuid: uuid_.UUID, janji: JanjiMitra, isi: IsiSerah, *, menggantikan: SerahMitra | None
) -> SerahMitra | None:
    """The row stored under this uuid, if it says the same. Raises ValidationError if it says anything else."""
    ada = SerahMitra.objects.filter(uuid=uuid).first()
    if ada is None:
        return None
    induk = menggantikan.pk if menggantikan else None
    if (ada.janji_id, ada.menggantikan_id, ada.batal) != (janji.pk, induk, False) or diff(ada, asdict(isi)):
        raise ValidationError(SUDAH_ADA, code="sudah_ada")
    return ada


def _create(
    janji: JanjiMitra,
    isi: IsiSerah,
    *,
    uuid: uuid_.UUID,
    by: Pengguna,
    at: datetime,
    yakin: bool,
    menggantikan: SerahMitra | None = None,
    alasan_koreksi: str = "",
) -> SerahMitra:
    _require_fitting(janji, isi, on=tanggal_wit(at))
    if not yakin:
        _ask_about(janji, isi, kecuali=menggantikan)
    satuan = janji.satuan if isi.volume is not None else ""
    serah = SerahMitra(janji=janji, uuid=uuid, menggantikan=menggantikan, alasan_koreksi=alasan_koreksi, satuan=satuan)
    for nama, nilai in asdict(isi).items():
        setattr(serah, nama, nilai)
    _sign(serah, by=by, at=at)
    save_checked(serah)
    return serah


def _sign(serah: SerahMitra, *, by: Pengguna, at: datetime) -> None:
    serah.dicatat_pada, serah.pencatat_id, serah.pencatat = at, by.pk, by.nama


def _require_fitting(janji: JanjiMitra, isi: IsiSerah, *, on: date) -> None:
    """Raise ValidationError unless the day lies after the pledge and the measures are the pledge's."""
    if isi.tanggal > on:
        raise ValidationError({"tanggal": "Tanggal ini belum terjadi. Isi tanggal hari ini atau sebelumnya."})
    if isi.tanggal < janji.tanggal:
        raise ValidationError(
            {"tanggal": f"Tanggal ini sebelum janjinya, {format_tanggal(janji.tanggal)}. Periksa tanggalnya."}
        )
    if isi.nilai_rp is not None and janji.nilai_rp is None:
        raise ValidationError({"nilai_rp": "Janji ini tidak bernilai rupiah. Ubah janjinya dahulu, atau kosongkan."})
    if isi.volume is not None and janji.volume is None:
        raise ValidationError({"volume": "Janji ini tidak bervolume. Ubah janjinya dahulu, atau kosongkan."})
    if isi.nilai_rp is None and isi.volume is None:
        bidang = "volume" if janji.nilai_rp is None else "nilai_rp"
        raise ValidationError({bidang: "Isi berapa yang diserahkan."})


def _ask_about(janji: JanjiMitra, isi: IsiSerah, *, kecuali: SerahMitra | None) -> None:
    lain = janji.serah.in_force()
    if kecuali is not None:
        lain = lain.exclude(pk=kecuali.pk)
    jumlah = lain.aggregate(rp=Sum("nilai_rp"), volume=Sum("volume"))
    rp, volume = (jumlah["rp"] or 0) + (isi.nilai_rp or 0), (jumlah["volume"] or 0) + (isi.volume or 0)
    tulis, kata = DesimalField().write, []
    if janji.nilai_rp and isi.nilai_rp and rp >= KALI_JANJI * janji.nilai_rp:
        kata.append(f"Seluruhnya menjadi {format_rupiah(rp)}, padahal janjinya {format_rupiah(janji.nilai_rp)}.")
    if janji.volume and isi.volume and volume >= KALI_JANJI * janji.volume:
        satuan = janji.satuan
        kata.append(f"Seluruhnya menjadi {tulis(volume)} {satuan}, padahal janjinya {tulis(janji.volume)} {satuan}.")
    if kata:
        raise MintaYakin([*kata, "Periksa angkanya, atau centang bahwa angka ini benar."], code="lonjakan")
