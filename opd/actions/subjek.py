"""Answer a data subject: look for the person, open what is stored, hand it over (UU 27/2022 art. 32).

Each reads first, outside any transaction, and leaves its trace before anything is shown.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.models import record
from desa.scoped import deed
from desa.waktu import tanggal_wit
from opd.actions.buka_keluarga import require_daily_limit, require_impersonal
from opd.models import Pengguna
from opd.permissions_subjek import BUKAN_PENJAWAB, can_read_subject
from opd.rekap.berkas_subjek import BerkasSubjek, gather
from opd.rekap.cari_subjek import Pencarian, Temuan, find_subject
from opd.rekap.pembacaan import MEMBUKA_BERKAS, MENCARI, MENYERAHKAN_BERKAS, rows_shown
from opd.rekap.simpanan_pribadi import Kunci

SANDI_SALAH = "salah kata sandi saat membuka berkas subjek data"
TANPA_PILIHAN = "Pilih paling sedikit satu catatan yang benar milik orang itu."


def search_subject(cari: Pencarian, *, by: Pengguna, at: datetime) -> list[Temuan]:
    """The records that may be the person. Recorded with how and what was found, never with what was asked for."""
    _require_right(by, at)
    temuan = find_subject(cari)
    cara = ", ".join(nama for nama, isi in _asked(cari) if isi)
    isi: dict[str, list[Any]] = {"cara": [None, cara], "ditemukan": [None, len(temuan)]}
    isi |= rows_shown(t.kunci for t in temuan)
    note_search(MENCARI, by, isi, by=by, at=at)
    return temuan


def _asked(cari: Pencarian) -> tuple[tuple[str, str], ...]:
    return ("NIK", cari.nik), ("nomor KK", cari.kk), ("nama", cari.nama), ("telepon", cari.telepon)


def open_subject(kunci: Sequence[Kunci], *, by: Pengguna, at: datetime) -> BerkasSubjek:
    """The subject file with its numbers masked. Raises ValidationError when nothing stored was chosen."""
    _require_right(by, at)
    berkas = _gathered(kunci, terbuka=False)
    note_search(MEMBUKA_BERKAS, by, rows_shown(berkas.kunci), by=by, at=at)
    return berkas


def release_subject(kunci: Sequence[Kunci], *, alasan: str, by: Pengguna, at: datetime) -> BerkasSubjek:
    """The subject file in full, to hand to the person; the caller has checked the password.

    Raises ValidationError for a reason that names the person or a number, or after too many in a day.
    """
    _require_right(by, at)
    berkas = _gathered(kunci, terbuka=True)
    require_impersonal(alasan, *berkas.nama)
    require_daily_limit(MENYERAHKAN_BERKAS, "{} berkas subjek data", by=by, at=at)
    note_search(MENYERAHKAN_BERKAS, by, rows_shown(berkas.kunci), alasan=alasan, by=by, at=at)
    return berkas


@deed
def note_search(
    tindakan: str, objek: Pengguna, isi: Mapping[str, list[Any]], *, by: Pengguna, at: datetime, alasan: str = ""
) -> None:
    """The trace of such a reading, in a transaction of its own: finding and gathering may take longer than a writer may wait."""
    record(by, tindakan, objek, at=at, alasan=alasan, perubahan=dict(isi))


@deed
def record_wrong_password(*, by: Pengguna, at: datetime) -> None:
    """Somebody in this account's session did not know its password."""
    record(by, SANDI_SALAH, by, at=at)


def _gathered(kunci: Iterable[Kunci], *, terbuka: bool) -> BerkasSubjek:
    berkas = gather(kunci, terbuka=terbuka)
    if not berkas.rekaman:
        raise ValidationError(TANPA_PILIHAN, code="kosong")
    return berkas


def _require_right(by: Pengguna, at: datetime) -> None:
    if not can_read_subject(by, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENJAWAB)
