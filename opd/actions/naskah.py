"""Move a plan or a report from desk to desk: submit, withdraw, approve, return, verify (desain.md, section 3).

Every move names the version that was read; a paper changed or moved meanwhile is told with who and when. Each move leaves
one LangkahNaskah and one Catatan. What a kind of paper needs before a move stands in its own module
(`opd/actions/rencana.py`, `opd/actions/laporan.py`), which then calls `move`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, TypeVar

from django.core.exceptions import NON_FIELD_ERRORS, PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F

from desa.angka import format_waktu
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import lock_penugasan, save_checked, sentence_of
from opd.enums import KATA_TINDAKAN, StatusNaskah, TindakanNaskah
from opd.models import LangkahNaskah, Pengguna
from opd.models.naskah import Naskah
from opd.permissions import (
    answering_opd_id,
    can_approve_naskah,
    can_return_naskah,
    can_verify_naskah,
    can_withdraw_naskah,
    can_write_naskah,
    has_other_approver,
    title_at_desk,
)
from opd.rekap.hak import hak_naskah

NaskahT = TypeVar("NaskahT", bound=Naskah)

BUKAN_MEJA = "Naskah ini tidak sedang berada di meja Anda."
TANPA_ALASAN = "Tulis alasan pengembalian supaya OPD tahu apa yang harus diperbaiki."


@dataclass(frozen=True)
class Langkah:
    """One move: to which state, and which columns change with it."""

    ke: StatusNaskah
    kolom: dict[str, Any] = field(default_factory=dict)


def _kosong(*kata: str) -> dict[str, None]:
    return {f"{k}_{akhir}": None for k in kata for akhir in ("oleh", "pada")}


PULANG = _kosong("diajukan", "disetujui")
"""The names of a round are cleared when the paper goes back; LangkahNaskah keeps them."""


def move(
    naskah: Naskah,
    tindakan: TindakanNaskah,
    langkah: Langkah,
    *,
    versi: int,
    by: Pengguna,
    at: datetime,
    alasan: str = "",
    sebagai: str = "",
) -> None:
    """Carry out a move on the version that was read. Runs inside the caller's deed, which has checked the right.

    Raises ValidationError naming who did what and when, if the paper is not in that state or version any more.
    """
    dari = StatusNaskah(naskah.status)
    kolom = {"alasan_kembali": ""} | langkah.kolom
    try:
        with transaction.atomic():
            pindah = (
                type(naskah)
                ._default_manager.filter(pk=naskah.pk, status=dari, versi=versi)
                .update(status=langkah.ke, versi=F("versi") + 1, di_meja_sejak=at, **kolom)
            )
    except IntegrityError as e:
        raise ValidationError({NON_FIELD_ERRORS: [sentence_of(e, type(naskah))]}) from e
    if not pindah:
        raise ValidationError(moved_meanwhile(naskah), code="berubah")
    save_checked(
        LangkahNaskah(
            tindakan=tindakan,
            dari=dari,
            ke=langkah.ke,
            versi=versi,
            oleh=by,
            sebagai=(sebagai or by.sebagai)[:200],
            pada=at,
            alasan=alasan,
            **{_milik(naskah): naskah},
        )
    )
    record(
        by,
        f"{KATA_TINDAKAN[tindakan][0]} {naskah._meta.verbose_name}",
        naskah,
        at=at,
        opd_id=naskah.penugasan.opd_id,
        perubahan={"status": [dari, langkah.ke]},
        alasan=alasan[:500],
    )
    naskah.refresh_from_db()


def _milik(naskah: Naskah) -> str:
    return "laporan" if naskah._meta.model_name == "laporantriwulan" else "rencana"


def moved_meanwhile(naskah: Naskah) -> str:
    """Who moved or changed this paper last, in a sentence."""
    kini = type(naskah)._default_manager.select_related("disunting_oleh").get(pk=naskah.pk)
    akhir = LangkahNaskah.objects.filter(**{_milik(naskah): naskah.pk}).select_related("oleh").last()
    nama = str(naskah._meta.verbose_name).capitalize()
    if akhir and (kini.disunting_pada is None or akhir.pada >= kini.disunting_pada):
        kata = KATA_TINDAKAN[TindakanNaskah(akhir.tindakan)][1]
        return f"{nama} ini sudah {kata} oleh {akhir.oleh.nama} pada {format_waktu(akhir.pada)}. Muat ulang halaman."
    if kini.disunting_oleh and kini.disunting_pada:
        return (
            f"{nama} ini diubah oleh {kini.disunting_oleh.nama} pada {format_waktu(kini.disunting_pada)} sejak Anda "
            "membukanya. Muat ulang dan baca kembali sebelum memutuskan."
        )
    return f"{nama} ini sudah berubah sejak Anda membukanya. Muat ulang halaman."


def locked_naskah(naskah: NaskahT, *, versi: int) -> NaskahT:
    """The paper as it stands, its penugasan locked first. Raises ValidationError unless it is the version that was read."""
    (penugasan,) = lock_penugasan(naskah.penugasan_id)
    kini = type(naskah)._default_manager.get(pk=naskah.pk)
    kini.penugasan = penugasan
    if kini.versi != versi:
        raise ValidationError(moved_meanwhile(kini), code="berubah")
    return kini


def submit(naskah: NaskahT, *, by: Pengguna, at: datetime, kelompok: str, kolom: dict[str, Any] | None = None) -> None:
    """draf or dikembalikan -> diajukan. `naskah` comes from `locked_naskah`; its kind has checked that it is complete.

    Raises PermissionDenied, or ValidationError when everybody at the head's desk had a hand in it.
    """
    if not can_write_naskah(by, naskah, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_MEJA)
    if not has_other_approver(by, naskah, on=tanggal_wit(at)):
        raise ValidationError(_why_not(by, naskah, at=at), code="tanpa_penyetuju")
    isi = {"diajukan_oleh": by, "diajukan_pada": at, "kelompok": kelompok} | (kolom or {})
    move(naskah, TindakanNaskah.AJUKAN, Langkah(StatusNaskah.DIAJUKAN, isi), versi=naskah.versi, by=by, at=at)


@deed
def withdraw_naskah(naskah: Naskah, *, versi: int, by: Pengguna, at: datetime) -> None:
    """diajukan -> draf, while the head has not decided. Raises PermissionDenied for anybody but the OPD."""
    naskah = locked_naskah(naskah, versi=versi)
    if not can_withdraw_naskah(by, naskah, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_MEJA)
    langkah = Langkah(StatusNaskah.DRAF, _kosong("diajukan"))
    move(naskah, TindakanNaskah.TARIK, langkah, versi=versi, by=by, at=at)


@deed
def approve_naskah(naskah: Naskah, *, versi: int, by: Pengguna, at: datetime) -> None:
    """diajukan -> disetujui, of the version that `by` has read.

    Raises PermissionDenied unless `by` sits at the head's desk that day and had no hand in it.
    """
    naskah = locked_naskah(naskah, versi=versi)
    if not can_approve_naskah(by, naskah, on=tanggal_wit(at)):
        raise PermissionDenied(_why_not(by, naskah, at=at))
    langkah = Langkah(StatusNaskah.DISETUJUI, {"disetujui_oleh": by, "disetujui_pada": at})
    move(naskah, TindakanNaskah.SETUJUI, langkah, versi=versi, by=by, at=at, sebagai=_title(by, naskah, at=at))


@deed
def return_naskah(naskah: Naskah, *, versi: int, alasan: str, by: Pengguna, at: datetime) -> None:
    """diajukan or disetujui -> dikembalikan, with the reason, from the desk where it lies."""
    naskah = locked_naskah(naskah, versi=versi)
    if not can_return_naskah(by, naskah, on=tanggal_wit(at)):
        raise PermissionDenied(_why_not(by, naskah, at=at))
    alasan = alasan.strip()
    if not alasan:
        raise ValidationError({"alasan": TANPA_ALASAN})
    kepala = naskah.status == StatusNaskah.DIAJUKAN
    tindakan = TindakanNaskah.KEMBALIKAN if kepala else TindakanNaskah.TOLAK
    sebagai = _title(by, naskah, at=at) if kepala else ""
    langkah = Langkah(StatusNaskah.DIKEMBALIKAN, PULANG | {"alasan_kembali": alasan})
    move(naskah, tindakan, langkah, versi=versi, by=by, at=at, alasan=alasan, sebagai=sebagai)


def _title(by: Pengguna, naskah: Naskah, *, at: datetime) -> str:
    """As what `by` acts at the head's desk, where one person may head two OPDs or stand in for the head."""
    hari = tanggal_wit(at)
    return title_at_desk(by, answering_opd_id(naskah.penugasan, on=hari), on=hari)


def verify(naskah: NaskahT, *, by: Pengguna, at: datetime, kolom: dict[str, Any] | None = None) -> None:
    """disetujui -> diverifikasi. `naskah` comes from `locked_naskah`; a kind that freezes its content hands in `kolom`.

    Raises PermissionDenied unless `by` is a verifikator of its group who does not play for the OPD and had no hand in it.
    """
    if not can_verify_naskah(by, naskah, on=tanggal_wit(at)):
        raise PermissionDenied(_why_not(by, naskah, at=at))
    isi = {"diverifikasi_oleh": by, "diverifikasi_pada": at} | (kolom or {})
    move(naskah, TindakanNaskah.VERIFIKASI, Langkah(StatusNaskah.DIVERIFIKASI, isi), versi=naskah.versi, by=by, at=at)


def _why_not(by: Pengguna, naskah: Naskah, *, at: datetime) -> str:
    """The sentence that the page shows to `by` in place of the buttons."""
    return hak_naskah(by, naskah, on=tanggal_wit(at)).sebab or BUKAN_MEJA


def touch(naskah: NaskahT, *, versi: int, by: Pengguna, at: datetime) -> NaskahT:
    """Begin to edit: the paper locked, its version counted up and the editor named. Called by every writing deed.

    Raises PermissionDenied, or ValidationError when it is not the version that was read.
    """
    naskah = locked_naskah(naskah, versi=versi)
    if not can_write_naskah(by, naskah, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_MEJA)
    naskah.versi, naskah.disunting_oleh, naskah.disunting_pada = versi + 1, by, at
    naskah.save(update_fields=["versi", "disunting_oleh", "disunting_pada"])
    return naskah
