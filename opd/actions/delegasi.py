"""Lend the head's desk to another official for an absence, and take it back (desain.md, section 3)."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, save_checked
from opd.models import Delegasi, Jabatan, Opd, Pengguna
from opd.permissions import can_delegate, holders

TERLAMA_HARI = 90
"""A longer absence needs a Plh. or Plt. named by the governor, not a delegation."""

BUKAN_PEMEGANG = "Delegasi hanya dicatat oleh pemegang jabatan kepala OPD itu."
MENCABUT = "mencabut delegasi"


def _own_jabatan(opd: Opd, *, by: Pengguna, on: date) -> Jabatan:
    """The open episode by which `by` heads the OPD. Raises PermissionDenied."""
    if not can_delegate(by, opd.pk, on=on):
        raise PermissionDenied(BUKAN_PEMEGANG)
    return next(j for j in holders(Jabatan.objects.filter(opd=opd).open_on(on)) if j.pengguna_id == by.pk)


@deed
def open_delegasi(
    opd: Opd, *, penerima: Pengguna, mulai: date, selesai: date, alasan: str, by: Pengguna, at: datetime
) -> Delegasi:
    """The head's desk lent to `penerima` in [mulai, selesai).

    Raises PermissionDenied unless `by` holds the Jabatan that day, or ValidationError naming what does not fit.
    """
    hari = tanggal_wit(at)
    Opd.objects.select_for_update().get(pk=opd.pk)
    jabatan = _own_jabatan(opd, by=by, on=hari)
    _require_fitting(opd, penerima, mulai, selesai, by=by, on=hari)
    delegasi = Delegasi(
        opd=opd,
        jabatan=jabatan,
        penerima=penerima,
        mulai=mulai,
        selesai=selesai,
        alasan=alasan.strip(),
        dicatat_pada=at,
        dicatat_oleh=by.label,
    )
    save_checked(delegasi)
    masa = {"mulai": [None, mulai.isoformat()], "selesai": [None, selesai.isoformat()]}
    perubahan = {"penerima": [None, penerima.label], **masa}
    record(
        by, "mendelegasikan persetujuan", delegasi, at=at, opd_id=opd.pk, perubahan=perubahan, alasan=delegasi.alasan
    )
    return delegasi


def _require_fitting(opd: Opd, penerima: Pengguna, mulai: date, selesai: date, *, by: Pengguna, on: date) -> None:
    if penerima.pk == by.pk:
        raise ValidationError({"penerima": "Pilih pejabat lain, bukan diri sendiri."})
    if opd.pk not in penerima.opd_ids(on):
        raise ValidationError({"penerima": f"Penerima harus pejabat atau operator {opd.nama} yang akunnya berlaku."})
    if mulai < on:
        raise ValidationError(
            {"mulai": "Delegasi tidak dapat dimulai pada hari yang sudah lewat. Isi hari ini atau nanti."}
        )
    if selesai > mulai + timedelta(days=TERLAMA_HARI):
        raise ValidationError(
            {"selesai": f"Delegasi paling lama {TERLAMA_HARI} hari. Untuk yang lebih lama, minta penetapan Plh."}
        )
    lain = Delegasi.objects.filter(
        opd=opd, dicabut_pada__isnull=True, mulai__lt=selesai, selesai__gt=mulai, penerima=penerima
    ).first()
    if lain:
        raise ValidationError(
            f"{penerima.nama} sudah menerima delegasi sejak {format_tanggal(lain.mulai)} sampai sebelum "
            f"{format_tanggal(lain.selesai)}. Cabut dahulu yang itu.",
            code="tumpang_tindih",
        )


@deed
def revoke_delegasi(delegasi: Delegasi, *, by: Pengguna, at: datetime) -> None:
    """End a delegation now. Raises PermissionDenied, or ValidationError when it has ended already."""
    if not can_delegate(by, delegasi.opd_id, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PEMEGANG)
    dicabut = Delegasi.objects.filter(pk=delegasi.pk, dicabut_pada__isnull=True, selesai__gt=tanggal_wit(at))
    if not dicabut.update(dicabut_pada=at):
        raise ValidationError(BERUBAH, code="berubah")
    perubahan = {"dicabut_pada": [None, at.isoformat()]}
    record(by, MENCABUT, delegasi, at=at, opd_id=delegasi.opd_id, perubahan=perubahan)
