"""Rows of tests/test_kendala.py for planned visits."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests import pabrik
from tests.pabrik_pantau import buat_pindah, buat_rencana_kunjungan


def _batal() -> Any:
    oleh = pabrik.buat_pengguna()
    isi = {"ditarik_pada": pabrik.SEKARANG, "ditarik_oleh": oleh, "alasan_tarik": "Ombak tinggi."}
    return buat_rencana_kunjungan(pabrik.buat_penugasan(), date(2026, 1, 15), **isi)


def _pindah() -> Any:
    rencana = buat_rencana_kunjungan(pabrik.buat_penugasan(), date(2026, 1, 15))
    return buat_pindah(rencana, date(2026, 1, 20), date(2026, 1, 10))


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_rencanakunjungan_ditarik": (_batal, {"ditarik_oleh": None}),
    "opd_rencanakunjungan_alasan": (_batal, {"alasan_tarik": ""}),
    "opd_pindahrencana_hari": (_pindah, {"ke": date(2026, 1, 15)}),
    "opd_pindahrencana_alasan": (_pindah, {"alasan": ""}),
}
