"""Klinik konsultasi: ask about one's village, answer, agree on a target, and say what became of it."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_waktu
from desa.models import NilaiIndikator, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, diff, lock_penugasan, save_checked
from opd.models import Konsultasi, Pengguna, Penugasan
from opd.permissions import can_agree_target, can_answer_konsultasi, can_ask_konsultasi, can_report_target

TERJAUH_HARI = 731
BUKAN_PENANYA = "Pertanyaan ke klinik diajukan oleh OPD yang bertugas di desa itu."
BUKAN_PENJAWAB = "Pertanyaan dijawab oleh pimpinan atau verifikator yang tidak bekerja pada OPD itu."
BUKAN_PELAPOR = "Hasil target dilaporkan oleh OPD yang bertanya."
TARGET_KURANG = "Isi target bersama tanggalnya, atau kosongkan keduanya."


@dataclass(frozen=True)
class IsiPertanyaan:
    """What the form says of a question."""

    topik: str
    pertanyaan: str
    indikator_id: int | None = None


@dataclass(frozen=True)
class Target:
    """What both agreed on, and by when."""

    target: str
    target_batas: date


@deed
def ask_konsultasi(
    penugasan: Penugasan, isi: IsiPertanyaan, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> Konsultasi:
    """A new question; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the indicator is not the village's or the uuid holds other content.
    """
    (penugasan,) = lock_penugasan(penugasan.pk)
    if not can_ask_konsultasi(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENANYA)
    if (ada := Konsultasi.objects.filter(uuid=uuid).first()) is not None:
        if (ada.penugasan_id, ada.ditanya_oleh_id) != (penugasan.pk, by.pk) or diff(ada, asdict(isi)):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    milik_desa = NilaiIndikator.objects.filter(desa=penugasan.desa_id, indikator=isi.indikator_id)
    if isi.indikator_id is not None and not milik_desa.exists():
        raise ValidationError({"indikator": "Indikator ini tidak dinilai di desa itu. Pilih yang lain atau kosongkan."})
    konsultasi = Konsultasi(uuid=uuid, penugasan=penugasan, ditanya_oleh=by, ditanya_pada=at, **asdict(isi))
    save_checked(konsultasi)
    record(by, "bertanya ke klinik konsultasi", konsultasi, at=at, opd_id=penugasan.opd_id)
    return konsultasi


@deed
def answer_konsultasi(
    konsultasi: Konsultasi, *, versi: int, jawaban: str, target: Target | None, by: Pengguna, at: datetime
) -> None:
    """The answer, with the target both agreed on or None. The same answer sent again changes nothing.

    Raises PermissionDenied, or ValidationError naming who answered meanwhile.
    """
    kini = _locked(konsultasi)
    disepakati = Target(kini.target, kini.target_batas) if kini.target_batas else None
    if (kini.dijawab_oleh_id, kini.jawaban) == (by.pk, jawaban) and target in (None, disepakati):
        return
    if kini.dijawab_oleh and kini.dijawab_pada:
        pesan = f"Pertanyaan ini sudah dijawab oleh {kini.dijawab_oleh.nama} pada {format_waktu(kini.dijawab_pada)}."
        raise ValidationError(f"{pesan} Muat ulang halaman.", code="berubah")
    if not can_answer_konsultasi(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENJAWAB)
    isi: dict[str, Any] = {"jawaban": jawaban, "dijawab_oleh": by, "dijawab_pada": at}
    perubahan = {} if target is None else _changed(target)
    _move(kini, isi | _columns(target, at), versi=versi)
    record(by, "menjawab pertanyaan klinik", kini, at=at, opd_id=kini.penugasan.opd_id, perubahan=perubahan)


@deed
def agree_target(konsultasi: Konsultasi, *, versi: int, target: Target, by: Pengguna, at: datetime) -> None:
    """A target agreed on after the answer was given. Raises as `answer_konsultasi`."""
    kini = _locked(konsultasi)
    if (kini.target, kini.target_batas) == (target.target, target.target_batas):
        return
    if kini.versi != versi:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    if not can_agree_target(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENJAWAB)
    _move(kini, _columns(target, at), versi=versi)
    opd_id, perubahan = kini.penugasan.opd_id, _changed(target)
    record(by, "menyepakati target klinik", kini, at=at, opd_id=opd_id, perubahan=perubahan)


@deed
def report_target(konsultasi: Konsultasi, *, versi: int, hasil: str, by: Pengguna, at: datetime) -> None:
    """What became of the agreed target; it ends the task. The same report sent again changes nothing."""
    kini = _locked(konsultasi)
    if (kini.hasil_oleh_id, kini.hasil) == (by.pk, hasil):
        return
    if kini.versi != versi:
        raise ValidationError(changed_meanwhile(kini), code="berubah")
    if not can_report_target(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PELAPOR)
    _move(kini, {"hasil": hasil, "hasil_oleh": by, "hasil_pada": at}, versi=versi)
    record(by, "melaporkan hasil target klinik", kini, at=at, opd_id=kini.penugasan.opd_id)


def _locked(konsultasi: Konsultasi) -> Konsultasi:
    """The question as it stands, its penugasan locked first."""
    (penugasan,) = lock_penugasan(konsultasi.penugasan_id)
    kini = Konsultasi.objects.select_related("dijawab_oleh").get(pk=konsultasi.pk)
    kini.penugasan = penugasan
    return kini


def _columns(target: Target | None, at: datetime) -> dict[str, Any]:
    if target is None:
        return {}
    if not target.target.strip():
        raise ValidationError({"target": TARGET_KURANG})
    hari = tanggal_wit(at)
    if target.target_batas < hari:
        raise ValidationError({"target_batas": "Tanggal target sudah lewat. Isi hari ini atau sesudahnya."})
    if target.target_batas > hari + timedelta(days=TERJAUH_HARI):
        raise ValidationError({"target_batas": "Tanggal target lebih dari dua tahun lagi. Periksa tahunnya."})
    return asdict(target)


def _changed(target: Target) -> dict[str, list[Any]]:
    return {"target": [None, target.target], "target_batas": [None, target.target_batas.isoformat()]}


def _move(kini: Konsultasi, isi: dict[str, Any], *, versi: int) -> None:
    """Write the columns on the version that was read, checked as a whole row first."""
    for nama, nilai in isi.items():
        setattr(kini, nama, nilai)
    kini.full_clean()
    if not Konsultasi.objects.filter(pk=kini.pk, versi=versi).update(versi=versi + 1, **isi):
        raise ValidationError(changed_meanwhile(kini), code="berubah")
