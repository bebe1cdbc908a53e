"""Carry out a decision on a paper by its name, whatever its kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.core.exceptions import PermissionDenied

from opd.actions.naskah import BUKAN_MEJA, approve_naskah, return_naskah, withdraw_naskah
from opd.enums import TindakanNaskah
from opd.models import Pengguna
from opd.models.naskah import Naskah

VERIFIKASI: dict[type[Naskah], Callable[..., Any]] = {}
"""The verifying deed of each kind, called with (naskah, versi=, by=, at=). A kind that is not here cannot be verified."""


def can_be_verified(naskah: Naskah) -> bool:
    """Whether this kind of paper has its verifying deed."""
    return type(naskah) in VERIFIKASI


def decide(
    naskah: Naskah,
    tindakan: TindakanNaskah | str,
    *,
    versi: int,
    alasan: str = "",
    by: Pengguna,
    at: datetime,
    **kolom: Any,
) -> None:
    """tarik, setujui, kembalikan or verifikasi the version that was read; `kolom` is what verifying its kind asks besides.

    Raises PermissionDenied, or ValidationError when somebody else was first or the reason is missing.
    """
    match tindakan:
        case TindakanNaskah.TARIK:
            withdraw_naskah(naskah, versi=versi, by=by, at=at)
        case TindakanNaskah.SETUJUI:
            approve_naskah(naskah, versi=versi, by=by, at=at)
        case TindakanNaskah.KEMBALIKAN:
            return_naskah(naskah, versi=versi, alasan=alasan, by=by, at=at)
        case TindakanNaskah.VERIFIKASI if can_be_verified(naskah):
            VERIFIKASI[type(naskah)](naskah, versi=versi, by=by, at=at, **kolom)
        case _:
            raise PermissionDenied(BUKAN_MEJA)
