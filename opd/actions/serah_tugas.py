"""Hand the work of an official who leaves to the one who comes: roles and offices from a day on, never the account."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.angka import format_tanggal
from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.dasar import BERUBAH, save_checked
from opd.actions.delegasi import MENCABUT
from opd.actions.sesi import drop_sessions
from opd.models import Delegasi, Jabatan, Pengguna, PeranPengguna
from opd.permissions_akun import can_hand_over

PALING_JAUH = timedelta(days=90)
MENYERAHKAN = "menyerahkan tugas"
BUKAN_PENYERAH = "Tugas diserahkan oleh admin sistem; kepala OPD hanya menyerahkan tugas operator OPD-nya."
TANPA_PILIHAN = "Pilih sedikitnya satu peran atau jabatan yang diserahkan."

Episode = PeranPengguna | Jabatan


@deed
def hand_over(
    dari: Pengguna,
    kepada: Pengguna,
    *,
    peran: Sequence[int],
    jabatan: Sequence[int],
    hari: date,
    alasan: str,
    by: Pengguna,
    at: datetime,
) -> int:
    """End these roles and offices of `dari` on `hari` and open them for `kepada`; how many that were.

    What `dari` lent or was lent ends the same day, and today every session. Raises PermissionDenied, or ValidationError
    when one of them is not open any more or the day does not fit.
    """
    _require_fitting(dari, kepada, hari, alasan, on=tanggal_wit(at))
    orang = {p.pk: p for p in Pengguna.objects.select_for_update(of=("self",)).filter(pk__in=(dari.pk, kepada.pk))}
    if not all(p.is_active for p in orang.values()):
        raise ValidationError({"kepada": "Akun yang menerima tugas harus aktif. Minta admin sistem membukanya."})
    semua: list[Episode] = [
        *PeranPengguna.objects.filter(pk__in=peran, pengguna=dari, selesai__isnull=True).select_related("opd"),
        *Jabatan.objects.filter(pk__in=jabatan, pengguna=dari, selesai__isnull=True).select_related("opd"),
    ]
    if len(semua) != len(set(peran)) + len(set(jabatan)):
        raise ValidationError(BERUBAH, code="berubah")
    if not semua:
        raise ValidationError(TANPA_PILIHAN, code="kosong")
    for satu in semua:
        _move(satu, dari, kepada, hari=hari, alasan=alasan.strip(), by=by, at=at)
    _end_lent(dari, [s.opd_id for s in semua], hari=hari, by=by, at=at)
    if hari <= tanggal_wit(at):
        drop_sessions(dari)
    return len(semua)


def _require_fitting(dari: Pengguna, kepada: Pengguna, hari: date, alasan: str, *, on: date) -> None:
    if dari.pk == kepada.pk:
        raise ValidationError({"kepada": "Pilih orang lain: tugas diserahkan dari satu akun ke akun lain."})
    if not on <= hari <= on + PALING_JAUH:
        raise ValidationError(
            {"hari": f"Isi hari ini atau nanti, paling lama sampai {format_tanggal(on + PALING_JAUH)}."}
        )
    if not alasan.strip():
        raise ValidationError({"alasan": "Tulis dasarnya, misalnya nomor SK mutasi."})


def _move(
    lama: Episode, dari: Pengguna, kepada: Pengguna, *, hari: date, alasan: str, by: Pengguna, at: datetime
) -> None:
    """End one episode and open it for the other person, with its Catatan."""
    if not can_hand_over(by, lama, on=tanggal_wit(at)) or kepada.pk == by.pk:
        raise PermissionDenied(BUKAN_PENYERAH)
    if lama.mulai >= hari:
        raise ValidationError(
            {
                "hari": f"{lama} baru mulai {format_tanggal(lama.mulai)}. Isi hari sesudahnya, atau koreksi di panel admin."
            }
        )
    lama.selesai = hari
    save_checked(lama, update_fields=["selesai"])
    if isinstance(lama, Jabatan):
        baru: Episode = Jabatan(
            opd=lama.opd, nama_jabatan=lama.nama_jabatan, status=lama.status, pemegang=kepada.nama, sumber=alasan
        )
    else:
        baru = PeranPengguna(peran=lama.peran, opd=lama.opd, kelompok=lama.kelompok)
    baru.pengguna, baru.mulai = kepada, hari
    save_checked(baru)
    dari.forget_roles()
    kepada.forget_roles()
    perubahan: dict[str, list[Any]] = {str(lama): [dari.label, kepada.label], "sejak": [None, hari.isoformat()]}
    record(by, MENYERAHKAN, dari, at=at, opd_id=lama.opd_id, perubahan=perubahan, alasan=alasan)


def _end_lent(dari: Pengguna, opd_ids: Sequence[int | None], *, hari: date, by: Pengguna, at: datetime) -> None:
    """Desks that were lent to `dari` in these OPDs are lent no longer than the work lasts, each with its Catatan."""
    terbuka = Delegasi.objects.filter(
        penerima=dari, opd__in=[o for o in opd_ids if o], dicabut_pada__isnull=True, selesai__gt=hari
    )
    for satu in terbuka.select_related("jabatan__opd"):
        kolom, baru = ("selesai", hari) if satu.mulai < hari else ("dicabut_pada", at)
        lama = getattr(satu, kolom)
        if terbuka.filter(pk=satu.pk).update(**{kolom: baru}):
            perubahan = {kolom: [lama.isoformat() if lama else None, baru.isoformat()]}
            record(by, MENCABUT, satu, at=at, opd_id=satu.opd_id, perubahan=perubahan)
