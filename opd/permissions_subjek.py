"""Who answers a data subject, and who traces what a leaked account has seen (UU 27/2022 art. 5-13, 32 and 46)."""

from __future__ import annotations

from datetime import date

from opd.enums import Peran
from opd.models import Pengguna

BUKAN_PENJAWAB = "Berkas subjek data disusun verifikator, yang boleh membaca data pribadi di semua desa."


def can_read_subject(user: Pengguna, *, on: date) -> bool:
    """Gather all that is stored on one person: the verifikator, who alone reads personal data of every village."""
    return user.holds(Peran.VERIFIKATOR, on=on)


def can_trace_account(user: Pengguna, *, on: date) -> bool:
    """List whose data an account has seen: the same, for the list names persons."""
    return user.holds(Peran.VERIFIKATOR, on=on)
