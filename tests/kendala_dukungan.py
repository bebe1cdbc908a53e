"""Rows of tests/test_kendala.py for support between OPDs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opd.enums import StatusDukungan
from tests.pabrik import SEKARANG
from tests.pabrik_dukungan import buat_dukungan


def _ditolak() -> Any:
    return buat_dukungan(status=StatusDukungan.DITOLAK)


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_dukunganbaris_dijawab": (buat_dukungan, {"dijawab_pada": SEKARANG}),
    "opd_dukunganbaris_ditarik": (buat_dukungan, {"ditarik_pada": SEKARANG}),
    "opd_dukunganbaris_berjawaban": (buat_dukungan, {"status": StatusDukungan.DITERIMA}),
    "opd_dukunganbaris_alasan": (_ditolak, {"jawaban": ""}),
    "opd_dukunganbaris_tarik": (buat_dukungan, {"alasan_tarik": "uji"}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_dukunganbaris_satu_terbuka": (buat_dukungan, "kunci opd"),
}

BUAT: dict[str, Callable[[], Any]] = {"dukunganbaris": buat_dukungan}
