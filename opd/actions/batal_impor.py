"""Take an applied list back within a day: all that it wrote or nothing, and nothing when somebody built on it since."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_waktu
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.batal_baris import PEMBATAL
from opd.actions.buka_keluarga import require_impersonal
from opd.actions.dasar import save_checked
from opd.actions.fakta import require_alasan
from opd.actions.impor import require_right
from opd.enums import JenisImpor, StatusImpor
from opd.models import Impor, Pengguna
from opd.permissions import can_handle_import

MASA_BATAL = timedelta(hours=24)
"""How long after it was applied a list may be taken back."""
CARA_LAIN = {
    JenisImpor.LAMPIRAN: "Penugasan dari lampiran SK dikoreksi satu per satu pada halamannya.",
    JenisImpor.KELUARGA: "Keluarga yang salah masuk dikeluarkan dari daftar pada halamannya.",
    JenisImpor.DATA_KELUARGA: "Nilai lama data keluarga tidak disimpan; perbaiki pada halaman keluarganya, atau unggah daftar "
    "yang benar.",
    JenisImpor.INDEKS: "Indeks yang keliru dikoreksi pada halaman desanya, atau dengan mengunggah daftar yang benar.",
    JenisImpor.SKOR: "Skor yang keliru dikoreksi dengan mengunggah daftar yang benar.",
    JenisImpor.MAKRO: "Angka yang keliru dikoreksi dengan mengunggah daftar yang benar.",
}
"""What is done about a list of a kind that is not taken back as a whole."""


def refusal_to_undo(impor: Impor, *, by: Pengguna, at: datetime) -> str:
    """Why the list is not taken back, in one sentence; "" while it may be, what was built on it left aside. No query."""
    if impor.status == StatusImpor.DIBATALKAN and impor.dibatalkan_pada:
        return f"Impor ini sudah dibatalkan oleh {impor.dibatalkan_oleh} pada {format_waktu(impor.dibatalkan_pada)}."
    if impor.status != StatusImpor.DITERAPKAN or impor.diterapkan_pada is None:
        return "Impor ini belum diterapkan, jadi tidak ada yang dibatalkan."
    if impor.jenis not in PEMBATAL:
        return f"{CARA_LAIN[JenisImpor(impor.jenis)]} Impor jenis ini tidak dibatalkan sekaligus."
    if not can_handle_import(by, impor.diterapkan_oleh_id, on=tanggal_wit(at)):
        return "Impor ini dibatalkan oleh yang menerapkannya, verifikator, atau admin sistem."
    akhir = impor.diterapkan_pada + MASA_BATAL
    if at > akhir:
        return (
            f"Impor dibatalkan dalam 24 jam sesudah diterapkan, yaitu sampai {format_waktu(akhir)}. Koreksi barisnya."
        )
    return ""


def undo_until(impor: Impor) -> datetime | None:
    """The moment after which an applied list is not taken back any more."""
    return impor.diterapkan_pada + MASA_BATAL if impor.diterapkan_pada else None


@deed
def undo_impor(impor: Impor, *, alasan: str, by: Pengguna, at: datetime) -> int:
    """What the list wrote is taken back; how many rows.

    Raises PermissionDenied; ValidationError when it was taken back already, a day has gone, the reason is missing or names
    somebody, or a row was changed or referred to since, which the sentence names.
    """
    kini = Impor.objects.select_for_update(of=("self",)).select_related("dibatalkan_oleh").get(pk=impor.pk)
    require_right(by, kini.jenis, at)
    if not can_handle_import(by, kini.diterapkan_oleh_id, on=tanggal_wit(at)):
        raise PermissionDenied("Impor ini milik orang lain.")
    if tolak := refusal_to_undo(kini, by=by, at=at):
        raise ValidationError(tolak, code="selesai")
    require_impersonal(require_alasan(alasan))
    jumlah = PEMBATAL[kini.jenis](kini, f"Pembatalan impor: {alasan.strip()}"[:300], by=by, at=at)
    kini.status, kini.dibatalkan_oleh, kini.dibatalkan_pada = StatusImpor.DIBATALKAN, by, at
    kini.alasan_batal = alasan.strip()
    save_checked(kini, update_fields=["status", "dibatalkan_oleh", "dibatalkan_pada", "alasan_batal"])
    record(by, "membatalkan impor", kini, at=at, alasan=alasan.strip(), perubahan={"baris": [jumlah, 0]})
    return jumlah
