"""Rows of tests/test_kendala.py for directives, their follow-up and the clinic."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from opd.enums import StatusTindakLanjut
from tests import pabrik
from tests.pabrik import SEKARANG
from tests.pabrik_arahan import buat_arahan, buat_konsultasi, buat_tindak


def _dijawab() -> Any:
    return buat_tindak(status=StatusTindakLanjut.DIJAWAB)


def _selesai_sendiri() -> Any:
    tindak = buat_tindak(status=StatusTindakLanjut.SELESAI)
    SENDIRI["diperiksa_oleh"] = tindak.dijawab_oleh
    return tindak


def _pertanyaan() -> Any:
    return buat_konsultasi(dijawab=True)


SENDIRI: dict[str, Any] = {}

SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_arahan_batas": (buat_arahan, {"batas": date(2026, 6, 30)}),
    "opd_arahan_dicabut": (buat_arahan, {"dicabut_pada": SEKARANG}),
    "opd_arahan_perkara_desa": (buat_arahan, {"perkara": "tanpa_tim"}),
    "opd_tindaklanjut_dijawab": (buat_tindak, {"dijawab_pada": SEKARANG}),
    "opd_tindaklanjut_diperiksa": (buat_tindak, {"diperiksa_pada": SEKARANG}),
    "opd_tindaklanjut_berjawaban": (_dijawab, {"jawaban": ""}),
    "opd_tindaklanjut_berpemeriksa": (_dijawab, {"status": StatusTindakLanjut.SELESAI}),
    "opd_tindaklanjut_kembali": (_dijawab, {"alasan_kembali": "uji"}),
    "opd_tindaklanjut_bukan_sendiri": (_selesai_sendiri, SENDIRI),
    "opd_konsultasi_dijawab": (buat_konsultasi, {"dijawab_pada": SEKARANG}),
    "opd_konsultasi_hasil": (buat_konsultasi, {"hasil_pada": SEKARANG}),
    "opd_konsultasi_berjawaban": (_pertanyaan, {"jawaban": ""}),
    "opd_konsultasi_target": (_pertanyaan, {"target_batas": date(2026, 8, 1)}),
    "opd_konsultasi_berhasil": (_pertanyaan, {"hasil": "uji"}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_tindaklanjut_unik": (
        lambda: buat_tindak(status=StatusTindakLanjut.DIKEMBALIKAN),
        "arahan opd putaran",
    ),
    "opd_tindaklanjut_satu_terbuka": (lambda: buat_tindak(putaran=pabrik.nomor()), "arahan opd"),
}

BUAT: dict[str, Callable[[], Any]] = {"arahan": buat_arahan, "tindaklanjut": buat_tindak}
