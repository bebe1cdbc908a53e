"""The end of a restriction: on its own day, earlier by two persons, or on a later day that is set with its reason.

Law: UU 27/2022 art. 41.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import QuerySet

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tambah_bulan, tanggal_wit
from opd.actions.dasar import lock_desa, save_checked
from opd.actions.fakta import require_alasan
from opd.actions.isi_keluarga import require_nameless
from opd.actions.kosongkan import restore_rows
from opd.actions.nisan import free_nisan
from opd.actions.rekaman_diminta import looked_for, records_of, villages_of
from opd.enums import JenisPermintaan, StatusPermintaan
from opd.models import Pengguna, PermintaanSubjek
from opd.permissions_permintaan import BUKAN_PENGUSUL, can_propose_permintaan
from opd.rekap.simpanan_pribadi import Kunci

TERLAMA_TAHUN = 2
"""How long a restriction may be asked for at once; it can be prolonged before it ends."""
TIDAK_BERLAKU = "Pembatasan ini tidak berlaku lagi. Muat ulang halaman."


def require_end(sampai: date | None, *, on: date) -> None:
    """Raise ValidationError for a restriction without its day, or with one that has come or lies too far."""
    batas = tambah_bulan(on, 12 * TERLAMA_TAHUN)
    if sampai is None or not on < sampai <= batas:
        kalimat = f"Isi hari pembatasannya berakhir, sesudah hari ini dan paling lambat {format_tanggal(batas)}."
        raise ValidationError({"dibatasi_sampai": kalimat}, code="sampai")


@deed
def prolong_restriction(
    pembatasan: PermintaanSubjek, *, sampai: date, alasan: str, by: Pengguna, at: datetime
) -> PermintaanSubjek:
    """The restriction with a later end. One person does it: it keeps what two decided, and nothing is lost.

    Raises PermissionDenied, or ValidationError for one that ended, a day that is not later, or words that name somebody.
    """
    if not can_propose_permintaan(by, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENGUSUL)
    kini = locked_restriction(pembatasan.pk)
    require_nameless("alasan", require_alasan(alasan), looked_for(kini).nama)
    require_end(sampai, on=tanggal_wit(at))
    if kini.dibatasi_sampai is not None and sampai <= kini.dibatasi_sampai:
        kalimat = f"Pembatasan ini sudah berlaku sampai {format_tanggal(kini.dibatasi_sampai)}. Isi hari sesudahnya."
        raise ValidationError({"dibatasi_sampai": kalimat}, code="sampai")
    lama, kini.dibatasi_sampai = kini.dibatasi_sampai, sampai
    save_checked(kini, update_fields=["dibatasi_sampai"])
    perubahan = {"dibatasi_sampai": [lama.isoformat() if lama else None, sampai.isoformat()]}
    record(by, "memperpanjang pembatasan", kini, at=at, alasan=alasan, perubahan=perubahan)
    return kini


def restrictions_due(at: datetime) -> QuerySet[PermintaanSubjek]:
    """The restrictions whose own day has come."""
    return PermintaanSubjek.objects.restricting().filter(dibatasi_sampai__lte=tanggal_wit(at)).order_by("pk")


@deed
def end_one_due(at: datetime) -> int:
    """End the first restriction whose day has come; 0 when there is none."""
    satu = restrictions_due(at).first()
    if satu is None:
        return 0
    baris = records_of(satu)
    lock_desa(*villages_of(baris))
    kini = locked_restriction(satu.pk)
    hasil = lift(kini, baris)
    perubahan: dict[str, list[Any]] = {nama: [None, jumlah] for nama, jumlah in hasil.items()}
    record(None, "mengakhiri pembatasan pada harinya", kini, at=at, perubahan=perubahan)
    return 1


def locked_restriction(pk: int) -> PermintaanSubjek:
    """A restriction in force, locked. Raises ValidationError for one that ended."""
    kini = PermintaanSubjek.objects.select_for_update(of=("self",)).get(pk=pk)
    if kini.jenis != JenisPermintaan.PEMBATASAN or kini.status != StatusPermintaan.DILAKSANAKAN:
        raise ValidationError(TIDAK_BERLAKU, code="berubah")
    return kini


def lift(pembatasan: PermintaanSubjek, baris: Mapping[Kunci, Any]) -> dict[str, int]:
    """Put back what a locked restriction took out of these records, and end it with its tombstones."""
    jumlah = restore_rows(baris, json.loads(pembatasan.simpanan or "{}"))
    pembatasan.simpanan, pembatasan.status = "", StatusPermintaan.BERAKHIR
    pembatasan.save(update_fields=["simpanan_sandi", "status"])
    return {"catatan dikembalikan": jumlah, "nomor dan nama dibebaskan": free_nisan(pembatasan)}
