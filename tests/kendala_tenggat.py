"""Rows of tests/test_kendala.py for the calendar of deadlines, the spool of e-mail, sessions and second factors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from opd.models import FaktorKedua, KodePemulihan, Sesi
from tests.pabrik import SEKARANG, buat_pengguna
from tests.pabrik_surat import buat_surat
from tests.pabrik_tenggat import buat_tenggat


def _dikirim() -> Any:
    return buat_surat(dikirim_pada=SEKARANG)


def _sesi(**isi: Any) -> Any:
    dasar = {"session_key": str(uuid4()), "session_data": "x", "uuid": uuid4(), "diam_menit": 30}
    return Sesi.objects.create(**dasar | dict.fromkeys(("expire_date", "mulai", "terlihat"), SEKARANG) | isi)


def _faktor() -> Any:
    faktor = FaktorKedua(pengguna=buat_pengguna("pembaca"), dibuat_pada=SEKARANG)
    faktor.rahasia = "A" * 32
    faktor.save()
    return faktor


def _kode(**isi: Any) -> Any:
    return KodePemulihan.objects.create(**{"faktor": _faktor(), "sidik_kode": "x"} | isi)


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "opd_tenggat_triwulan": (buat_tenggat, {"triwulan": 5}),
    "opd_suratkeluar_diambil": (buat_surat, {"diambil_pada": SEKARANG}),
    "opd_sesi_diam": (_sesi, {"diam_menit": 0}),
    "opd_faktorkedua_berisi": (_faktor, {"langkah": -1}),
    "opd_suratkeluar_satu_akhir": (_dikirim, {"dilewati_pada": SEKARANG}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_kodepemulihan_unik": (_kode, "faktor sidik_kode"),
    "opd_tenggat_pertama": (buat_tenggat, "tahun triwulan"),
    "opd_suratkeluar_unik": (buat_surat, "kepada jenis tahun triwulan batas langkah"),
}

BUAT: dict[str, Callable[[], Any]] = {"suratkeluar": buat_surat, "kodepemulihan": _kode}
