"""Trace what a leaked account has seen, and take the list out: both on record, for the list itself names persons."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError

from desa.waktu import WIT, tanggal_wit
from opd.actions.buka_keluarga import require_impersonal
from opd.actions.subjek import note_search
from opd.impor.orang import unapplied_lists
from opd.models import Pengguna
from opd.permissions_subjek import BUKAN_PENJAWAB, can_trace_account
from opd.rekap.kebocoran import Penelusuran, in_order, trace_account
from opd.rekap.pembacaan import MENELUSURI, MENGUNDUH_TERDAMPAK, rows_shown

TERLAMA = timedelta(days=3 * 366)
"""How long a period may be: the trace reads every audit row of the account in it."""


def trace_leak(
    akun: Pengguna, dari: date, sampai: date, *, jangkauan: bool, by: Pengguna, at: datetime, alasan: str | None = None
) -> Penelusuran:
    """Whose data the account had in hand on these days; with `alasan` the list leaves the application.

    It reads outside the transaction, for it may take long, and writes its trace before anything is shown.
    Raises PermissionDenied, or ValidationError for days that are none or too many, or a reason that names somebody.
    """
    if not can_trace_account(by, on=tanggal_wit(at)):
        raise PermissionDenied(BUKAN_PENJAWAB)
    if sampai < dari or sampai - dari > TERLAMA:
        raise ValidationError({"sampai": "Hari terakhir sama dengan atau sesudah hari pertama, paling lama 3 tahun."})
    awal, akhir = (datetime.combine(d, time.min, WIT) for d in (dari, sampai + timedelta(days=1)))
    hasil = trace_account(akun, awal, akhir, jangkauan=jangkauan)
    orang, hilang = unapplied_lists(akun, awal, akhir)
    hasil = replace(hasil, terdampak=in_order((*hasil.terdampak, *orang)), daftar_hilang=hilang)
    if alasan is not None:
        require_impersonal(alasan)
    isi: dict[str, list[Any]] = {"dari": [None, dari.isoformat()], "sampai": [None, sampai.isoformat()]}
    isi |= {"terdampak": [None, len(hasil.terdampak)]} | rows_shown(dict.fromkeys(t.kunci for t in hasil.terdampak))
    note_search(MENELUSURI if alasan is None else MENGUNDUH_TERDAMPAK, akun, isi, alasan=alasan or "", by=by, at=at)
    return hasil
