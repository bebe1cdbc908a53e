"""The yearly evaluation of a village: goes on, passes to another OPD, or serves as a model."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from binaan.enums import PutusanEvaluasi
from binaan.models import EvaluasiTahunan
from binaan.peringkat.hak import can_evaluate
from desa.models import Desa, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, SUDAH_ADA, lock_desa, save_checked
from opd.models import Opd, Pengguna

BUKAN_PENILAI = "Evaluasi tahunan ditetapkan verifikator yang tidak bekerja untuk OPD desa itu."


@dataclass(frozen=True)
class IsiEvaluasi:
    """What the form says, and the figures that stood beside it."""

    putusan: PutusanEvaluasi
    alasan: str
    langkah: str
    angka: list[dict[str, Any]]


@deed
def evaluate(
    desa: Desa, opd: Opd, tahun: int, isi: IsiEvaluasi, *, uuid: uuid_.UUID, lama: int, by: Pengguna, at: datetime
) -> EvaluasiTahunan:
    """The evaluation of a village's year; `lama` is the row that was read and is replaced (0: none).

    Raises PermissionDenied, or ValidationError for a year to come or when somebody evaluated it meanwhile.
    """
    hari = tanggal_wit(at)
    if not can_evaluate(by, opd, on=hari):
        raise PermissionDenied(BUKAN_PENILAI)
    lock_desa(desa.pk)
    if (ada := EvaluasiTahunan.objects.filter(uuid=uuid).first()) is not None:
        if (ada.desa_id, ada.tahun, ada.putusan, ada.alasan, ada.langkah) != (
            desa.pk, tahun, isi.putusan, isi.alasan, isi.langkah,
        ):  # fmt: skip
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    if hari < date(tahun, 1, 1):
        raise ValidationError(f"Tahun {tahun} belum mulai. Evaluasi tahun ini atau sebelumnya.")
    kini = EvaluasiTahunan.objects.current().filter(desa=desa, tahun=tahun).first()
    if (kini.pk if kini else 0) != lama:
        raise ValidationError(BERUBAH, code="berubah")
    baru = EvaluasiTahunan(
        uuid=uuid, tahun=tahun, desa=desa, opd=opd, putusan=isi.putusan, alasan=isi.alasan, langkah=isi.langkah,
        angka=isi.angka, ditetapkan_oleh=by, ditetapkan_pada=at, ditetapkan_sebagai=by.sebagai, menggantikan=kini,
    )  # fmt: skip
    save_checked(baru)
    perubahan = {"putusan": [kini.putusan if kini else None, isi.putusan.value]}
    record(by, "mengevaluasi desa", baru, at=at, perubahan=perubahan, opd_id=opd.pk)
    return baru
