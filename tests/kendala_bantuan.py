"""Rows of tests/test_kendala.py for aid, its recipients and its checks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from tests import pabrik
from tests.pabrik_bantuan import buat_bantuan, buat_pemeriksaan

HARI = date(2026, 1, 15)


def _bantuan(**isi: Any) -> Any:
    return buat_bantuan(pabrik.buat_penugasan(), HARI, **isi)


def _penerima() -> Any:
    return _bantuan(nama=("Marta",)).penerima.get()


def _penerima_umkm() -> Any:
    penugasan = pabrik.buat_penugasan()
    return buat_bantuan(penugasan, HARI, umkm=(pabrik.buat_umkm(desa=penugasan.desa),)).penerima.get()


def _periksa() -> Any:
    return buat_pemeriksaan(_bantuan())


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_bantuan_batal": (_bantuan, {"batal": True}),
    "opd_bantuan_volume": (_bantuan, {"volume": 0}),
    "opd_penerimabantuan_siapa": (_penerima, {"nama_penerima": ""}),
    "opd_pemeriksaanbantuan_batal": (_periksa, {"batal": True}),
    "opd_pemeriksaanbantuan_bulan": (_periksa, {"bulan_ke": 4}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_penerimabantuan_umkm": (_penerima_umkm, "bantuan umkm"),
    "opd_pemeriksaanbantuan_unik": (_periksa, "bantuan bulan_ke"),
}

BUAT: dict[str, Callable[[], Any]] = {
    "bantuan": _bantuan,
    "pemeriksaanbantuan": _periksa,
}
