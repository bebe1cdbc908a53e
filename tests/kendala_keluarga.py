"""Rows of tests/test_kendala.py for target families."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from opd.models import PetaKolom
from tests import kendala_subjek
from tests.pabrik import SEKARANG, nomor
from tests.pabrik_keluarga import buat_keluarga, buat_status


def _sidik() -> Any:
    return buat_keluarga().sidik.get()


def _peta() -> PetaKolom:
    dasar = {"sumber": "p3ke", "dipakai_pada": SEKARANG, "dicatat_oleh": "uji"}
    return PetaKolom.objects.create(sidik=f"{nomor():064d}", **dasar)


def _status() -> Any:
    return buat_status(sumber="p3ke")


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_keluarga_nomor": (buat_keluarga, {"kk_sandi": ""}),
    "desa_statuskeluarga_batal": (_status, {"batal": True}),
    "desa_statuskeluarga_desil_angka": (_status, {"desil": 11, "periode_data": "2025-01-01"}),
    "desa_statuskeluarga_desil_asal": (_status, {"desil": 1}),
    "desa_statuskeluarga_hasil_sesuai": (_status, {"peristiwa": "keluar"}),
    "desa_statuskeluarga_diverifikasi": (_status, {"diverifikasi_pada": SEKARANG}),
    **kendala_subjek.SATU_BARIS,
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "desa_sidikkeluarga_unik": (_sidik, "sidik_nomor jenis desa"),
    "opd_petakolom_unik": (_peta, "sumber sidik"),
    **kendala_subjek.DUA_BARIS,
}

BUAT: dict[str, Callable[[], Any]] = {
    "keluarga": buat_keluarga,
    "sidikkeluarga": _sidik,
    "statuskeluarga": _status,
    "petakolom": _peta,
    **kendala_subjek.BUAT,
}
