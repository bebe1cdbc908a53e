"""Draft the weights of a year, and enact them before it begins."""

from __future__ import annotations

import uuid as uuid_
from collections.abc import Sequence
from datetime import date, datetime

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import F

from binaan.enums import Dihargai
from binaan.models import Bobot
from binaan.peringkat.hak import can_draft_bobot, can_enact_bobot
from binaan.peringkat.komponen import Butir, refusals
from binaan.peringkat.tangan import MENGUBAH, MENYUSUN
from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, changed_meanwhile, save_checked
from opd.models import Pengguna
from opd.permissions_sekda import is_sekda, title_of_sekda

BUKAN_VERIFIKATOR = "Bobot peringkat disusun oleh verifikator."
BUKAN_SEKDA = "Bobot ditetapkan oleh pemegang jabatan Sekretaris Daerah, yang tidak ikut menyusunnya."
TETAP = "Bobot yang sudah ditetapkan tidak dapat diubah. Susun versi baru."
TERJAUH = 3
"""How many years ahead weights may be drafted."""


def open_years(on: date) -> range:
    """The years whose weights may still be decided: those that have not begun."""
    return range(on.year + 1, on.year + 1 + TERJAUH)


def require_open(tahun: int, *, on: date) -> None:
    """Raise ValidationError for a year that has begun, or lies too far ahead."""
    if tahun not in open_years(on):
        tahun_pertama = open_years(on)[0]
        raise ValidationError(
            {
                "tahun": f"Bobot ditetapkan sebelum tahun yang dinilainya mulai. Pilih tahun {tahun_pertama} sampai "
                f"{open_years(on)[-1]}."
            }
        )


def require_sum(butir: Sequence[Butir]) -> None:
    """Raise ValidationError by field unless the weights add up to 100 and every scale runs the right way."""
    if salah := refusals(butir):
        raise ValidationError({f"penuh_{k}" if k else "__all__": kalimat for k, kalimat in salah.items()})


@deed
def draft_bobot(
    tahun: int, butir: Sequence[Butir], *, keterangan: str, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> Bobot:
    """A new draft for a year to come, the next version of it; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when the year has begun, weights do not add up, or a draft is there already.
    """
    hari = tanggal_wit(at)
    if not can_draft_bobot(by, on=hari):
        raise PermissionDenied(BUKAN_VERIFIKATOR)
    isi = [b.as_json() for b in butir]
    if (ada := Bobot.objects.filter(uuid=uuid).first()) is not None:
        if (ada.tahun, ada.isi, ada.keterangan, ada.disusun_oleh_id) != (tahun, isi, keterangan, by.pk):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    require_open(tahun, on=hari)
    require_sum(butir)
    nomor = Bobot.objects.filter(tahun=tahun).count() + 1
    bobot = Bobot(uuid=uuid, tahun=tahun, nomor=nomor, isi=isi, keterangan=keterangan, disusun_oleh=by, disusun_pada=at)
    save_checked(bobot)
    record(by, MENYUSUN, bobot, at=at, perubahan={"bobot": [None, summary(butir)]})
    return bobot


@deed
def change_bobot(
    bobot: Bobot, butir: Sequence[Butir], *, keterangan: str, versi: int, by: Pengguna, at: datetime
) -> None:
    """Change the draft that was read as `versi`. Raises PermissionDenied, or ValidationError when it is enacted or changed."""
    hari = tanggal_wit(at)
    if not can_draft_bobot(by, on=hari):
        raise PermissionDenied(BUKAN_VERIFIKATOR)
    if Bobot.objects.enacted().filter(pk=bobot.pk).exists():
        raise ValidationError(TETAP)
    require_open(bobot.tahun, on=hari)
    require_sum(butir)
    isi = [b.as_json() for b in butir]
    draf = Bobot.objects.filter(pk=bobot.pk, versi=versi, ditetapkan_pada__isnull=True)
    if not draf.update(isi=isi, keterangan=keterangan, versi=F("versi") + 1, disusun_oleh=by, disusun_pada=at):
        raise ValidationError(changed_meanwhile(bobot), code="berubah")
    record(by, MENGUBAH, bobot, at=at, perubahan={"bobot": [None, summary(butir)]})


@deed
def enact_bobot(bobot: Bobot, *, versi: int, dihargai: Dihargai, by: Pengguna, at: datetime) -> None:
    """Put the draft that was read as `versi` in force for its year. Raises PermissionDenied, or ValidationError.

    Never from the first day of the year on: weights, and which ranking is rewarded, are known before what they judge begins.
    """
    hari = tanggal_wit(at)
    if not is_sekda(by, on=hari):
        raise PermissionDenied(BUKAN_SEKDA)
    if Bobot.objects.enacted().filter(pk=bobot.pk).exists():
        raise ValidationError("Bobot ini sudah ditetapkan.")
    if not can_enact_bobot(by, bobot, on=hari):
        raise PermissionDenied(BUKAN_SEKDA)
    if hari >= date(bobot.tahun, 1, 1):
        mulai = format_tanggal(date(bobot.tahun, 1, 1))
        raise ValidationError(
            f"Tahun {bobot.tahun} sudah mulai pada {mulai}, jadi bobotnya tidak dapat ditetapkan lagi. "
            "Susun bobot tahun berikutnya."
        )
    sebagai = title_of_sekda(by, on=hari)
    draf = Bobot.objects.filter(pk=bobot.pk, versi=versi, ditetapkan_pada__isnull=True)
    isi = {"ditetapkan_oleh": by, "ditetapkan_pada": at, "ditetapkan_sebagai": sebagai, "dihargai": dihargai}
    if not draf.update(**isi, versi=F("versi") + 1):
        raise ValidationError(changed_meanwhile(bobot), code="berubah")
    record(by, "menetapkan bobot peringkat", bobot, at=at, perubahan={"yang dihargai": [None, str(dihargai.label)]})


def summary(butir: Sequence[Butir]) -> str:
    """ "Capaian rencana 15, Serapan anggaran 5"."""
    return ", ".join(f"{b.komponen.label} {b.bobot}" for b in butir if b.bobot)
