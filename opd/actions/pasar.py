"""Ask another OPD to find a market for an enterprise, answer, say what came of it, take the request back."""

from __future__ import annotations

import uuid as uuid_
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import Umkm, record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import SUDAH_ADA, lock_penugasan, save_checked
from opd.actions.permintaan import Alur, addressed
from opd.models import Pengguna, Penugasan, PermintaanPasar
from opd.permissions_pasar import can_ask_pasar, can_report_pasar
from opd.rekap.pasar import reason_of

ALUR = Alur(
    PermintaanPasar,
    "permintaan pasar",
    "Bantuan pasar diminta dan ditarik oleh OPD yang mendampingi desa UMKM itu.",
    "Tulis alasannya supaya OPD yang meminta dapat mencari jalan lain.",
)
BUKAN_PENJAWAB = "Hasilnya dicatat oleh OPD yang menerima permintaan ini."
BERPASAR = "UMKM ini tidak lagi termasuk produk tanpa pasar. Muat ulang halaman."


@dataclass(frozen=True)
class IsiPasar:
    """What the form says: whom to ask, and for what."""

    opd_id: int
    permintaan: str


@deed
def ask_pasar(
    umkm: Umkm, penugasan: Penugasan, isi: IsiPasar, *, uuid: uuid_.UUID, by: Pengguna, at: datetime
) -> PermintaanPasar:
    """A request for an enterprise without a market; the stored one when this form was sent before.

    Raises PermissionDenied, or ValidationError when it has a market by now or the OPD cannot be asked.
    """
    (penugasan,) = lock_penugasan(penugasan.pk)
    hari = tanggal_wit(at)
    if penugasan.desa_id != umkm.desa_id or not can_ask_pasar(by, penugasan, on=hari):
        raise PermissionDenied(ALUR.bukan_peminta)
    if (ada := PermintaanPasar.objects.filter(uuid=uuid).first()) is not None:
        lama = (ada.umkm_id, ada.opd_id, ada.permintaan, ada.diminta_oleh_id)
        if lama != (umkm.pk, isi.opd_id, isi.permintaan, by.pk):
            raise ValidationError(SUDAH_ADA, code="sudah_ada")
        return ada
    minta = PermintaanPasar(uuid=uuid, penugasan=penugasan, umkm=umkm, permintaan=isi.permintaan)
    minta.opd, minta.alasan_pasar = addressed(isi.opd_id, penugasan, on=hari), _reason(umkm, by=by, on=hari)
    minta.diminta_oleh, minta.diminta_pada = by, at
    save_checked(minta)
    perubahan: dict[str, list[Any]] = {"opd": [None, minta.opd.nama], "umkm": [None, umkm.nama]}
    record(by, "meminta bantuan pasar", minta, at=at, opd_id=penugasan.opd_id, perubahan=perubahan)
    return minta


def _reason(umkm: Umkm, *, by: Pengguna, on: date) -> str:
    alasan = reason_of(by, umkm, until=on)
    if alasan is None:
        raise ValidationError(BERPASAR, code="berpasar")
    return alasan


@deed
def answer_pasar(minta: PermintaanPasar, *, versi: int, terima: bool, jawaban: str, by: Pengguna, at: datetime) -> None:
    """menunggu -> diterima, or ditolak with the reason. The same answer sent again changes nothing.

    Raises PermissionDenied, or ValidationError naming who answered or withdrew it meanwhile.
    """
    ALUR.answer(minta, versi=versi, terima=terima, jawaban=jawaban, by=by, at=at)


@deed
def withdraw_pasar(minta: PermintaanPasar, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> None:
    """menunggu or diterima -> ditarik, with the reason. The same act sent again changes nothing."""
    if ALUR.stored(minta).hasil:
        raise ValidationError(
            "Permintaan ini sudah ada hasilnya, jadi tidak dapat ditarik. Muat ulang halaman.", code="hasil"
        )
    ALUR.withdraw(minta, versi=versi, alasan=alasan, by=by, at=at)


@deed
def report_pasar(minta: PermintaanPasar, *, versi: int, hasil: str, by: Pengguna, at: datetime) -> None:
    """What came of an accepted request, once. The same words sent again change nothing.

    Raises PermissionDenied, or ValidationError when it was reported or withdrawn meanwhile.
    """
    kini, hasil = ALUR.stored(minta), hasil.strip()
    if kini.hasil == hasil and kini.hasil_oleh_id == by.pk:
        return
    ALUR.require_version(kini, versi)
    if not can_report_pasar(by, kini, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENJAWAB)
    if not hasil:
        raise ValidationError({"hasil": "Tulis hasilnya, misalnya pembeli yang ditemukan atau sebab belum ada."})
    kini.hasil, kini.hasil_oleh, kini.hasil_pada, kini.versi = hasil, by, at, versi + 1
    save_checked(kini, update_fields=["hasil", "hasil_oleh", "hasil_pada", "versi"])
    record(by, "mencatat hasil permintaan pasar", kini, at=at, opd_id=kini.opd_id)
