"""Rows of tests/test_kendala.py for what data subjects ask for, and for records that were emptied."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import date
from typing import Any

from opd.models import Nisan, PermintaanSubjek
from tests.pabrik import SEKARANG, buat_pengguna, buat_umkm, nomor
from tests.pabrik_keluarga import buat_keluarga


def buat_permintaan(jenis: str = "penghapusan", **isi: Any) -> PermintaanSubjek:
    """A request that waits for its decision."""
    dasar = {
        "nomor": "1/2026",
        "diterima": date(2026, 7, 1),
        "pengaju": "sendiri",
        "alasan": "uji",
        "rekaman": ["desa.keluarga:1"],
    }
    dasar |= {"diusulkan_oleh": buat_pengguna("verifikator"), "diusulkan_pada": SEKARANG}
    return PermintaanSubjek.objects.create(jenis=jenis, uuid=uuid.uuid4(), **dasar | isi)


def _pengakhiran() -> PermintaanSubjek:
    return buat_permintaan("pengakhiran", mengakhiri=buat_permintaan("pembatasan"))


def _nisan() -> Nisan:
    isi = {"sidik_nisan": f"{nomor():064d}", "keadaan": "dihapus", "hari": date(2026, 7, 1)}
    return Nisan.objects.create(jenis="nik", permintaan=buat_permintaan(), **isi)


def _diputus() -> PermintaanSubjek:
    return buat_permintaan(status="ditolak", diputus_oleh=buat_pengguna("verifikator"), diputus_pada=SEKARANG)


SATU_BARIS: dict[str, tuple[Callable[[], Any], dict[str, Any]]] = {
    "desa_keluarga_kosong": (buat_keluarga, {"pengosongan": "dihapus"}),
    "desa_umkm_kosong": (lambda: buat_umkm(nik="8105154101800099"), {"pengosongan": "dihapus"}),
    "opd_permintaansubjek_diputus": (_diputus, {"diputus_oleh": None}),
    "opd_permintaansubjek_keadaan": (buat_permintaan, {"status": "dilaksanakan"}),
    "opd_permintaansubjek_simpanan": (buat_permintaan, {"simpanan_sandi": "x"}),
    "opd_permintaansubjek_sampai": (buat_permintaan, {"dibatasi_sampai": date(2026, 8, 1)}),
    "opd_permintaansubjek_nama": (_diputus, {"nama_subjek_sandi": "x"}),
    "opd_permintaansubjek_mengakhiri": (_pengakhiran, {"mengakhiri": None}),
}

DUA_BARIS: dict[str, tuple[Callable[[], Any], str]] = {
    "opd_permintaansubjek_satu_akhir": (_pengakhiran, "mengakhiri"),
    "opd_nisan_unik": (_nisan, "sidik_nisan jenis"),
}

BUAT: dict[str, Callable[[], Any]] = {"permintaansubjek": buat_permintaan, "nisan": _nisan}
