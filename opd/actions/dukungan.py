"""Ask another OPD to support a line of the plan, accept or decline, take the request back (desain.md, section 2).

How a request moves stands in actions/permintaan.py.
"""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, lock_penugasan, save_checked
from opd.actions.permintaan import Alur, addressed
from opd.enums import StatusDukungan
from opd.models import BarisRencana, DukunganBaris, Pengguna, Penugasan, RencanaAksi
from opd.models.dukungan import DukunganBarisQuerySet
from opd.permissions import can_record_facts

BUKAN_PEMINTA = "Dukungan diminta dan ditarik oleh kepala atau operator OPD penyusun rencana."
BARIS_DIHAPUS = "Baris ini dihapus dari draf rencana."
BARIS_HILANG = "Baris ini tidak ada lagi pada revisi yang diverifikasi."
ALUR = Alur(
    DukunganBaris,
    "permintaan dukungan",
    BUKAN_PEMINTA,
    "Tulis alasannya supaya OPD yang meminta dapat menyesuaikan rencananya.",
)


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
    dukungan.opd, dukungan.permintaan = addressed(isi.opd_id, penugasan, on=hari), isi.permintaan
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


@deed
def answer_dukungan(
    dukungan: DukunganBaris, *, versi: int, terima: bool, jawaban: str, by: Pengguna, at: datetime
) -> None:
    """menunggu -> diterima, or ditolak with the reason. The same answer sent again changes nothing.

    Raises PermissionDenied, or ValidationError naming who answered or withdrew it meanwhile.
    """
    ALUR.answer(dukungan, versi=versi, terima=terima, jawaban=jawaban, by=by, at=at)


@deed
def withdraw_dukungan(dukungan: DukunganBaris, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> None:
    """menunggu or diterima -> ditarik, with the reason. The same act sent again changes nothing."""
    ALUR.withdraw(dukungan, versi=versi, alasan=alasan, by=by, at=at)


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
    if ditarik := drop_waiting(hilang, BARIS_HILANG, by=by, at=at):
        perubahan: dict[str, list[Any]] = {"dukungan yang diminta": [", ".join(ditarik), None]}
        opd_id = rencana.penugasan.opd_id
        record(by, f"menarik {ALUR.kata}", rencana, at=at, opd_id=opd_id, perubahan=perubahan, alasan=BARIS_HILANG)
