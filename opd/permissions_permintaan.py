"""Who proposes and who decides what a data subject asked for (UU 27/2022 art. 30, 41, 43): never one person alone."""

from __future__ import annotations

from datetime import date

from opd.enums import Peran
from opd.models import Pengguna, PermintaanSubjek

BUKAN_PENGUSUL = "Permintaan subjek data diusulkan verifikator, yang boleh membaca data pribadi di semua desa."
BUKAN_PEMBACA = "Permintaan subjek data hanya untuk verifikator dan admin sistem, yang menjawabnya."


def can_propose_permintaan(user: Pengguna, *, on: date) -> bool:
    """Propose a restriction, an erasure, or the end of a restriction: the verifikator, who gathered what is stored."""
    return user.holds(Peran.VERIFIKATOR, on=on)


def can_read_permintaan(user: Pengguna, *, on: date) -> bool:
    """Read what was asked for: those who answer it. The pages name no person."""
    return user.holds(Peran.VERIFIKATOR, Peran.ADMIN_SISTEM, on=on)


def can_decide_permintaan(user: Pengguna, permintaan: PermintaanSubjek, *, on: date) -> bool:
    """Confirm or turn down: another verifikator, or the admin sistem, who reads no personal data for it."""
    return can_read_permintaan(user, on=on) and permintaan.diusulkan_oleh_id != user.pk
