"""The quarter lock on every writer of dated facts, and its unlocking (desain.md, section 3, Lock).

What a verified report holds is neither changed nor cancelled; what comes late is marked *susulan* with a reason. Writers and
the verifier of a quarter first lock the Penugasan row, so that no fact slips into a frozen quarter unmarked.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_waktu
from desa.models import record
from desa.models.dasar import Fakta
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import lock_desa, lock_penugasan, save_checked
from opd.enums import StatusNaskah
from opd.models import Asesmen, Bantuan, BukaKunci, Kegiatan, Kunjungan, LaporanTriwulan, Pengguna, Penugasan
from opd.models.laporan import BUKA_TANPA_ALASAN
from opd.permissions import can_unlock
from opd.rekap.kunci import BukuKunci, Kunci, read_kunci

TERKUNCI = "terkunci"
"""The code of a refusal because a verified report holds the fact."""

BUKA_TERLAMA = 14
"""Days."""


def lock_villages(*desa_ids: int, at: datetime) -> BukuKunci:
    """The villages and who answers for them, locked in pk order, and the locks on their facts as they are now."""
    lock_desa(*desa_ids)
    penjawab = Penugasan.objects.in_force().in_charge().filter(desa__in=desa_ids).order_by("pk")
    list(penjawab.select_for_update().values_list("pk"))
    return read_kunci(at=at, desa=desa_ids)


def read_locks(penugasan: Penugasan, *, at: datetime) -> BukuKunci:
    """The locks on facts of a penugasan whose row is locked."""
    return read_kunci(at=at, penugasan=[penugasan.pk])


def require_unlocked(fakta: Asesmen | Bantuan | Kegiatan | Kunjungan, buku: BukuKunci) -> None:
    """Raise ValidationError if a verified report holds this fact."""
    if (kunci := buku.holder_of(fakta, buku.of(fakta.penugasan_id, fakta.tanggal))) is not None:
        raise ValidationError(kunci.kalimat, code=TERKUNCI)


def require_alasan_susulan(kunci: Kunci | None, alasan: str) -> str:
    """The reason of a late fact, "" where no lock asks for one. Raises ValidationError when it is missing."""
    if kunci is None:
        return ""
    if not alasan.strip():
        raise ValidationError({"alasan_susulan": ValidationError(kunci.permintaan, code="susulan")})
    return alasan.strip()


def susulan_of(
    penugasan: Penugasan,
    tanggal: date,
    alasan: str,
    *,
    buku: BukuKunci,
    lama: Asesmen | Bantuan | Kegiatan | Kunjungan | None = None,
) -> str:
    """The mark of a fact on that day; a correction of `lama` within the same quarter keeps the mark it had.

    Raises ValidationError when the quarter is locked, the fact comes new to it, and no reason is given.
    """
    kunci = buku.of(penugasan.pk, tanggal)
    if kunci is not None and lama is not None and buku.of(penugasan.pk, lama.tanggal) == kunci:
        return alasan.strip() or lama.alasan_susulan if lama.alasan_susulan else ""
    return require_alasan_susulan(kunci, alasan)


def same_reason(ada: Fakta, susulan: str) -> bool:
    """Whether a form sent again gives no other reason than the stored row."""
    return not susulan or not ada.alasan_susulan or ada.alasan_susulan == susulan.strip()


def require_no_report(penugasan: Penugasan, *, at: datetime) -> None:
    """Raise ValidationError once any report of the penugasan is verified: what it says was true of this row."""
    for k in read_locks(penugasan, at=at).semua:
        raise ValidationError(
            f"Laporan {k.nama} penugasan ini sudah diverifikasi, sehingga penugasannya tidak dapat dikoreksi. "
            "Gunakan perubahan dengan tanggal.",
            code=TERKUNCI,
        )


def require_days_open(penugasan: Penugasan, dari: date, *, at: datetime) -> None:
    """Raise ValidationError if a verified report that is not unlocked covers days from `dari` on."""
    for k in read_locks(penugasan, at=at).semua:
        if k.dibuka_sampai is None and k.akhir >= dari:
            raise ValidationError(
                f"Laporan {k.nama} untuk {penugasan.desa.nama_lengkap} sudah diverifikasi dan memuat hari sesudah tanggal "
                "itu. Pilih tanggal sesudah triwulan itu, atau buka kuncinya lebih dahulu.",
                code=TERKUNCI,
            )


@deed
def unlock_triwulan(
    laporan: LaporanTriwulan, *, sampai: datetime, alasan: str, by: Pengguna, at: datetime
) -> BukaKunci:
    """What a verified report holds may be corrected until `sampai`, at most 14 days on. The paper keeps its hash.

    Raises PermissionDenied, or ValidationError when the time does not fit or the lock is open that long already.
    """
    (penugasan,) = lock_penugasan(laporan.penugasan_id)
    laporan = LaporanTriwulan.objects.get(pk=laporan.pk)
    laporan.penugasan = penugasan
    if not can_unlock(by, penugasan, on=tanggal_wit(at)):
        raise PermissionDenied("Kunci triwulan dibuka oleh verifikator yang tidak bekerja untuk OPD ini.")
    if laporan.status != StatusNaskah.DIVERIFIKASI:
        raise ValidationError("Laporan ini belum diverifikasi, jadi triwulannya tidak terkunci.", code="status")
    if not alasan.strip():
        raise ValidationError({"alasan": BUKA_TANPA_ALASAN})
    if sampai <= at or tanggal_wit(sampai) > tanggal_wit(at) + timedelta(days=BUKA_TERLAMA):
        raise ValidationError({"sampai": f"Kunci dibuka paling lama {BUKA_TERLAMA} hari sejak hari ini."})
    _require_longer(BukaKunci.objects.filter(laporan=laporan).open_at(at), sampai)
    buka = BukaKunci(laporan=laporan, alasan=alasan.strip(), pada=at, sampai=sampai, oleh=by)
    save_checked(buka)
    record(
        by,
        "membuka kunci laporan triwulan",
        laporan,
        at=at,
        opd_id=penugasan.opd_id,
        perubahan={"terbuka sampai": [None, format_waktu(sampai)]},
        alasan=alasan.strip(),
    )
    return buka


def _require_longer(terbuka: Iterable[BukaKunci], sampai: datetime) -> None:
    for b in terbuka:
        if b.sampai >= sampai:
            raise ValidationError(
                f"Kunci triwulan ini sudah dibuka {b.oleh.nama} sampai {format_waktu(b.sampai)}.", code="sudah_terbuka"
            )
