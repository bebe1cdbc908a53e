"""Ask another OPD to support a line of the plan, accept or decline, take the request back (desain.md, section 2).

Every act names the version that was read and moves it by a conditional update: two people at once, one wins, the other is
told who did what and when.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from desa.angka import format_waktu
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, lock_penugasan, save_checked
from opd.actions.fakta import require_alasan
from opd.enums import StatusDukungan
from opd.models import BarisRencana, DukunganBaris, Opd, Pengguna, Penugasan, RencanaAksi
from opd.models.dukungan import DukunganBarisQuerySet
from opd.permissions import can_answer_dukungan, can_record_facts, can_withdraw_dukungan

BUKAN_PEMINTA = "Dukungan diminta dan ditarik oleh kepala atau operator OPD penyusun rencana."
BUKAN_PENJAWAB = "Permintaan ini dijawab oleh kepala atau operator OPD yang diminta."
TANPA_ALASAN = "Tulis alasannya supaya OPD yang meminta dapat menyesuaikan rencananya."
BARIS_DIHAPUS = "Baris ini dihapus dari draf rencana."
BARIS_HILANG = "Baris ini tidak ada lagi pada revisi yang diverifikasi."
KATA = {
    StatusDukungan.DITERIMA: ("menerima permintaan dukungan", "diterima"),
    StatusDukungan.DITOLAK: ("menolak permintaan dukungan", "ditolak"),
    StatusDukungan.DITARIK: ("menarik permintaan dukungan", "ditarik"),
}
"""Each move as the Catatan says it, and as the sentence to who came second says it."""


@dataclass(frozen=True)
class IsiDukungan:
    """What the form says: whom to ask, and for what."""

    opd_id: int
    permintaan: str


@deed
def ask_dukungan(
    rencana: RencanaAksi, kunci: uuid_.UUID, isi: IsiDukungan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> DukunganBaris:
    """A request for the line `kunci` of the plan's newest version, draft or not; the stored one when sent before.

    Raises PermissionDenied, or ValidationError when the line is gone or the OPD cannot be asked.
    """
    (penugasan,) = lock_penugasan(rencana.penugasan_id)
    hari = tanggal_wit(at)
    if not can_record_facts(by, penugasan, on=hari):
        raise PermissionDenied(BUKAN_PEMINTA)
    if (ada := DukunganBaris.objects.filter(uuid=uuid).first()) is not None:
        lama = (ada.penugasan_id, ada.kunci, ada.opd_id, ada.permintaan, ada.diminta_oleh_id)
        if lama != (penugasan.pk, kunci, isi.opd_id, isi.permintaan, by.pk):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    baris = _line(penugasan, rencana.tahun, kunci, on=hari)
    dukungan = DukunganBaris(uuid=uuid, penugasan=penugasan, tahun=rencana.tahun, kunci=kunci, **_said(baris))
    dukungan.opd, dukungan.permintaan = _addressed(isi.opd_id, penugasan, on=hari), isi.permintaan
    dukungan.diminta_oleh, dukungan.diminta_pada = by, at
    save_checked(dukungan)
    perubahan: dict[str, list[Any]] = {"opd": [None, dukungan.opd.nama]}
    record(by, "meminta dukungan", dukungan, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return dukungan


def _line(penugasan: Penugasan, tahun: int, kunci: uuid_.UUID, *, on: date) -> BarisRencana:
    """The line as the newest version of the year says it."""
    if tahun < on.year:
        raise ValidationError(f"Tahun {tahun} sudah lewat, sehingga dukungan tidak dapat diminta lagi.")
    semua = BarisRencana.objects.filter(rencana__penugasan=penugasan, rencana__tahun=tahun)
    terbaru = RencanaAksi.objects.filter(penugasan=penugasan, tahun=tahun).order_by("-nomor").values("pk")[:1]
    baris = semua.filter(rencana=terbaru, kunci=kunci).first()
    if baris is None:
        raise ValidationError(
            "Baris ini tidak ada pada versi rencana yang terbaru. Muat ulang halaman.", code="berubah"
        )
    return baris


def _said(baris: BarisRencana) -> dict[str, str]:
    return {"kegiatan": baris.kegiatan, "sasaran": baris.sasaran}


def _addressed(opd_id: int, penugasan: Penugasan, *, on: date) -> Opd:
    """The OPD to be asked: valid that day, and not the one that answers for the plan."""
    opd = Opd.objects.filter(pk=opd_id).active_on(on).first()
    if opd is None:
        raise ValidationError({"opd": "OPD ini tidak berlaku lagi. Muat ulang halaman, lalu pilih OPD penerusnya."})
    if opd.pk in (penugasan.opd_id, penugasan.opd.answering_on(on).pk):
        raise ValidationError({"opd": "Ini OPD Anda sendiri. Pilih OPD lain."})
    return opd


@deed
def answer_dukungan(
    dukungan: DukunganBaris, *, versi: int, terima: bool, jawaban: str, by: Pengguna, at: datetime
) -> None:
    """menunggu -> diterima, or ditolak with the reason. The same answer sent again changes nothing.

    Raises PermissionDenied, or ValidationError naming who answered or withdrew it meanwhile.
    """
    kini, ke = _stored(dukungan), StatusDukungan.DITERIMA if terima else StatusDukungan.DITOLAK
    jawaban = jawaban.strip()
    if (kini.status, kini.dijawab_oleh_id, kini.jawaban) == (ke, by.pk, jawaban):
        return
    _require_version(kini, versi)
    if not can_answer_dukungan(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENJAWAB)
    if not terima and not jawaban:
        raise ValidationError({"jawaban": TANPA_ALASAN})
    isi = {"jawaban": jawaban, "dijawab_oleh": by, "dijawab_pada": at}
    _move(kini, ke, isi, alasan="" if terima else jawaban[:500], opd_id=kini.opd_id, by=by, at=at)


@deed
def withdraw_dukungan(dukungan: DukunganBaris, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> None:
    """menunggu or diterima -> ditarik, with the reason. The same act sent again changes nothing."""
    kini, alasan = _stored(dukungan), require_alasan(alasan)
    if (kini.ditarik_oleh_id, kini.alasan_tarik) == (by.pk, alasan):
        return
    _require_version(kini, versi)
    if not can_withdraw_dukungan(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMINTA)
    isi = {"alasan_tarik": alasan, "ditarik_oleh": by, "ditarik_pada": at}
    _move(kini, StatusDukungan.DITARIK, isi, alasan=alasan, opd_id=kini.penugasan.opd_id, by=by, at=at)


def drop_waiting(kueri: DukunganBarisQuerySet, alasan: str, *, by: Pengguna, at: datetime) -> list[str]:
    """Withdraw what waits for lines that are gone; the OPDs that need not answer any more, for the caller's Catatan."""
    menunggu = kueri.waiting()
    nama = list(menunggu.order_by("opd__nama").values_list("opd__singkatan", flat=True))
    if nama:
        isi: dict[str, Any] = {"status": StatusDukungan.DITARIK, "versi": F("versi") + 1, "alasan_tarik": alasan}
        menunggu.update(ditarik_oleh=by, ditarik_pada=at, **isi)
    return nama


def drop_line(kunci: uuid_.UUID, *, by: Pengguna, at: datetime) -> list[str]:
    """The same for a line just deleted, unless another version still has it."""
    if BarisRencana.objects.filter(kunci=kunci).exists():
        return []
    return drop_waiting(DukunganBaris.objects.filter(kunci=kunci), BARIS_DIHAPUS, by=by, at=at)


def drop_lines_left_out(rencana: RencanaAksi, kunci: Collection[uuid_.UUID], *, by: Pengguna, at: datetime) -> None:
    """The same for lines that a version just verified does not have any more."""
    hilang = DukunganBaris.objects.filter(penugasan=rencana.penugasan_id, tahun=rencana.tahun).exclude(kunci__in=kunci)
    drop_waiting(hilang, BARIS_HILANG, by=by, at=at)


def _stored(dukungan: DukunganBaris) -> DukunganBaris:
    """The request as it stands, locked, with the names a refusal may say.

    Read after the lock: a join in the locking query itself would still see the names of before.
    """
    DukunganBaris.objects.select_for_update().get(pk=dukungan.pk)
    return DukunganBaris.objects.with_names().select_related("dijawab_oleh", "ditarik_oleh").get(pk=dukungan.pk)


def _require_version(kini: DukunganBaris, versi: int) -> None:
    if kini.versi != versi:
        raise ValidationError(_moved_meanwhile(kini), code="berubah")


def _moved_meanwhile(kini: DukunganBaris) -> str:
    """Who moved this request last, in a sentence."""
    siapa, kapan = kini.ditarik_oleh or kini.dijawab_oleh, kini.ditarik_pada or kini.dijawab_pada
    if siapa is None or kapan is None:
        return BERUBAH
    kata = KATA[StatusDukungan(kini.status)][1]
    return f"Permintaan ini sudah {kata} oleh {siapa.nama} pada {format_waktu(kapan)}. Muat ulang halaman."


def _move(
    kini: DukunganBaris,
    ke: StatusDukungan,
    isi: dict[str, Any],
    *,
    alasan: str,
    opd_id: int,
    by: Pengguna,
    at: datetime,
) -> None:
    """Write the move on the version read, checked as a whole row first, and its one Catatan."""
    dari, versi = kini.status, kini.versi
    kolom = isi | {"status": ke, "versi": versi + 1}
    for nama, nilai in kolom.items():
        setattr(kini, nama, nilai)
    kini.full_clean()
    if not DukunganBaris.objects.filter(pk=kini.pk, status=dari, versi=versi).update(**kolom):
        raise ValidationError(_moved_meanwhile(_stored(kini)), code="berubah")
    record(by, KATA[ke][0], kini, at=at, opd_id=opd_id, perubahan={"status": [dari, ke]}, alasan=alasan)
