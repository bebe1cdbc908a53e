"""Rows of tests/test_kendala.py for what a visit leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests import pabrik
from tests.pabrik_kunjungan import buat_jawaban, buat_tindak

HARI = date(2026, 1, 15)


def _kunjungan() -> Any:
    return pabrik.buat_kunjungan(pabrik.buat_penugasan(), HARI, foto=0)


def _jawaban() -> Any:
    return buat_jawaban(_kunjungan())


def _tindak() -> Any:
    return buat_tindak(_kunjungan())


def _tindak_umkm() -> Any:
    kunjungan = _kunjungan()
    return buat_tindak(kunjungan, umkm=pabrik.buat_umkm(desa=kunjungan.penugasan.desa))


def _selesai() -> Any:
    return buat_tindak(_kunjungan(), selesai_pada=pabrik.SEKARANG, selesai_oleh=pabrik.buat_pengguna(), hasil="Sudah.")


def _lewat() -> Any:
    tindak = _selesai()
    tindak.selesai_kunjungan = tindak.kunjungan
    tindak.save()
    return tindak


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_tindaklanjutkunjungan_isi": (_tindak, {"isi": ""}),
    "opd_tindaklanjutkunjungan_selesai": (_selesai, {"selesai_oleh": None}),
    "opd_tindaklanjutkunjungan_hasil": (_selesai, {"hasil": ""}),
    "opd_tindaklanjutkunjungan_lewat": (_lewat, {"selesai_pada": None, "selesai_oleh": None, "hasil": ""}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_jawabanperiksa_unik": (_jawaban, "kunjungan butir"),
    "opd_tindaklanjutkunjungan_unik": (_tindak_umkm, "kunjungan umkm"),
    "opd_tindaklanjutkunjungan_desa": (_tindak, "kunjungan"),
}

BUAT: dict[str, Callable[[], Any]] = {"jawabanperiksa": _jawaban}
